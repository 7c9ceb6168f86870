import Diagnostics
import Foundation
import Testing

@testable import Config

/// A small experiment language for the tests of this room: the real one is put together in later rooms.
enum SampleExperiment {
  static let update = Schema(
    "update", "One update.",
    fields: [
      Field("minimize", .expression, .optional, "the loss"),
      Field("optimizer", .kind(of: Sample.optimizers), .optional, ""),
      Field("update", .list(.text, count: 1...8), .optional, ""),
    ])

  static let train = Schema(
    "train", "The schedule.",
    fields: [
      Field("epochs", .integer(0...Int.max), .required, "how often all data is seen"),
      Field("batch_size", .integer(1...Int.max), .standard("32"), ""),
      Field("optimizer", .kind(of: Sample.optimizers), .standard("adam"), ""),
      Field("step", .list(.mapping(.map(update)), count: 1...64), .optional, ""),
    ])

  static let schema = Schema(
    "", "An experiment.",
    fields: [
      Field("etch", .integer(1...1), .required, "the version of the language"),
      Field("name", .text, .optional, ""), Field("about", .text, .optional, ""),
      Field("source", .text, .optional, ""),
      Field("seed", .integer(0...Int.max), .standard("0"), ""),
      Field("params", .node(definition: "params"), .optional, ""),
      Field("data", .mapping(.variant(by: "source", of: Sample.sources)), .optional, ""),
      Field(
        "layers", .list(.kind(of: Catalogue("layer", [Sample.conv2d])), count: 0...99), .optional,
        ""),
      Field("values", .mapping(.expression), .optional, ""),
      Field("losses", .mapping(.expression), .optional, ""),
      Field("train", .map(train), .optional, ""),
    ])

  static let composer = Composer(choices: [Sample.optimizers, Sample.schedules], directory: folder)

  static var folder: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Goldens").path
  }

  /// Everything that is wrong with a file, and its fields where nothing is.
  static func check(
    _ file: String, profile: String? = nil, overrides: [String] = [],
    composer: Composer = SampleExperiment.composer
  ) -> (composition: Composition?, fields: Fields?, scope: Scope, list: DiagnosticList) {
    var list = DiagnosticList()
    guard
      let composition = composer.compose(
        file: file, profile: profile, overrides: overrides, diagnostics: &list)
    else { return (nil, nil, Scope(), list) }
    let scope = Scope(
      readingParams: composition.root["params"], usage: ParamUsage(), file: file, diagnostics: &list
    )
    let fields = Fields(
      checking: composition.root, schema: schema, scope: scope, diagnostics: &list)
    return (composition, fields, scope, list)
  }

  /// A folder of files that is removed after `body`.
  static func withFiles<Result>(
    _ files: [String: String], _ body: (Composer) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return try body(
      Composer(
        choices: [Sample.optimizers, Sample.schedules],
        shortForm: { $0.last == "conv2d" ? Sample.conv2d : nil }, directory: folder.path))
  }
}
