import Config
import Diagnostics
import Testing

@testable import Experiment

@Suite("What a file calls the tensors of a network")
struct WeightNamesTests {
  private static func names(_ lines: KeyValuePairs<String, String>) throws -> WeightNames {
    try WeightNames(
      lines.map {
        ($0.key, FieldValue(.text($0.value), range: nil, origin: .commandLine))
      })
  }

  @Test(
    "is its line's name, the closest line first",
    arguments: [
      ("conv1", "weight", "features.0.weight"),
      ("fire2.squeeze", "bias", "features.2.squeeze.bias"),
      ("fire2.expand", "bias", "wide.bias"),
      ("dense_1", "weight", "head/kernel:0"),
      ("dense_1", "bias", "head.bias"),
      ("block_3.norm_7", "weight", "b3.n7.weight"),
      ("left.end", "weight", "E/left.weight"),
    ])
  func lines(_ layer: String, _ part: String, _ expected: String) throws {
    let names = try Self.names([
      "conv1": "features.0", "fire*": "features.*", "fire2.expand": "wide", "dense_1": "head",
      "dense_1.weight": "head/kernel:0", "block_*.norm_*": "b*.n*", "*.end": "E/*",
    ])
    #expect(try names.name(of: part, in: layer)?.name == expected)
  }

  @Test(
    "has the file's own name of its part behind that of its layer, by the longest end",
    arguments: [
      ("a.conv", "weight", "conv2d_5/kernel"), ("a.bn", "weight", "norm_5/gamma"),
      ("a.bn", "bias", "norm_5/beta"), ("a.bn", "running_mean", "norm_5.running_mean"),
      ("b.conv", "weight", "b.conv/kernel"), ("b.conv", "bias", "B:b"),
    ])
  func parts(_ layer: String, _ part: String, _ expected: String) throws {
    func values(_ lines: KeyValuePairs<String, String>) -> [(key: String, value: FieldValue)] {
      lines.map {
        (key: $0.key, value: FieldValue(.text($0.value), range: nil, origin: .commandLine))
      }
    }
    let names = try WeightNames(
      values(["a.conv": "conv2d_5", "a.bn": "norm_5", "b.conv.bias": "B:b"]),
      parts: values(["weight": "/kernel", "bn.weight": "/gamma", "bn.bias": "/beta"]))
    #expect(try names.name(of: part, in: layer)?.name == expected)
  }

  @Test("may be of a layer that the network lacks where its line has a question mark")
  func optional() throws {
    let names = try Self.names(["conv1": "features.0", "top.fc?": "fc"])
    #expect(names.lines.map(\.isOptional) == [false, true])
    #expect(try names.name(of: "weight", in: "top.fc")?.name == "fc.weight")
  }

  @Test("is its own where no line names it")
  func none() throws {
    #expect(try Self.names(["conv1": "features.0"]).name(of: "weight", in: "conv10") == nil)
  }

  @Test("is not guessed where two patterns are equally close")
  func tie() throws {
    let names = try Self.names(["*_1": "a.*", "d_*": "b.*"])
    #expect(throws: Diagnostic.self) { try names.name(of: "weight", in: "d_1") }
  }

  @Test(
    "has no star without a text for it",
    arguments: [("conv1", "features.*"), ("a*", "*.*"), ("", "x"), ("a*b*c*d*", "x")])
  func stars(_ ours: String, _ theirs: String) {
    #expect(throws: DiagnosticList.self) {
      try WeightNames([
        (ours, FieldValue(.text(theirs), range: nil, origin: .commandLine))
      ])
    }
  }
}
