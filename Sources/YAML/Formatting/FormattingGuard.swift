import Diagnostics

/// Compares a text with the same formatted: what libyaml reads, the comments, and what is wrong with it.
struct FormattingGuard {
  let old: SourceFile
  let new: SourceFile

  /// - Parameter comments: those of the old text.
  /// - Throws: a fault of the machine's where anything else than blanks and line breaks differs.
  func check(comments: [String]) throws(Diagnostic) {
    try compareEvents()
    let formatter = try YAMLFormatter(new)
    let kept = formatter.comments.map { new.slice(from: $0.lowerBound, to: $0.upperBound) }
    if let (was, _) = zip(comments, kept).first(where: { !$0.utf8.elementsEqual($1.utf8) }) {
      throw failure(notes: [.init("a comment would have changed: \(was)")])
    }
    guard comments.count == kept.count else {
      throw failure(notes: [.init("a comment would have been lost or made")])
    }
    guard messages(of: old) == messages(of: new) else {
      throw failure(notes: [.init("something would have become wrong with it")])
    }
  }

  private func compareEvents() throws(Diagnostic) {
    let before = EventStream(Marks(file: old, start: 0))
    let after = EventStream(Marks(file: new, start: 0))
    while true {
      let was = try before.next()
      let event: EventStream.Event
      do { event = try after.next() } catch {
        throw failure(notes: [.init("from here on it would not be YAML", at: was.range)])
      }
      guard Self.isSame(was, event) else {
        throw failure(notes: [.init("this would have become another value", at: was.range)])
      }
      if was.kind == .streamEnd { return }
    }
  }

  private static func isSame(_ a: EventStream.Event, _ b: EventStream.Event) -> Bool {
    // Texts of the same look may have other bytes, which '==' does not see.
    if case .scalar(let was, _) = a.kind, case .scalar(let now, _) = b.kind,
      !was.utf8.elementsEqual(now.utf8)
    {
      return false
    }
    return a.kind == b.kind && a.anchor == b.anchor && a.tag == b.tag
  }

  private func messages(of file: SourceFile) -> [String] {
    var diagnostics = DiagnosticList()
    _ = YAMLReader.read(file, diagnostics: &diagnostics)
    return diagnostics.diagnostics.map(\.message)
  }

  private func failure(notes: [Diagnostic.Note]) -> Diagnostic {
    .machine(
      "internal: the meaning of '\(old.name)' would have changed; the file was left alone",
      notes: notes)
  }
}
