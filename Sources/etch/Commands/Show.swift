import ArgumentParser
import Commands

struct Show: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Prints the resolved experiment: bases, profile and overrides merged, defaults filled in.")

  static let examples = [
    CommandExample(
      "What the quick profile makes of a file", "etch show vae_mnist.yaml --profile quick"),
    CommandExample("Which run it would be", "etch show vae_mnist.yaml --hash"),
  ]

  @OptionGroup var experiment: ExperimentArguments

  @Flag(help: "Print only the hash of what changes training numbers.")
  var hash = false

  func run() throws {
    let loaded = try experiment.load()
    try Terminal.answer(hash ? loaded.identity.short + "\n" : loaded.resolvedText)
  }
}
