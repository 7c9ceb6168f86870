import Diagnostics
import Foundation

/// The commands of the program, from the description that the parser of the command line gives of itself.
struct CommandReference {
  struct Command {
    /// `etch checkpoint show`.
    let name: String
    let abstract: String
    let discussion: String
    let arguments: [Argument]
    let examples: [CommandExample]
    /// Whether it does nothing itself: `etch checkpoint`, behind which another word stands.
    let isGroup: Bool
  }

  struct Argument {
    /// `--profile <name>`, `<file>`.
    let name: String
    let abstract: String
    let isRequired: Bool
    let isPositional: Bool
    let isRepeating: Bool
    let standard: String?
  }

  private(set) var commands: [Command] = []
  private let examples: [String: [CommandExample]]

  /// - Parameters:
  ///   - help: the JSON of `--experimental-dump-help`.
  ///   - examples: by the commands' names.
  init(_ help: String, examples: [String: [CommandExample]]) throws {
    self.examples = examples
    guard let root = try JSON(parsing: help)["command"] else {
      throw Diagnostic("this is no description of commands", at: nil)
    }
    visit(root, [])
  }

  private mutating func visit(_ json: JSON, _ parents: [String]) {
    let path = parents + [json.text("commandName")]
    let arguments = json.list("arguments").filter { $0["shouldDisplay"] != .boolean(false) }
    let name = path.joined(separator: " ")
    // Help is a command of the parser's, and described by it.
    let subcommands = json.list("subcommands").filter { $0.text("commandName") != "help" }
    commands.append(
      Command(
        name: name, abstract: json.text("abstract"), discussion: json.text("discussion"),
        arguments: arguments.map(Self.argument), examples: examples[name] ?? [],
        isGroup: !subcommands.isEmpty))
    for subcommand in subcommands { visit(subcommand, path) }
  }

  private static func argument(_ json: JSON) -> Argument {
    let kind = json.text("kind")
    let value = json.text("valueName")
    let names = json.list("names").map {
      ($0.text("kind") == "short" ? "-" : "--") + $0.text("name")
    }.sorted { $0.count < $1.count }
    let name =
      switch kind {
      case "positional": "<\(value)>"
      case "flag": names.joined(separator: ", ")
      default: names.joined(separator: ", ") + " <\(value)>"
      }
    let standard = json.text("defaultValue")
    return Argument(
      name: name, abstract: json.text("abstract"),
      isRequired: json["isOptional"] == .boolean(false), isPositional: kind == "positional",
      isRepeating: json["isRepeating"] == .boolean(true),
      standard: standard.isEmpty ? nil : standard)
  }

  var page: ReferencePage {
    ReferencePage(
      name: "commands", title: "Commands", about: "What the program does.",
      entries: commands.map { command in
        ReferencePage.Entry(
          name: command.name, summary: command.abstract, discussion: command.discussion,
          example: command.examples.isEmpty
            ? nil : CommandExample.lines(command.examples).joined(separator: "\n"),
          exampleLanguage: "sh",
          rows: command.arguments.map {
            ReferencePage.Row(
              name: $0.name, summary: $0.abstract, type: $0.isRepeating ? "several" : "one",
              presence: $0.standard.map { "default \($0)" }
                ?? ($0.isRequired ? "required" : "optional"))
          })
      })
  }

  // MARK: The manual

  /// `etch.1` for man.
  var manual: String {
    var text = ".\\\" Written by 'etch docs --format man'.\n.TH ETCH 1\n.SH NAME\n"
    let root = commands.first
    text += "etch \\- \(Self.escaped(root?.abstract ?? ""))\n.SH SYNOPSIS\n"
    for command in commands.dropFirst() where !command.isGroup {
      let words = command.arguments.filter(\.isPositional).map {
        Self.escaped($0.isRequired ? $0.name : "[\($0.name)]") + ($0.isRepeating ? " ..." : "")
      }
      let synopsis = (["\\fB\(Self.escaped(command.name))\\fR"] + words + ["[options]"])
        .joined(separator: " ")
      text += synopsis + "\n.br\n"
    }
    text += ".SH DESCRIPTION\n" + Self.paragraphs(root?.discussion ?? "")
    text += ".SH COMMANDS\n"
    for command in commands.dropFirst() {
      text += ".SS \(Self.escaped(command.name))\n" + Self.paragraphs(command.abstract)
      text += Self.paragraphs(command.discussion)
      for argument in command.arguments {
        let standard = argument.standard.map { " The default is \($0)." } ?? ""
        text += ".TP\n\\fB\(Self.escaped(argument.name))\\fR\n"
        text += Self.escaped(argument.abstract + standard) + "\n"
      }
      text += Self.typed(command.examples)
    }
    text += """
      .SH FILES
      .TP
      \\fIoutputs/NAME/HASH\\fR
      A run: run.json, experiment.yaml, sources, metrics.jsonl, checkpoints, samples, plots, report.html.
      .SH ENVIRONMENT
      .TP
      \\fBCC\\fR
      The C compiler.
      .TP
      \\fBNO_COLOR\\fR
      Where it is set, messages have no colours.
      .TP
      \\fBFORCE_COLOR\\fR
      Where it is set, and not to 0, messages have colours in a pipe and a file too.
      .TP
      \\fBXDG_CACHE_HOME\\fR
      Compiled kernels are kept in the folder etch of it; without it in ~/.cache/etch.

      """
    return text
  }

  /// Lines that stay as they are.
  private static func typed(_ examples: [CommandExample]) -> String {
    guard !examples.isEmpty else { return "" }
    let lines = CommandExample.lines(examples).map { escaped($0) + "\n" }
    return ".PP\nExamples:\n.PP\n.RS\n.nf\n\(lines.joined()).fi\n.RE\n"
  }

  private static func paragraphs(_ text: String) -> String {
    text.split(separator: "\n").map { ".PP\n\(escaped(String($0)))\n" }.joined()
  }

  /// Text of which nothing is a request of roff's.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "\n": escaped += " "
      case _ where scalar.isASCII: escaped.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
      }
    }
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }
}

extension JSON {
  fileprivate func text(_ key: String) -> String {
    if case .string(let text)? = self[key] { text } else { "" }
  }

  fileprivate func list(_ key: String) -> [JSON] {
    if case .array(let items)? = self[key] { items } else { [] }
  }
}
