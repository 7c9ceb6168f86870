import Diagnostics

extension SourceFile {
  /// The text with its blanks, indentation and blank lines set right: the same values, and the same comments at the same
  /// lines. It needs not be an experiment; several documents and tags are taken as well.
  ///
  /// - Throws: what is not YAML; a text whose meaning would have changed, as a fault of the machine's.
  public func formatted() throws(DiagnosticList) -> String {
    try checkLines()
    try checkSyntax()
    do {
      // Everywhere in YAML the three line breaks mean the same.
      let lines = text.utf8.contains(0x0D) ? withoutCarriageReturns : self
      let formatter = try YAMLFormatter(lines)
      let new = SourceFile(
        name: name, text: String(decoding: formatter.result, as: UTF8.self))
      if new.text.utf8.elementsEqual(text.utf8) { return text }
      try FormattingGuard(old: self, new: new).check(
        comments: formatter.comments.map { lines.slice(from: $0.lowerBound, to: $0.upperBound) })
      return new.text
    } catch {
      throw DiagnosticList([error])
    }
  }

  /// - Throws: where a character stands that ends a line for some readers of YAML and not for others.
  private func checkLines() throws(DiagnosticList) {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return }
    var offset = 0
    for scalar in text.unicodeScalars {
      let width = UTF8.width(scalar)
      if [0x85, 0x2028, 0x2029].contains(scalar.value) {
        let code = String(scalar.value, radix: 16, uppercase: true)
        throw DiagnosticList([
          Diagnostic(
            "the character U+\(code) ends a line for some readers of YAML and not for others; "
              + "remove it, or write it as an escape in double quotes",
            at: SourceRange(file: self, start: offset, end: offset + width))
        ])
      }
      offset += width
    }
  }

  /// - Throws: what the reader says of a text that is not YAML, and libyaml of further documents, which the reader does not
  ///   take; more levels than a file may have.
  private func checkSyntax() throws(DiagnosticList) {
    var (documents, level) = (0, 0)
    do throws(Diagnostic) {
      let stream = EventStream(Marks(file: self, start: 0))
      while true {
        let event = try stream.next()
        switch event.kind {
        case .streamEnd: return
        case .documentStart: documents += 1
        case .listStart, .mapStart: level += 1
        case .listEnd, .mapEnd: level -= 1
        case .streamStart, .documentEnd, .alias, .scalar: break
        }
        // With each level libyaml looks through all that are open.
        guard level <= YAMLReader.mostLevels else {
          throw Diagnostic(
            "nested too deeply: more than \(YAMLReader.mostLevels) levels", at: event.range)
        }
      }
    } catch {
      guard documents < 2 else { throw DiagnosticList([error]) }
      var diagnostics = DiagnosticList()
      let node = YAMLReader.read(self, diagnostics: &diagnostics)
      throw node == nil && diagnostics.hasErrors ? diagnostics : DiagnosticList([error])
    }
  }

  private var withoutCarriageReturns: SourceFile {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if byte == 0x0A, bytes.last == 0x0D { bytes.removeLast() }
      bytes.append(byte)
    }
    return SourceFile(
      name: name, text: String(decoding: bytes.map { $0 == 0x0D ? 0x0A : $0 }, as: UTF8.self))
  }
}
