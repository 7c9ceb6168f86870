import ArgumentParser
import Commands
import Diagnostics

struct Explain: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Explains a layer, loss, optimizer or other word, or where a key's value comes from.")

  static let examples = [
    CommandExample("What a layer takes", "etch explain conv2d"),
    CommandExample("Where a value comes from", "etch explain vae_mnist.yaml train.epochs"),
    CommandExample("All layers", "etch explain layers"),
  ]

  @Argument(
    help: ArgumentHelp(
      """
      A file and one of its keys, such as train.step.vae.minimize or a name of its own, then values to set \
      (train.epochs=3); or a word such as conv2d, a key such as seed, or layers for all of them.
      """, valueName: "word"),
    completion: .custom { words, place, typed in
      CompletionWords.explained(words, at: place, typed: typed)
    })
  var words: [String] = []

  @Option(
    help: ArgumentHelp("A profile of the file, such as quick.", valueName: "name"),
    completion: .custom { words, _, _ in CompletionWords.profiles(words) })
  var profile: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: OutsideHelp.text)
  var allowOutside = false

  func validate() throws {
    guard let file = words.first, isFile(file), words.count < 2, GivenFile.missing(file) == nil
    else { return }
    let options =
      (profile.map { ["--profile", $0] } ?? []) + (allowOutside ? ["--allow-outside"] : [])
    func command(_ words: String...) -> String { (["etch"] + words + options).shownCommand }
    throw ValidationError(
      "name a key of the file too: \(command("explain", file, "train.epochs")); \(command("show", file)) shows them all."
    )
  }

  func run() throws {
    guard let first = words.first, isFile(first) else {
      if words.count > 1 {
        throw Diagnostic(
          "'\(words[0].excerpt)' is no file, and only one word is explained at a time", at: nil,
          notes: [.init("etch explain WORD, or etch explain FILE KEY [KEY=VALUE …]")])
      }
      let explanation = try VocabularyExplanation(words.first)
      return try Terminal.answer(
        json ? explanation.json.description + "\n" : explanation.text)
    }
    try GivenFile.check(first)
    let explanation = try KeyExplanation(
      file: first, key: words[1], profile: profile, overrides: Array(words.dropFirst(2)),
      allowsOutside: allowOutside)
    try Terminal.answer(json ? explanation.json.description + "\n" : explanation.text)
  }

  /// Whether a word is meant as a file, be it there or not.
  private func isFile(_ word: String) -> Bool {
    // Sources of the language have names such as builtin/digits.
    (word.contains("/") && !word.hasPrefix("builtin/"))
      || [".yaml", ".yml", ".etch"].contains { word.hasSuffix($0) }
  }
}
