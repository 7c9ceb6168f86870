import ArgumentParser
import Commands

struct GitCommand: ExemplifiedCommand {
  static let configuration = CommandConfiguration(
    commandName: "git", abstract: "Makes git show what a change to an experiment means.",
    subcommands: [Setup.self])

  static let examples = [
    CommandExample("git ediff, and git diff of what files mean", "etch git setup --textconv")
  ]

  struct Setup: ExemplifiedCommand {
    static let configuration = CommandConfiguration(
      abstract: "Adds 'git ediff' to this repository: etch diff --git.")

    static let examples = [
      CommandExample("git ediff, and git diff of what files mean", "etch git setup --textconv")
    ]

    @Flag(
      help:
        "Also let git diff show *.yaml resolved. Where etch is not installed, git shows files as they are."
    )
    var textconv = false

    func run() throws {
      try Terminal.answer(GitSetup(textconv: textconv).done.map { $0 + "\n" }.joined())
    }
  }
}
