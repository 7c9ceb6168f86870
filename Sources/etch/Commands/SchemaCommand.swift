import ArgumentParser
import Commands
import Experiment

struct SchemaCommand: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract:
      "Writes the schemas of experiments and sweeps, which editors complete and check with, and of what runs write."
  )

  static let examples = [
    CommandExample("Into a project's folder, where editors find them", "etch schema --out schemas")
  ]

  @Option(
    help: ArgumentHelp(
      "The folder to write into; - prints that of experiments.", valueName: "folder"))
  var out: String = "schemas"

  func run() throws {
    if out == "-" {
      try Terminal.answer(LanguageSchema.text)
    } else {
      try Terminal.answer(LanguageSchema.write(to: out) + "\n")
      try Terminal.answer(SweepSchema.write(to: out) + "\n")
      for path in try OutputSchemas.write(to: out) { try Terminal.answer(path + "\n") }
    }
  }
}
