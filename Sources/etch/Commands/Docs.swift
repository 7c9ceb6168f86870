import ArgumentParser
import Commands
import Foundation

struct Docs: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the reference: the language, all its words, the commands.",
    discussion:
      "It is generated from what checks experiments, so it says what this version accepts.")

  static let examples = [
    CommandExample("Pages for a browser", "etch docs --format html --out reference")
  ]

  @Option(help: ArgumentHelp("The folder to write into.", valueName: "folder"))
  var out: String = "Documentation/Reference"

  @Option(
    help: ArgumentHelp("markdown, html, or man for the manual page etch.1.", valueName: "name"))
  var format: Reference.Format = .markdown

  @Flag(help: .hidden) var checkExamples = false

  func run() throws {
    if checkExamples {
      return try Terminal.answer("\(HelpExamples.check()) examples\n")
    }
    let reference = try Reference(
      help: Etch._dumpHelp(), examples: HelpExamples.all,
      uses: ShippedUses(besides: ThisProgram.path))
    try Terminal.answer(reference.write(format, to: out).map { $0 + "\n" }.joined())
  }
}

extension Reference.Format: ExpressibleByArgument {}
