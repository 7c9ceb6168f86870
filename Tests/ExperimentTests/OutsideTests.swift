import Config
import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// Paths that a file writes stay in its project.
@Suite("Paths that lead out of the project")
struct OutsideTests {
  /// A project beside a file that is none of its business.
  private final class Project {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    var root: String { folder.path + "/project" }
    var secret: String { folder.path + "/secret" }

    init() throws {
      for name in ["project/.git", "project/parts", "elsewhere"] {
        try FileManager.default.createDirectory(
          at: folder.appending(path: name), withIntermediateDirectories: true)
      }
      try write("the: password\nof: root\n", to: "secret")
      try write("seed: 7\n", to: "project/base.yaml")
      try FileManager.default.createSymbolicLink(
        atPath: root + "/link.yaml", withDestinationPath: "../secret")
      try FileManager.default.createSymbolicLink(
        atPath: root + "/away", withDestinationPath: "../elsewhere")
      try write("seed: 8\n", to: "elsewhere/base.yaml")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func write(_ text: String, to name: String) throws {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    func validated(_ text: String, overrides: [String] = [], allowsOutside: Bool = false) throws
      -> String
    {
      try write(text, to: "project/parts/it.yaml")
      return try FileValidation(
        .experiment(), file: root + "/parts/it.yaml", profile: nil, overrides: overrides,
        dataFolder: folder.path + "/elsewhere", allowsOutside: allowsOutside
      ).remarks.printed()
    }
  }

  private static let network = LanguageFormTests.network("- flatten\n- dense: 1")

  @Test(
    "are refused, and nothing of what is there is quoted",
    arguments: [
      "extends: ../../secret\n", "extends: ../link.yaml\n",
      "extends: /etc/passwd\n", "extends: SECRET\n",
    ])
  func extended(_ line: String) throws {
    let project = try Project()
    let told = try project.validated(line.replacing("SECRET", with: project.secret) + Self.network)
    #expect(told.contains("leads out of the project, so it is not read"), "\(told)")
    #expect(told.contains("--allow-outside") && told.contains("--data"))
    for secret in ["password", "root:x", "of: root"] { #expect(!told.contains(secret), "\(told)") }
  }

  @Test(
    "are told to be links where they are",
    arguments: [("../away", true), ("../../elsewhere", false)])
  func linked(path: String, isLink: Bool) throws {
    let project = try Project()
    let boundary = ProjectBoundary(project: project.root, others: [])
    let told = boundary.refusal(
      of: path, leadingTo: isLink ? project.root + "/away" : project.root + "/" + path, at: nil)
    let notes = try #require(told).notes.map(\.message)
    #expect(notes.contains { $0.hasPrefix("a link leads to '") } == isLink, "\(notes)")
  }

  @Test("of networks in files and of data are refused likewise")
  func usedAndRead() throws {
    let project = try Project()
    let used = try project.validated(
      Self.network.replacing(
        "    input: [28, 28, 1]\n    layers:\n      - flatten\n      - dense: 1\n",
        with: "    use: ../../secret\n"))
    #expect(used.contains("leads out of the project"), "\(used)")
    #expect(!used.contains("password"))
    for (source, isRefused) in [
      ("{source: csv, path: ../../secret}", true), ("{source: csv, path: /etc/passwd}", true),
      ("{source: csv, path: ../../, splits: {train: secret}}", true),
      ("{source: images, path: .., splits: {train: ../secret}}", true),
      ("{source: csv, path: data/../../secret}", true), ("{source: csv, path: rows.csv}", false),
      ("{source: csv, path: data/rows.csv}", false),
    ] {
      let told = try project.validated(
        Self.network.replacing("{source: builtin/digits, count: 64, scale: [0, 1]}", with: source))
      #expect(told.contains("leads out of the project") == isRefused, "\(source): \(told)")
      #expect(!told.contains("password") && !told.contains("root:x"))
    }
  }

  @Test("are followed with --allow-outside, or where the command line names them")
  func allowed() throws {
    let project = try Project()
    #expect(
      try project.validated("extends: ../../secret\n" + Self.network, allowsOutside: true)
        .contains("has no field 'the'"))
    let told = try project.validated(
      Self.network, overrides: ["data.digit={source: csv, path: \(project.secret)}"])
    #expect(!told.contains("leads out of the project"), "\(told)")
  }

  @Test("are not those of the project, of the data folder, and of links between them")
  func inside() throws {
    let project = try Project()
    for line in ["extends: ../base.yaml\n", "extends: ../away/base.yaml\n"] {
      let told = try project.validated(line + Self.network)
      #expect(told == "", "\(told)")
    }
  }
}
