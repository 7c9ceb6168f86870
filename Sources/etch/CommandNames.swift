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

  /// The arguments with words that begin with a hyphen and can only be paths spelled as such: `./-a.yaml` behind `--`, and
  /// `--out=./-runs`. In a command that is told or begun with them, they would be taken for options.
  static func withPaths(_ arguments: [String]) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return arguments.enumerated().map { place, word -> String in
      if place > end { return path(word) }
      guard place < end, let option = folderOptions.first(where: word.hasPrefix) else {
        return word
      }
      return option + path(String(word.dropFirst(option.count)))
    }
  }

  private static let folderOptions = ["--out=", "--data=", "--weights="]

  private static func path(_ word: String) -> String {
    word.utf8.first == UInt8(ascii: "-") && word != "-" ? "./" + word : word
  }

  /// What to say where the arguments begin with a command that does not exist.
  static func unknown(in arguments: [String], of root: any ParsableCommand.Type) -> Diagnostic? {
    var command = root
    for argument in arguments {
      let known = command.configuration.subcommands
      if known.isEmpty || argument.hasPrefix("-") { return nil }
      if command == root, argument == "help" { continue }
      guard let next = known.first(where: { $0._commandName == argument }) else {
        return diagnostic(
          argument, among: known.map { $0._commandName }, in: arguments.drop { $0 != argument })
      }
      command = next
    }
    return nil
  }

  /// - Parameter words: the name and what is written behind it.
  private static func diagnostic(
    _ name: String, among known: [String], in words: ArraySlice<String>
  ) -> Diagnostic {
    let isFile = name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    let hint =
      isFile
      ? "; did you mean '\((["etch", "run"] + words).shownCommand)'?"
      : foreign[name].flatMap { meant in
        known.contains(String(meant.prefix { $0 != " " })) ? "; here it is '\(meant)'" : nil
      }
        ?? (known.contains("run") ? needless[name].map { "; " + $0 } : nil)
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
    "export": "checkpoint export", "eval": "report", "evaluate": "report", "test": "report",
    "plot": "report", "ls": "runs", "history": "runs", "visualize": "plan --graph model.svg",
    "benchmark": "bench", "tune": "sweep", "search": "sweep", "status": "runs", "log": "runs",
  ]

  /// What needs no command here.
  private static let needless = [
    "tensorboard": "every run has an event file: 'tensorboard --logdir outputs' shows all",
    "delete": removal, "remove": removal, "rm": removal, "clean": removal, "prune": removal,
    "gc": removal,
  ]

  private static let removal = "a run is its folder, OUT/NAME/HASH, which may be deleted"

  /// What to say where `train.epochs = 3` came as three words.
  static func blankBesideEquals(in arguments: [String]) -> Diagnostic? {
    for (before, after) in zip(arguments, arguments.dropFirst())
    where after.hasPrefix("=") || before.hasSuffix("=") {
      let key = before.hasSuffix("=") ? String(before.dropLast()) : before
      // 'name= train.epochs=3' lacks a value.
      let isValue = after.hasPrefix("=") || !(after.contains("=") || after.hasPrefix("--"))
      guard isKey(key), isValue, !isFile(after) else { continue }
      return Diagnostic(
        "no blank may stand beside the '=' of '\(key.excerpt)': write \(key.excerpt)=…", at: nil)
    }
    return nil
  }

  /// What to say where `train.epochs 3` came as two words: to commands that take settings, behind no option.
  static func missingEquals(in arguments: [String]) -> Diagnostic? {
    guard let command = arguments.first, takingSettings.contains(command) else { return nil }
    for index in arguments.indices.dropFirst(2).dropLast() {
      let (word, value) = (arguments[index], arguments[index + 1])
      guard word.contains("."), isKey(word), !arguments[index - 1].hasPrefix("--"),
        Double(value) != nil
      else { continue }
      return Diagnostic(
        "a '=' is missing between '\(word.excerpt)' and '\(value.excerpt)': write \(word.excerpt)=\(value.excerpt)",
        at: nil)
    }
    return nil
  }

  private static let takingSettings: Set<String> = ["run", "plan", "show", "validate", "bench"]

  private static func isKey(_ word: String) -> Bool {
    word.first?.isLetter == true
      && word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" } && !isFile(word)
  }

  private static func isFile(_ word: String) -> Bool {
    word.hasSuffix(".yaml") || word.hasSuffix(".yml")
  }

  /// The parser's message in the words of the other messages; where an unknown option resembles none, it may be
  /// meant for the experiment.
  static func advised(_ message: String) -> String {
    var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard let first = lines.first else { return message }
    if first.hasPrefix("Error: ") { lines[0] = "error: " + first.dropFirst(7) }
    let usage = lines.first { $0.hasPrefix("Usage: etch ") } ?? ""
    let command = String(usage.split(separator: " ").dropFirst(2).first ?? "")
    let quoted = first.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
    let unknown = "Error: Unknown option"
    if first.hasPrefix(unknown), quoted.count > 1 {
      lines[0] = "error: there is no option" + first.dropFirst(unknown.count)
      let option = String(quoted[1].prefix { $0 != "=" })
      let name = String(option.drop { $0 == "-" }).replacing("_", with: "-")
      let guess = quoted.count > 3 ? quoted[3].drop { $0 == "-" } : ""
      let takesValues = usage.contains("key=value") || ["validate", "diff"].contains(command)
      let advice = ForeignOption(name).advice(for: command, takesValues: takesValues)
      // What resembles an option of two or three letters is none that was meant.
      // The parser knows these two, and suggests neither.
      if guess.isEmpty, let meant = Suggestion.nearest(to: name, among: ["help", "version"]) {
        lines[0] += ". Did you mean '--\(meant)'?"
        return lines.joined(separator: "\n")
      }
      let isNear = name.count > 3 && Suggestion.nearest(to: name, among: [String(guess)]) != nil
      if !guess.isEmpty, advice.isKnown || !isNear {
        lines[0] = "error: there is no option '\(option)'"
      }
      if let text = advice.text, advice.isKnown || guess.isEmpty || !isNear {
        lines.insert("note: \(text)", at: 1)
      }
    }
    if command == "sweep", first.hasPrefix("Error: Unexpected argument"), quoted.count > 1,
      let equals = quoted[1].firstIndex(of: "=")
    {
      let (key, value) = (quoted[1][..<equals], quoted[1][equals...].dropFirst())
      lines.insert(
        "note: a sweep's file sets what all its trials have: 'set: {\(key): \(value)}'", at: 1)
    }
    return lines.joined(separator: "\n")
  }
}
