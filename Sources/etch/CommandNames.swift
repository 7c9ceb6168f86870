import ArgumentParser
import Diagnostics

/// What the parser of the command line does not say of words that it does not know.
enum CommandNames {
  /// The first argument that is no UTF-8, as far as it can be shown. Two names that differ only there would become one.
  static func argumentThatIsNoText() -> String? {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let bytes = CommandLine.unsafeArgv[index] else { continue }
      if String(validatingCString: bytes) == nil { return "'\(String(cString: bytes).excerpt)'" }
    }
    return nil
  }

  /// What to say where the arguments begin with a command that does not exist.
  static func unknown(in arguments: [String], of root: any ParsableCommand.Type) -> Diagnostic? {
    var command = root
    for argument in arguments {
      let known = command.configuration.subcommands
      if known.isEmpty || argument.hasPrefix("-") { return nil }
      if command == root, argument == "help" { continue }
      guard let next = known.first(where: { $0._commandName == argument }) else {
        return diagnostic(argument, known.map { $0._commandName })
      }
      command = next
    }
    return nil
  }

  private static func diagnostic(_ name: String, _ known: [String]) -> Diagnostic {
    let isFile = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    let hint =
      isFile
      ? "; did you mean 'etch run \(name.excerpt)'?"
      : known.contains(name.lowercased())
        ? "; did you mean '\(name.lowercased())'?"
        : foreign[name].flatMap { known.contains($0) ? "; here it is '\($0)'" : nil }
          ?? Suggestion.phrase(for: name, among: known)
    return Diagnostic(
      "there is no command '\(name.excerpt)'\(hint)", at: nil,
      notes: [.init("the commands are \(known.joined(separator: ", "))")])
  }

  /// What other tools call their commands and methods.
  private static let foreign = [
    "train": "run", "fit": "run", "resume": "run", "summary": "plan", "describe": "plan",
    "predict": "sample", "generate": "sample", "infer": "sample", "lint": "validate",
    "check": "validate", "init": "new", "create": "new", "format": "fmt", "list": "runs",
    "download": "fetch", "cat": "show", "completions": "completion", "autocomplete": "completion",
  ]

  /// What other tools' options are here: settings of the experiment, or nothing to choose.
  private static func advice(forOption name: String) -> String {
    let known = ["learning-rate", "batch-size", "seed", "device", "resume", "epochs"]
    let setting: String
    switch Suggestion.nearest(to: name, among: known) ?? name {
    case "lr", "learning-rate": setting = "train.optimizer.adam.learning_rate=1e-3"
    case "batch-size": setting = "train.batch_size=64"
    case "seed": setting = "seed=7"
    case "device", "gpu", "gpus", "cuda": return "all runs on the processor: --threads 4"
    case "resume": return "the same command goes on with an interrupted run"
    default: setting = "train.epochs=3"
    }
    return "a value of the experiment is set without dashes: \(setting)"
  }

  /// The parser's message in the words of the other messages; where an unknown option resembles none, it may be
  /// meant for the experiment.
  static func advised(_ message: String) -> String {
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let first = lines.first else { return message }
    if first.hasPrefix("Error: ") { lines[0] = "error: " + first.dropFirst(7) }
    if first.hasPrefix("Error: Unknown option") {
      let option = first.split(separator: "'").dropFirst().first?.drop { $0 == "-" } ?? ""
      let name = option.prefix { $0 != "=" }.replacing("_", with: "-")
      // What resembles an option of two or three letters is none that was meant.
      let isGuess = first.contains("Did you mean")
      // The parser knows these two, and suggests neither.
      if !isGuess, let meant = Suggestion.nearest(to: String(name), among: ["help", "version"]) {
        lines[0] += ". Did you mean '--\(meant)'?"
        return lines.joined(separator: "\n")
      }
      if isGuess, name.count <= 3 { lines[0] = "error: there is no option '--\(name)'" }
      if !isGuess || name.count <= 3 {
        lines.insert("note: \(advice(forOption: String(name)))", at: 1)
      }
    }
    return lines.joined(separator: "\n")
  }
}
