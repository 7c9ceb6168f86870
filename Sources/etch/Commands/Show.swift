import ArgumentParser
import Commands

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Prints the resolved experiment: bases, profile and overrides merged, defaults filled in.")

  @OptionGroup var experiment: ExperimentArguments

  @Flag(help: "Print only the hash of what changes training numbers.")
  var hash = false

  func run() throws {
    let loaded = try experiment.load()
    try Terminal.answer(hash ? loaded.identity.short + "\n" : loaded.resolvedText)
  }
}
