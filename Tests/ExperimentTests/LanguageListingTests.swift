import Config
import Diagnostics
import ExperimentTexts
import Foundation
import Testing

@testable import Experiment

/// The listings of the language's description, as they stand there, and each completed to an experiment by a
/// file in `Listings/Complete` that extends it.
@Suite("The listings of the language")
struct LanguageListingTests {
  static let folder = LanguageGolden.folder + "/Listings"

  /// In the order of the description.
  static let names = [
    "autoencoder", "stages", "style", "dream", "adversarial", "data", "metrics", "blocks", "sweep",
  ]

  static let completed = yamlFiles(in: folder + "/Complete")

  @Test("Each is composed, checked and resolved, and nothing is wrong", arguments: completed)
  func complete(_ name: String) throws {
    let printed = try WrongFileTests.validated(name, in: Self.folder + "/Complete")
    #expect(!printed.contains(": error: "), "\(printed)")
    #expect(printed.split(separator: "\n").last == "\(name): ok")
    try LanguageGolden.expect(
      printed, at: Self.folder + "/Complete/" + name.replacing(".yaml", with: ".txt"))
  }

  @Test("Every listing of an experiment is completed")
  func all() {
    for name in Self.names where name != "sweep" {
      #expect(Self.completed.contains("\(name).yaml"))
    }
  }

  @Test("The sweep is a map of this language's YAML")
  func sweep() throws {
    var problems = DiagnosticList()
    let composition = Composer(directory: Self.folder).compose(
      file: "sweep.yaml", diagnostics: &problems)
    #expect(problems.diagnostics.isEmpty)
    #expect(composition?.root["grid"]?.entries?.keys == ["params.epsilon", "seed"])
  }

  @Test("They are those of the description, where that is at hand")
  func current() throws {
    let path = LanguageGolden.root + "/../shared/design/LANGUAGE.md"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      print("\(path) is not there: the listings are not compared with it")
      return
    }
    let listings = text.components(separatedBy: "```yaml\n").dropFirst().map { part in
      part.components(separatedBy: "```")[0]
    }
    #expect(listings.count == Self.names.count)
    for (name, listing) in zip(Self.names, listings) {
      let copy = try String(contentsOfFile: "\(Self.folder)/\(name).yaml", encoding: .utf8)
      #expect(copy == listing, "\(name).yaml")
    }
  }
}
