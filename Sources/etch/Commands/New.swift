import ArgumentParser
import Commands
import Diagnostics

struct New: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copies a shipped experiment into this folder, for you to change.")

  static let examples = [
    CommandExample("A first experiment, to be changed", "etch new vae_mnist"),
    CommandExample("The same under a name of your own", "etch new mine --from vae_mnist"),
    CommandExample("What there is", "etch new --list"),
  ]

  @Argument(
    help: "What it is called; its file is NAME.yaml.", completion: ShippedWords.completion)
  var name: String?
  @Option(
    help: ArgumentHelp(
      "The shipped experiment; by default the one called as the new one is, else vae_mnist.",
      valueName: "name"),
    completion: ShippedWords.completion)
  var from: String?
  @Flag(help: "List the shipped experiments.")
  var list = false

  func run() throws {
    let shipped = try ShippedExperiments(besides: ThisProgram.path)
    if list {
      let table = TextTable(
        ["experiment", "about"], shipped.entries.map { [$0.name, $0.about] })
      return try Terminal.answer(table.text)
    }
    let new = try NewExperiment(name: name, from: from, shipped: shipped, in: ".")
    for path in try new.write() { try Terminal.answer(path + "\n") }
    Terminal.error(
      "a copy of \(new.origin); next: etch run \(new.path.shownShellWord) --profile quick")
  }
}

/// What a command takes that is told a shipped experiment.
private enum ShippedWords {
  static var completion: CompletionKind {
    .custom { _, _, typed in CompletionWords.shipped(besides: ThisProgram.path, typed: typed) }
  }
}
