import Diagnostics
import ExperimentTexts
import Testing

/// What people write who come from elsewhere: each is told the word here, or what to do instead. The tables stand in files of
/// their own, by where people come from.
@Suite("Wrong words")
struct WrongWordTests {
  /// What was written, in the place of which line of a right file, and words of the message.
  struct Word: CustomTestStringConvertible, Sendable {
    let mistake: ToldMistake
    let right: String
    var testDescription: String { mistake.new }
  }

  /// Into a file that has as little as a file may.
  static func plain(_ line: String, _ written: String, _ words: String) -> Word {
    Word(mistake: ToldMistake(line, written, words), right: plainFile)
  }

  /// Into a file that has params, values, metrics and samples as well.
  static func whole(_ line: String, _ written: String, _ words: String) -> Word {
    Word(mistake: ToldMistake(line, written, words), right: wholeFile)
  }

  // MARK: Lines of the files

  static let set = "{source: builtin/digits, count: 64, scale: [0, 1]}"
  static let batch = "  batch_size: 32"
  static let adam = "{adam: {learning_rate: 1e-3}}"
  static let rate = "learning_rate: 1e-3"

  static let layer = "conv2d: {filters: 4, kernel: 3}"
  static let loss = "mean(square(net(digit)))"

  static let plainFile =
    DigitsExperiment.beginning("name: it", networks: ["net": [layer, "flatten", "dense: 1"]])
    + "losses:\n  loss: \(loss)\n" + DigitsExperiment.training("net: {minimize: loss}")

  static let wholeLayer = "conv2d: {filters: width, kernel: 3, activation: relu}"
  static let wholeLoss = "mse(rebuilt, digit)"
  static let metric = "{value: recon}"
  static let sample = "{grid: [rebuilt, digit], count: 8}"

  private static let wholeFile =
    DigitsExperiment.beginning(
      "name: it", "params:\n  width: 4",
      networks: ["net": [wholeLayer, "flatten", "dense: 28 * 28", "reshape: [28, 28, 1]"]])
    + "values:\n  rebuilt: net(digit)\nlosses:\n  recon: \(wholeLoss)\n"
    + DigitsExperiment.training("fit: {update: [net], minimize: recon}")
    + "metrics:\n  figure: \(metric)\noutputs:\n  samples:\n    seen: \(sample)\n"

  // MARK: What is told

  @Test(
    "are told the word here, or what to do instead, in one message",
    arguments: [keras, pyTorch, python, settings, forms, meanings].flatMap(\.self))
  func told(word: Word) throws {
    let told = try word.mistake.remarks(in: word.right)
    #expect(told.contains(word.mistake.told), "\(told)")
    // A note or warning may be all that there is to tell.
    #expect(told.split(separator: "\n").count { $0.contains(" error: ") } <= 1, "\(told)")
  }

  @Test("are written into files that are right")
  func right() throws {
    #expect(try ToldMistake.remarks(on: Self.plainFile) == "")
    #expect(try ToldMistake.remarks(on: Self.wholeFile) == "")
    let last = "\(Self.layer)\n      - batch_norm: {momentum: 0}"
    #expect(try ToldMistake(Self.layer, last, "").remarks(in: Self.plainFile) == "")
  }

  @Test("are excerpts where they are long, also in what is told to write")
  func long() throws {
    let name = String(repeating: "a", count: 900)
    for (line, written) in [
      (Self.loss, "{\(name): [digit]}"), (Self.loss, "{type: \(name)}"),
      (Self.loss, "self.\(name)(digit)"), (Self.loss, "torch.\(name)(digit)"),
      ("epochs: 1", "epochs.\(name): 1"),
      ("dense: 1", "dense: ${params.\(name)}"),
    ] {
      let told = try ToldMistake(line, written, "").remarks(in: Self.plainFile)
      let error = told.split(separator: "\n").first { $0.contains(": error: ") } ?? ""
      #expect(!error.isEmpty && error.count < 300, "\(error)")
    }
  }
}
