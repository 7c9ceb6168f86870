import Diagnostics

extension ComparisonReport {
  /// The most characters: more is refused as a comment.
  static let mostMarkdown = 60_000

  /// A comment for a code review. A bot finds the one before by the first line, and replaces it.
  func markdown(command: String) -> String {
    var text = "<!-- etch diff -->\n"
    let (told, classes) = summary
    text += brokenSides
    guard told > 0 else {
      // What does not compile differs, and nobody knows in what.
      return text + (problems.hasErrors ? "" : "No experiment differs.\n")
    }
    text += "**\(told.counted("experiment")): \(classes)**\n"
    for (index, item) in items.enumerated() {
      let section = Self.section(item)
      let left = items.count - index
      let notice = "\n\(left) more: \(Self.code(command))\n"
      guard text.count + section.count + notice.count <= Self.mostMarkdown else {
        return text + notice
      }
      text += section
    }
    return text
  }

  /// The most mistakes of a comment.
  private static let mostMistakes = 20

  /// What is wrong with sides that do not compile; empty where all do.
  private var brokenSides: String {
    let errors = problems.diagnostics.filter { $0.severity == .error }
    guard !errors.isEmpty else { return "" }
    let more = errors.count - Self.mostMistakes
    return "**Not compared: what does not compile**\n\n"
      + errors.prefix(Self.mostMistakes).map { error in
        let place = error.range.map { Self.code($0.place) + ": " } ?? ""
        return "- \(place)\(Self.escaped(error.message))\n"
      }.joined() + (more > 0 ? "- and \(more) more\n" : "") + "\n"
  }

  private static func section(_ item: Item) -> String {
    let comparison = item.comparison
    let isOpen = comparison.level == .checkpoint ? " open" : ""
    var text = """

      <details\(isOpen)><summary>\(Self.code(comparison.heading)) \
      \(escaped(comparison.hashes)): \(escaped(comparison.levelPhrase))</summary>

      """
    var rows = ""
    for change in comparison.changes {
      let name = change.behind.map { "\(change.path) after \($0)" } ?? change.path
      rows += row([
        code(name), value(change.beforeText), value(change.afterText),
        escaped(comparison.placePhrase(of: change))
          + (change.level == comparison.level ? "" : " (\(change.level.name))"),
      ])
    }
    for (layer, parts) in comparison.stateLines {
      rows += row(["state of \(code(layer))", "", "", escaped(parts)])
    }
    for figure in item.figures where figure.before != figure.after {
      rows += row([figure.name, figure.before, figure.after, escaped(figure.change)])
    }
    // What is new or gone has nothing on one of both sides.
    if !rows.isEmpty { text += "\n| | before | after | |\n| --- | --- | --- | --- |\n" + rows }
    for remark in comparison.remarks { text += "\n\(escaped(remark))\n" }
    return text + "\n</details>\n"
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.joined(separator: " | ") + " |\n"
  }

  private static func value(_ text: String?) -> String {
    text.map { code(TreeChange.short($0)) } ?? ""
  }

  /// As code that holds nothing of the page's language: markup stands as it is, and a bar would end the cell.
  private static func code(_ text: String) -> String {
    "<code>\(escaped(text))</code>"
  }

  /// Text of which nothing is markup, on one line.
  static func escaped(_ text: String) -> String { text.escapedForDisplay.spelling(spellings) }

  /// By number, so that neither Markdown nor a mention sees them.
  private static let spellings = Dictionary(
    uniqueKeysWithValues: "&<>|`\\*_[]#~@".unicodeScalars.map { ($0, "&#\($0.value);") })
}
