import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands

@Suite("etch explain")
struct ExplainTests {
  private static let vae = QuickExperiment(name: "vae_mnist").file

  @Test(
    "A word needs no file",
    arguments: [
      ("conv2d", "layer conv2d: "), ("adam", "optimizer adam: "), ("mnist", "source mnist: "),
      ("builtin/digits", "source builtin/digits: "),
      ("losses", "Functions that training minimizes"),
      ("MaxPooling2D", "'MaxPooling2D' is 'max_pool' here"),
      ("nn.Conv2d", "'nn.Conv2d' is 'conv2d' here"),
    ])
  func words(word: String, beginning: String) throws {
    let end = try EtchProgram(["explain", word])
    #expect(end.status == 0 && end.output.hasPrefix(beginning), "\(end.output)\(end.errors)")
  }

  @Test("Each word has an example, and the overview has each word")
  func everything() throws {
    let overview = try VocabularyExplanation().text.split { " \n".contains($0) }.map(String.init)
    for kind in VocabularyExplanation.kinds {
      let text = try VocabularyExplanation(kind.schema.name).text
      #expect(text.contains("\nexample\n  "), "\(kind.schema.name)")
      #expect(overview.contains(kind.schema.name) && overview.contains(kind.family))
    }
    #expect(try VocabularyExplanation().text.split(separator: "\n").allSatisfy { $0.count <= 110 })
  }

  @Test(
    "A name of the file's own needs no section",
    arguments: [
      ("posterior", "values.posterior: encoder(digit)\n"), ("latent", "params.latent: 2\n"),
      ("encoder.input", "networks.encoder.input:\n  [28, 28, 1]\n"),
      ("data.digit.split", "data.digit.split: all\n"), ("conv2d", "layer conv2d: "),
      ("learning_rate", "train.optimizer.adam.learning_rate: 0.001\n"),
      ("adam.learning_rate", "train.optimizer.adam.learning_rate: 0.001\n"),
    ])
  func names(key: String, beginning: String) throws {
    let text = try KeyExplanation(file: Self.vae, key: key, profile: nil, overrides: []).text
    #expect(text.hasPrefix(beginning), "\(text)")
  }

  struct Slip: CustomTestStringConvertible, Sendable {
    let arguments: [String]
    let answer: String
    var testDescription: String { "etch explain " + arguments.joined(separator: " ") }
  }

  @Test(
    "What is no word, file or key is told with advice",
    arguments: [
      Slip(arguments: ["conv2"], answer: "there is no word 'conv2'; did you mean 'conv2d'?"),
      Slip(arguments: ["validation_split"], answer: "holdout"),
      Slip(arguments: ["units"], answer: "'units' is no word of its own, but a field of dense"),
      Slip(arguments: [vae], answer: "name a key of the file too"),
      Slip(arguments: [vae, "posteror"], answer: "did you mean 'posterior'?"),
      Slip(
        arguments: [vae, "activation"], answer: "'activation' stands in several places; which one?"),
      Slip(arguments: ["dense", "conv2d"], answer: "only one word is explained at a time"),
      Slip(arguments: ["nowhere.yaml", "dense"], answer: "cannot read 'nowhere.yaml'"),
    ])
  func slips(slip: Slip) throws {
    let end = try EtchProgram(["explain"] + slip.arguments)
    #expect(end.status == 2)
    #expect(end.errors.contains(slip.answer), "\(end.errors)")
  }
}
