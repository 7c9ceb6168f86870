import CYAML
import Diagnostics
import Foundation

/// Says in plain words what libyaml could not read, and what to do about it.
struct SyntaxAdvice {
  let diagnostic: Diagnostic

  init(_ parser: yaml_parser_t, _ marks: Marks) {
    let problem = parser.problem.map { String(cString: $0) } ?? "this is not YAML"
    let context = parser.context.map { String(cString: $0) } ?? ""
    guard parser.error == YAML_SCANNER_ERROR || parser.error == YAML_PARSER_ERROR else {
      self.diagnostic = Diagnostic("this is not YAML: \(problem)", at: nil)
      return
    }
    let place = marks.character(at: parser.problem_mark)
    let found = marks.byte(at: place.start).map { Character(Unicode.Scalar($0)) }
    let begin = marks.character(at: parser.context_mark)
    let slip = LineSlip(place.file)

    func say(_ message: String, at range: SourceRange? = nil, notes: [Diagnostic.Note] = [])
      -> Diagnostic
    {
      Diagnostic(message, at: range ?? place, notes: notes)
    }

    if let known = slip.mergeConflict() ?? slip.foreignBlank(upTo: place)
      ?? slip.foreignDash(at: place)
    {
      self.diagnostic = known
      return
    }
    switch problem {
    case "found character that cannot start any token":
      self.diagnostic =
        found == "\t"
        ? say("a tab may not indent YAML; use spaces")
        : say("a value may not begin with '\(found.map(String.init) ?? "")'; quote it")
    case "found a tab character where an indentation space is expected",
      "found a tab character that violates indentation":
      self.diagnostic = say("a tab may not indent YAML; use spaces")
    case "mapping values are not allowed in this context":
      let word = place.file.slice(from: place.start - 5, to: place.start)
        .split(separator: " ").last
      if let known = Self.missingBlank(at: place, orAbove: true) ?? slip.call(above: place)
        ?? Self.equalsSign(above: place) ?? slip.openQuote(before: place)
      {
        self.diagnostic = known
      } else if word == "as" || word == "from"
        || (word == "name" && Self.isBareItem(above: place))
      {
        self.diagnostic = say(
          "a bare name takes nothing under it; write it with fields: '\(Self.nameAbove(place)): {}'"
            + (word == "name" ? ", and the layer's name as 'as'" : ""))
      } else {
        self.diagnostic =
          slip.missingColon(above: place)
          ?? (slip.isKey(before: place) ? slip.indentation(at: place) : nil)
          ?? say("a ':' may not stand here; quote text that holds ': ', or check the indentation")
      }
    case "did not find expected ',' or '}'", "did not find expected ',' or ']'":
      let open = problem.hasSuffix("'}'") ? "{" : "["
      let note = [Diagnostic.Note("the '\(open)' that is open here", at: begin)]
      if found == "{", marks.byte(at: place.start - 1) == UInt8(ascii: "$") {
        let name = place.file.slice(from: place.end, to: place.end + 64).prefix {
          $0.isLetter || $0.isNumber || $0 == "_"
        }
        self.diagnostic = say(
          "a param is its bare name here: '\(name)'; '${…}' stands in texts, which are quoted in brackets",
          notes: note)
      } else if found == "[" || found == "{" {
        self.diagnostic = say(
          "a '\(found ?? "[")' may not stand inside this value; quote the value or give it its own line",
          notes: note)
      } else {
        let close = open == "{" ? "}" : "]"
        self.diagnostic =
          slip.openQuote(before: place)
          ?? (found == ":" && open == "{" ? Self.colon(from: begin, at: place) : nil)
          ?? Self.missingComma(behindEndBefore: place)
          ?? say(
            "this '\(open)' is not closed: expected ',' or '\(close)'", at: begin,
            notes: [Diagnostic.Note("before this", at: place)])
      }
    case "did not find expected key":
      self.diagnostic =
        Self.missingBlankAfterDash(at: begin) ?? slip.openQuote(before: place)
        ?? slip.indentation(at: place) ?? slip.closedText(before: place)
        ?? say(
          "expected a key here; check the indentation and the quotes above",
          notes: [Diagnostic.Note("the map that it would belong to begins here", at: begin)])
    case "did not find expected '-' indicator":
      self.diagnostic =
        Self.missingBlankAfterDash(at: place) ?? slip.openQuote(before: place)
        ?? slip.missingDash(at: place) ?? slip.indentation(at: place)
        ?? say(
          "expected '- ' and the next item here; check the indentation",
          notes: [Diagnostic.Note("the list begins here", at: begin)])
    case "could not find expected ':'":
      self.diagnostic =
        Self.missingBlankAfterDash(at: begin) ?? Self.missingBlank(at: begin)
        ?? Self.equalsSign(inLineOf: begin) ?? slip.missingDash(at: begin)
        ?? say("expected 'key: value'; the ':' after this key is missing", at: begin)
    case "found unexpected ':'":
      self.diagnostic = say("a blank is missing after this ':'")
    case "found unexpected end of stream" where context.contains("quoted scalar"),
      "found unexpected document indicator" where context.contains("quoted scalar"):
      self.diagnostic = say("this quote is not closed", at: begin)
    case "found unknown escape character", "did not find expected hexdecimal number":
      self.diagnostic = say(
        "unknown escape in double quotes; write '\\\\' for a backslash, or use single quotes")
    case "did not find expected <document start>":
      self.diagnostic =
        slip.openQuote(before: place) ?? slip.indentation(at: place)
        ?? say("the experiment's map has ended; check the indentation of this line")
    case "block sequence entries are not allowed in this context":
      self.diagnostic = say("a list may not begin here; put '- ' on a line of its own")
    case "block mapping keys are not allowed in this context",
      "mapping keys are not allowed in this context":
      self.diagnostic = say("a key may not stand here; begin a new line")
    case "did not find expected node content":
      self.diagnostic = say("a value is missing here")
    case "did not find expected alphabetic or numeric character":
      self.diagnostic = say("a value that begins with '*' or '&' must be quoted", at: begin)
    default:
      self.diagnostic = say(
        "this is not YAML: \(problem)", notes: context.isEmpty ? [] : [.init(context, at: begin)])
    }
  }

  /// What to say of a ':' that may not stand where it does in braces.
  private static func colon(from begin: SourceRange, at place: SourceRange) -> Diagnostic? {
    missingComma(from: begin, at: place) ?? innerMap(from: begin, at: place)
  }

  /// What to say where the ',' before a key in braces is missing: `{filters: 8 kernel: 3}`.
  private static func missingComma(from begin: SourceRange, at place: SourceRange) -> Diagnostic? {
    let before = place.file.slice(from: begin.end, to: place.start)
    let line = before.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).last
    let words = (line ?? "").split(separator: " ")
    guard let key = words.last, before.hasSuffix(key), let value = words.dropLast().last,
      key.first?.isLetter == true, key.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }),
      let end = value.last, !"{[,:".contains(end)
    else { return nil }
    let isWhole = Double(value) != nil || "]}\"'".contains(end)
    return Diagnostic(
      "a ',' is missing before '\(String(key).excerpt)'"
        + (isWhole ? "" : ", or the quotes around a text that holds ': '"),
      at: SourceRange(
        file: place.file, start: place.start - key.utf8.count, end: place.start))
  }

  /// The same where a value ends that a bracket or quote closes: `{scale: [0, 1] holdout: 0.2}`.
  private static func missingComma(behindEndBefore place: SourceRange) -> Diagnostic? {
    let before = place.file.slice(from: place.start - 64, to: place.start)
    let after = place.file.slice(from: place.start, to: place.start + 64)
    let key = after.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    guard let end = before.last(where: { $0 != " " }), "]}\"'".contains(end), !key.isEmpty,
      after[key.endIndex...].first == ":"
    else { return nil }
    return Diagnostic(
      "a ',' is missing before '\(String(key).excerpt)'",
      at: SourceRange(
        file: place.file, start: place.start, end: place.start + key.utf8.count))
  }

  /// What to say where a value in braces is a map without braces: `{units: 8, activation: leaky_relu: 0.2}`.
  private static func innerMap(from begin: SourceRange, at place: SourceRange) -> Diagnostic? {
    let before = place.file.slice(from: begin.end, to: place.start)
    let item = before.split(separator: ",", omittingEmptySubsequences: false).last ?? ""
    let names = item.split(separator: ":").map { String($0).filter { !$0.isWhitespace } }
    let rest = place.file.slice(from: place.end, to: place.end + 64)
    let value = rest.prefix { $0 != "," && $0 != "}" && !$0.isNewline }
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let areNames = names.allSatisfy { name in
      !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
    }
    guard names.count == 2, areNames, !value.isEmpty else { return nil }
    return Diagnostic(
      "a ':' may not stand here: a map within braces has braces of its own: '\(names[0].excerpt): {\(names[1].excerpt): \(value)}'",
      at: place)
  }

  /// The bare name of the list's item that ends above a place; `flatten` where there is none.
  private static func nameAbove(_ place: SourceRange) -> String {
    let above = place.file.slice(from: max(place.start - 2000, 0), to: place.start)
      .split(whereSeparator: \.isNewline).dropLast().last { $0.contains { !$0.isWhitespace } }
    let name = above?.drop { $0 == " " || $0 == "-" }.prefix {
      $0.isLetter || $0 == "_" || $0.isNumber
    }
    return name.map(String.init).flatMap { $0.isEmpty ? nil : $0 } ?? "flatten"
  }

  /// Whether the line above a place is an item of a list without fields.
  private static func isBareItem(above place: SourceRange) -> Bool {
    let lines = place.file.slice(from: max(place.start - 2000, 0), to: place.start)
      .split(whereSeparator: \.isNewline).dropLast()
    let above = lines.last { $0.contains { !$0.isWhitespace } }?.drop { $0 == " " } ?? ""
    return above.hasPrefix("- ") && !above.contains(":")
  }

  /// What to say where the line of a place is `epochs = 2`.
  private static func equalsSign(inLineOf place: SourceRange) -> Diagnostic? {
    let before = place.file.slice(from: 0, to: place.start)
    let indent =
      before.utf8.count - before.utf8.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
    let line = place.file.slice(from: indent, to: place.file.text.utf8.count)
      .prefix { !$0.isNewline }
    let key = line.drop { $0 == " " || $0 == "-" }
    let name = key.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    let rest = key[name.endIndex...].drop { $0 == " " }
    guard name.first?.isLetter == true, rest.first == "=", rest.dropFirst().first != "=",
      !line.contains(": ")
    else { return nil }
    let start = indent + line[..<name.startIndex].utf8.count
    return Diagnostic(
      "expected 'key: value'; a value stands after ':', not '=': '\(name):'",
      at: SourceRange(
        file: place.file, start: start,
        end: start + key[..<rest.startIndex].utf8.count + 1))
  }

  /// The same of the last line above a place that is not empty.
  private static func equalsSign(above place: SourceRange) -> Diagnostic? {
    let bytes = Array(place.file.slice(from: 0, to: place.start).utf8)
    guard let end = bytes.lastIndex(of: UInt8(ascii: "\n")),
      let last = bytes[..<end].lastIndex(where: { $0 > UInt8(ascii: " ") })
    else { return nil }
    return equalsSign(inLineOf: SourceRange(file: place.file, start: last, end: last + 1))
  }

  /// What to say where a list's item begins at a place, and the blank after its '-' is missing.
  private static func missingBlankAfterDash(at place: SourceRange) -> Diagnostic? {
    let text = place.file.slice(
      from: place.start, to: min(place.start + 2, place.file.text.utf8.count))
    guard text.first == "-", let next = text.dropFirst().first, next.isLetter else { return nil }
    return Diagnostic(
      "a blank is missing after this '-', which begins an item of a list",
      at: SourceRange(file: place.file, start: place.start, end: place.start + 1))
  }

  /// What to say where the blank after a key's ':' is missing in the line of a place, or in the one above it.
  private static func missingBlank(at place: SourceRange, orAbove looksAbove: Bool = false)
    -> Diagnostic?
  {
    let file = place.file
    var end = file.text.utf8.count
    // By bytes: CR LF is one character, and no LF.
    let lines = file.text.utf8.split(
      separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for bytes in lines.reversed() {
      let start = end - bytes.count
      defer { end = start - 1 }
      let line = Substring(bytes)
      guard start <= place.start, line.contains(where: { !$0.isWhitespace }) else { continue }
      if let blank = MissingBlank(in: line), let key = line.range(of: blank.key + ":") {
        let first = start + line[..<key.lowerBound].utf8.count
        return Diagnostic(
          "expected 'key: value'\(blank.advice)",
          at: SourceRange(file: file, start: first, end: first + blank.key.utf8.count + 1))
      }
      if !looksAbove || start + line.utf8.count < place.start { return nil }
    }
    return nil
  }
}
