import ArgumentParser
import Experiment

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Writes schemas/experiment.schema.json, which editors complete and check with.")

  @Option(help: ArgumentHelp("The folder to write into; - prints.", valueName: "folder"))
  var out: String = "schemas"

  func run() throws {
    if out == "-" {
      try Terminal.answer(LanguageSchema.text)
    } else {
      try Terminal.answer(LanguageSchema.write(to: out) + "\n")
    }
  }
}
