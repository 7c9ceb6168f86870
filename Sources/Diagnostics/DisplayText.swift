/// One thing on the terminal: the text that stands for a character and the columns it takes.
struct DisplayCell {
  let text: String
  let width: Int

  /// Marks without end are one character; text that is meant to be read has thirty on a letter at most.
  ///
  /// Source: Unicode Standard Annex 15, "Stream-Safe Text Format".
  private static let mostScalars = 32

  /// Escapes what a terminal would act on, spells a tab as spaces and knows how wide the rest is.
  init(_ character: Character) {
    let scalars = character.unicodeScalars.prefix(Self.mostScalars)
    let rest = scalars.endIndex < character.unicodeScalars.endIndex ? "…" : ""
    if character == "\t" {
      self.text = "    "
      self.width = 4
    } else if scalars.contains(where: DisplayCell.isUnsafe) {
      self.text = scalars.map(DisplayCell.escaped).joined() + rest
      self.width = text.unicodeScalars.count
    } else {
      self.text = (rest.isEmpty ? String(character) : scalars.map { String($0) }.joined()) + rest
      self.width = (scalars.map(DisplayCell.width).max() ?? 0) + rest.unicodeScalars.count
    }
  }

  /// Control characters, and the invisible ones that reorder or hide text.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    case .format: scalar.value != 0x200D
    default: false
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    isUnsafe(scalar) ? spelled(scalar) : String(scalar)
  }

  /// As Swift writes it in a text: `\u{A0}`.
  static func spelled(_ scalar: Unicode.Scalar) -> String {
    "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }

  /// The terminal columns of a scalar: 2 for wide East Asian characters and pictures, 0 for marks.
  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE4F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}

extension Character {
  /// Whether it looks like a blank and is none, as the no-break space that comes along from a page of the web.
  public var isForeignBlank: Bool {
    unicodeScalars.allSatisfy { $0.properties.generalCategory == .spaceSeparator && $0 != " " }
  }
}

extension String {
  /// The text on one line, with what a terminal would act on escaped.
  public var escapedForDisplay: String {
    reduce(into: "") { text, character in
      text += character == "\t" ? "\\t" : character.isNewline ? "\\n" : DisplayCell(character).text
    }
  }

  /// The text with its lines and tabs, and with what else a terminal would act on escaped.
  public var escapedLinesForDisplay: String {
    reduce(into: "") { text, character in
      switch character {
      case "\n", "\r\n", "\t": text.append(character)
      default: text += DisplayCell(character).text
      }
    }
  }

  /// The text with some characters spelled otherwise, whatever stands behind them: with an accent, or as the first of CR LF,
  /// each would be another character.
  package func spelling(_ spellings: [Unicode.Scalar: String]) -> String {
    unicodeScalars.map { spellings[$0] ?? String($0) }.joined()
  }

  /// The most characters of a message that are printed.
  static let mostShown = 2_000

  /// The text, its middle left out where it is far longer than anyone reads.
  var cut: String {
    guard utf8.count > Self.mostShown, count > Self.mostShown else { return self }
    return prefix(Self.mostShown * 3 / 4) + " … " + suffix(Self.mostShown / 4)
  }

  /// The text as a message quotes it: on one line, escaped, also what only looks like a blank, its middle left out
  /// where it is long.
  public var excerpt: String {
    // Counting the characters of a text of gigabytes takes minutes.
    let shown = prefix(61).count <= 60 ? self : prefix(40) + "…" + suffix(15)
    return shown.reduce(into: "") { text, character in
      text +=
        character.isForeignBlank
        ? character.unicodeScalars.map(DisplayCell.spelled).joined()
        : String(character).escapedForDisplay
    }
  }
}
