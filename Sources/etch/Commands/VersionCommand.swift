import ArgumentParser
import Commands

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Shows the version.")

  func run() throws { try Terminal.answer(Version.current + "\n") }
}
