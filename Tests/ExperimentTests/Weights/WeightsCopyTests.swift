import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Experiment

/// A copy of a file of weights that is not the file to the byte is read rightly, or refused.
@Suite("Copies of a file of weights")
struct WeightsCopyTests {
  /// A network, and tensors that are its own under their own names.
  private struct Original {
    let network: String
    let input: String
    let tensors: [NamedTensor]

    /// What each entry is to hold.
    var entries: [String: [Float]] {
      Dictionary(uniqueKeysWithValues: tensors.map { ("net.\($0.name)", $0.array.floats) })
    }
  }

  /// Three convolutions, two of them of one shape, and a dense layer.
  private static let madeUp = Original(
    network: """
      etch: 1
      input: [8, 8, 3]
      layers:
        - repeat: {times: 3, layers: [{conv2d: {filters: 4, kernel: 3}}]}
        - flatten
        - dense: 5

      """, input: "[8, 8, 3]",
    tensors: shapes.enumerated().map { place, tensor in
      let shape = Shape(tensor.extents)
      // No two numbers are alike.
      let numbers = (0..<shape.count).map { Float(place * 10_000 + $0) / 1024 }
      return NamedTensor(tensor.name, HostArray(shape: shape, floats: numbers))
    })

  private static let shapes: [(name: String, extents: [Int])] = [
    ("conv2d_1.weight", [4, 3, 3, 3]), ("conv2d_1.bias", [4]), ("conv2d_2.weight", [4, 4, 3, 3]),
    ("conv2d_2.bias", [4]), ("conv2d_3.weight", [4, 4, 3, 3]), ("conv2d_3.bias", [4]),
    ("dense_1.weight", [5, 256]), ("dense_1.bias", [5]),
  ]

  /// What a network gets of the file that is written: its numbers by their entries, or why none.
  private func outcome(
    _ original: Original, _ weights: String = "w.safetensors", write: (String) throws -> Void
  ) throws -> (entries: [String: [Float]], refusal: String) {
    let folder = NSTemporaryDirectory() + "/copies-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try write(folder + "/w.safetensors")
    try TextFile.write(original.network, to: folder + "/network.yaml")
    try TextFile.write(
      """
      etch: 1
      name: copies
      networks: {net: {use: network.yaml, weights: \(weights)}}
      metrics: {level: "mean(net(normal(\(original.input), count=1)))"}

      """, to: folder + "/copies.yaml")
    do {
      let loaded = try LoadedExperiment(
        file: folder + "/copies.yaml", profile: nil, overrides: [], dataFolder: "data")
      let fit = try #require(loaded.graphs.weightsFits().first)
      let read = try fit.read(expecting: nil).map { ($0.entry, $0.array.floats) }
      return (Dictionary(read, uniquingKeysWith: { first, _ in first }), "")
    } catch let problems as DiagnosticList {
      return ([:], problems.printed())
    }
  }

  private func outcome(
    _ original: Original, of tensors: [NamedTensor], _ weights: String = "w.safetensors"
  ) throws -> (entries: [String: [Float]], refusal: String) {
    try outcome(original, weights) { try Safetensors(tensors: tensors).write(to: $0) }
  }

  private func renamed(_ original: Original, _ prefix: String) -> [NamedTensor] {
    original.tensors.map { NamedTensor(prefix + $0.name, $0.array) }
  }

  private func checkOrder(_ original: Original) throws {
    let tensors = original.tensors
    let half = tensors.count / 2
    let orders: [[NamedTensor]] = [
      tensors, Array(tensors.reversed()), Array(tensors[half...] + tensors[..<half]),
      tensors.sorted { $0.array.shape.count < $1.array.shape.count },
    ]
    for shuffled in orders {
      let found = try outcome(original, of: shuffled)
      #expect(found.refusal == "")
      #expect(found.entries == original.entries)
    }
  }

  private func checkNames(_ original: Original) throws {
    // As a checkpoint of the network has them.
    #expect(try outcome(original, of: renamed(original, "net.")).entries == original.entries)
    let others = renamed(original, "old.")
    let refused = try outcome(original, of: others)
    #expect(refused.entries.isEmpty)
    #expect(refused.refusal.contains("are not those of 'net', so none is read"))
    let lines = "{file: w.safetensors, names: {\"*\": \"old.*\"}}"
    let named = try outcome(original, of: others, lines)
    #expect(named.refusal == "")
    #expect(named.entries == original.entries)
  }

  private func checkCrops(_ original: Original) throws {
    let last = try #require(original.tensors.last)
    let fewer = try outcome(original, of: Array(original.tensors.dropLast()))
    #expect(fewer.entries.isEmpty && fewer.refusal.contains("the file has no '\(last.name)'"))
    let place = try #require(original.tensors.firstIndex { $0.array.shape.rank == 4 })
    let whole = original.tensors[place]
    let extents = whole.array.shape.extents
    let rows = Shape([extents[0] - 1] + extents.dropFirst())
    var cropped = original.tensors
    cropped[place] = NamedTensor(
      whole.name, HostArray(shape: rows, floats: Array(whole.array.floats.prefix(rows.count))))
    let narrower = try outcome(original, of: cropped)
    #expect(narrower.entries.isEmpty)
    #expect(
      narrower.refusal.contains(
        "'\(whole.name)' needs \(whole.array.shape), and the file's '\(whole.name)' is \(rows)"),
      "\(narrower.refusal)")
    // From within the header to the last byte.
    let size = Safetensors(tensors: original.tensors).fileSize
    for length in [0, 4, 40, size / 2, size - 1] {
      let cut = try outcome(original) { path in
        try Safetensors(tensors: original.tensors).write(to: path)
        try AtomicFile.write(Array(try InputFile.contents(of: path).prefix(length)), to: path)
      }
      #expect(cut.entries.isEmpty, "\(length)")
      let told = ["is truncated", "is no .safetensors file"].contains { cut.refusal.contains($0) }
      #expect(told, "\(length): \(cut.refusal)")
    }
  }

  @Test("in which tensors stand in another order are read rightly")
  func order() throws { try checkOrder(Self.madeUp) }

  @Test("in which tensors have other names are refused, and read rightly where 'names' says which")
  func names() throws { try checkNames(Self.madeUp) }

  @Test("of which something is cut off are refused, whatever it is")
  func crops() throws { try checkCrops(Self.madeUp) }

  @Test("of SqueezeNet's published weights are no exception")
  func squeezeNet() throws {
    let file = LanguageGolden.root + "/../shared/data/squeezenet-v1.0/squeezenet-v1.0.safetensors"
    guard Folder.exists(file) else {
      print("\(file) is not there: copies of SqueezeNet's weights are not looked at")
      return
    }
    let original = Original(
      network: try TextFile.read(LanguageGolden.root + "/experiments/networks/squeezenet.yaml"),
      input: "[64, 64, 3]", tensors: try Checkpoint.read(from: file).tensors)
    #expect(original.entries.count == 52)
    try checkOrder(original)
    try checkNames(original)
    try checkCrops(original)
  }
}
