import ArgumentParser
import Commands
import Diagnostics

/// A command whose help ends with what may be typed.
protocol ExemplifiedCommand: ParsableCommand {
  static var examples: [CommandExample] { get }
}

/// The examples at the end of each command's help.
enum HelpExamples {
  /// What stands behind the help that these arguments ask for.
  static func text(for arguments: [String]) -> String {
    var command: any ParsableCommand.Type = Etch.self
    for argument in arguments where argument != "help" {
      let subcommands = command.configuration.subcommands
      guard let next = subcommands.first(where: { $0._commandName == argument }) else { break }
      command = next
    }
    let examples = (command as? any ExemplifiedCommand.Type)?.examples ?? []
    guard !examples.isEmpty else { return "" }
    return "\nEXAMPLES:\n" + CommandExample.lines(examples).map { "  \($0)\n" }.joined()
  }

  /// Those of each command, by its name: `etch checkpoint show`.
  static var all: [String: [CommandExample]] {
    Dictionary(
      commands(Etch.self, named: "etch").map { entry in
        (entry.name, (entry.command as? any ExemplifiedCommand.Type)?.examples ?? [])
      }, uniquingKeysWith: { first, _ in first })
  }

  private static func commands(
    _ command: any ParsableCommand.Type, named name: String
  ) -> [(name: String, command: any ParsableCommand.Type)] {
    [(name: name, command: command)]
      + command.configuration.subcommands.flatMap {
        commands($0, named: "\(name) \($0._commandName)")
      }
  }

  /// How many there are, each of which the parser takes.
  ///
  /// - Throws: commands without examples or with many; examples that are of another command, or that the parser refuses.
  static func check() throws -> Int {
    var problems = DiagnosticList()
    for (name, examples) in all.sorted(by: { $0.key < $1.key }) {
      if !(1...3).contains(examples.count) {
        problems.add(Diagnostic("'\(name)' has \(examples.count) examples", at: nil))
      }
      for example in examples {
        if let mistake = mistake(in: example, of: name) {
          problems.add(Diagnostic("'\(example.line)': \(mistake)", at: nil))
        }
      }
    }
    try problems.throwIfErrors()
    return all.values.reduce(0) { $0 + $1.count }
  }

  private static func mistake(in example: CommandExample, of name: String) -> String? {
    let arguments = example.arguments
    if let wrong = CommandNames.blankBesideEquals(in: arguments)
      ?? CommandNames.unknown(in: arguments, of: Etch.self)
    {
      return wrong.message
    }
    guard example.command == name || example.command.hasPrefix(name + " ") else {
      return "is no example of '\(name)'"
    }
    do {
      _ = try Etch.parseAsRoot(arguments)
      return nil
    } catch {
      return Etch.message(for: error)
    }
  }
}
