import Foundation
import SchemaChecking
import Testing

@testable import Experiment

/// What an editor says of whole files.
@Suite("Files by the schema of experiments")
struct SchemaFileTests {
  private static let checker = Result { try SchemaChecker(schema: LanguageSchema.text) }
  private static let experiments = LanguageGolden.root + "/experiments"

  /// Every experiment of the tests and of the repository that `etch validate` finds nothing wrong with.
  private static func valid() throws -> [(name: String, text: String)] {
    let folders = [
      experiments, WrongFileTests.folder, LanguageListingTests.folder + "/Complete",
    ]
    var files: [(name: String, text: String)] = []
    for folder in folders {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      for name in names where name.hasSuffix(".yaml") {
        let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        // Without the profile and the overrides of its first line, as an editor sees it.
        let printed = try WrongFileTests.validated(name, in: folder)
        guard let text, !text.hasPrefix("# override "), !text.hasPrefix("# profile "),
          printed.hasSuffix("\(name): ok\n")
        else { continue }
        files.append((name, text))
      }
    }
    return files
  }

  @Test("What etch takes, an editor takes")
  func accepted() throws {
    let checker = try Self.checker.get()
    let files = try Self.valid()
    #expect(files.count >= 15)
    for file in files {
      let problems = try checker.problems(of: file.text)
      #expect(problems.isEmpty, "\(file.name): \(problems)")
    }
  }

  @Test(
    "A block may be named bare, filled in, in another layer, and by a file that extends another",
    arguments: [
      ("blocks: {tail: {layers: [flatten]}}", "- tail"),
      ("blocks: {tail: {layers: [flatten]}}", "- tail: {units: 3}"),
      ("blocks: {tail: {layers: [flatten]}}", "- residual: [tail, relu]"),
      ("extends: base.yaml", "- tail"), ("params: {norm: batch_norm}", "- ${norm}"),
      ("params: {norm: batch_norm}", "- ${norm}: {momentum: 0.9}"),
      (
        "params: {a: 3}",
        "- dense: {units: a, activation: relu}\n        as: b\n        from: input"
      ),
    ])
  func layers(_ top: String, _ layer: String) throws {
    let problems = try Self.checker.get().problems(of: Self.file(top, layer))
    #expect(problems.isEmpty, "\(problems)")
  }

  @Test(
    "Where no block can be meant, an unknown layer is a mistake",
    arguments: [
      "- batchnorm", "- conv2dd: {filters: 3, kernel: 3}", "- residual: [batchnorm]",
      "- group: [batchnorm]",
      "- residual: {layers: [batchnorm]}", "- repeat: {times: 2, layers: [{densse: 3}]}",
      "- flatten: {}\n        az: b",
    ])
  func unknownLayers(_ layer: String) throws {
    #expect(try !Self.checker.get().problems(of: Self.file("about: x", layer)).isEmpty)
  }

  @Test(
    "A layer gives all that it needs, unless the defaults of a network may",
    arguments: [
      ("", "- conv2d: {filters: 3, kernel: 3}", true), ("", "- conv2d: {filters: 3}", false),
      ("", "- conv2d", false), ("", "- conv2d: ", false), ("", "- repeat: {times: 2}", false),
      ("", "- residual: [{conv2d: {filters: 3}}]", false),
      ("", "- repeat: {times: 2, layers: [{group: [dense]}]}", false),
      ("", "- dense: 3", true),
      ("defaults: {conv2d: {kernel: 3}}", "- conv2d: {filters: 3}", true),
      ("defaults: {conv2d: {kernel: 3}}", "- residual: [{conv2d: {filters: 3}}]", true),
      ("defaults: {conv2d: {kernel: 3, filters: 2}}", "- conv2d", true),
      ("defaults: {conv2d: {kernel: 3}}", "- conv2d: {filter: 3}", false),
    ])
  func required(_ defaults: String, _ layer: String, _ isRight: Bool) throws {
    let network = "networks: {net: {input: [3, 3, 1], layers: [\(layer.dropFirst(2))]"
    let text = "etch: 1\nname: sample\n\(network)\(defaults.isEmpty ? "" : ", " + defaults)}}"
    let problems = try Self.checker.get().problems(of: text)
    #expect(problems.isEmpty == isRight, "\(problems)")
    let block = "blocks: {tail: {layers: [\(layer.dropFirst(2))]}}\n"
    let user =
      "networks: {net: {input: [3], layers: [tail]\(defaults.isEmpty ? "" : ", " + defaults)}}"
    #expect(
      try Self.checker.get().problems(of: "etch: 1\nname: sample\n\(block)\(user)").isEmpty
        == isRight)
  }

  @Test(
    "A profile may say of a kind only what is different",
    arguments: [
      ("optimizer: {adam: {learning_rate: {linear_decay: {end: 6 epochs}}}}", true),
      ("optimizer: {adam: {beta_1: 0.5}}", true), ("optimizer: sgd", true),
      ("optimizer: {adam: {bta_1: 0.5}}", false), ("optimizer: {adm: {beta_1: 0.5}}", false),
      ("optimizer: {adam: {learning_rate: {linear_decay: {ends: 6 epochs}}}}", false),
    ])
  func kinds(_ train: String, _ isRight: Bool) throws {
    let text = "etch: 1\nname: sample\nprofiles: {quick: {train: {\(train)}}}\n"
    let problems = try Self.checker.get().problems(of: text)
    #expect(problems.isEmpty == isRight, "\(problems)")
  }

  @Test(
    "A data set may be like another, and says what is different of any source",
    arguments: [
      ("{like: horse}", true), ("{like: horse, splits: {train: b}, count: 3}", true),
      ("{like: horse, source: builtin/zebras, size: 64}", true),
      ("{like: horse, split: tset}", false), ("{lik: horse}", false),
      ("{like: horse, source: imags}", false),
    ])
  func likes(_ set: String, _ isRight: Bool) throws {
    let text = "etch: 1\nname: sample\ndata:\n  horse: {source: images, path: h}\n  zebra: \(set)\n"
    let problems = try Self.checker.get().problems(of: text)
    #expect(problems.isEmpty == isRight, "\(problems)")
    let child = "extends: base.yaml\ndata: {zebra: \(set)}\n"
    #expect(try Self.checker.get().problems(of: child).isEmpty == isRight)
  }

  private static func file(_ top: String, _ layer: String) -> String {
    """
    etch: 1
    name: sample
    \(top)
    networks:
      net:
        input: [3]
        layers:
          \(layer)
    """
  }

  @Test(
    "A mistake in a shipped experiment is refused",
    arguments: [
      ("losses:", "losess:"), ("  epochs: 50", "  epoch_count: 50"), ("seed: 42", "seed: true"),
      ("batch_size: 256", "batch_size: [256]"), ("split: train", "split: trian"),
      ("{filters: 64, kernel: 5, stride: 2}", "{filters: 64, kernal: 5, stride: 2}"),
      ("{filters: 64, kernel: 5, stride: 2}", "{filters: 0, kernel: 5, stride: 2}"),
      ("{filters: 64, kernel: 5, stride: 2}", "{filters: 64, kernel: 5x5, stride: 2}"),
      ("{filters: 64, kernel: 5, stride: 2}", "{filters: 64, kernel: 5, padding: same all}"),
      ("- batch_norm", "- batchnorm"), ("- conv2d: {filters: 64", "- conv2dd: {filters: 64"),
      ("activation: tanh", "activation: tahn"), ("{adam:", "{adm:"),
      ("learning_rate: 1e-4", "lr: 1e-4"), ("batch_size: 256", "last_batch: dorp"),
      ("bias: false", "bias: 3"), ("source: mnist,", "source: mnits,"),
      ("{epochs: 3, batch", "{epoch_count: 3, batch"), ("epochs: 50", "epochs: 50 rounds"),
      ("every: 1 epoch", "every: 1 day"),
    ])
  func refused(_ written: String, _ wrong: String) throws {
    let path = Self.experiments + "/dcgan_mnist.yaml"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = text.replacing(written, with: wrong)
    #expect(changed != text)
    #expect(try !Self.checker.get().problems(of: changed).isEmpty)
  }
}
