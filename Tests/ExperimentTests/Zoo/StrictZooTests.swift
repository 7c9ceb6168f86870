import Config
import Foundation
import Testing

@testable import Experiment

@Suite("The zoo, strictly")
struct StrictZooTests {
  @Test(
    "An experiment has no warning that it does not allow, as it stands and under each profile, without its data and with it",
    arguments: ShippedText.names)
  func clean(_ name: String) throws {
    let folder = try ZooFolder(isWhole: true)
    for data in ["data", folder.path + "/data"] {
      let validation = try FileValidation(
        file: folder.experiment(name).file, profile: nil, dataFolder: data, strict: true)
      #expect(!validation.remarks.hasErrors, "\(validation.remarks.printed())")
    }
  }

  @Test("The keys of an experiment stand in the language's order", arguments: ShippedText.names)
  func order(_ name: String) throws {
    let text = try String(
      contentsOfFile: LanguageGolden.root + "/experiments/\(name).yaml", encoding: .utf8)
    let keys = text.split(separator: "\n").filter { $0.first?.isLetter == true }.map {
      String($0.prefix { $0 != ":" })
    }
    let order = ExperimentSchema.experiment.fields.map(\.name)
    let places = keys.compactMap { order.firstIndex(of: $0) }
    #expect(places.count == keys.count && places == places.sorted(), "\(keys)")
  }

  @Test("A warning that is not allowed is seen by this")
  func seen() throws {
    let folder = try ZooFolder()
    let (text, file) = try folder.experiment("autoencoder_fashion")
    try text.replacing("values:\n", with: "values:\n  spare: cloth\n").write(
      toFile: file, atomically: true, encoding: .utf8)
    for strict in [true, false] {
      let validation = try FileValidation(
        file: file, profile: nil, dataFolder: "data", strict: strict)
      #expect(validation.remarks.hasErrors == strict)
      #expect(validation.remarks.printed().contains("the value 'spare' is used nowhere [unused]"))
    }
  }
}
