import Diagnostics
import ExperimentTexts
import Foundation
import Testing

@testable import Experiment

/// Experiments that are wrong, each with all that `etch validate` prints about it. A comment in the first line
/// may name a profile (`# profile NAME`) or overrides (`# override KEY=VALUE | KEY=VALUE`).
@Suite("Wrong experiments")
struct WrongFileTests {
  static let folder = LanguageGolden.folder + "/Wrong"

  static let names = yamlFiles(in: folder)

  /// What `etch validate` prints for a file of `folder`.
  static func validated(_ name: String, in folder: String) throws -> String {
    let bytes = (try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))) ?? Data()
    let file = CheckedFile(bytes)
    let validation = try FileValidation(
      .experiment(directory: folder), file: name, profile: file.profile,
      overrides: file.overrides, dataFolder: "data")
    return validation.remarks.printed() + (validation.remarks.hasErrors ? "" : "\(name): ok\n")
  }

  @Test("There are at least forty")
  func count() { #expect(Self.names.count >= 40) }

  @Test("Each is reported as recorded", arguments: names)
  func wrong(_ name: String) throws {
    let printed = try Self.validated(name, in: Self.folder)
    #expect(["error:", "warning:", "note:"].contains { printed.contains($0) })
    for internals in ["ShapeMismatch", "UnknownData", "message:", "Optional(", "\\n"] {
      #expect(!printed.contains(internals), "\(printed)")
    }
    try LanguageGolden.expect(
      printed, at: Self.folder + "/" + name.replacing(".yaml", with: ".txt"))
  }

  @Test("A file of 100 MB is refused without being read")
  func large() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "large.yaml")
    try Data().write(to: path)
    let handle = try FileHandle(forWritingTo: path)
    try handle.truncate(atOffset: 100 << 20)
    try handle.close()
    let printed = try Self.validated("large.yaml", in: folder.path)
    #expect(
      printed
        == "error: cannot read 'large.yaml': it is too large (104857600 bytes); an experiment has at most 1048576\n1 error\n"
    )
  }
}
