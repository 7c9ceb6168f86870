/// The formatted text as it grows.
struct FormattedText {
  private(set) var bytes: [UInt8] = []
  /// How many characters the last line has.
  private(set) var column = 0

  mutating func append(_ text: some Sequence<UInt8>) {
    for byte in text {
      bytes.append(byte)
      if byte == 0x0A { column = 0 } else if byte & 0xC0 != 0x80 { column += 1 }
    }
  }

  mutating func append(blanks count: Int) { append(repeatElement(0x20, count: max(0, count))) }

  /// Begins a line, below a blank one where that is asked for; the first line of the text is there already.
  mutating func startLine(column: Int, afterBlank: Bool) {
    if !bytes.isEmpty { append(afterBlank ? [0x0A, 0x0A] : [0x0A]) }
    append(blanks: column)
  }

  /// Ends the last line.
  mutating func finish() {
    if !bytes.isEmpty { append([0x0A]) }
  }
}
