import ArgumentParser
import Commands
import Foundation

struct Docs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the reference: the language, every kind of the vocabulary, the commands.",
    discussion: "It is made of what checks experiments, so that it says what this version takes.")

  @Option(help: ArgumentHelp("The folder to write into.", valueName: "folder"))
  var out: String = "Documentation/Reference"

  @Option(
    help: ArgumentHelp("markdown, html, or man for the manual page etch.1.", valueName: "name"))
  var format: Reference.Format = .markdown

  func run() throws {
    let reference = try Reference(help: Etch._dumpHelp())
    try Terminal.answer(reference.write(format, to: out).map { $0 + "\n" }.joined())
  }
}

extension Reference.Format: ExpressibleByArgument {}
