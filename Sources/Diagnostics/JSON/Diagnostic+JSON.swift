extension Diagnostic {
  /// The diagnostic for programs; its members are those of `schemas/diagnostic.schema.json`.
  ///
  /// - Parameter file: the file that was asked about, for what has no place.
  public func json(about file: String) -> JSON {
    .object(
      [
        .init("severity", .string(severity.rawValue)),
        .init("code", warning.map { .string($0.rawValue) } ?? .null),
        .init("message", .string(message)),
      ] + Self.place(range, about: file) + [
        .init(
          "notes",
          .array(
            notes.map {
              .object([.init("message", .string($0.message))] + Self.place($0.range, about: nil))
            })),
        .init("help", Self.advice(in: message).map { .string($0) } ?? .null),
      ])
  }

  private static func place(_ range: SourceRange?, about file: String?) -> [JSON.Member] {
    let name = range?.file.name ?? file
    return [
      .init("file", name.map { .string($0) } ?? .null),
      .init("line", range.map { .integer($0.line) } ?? .null),
      .init("column", range.map { .integer($0.column) } ?? .null),
      .init(
        "end",
        range.map {
          let (line, column) = $0.following
          return .object(["line": .integer(line), "column": .integer(column)])
        } ?? .null),
    ]
  }

  /// What a message says to do: the part behind its first semicolon that stands in no quotes and brackets.
  static func advice(in message: String) -> String? {
    var (isQuoted, depth) = (false, 0)
    var before: Character = " "
    for index in message.indices {
      let character = message[index]
      defer { before = character }
      switch character {
      // An apostrophe within a word quotes nothing: "the network's file".
      case "'": if isQuoted || !(before.isLetter || before.isNumber) { isQuoted.toggle() }
      case "(", "[", "{": if !isQuoted { depth += 1 }
      case ")", "]", "}": if !isQuoted { depth -= 1 }
      case ";" where !isQuoted && depth == 0:
        let rest = message[message.index(after: index)...].drop { $0 == " " }
        return rest.isEmpty ? nil : String(rest)
      default: break
      }
    }
    return nil
  }
}

extension DiagnosticList {
  /// One JSON object a line, in the order of places, each once; all of them, however many.
  public func jsonLines(about file: String) -> String {
    sorted.map { $0.json(about: file).description + "\n" }.joined()
  }
}
