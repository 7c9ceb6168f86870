/// C text with indentation.
struct CWriter {
  private(set) var text = ""
  private var depth = 0

  mutating func line(_ line: String) {
    text += String(repeating: "  ", count: depth) + line + "\n"
  }

  mutating func lines(_ lines: [String]) {
    for each in lines { line(each) }
  }

  /// `header {`, what `body` writes, `}`.
  mutating func block(_ header: String, _ body: (inout CWriter) -> Void) {
    line(header.isEmpty ? "{" : "\(header) {")
    depth += 1
    body(&self)
    depth -= 1
    line("}")
  }

  /// `header {`; what follows stands inside until `close`.
  mutating func open(_ header: String = "") {
    line(header.isEmpty ? "{" : "\(header) {")
    depth += 1
  }

  mutating func close() {
    depth -= 1
    line("}")
  }

  /// Opens a loop over `from ..< to`.
  mutating func openLoop(_ name: String, _ from: String, _ to: String, step: Int = 1) {
    open(
      "for (int64_t \(name) = \(from); \(name) < \(to); "
        + (step == 1 ? "++\(name))" : "\(name) += \(step))"))
  }

  /// A loop over `from ..< to`.
  mutating func loop(
    _ name: String, from: String = "0", to: String, step: String? = nil, independent: Bool = false,
    _ body: (inout CWriter) -> Void
  ) {
    if independent { line("ETCH_INDEPENDENT") }
    let advance = step.map { "\(name) += \($0)" } ?? "++\(name)"
    block("for (int64_t \(name) = \(from); \(name) < \(to); \(advance))", body)
  }
}
