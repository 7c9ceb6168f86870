import ArgumentParser
import Commands

struct VersionCommand: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Shows the version.")

  static let examples = [
    CommandExample("What to name where you report a mistake", "etch version")
  ]

  func run() throws { try Terminal.answer(Version.current + "\n") }
}
