extension DiagnosticList {
  /// The most diagnostics that are printed one by one.
  public static let mostPrinted = 100

  /// The diagnostics by file and place, each once; those without a place come last.
  public var sorted: [Diagnostic] {
    var seen: Set<Diagnostic> = []
    let unique = diagnostics.filter { seen.insert($0).inserted }
    let keyed = unique.enumerated().map { (order: $0.offset, diagnostic: $0.element) }
    return keyed.sorted { a, b in
      guard let left = a.diagnostic.range else {
        return b.diagnostic.range == nil && a.order < b.order
      }
      guard let right = b.diagnostic.range else { return true }
      return (left.file.name, left.start, a.order) < (right.file.name, right.start, b.order)
    }.map(\.diagnostic)
  }

  /// "3 errors, 1 warning"; empty where there are none.
  public var summary: String {
    func count(_ severity: Diagnostic.Severity) -> String? {
      let number = Set(diagnostics.filter { $0.severity == severity }).count
      let more = number >= Self.mostCollected ? " and more" : ""
      return number == 0 ? nil : "\(number)\(more) \(severity.rawValue)\(number == 1 ? "" : "s")"
    }
    return [count(.error), count(.warning)].compactMap { $0 }.joined(separator: ", ")
  }

  /// All diagnostics in order, then the summary.
  public func printed(with printer: CaretPrinter = CaretPrinter()) -> String {
    let sorted = sorted
    var text = sorted.prefix(Self.mostPrinted).map(printer.print).joined()
    if sorted.count > Self.mostPrinted { text += "… and \(sorted.count - Self.mostPrinted) more\n" }
    return summary.isEmpty ? text : text + summary + "\n"
  }
}
