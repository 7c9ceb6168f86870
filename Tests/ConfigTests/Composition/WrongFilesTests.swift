import Diagnostics
import ExperimentTexts
import Foundation
import Testing

@testable import Config

/// Files that are wrong, each with all that is printed about it. A comment in the first line may name a profile
/// (`# profile NAME`) or overrides (`# override KEY=VALUE | KEY=VALUE`).
@Suite("Wrong files")
struct WrongFilesTests {
  static let folder = SampleExperiment.folder + "/Wrong"

  static let names = yamlFiles(in: folder)

  @Test("There are at least forty")
  func count() {
    #expect(Self.names.count >= 40)
  }

  @Test("Each wrong file is reported as recorded", arguments: names)
  func wrong(_ name: String) throws {
    let path = Self.folder + "/" + name
    let file = CheckedFile(try Data(contentsOf: URL(fileURLWithPath: path)))
    let composer = Composer(
      choices: [Sample.optimizers, Sample.schedules], directory: Self.folder)
    let printed = SampleExperiment.check(
      name, profile: file.profile, overrides: file.overrides, composer: composer
    ).list.printed()
    #expect(printed.contains("error:"))
    try Golden.expect(printed, at: Self.folder + "/" + name.replacing(".yaml", with: ".txt"))
  }

  @Test("A file of 100 MB is not read")
  func large() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data().write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    let handle = try FileHandle(forWritingTo: path)
    try handle.truncate(atOffset: 100 << 20)
    try handle.close()
    var list = DiagnosticList()
    _ = Composer(directory: path.deletingLastPathComponent().path).compose(
      file: path.lastPathComponent, diagnostics: &list)
    #expect(
      list.diagnostics.first?.message
        == "cannot read '\(path.lastPathComponent)': it is too large (104857600 bytes); an experiment has at most 1048576"
    )
  }
}
