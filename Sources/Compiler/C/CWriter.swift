/// C text with indentation.
///
/// A loop around others is marked as one to be left a loop, where together they have more steps than the longest vector
/// has numbers. clang writes out outer loops of few steps with all that is in them: that takes most of its time, and what is
/// run is the loops inside. Innermost loops are not marked, but for those that copy: written out, they keep sums in registers.
struct CWriter {
  private var written: [String] = []
  private var scopes: [Scope] = []

  var text: String { written.joined() }

  /// What stands between braces that are open.
  private struct Scope {
    /// Where its header is among the lines.
    let header: Int
    /// How often it runs, if it is a loop; no more than `many`.
    let steps: Int?
    /// Whether it is left a loop where it has many steps: there is a loop in it, or it copies.
    var isLeft = false
    /// The steps of the loops in it, all together, of the longest; no more than `many`.
    var inside = 1
  }

  private static let mark = "ETCH_ROLLED"

  /// Text without marks: clang may write out all of its loops.
  static func unmarked(_ text: some StringProtocol) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasSuffix(mark) }.joined(separator: "\n")
  }

  /// Steps of loops in each other that are too many to be written out: more than the longest vector has numbers.
  private static let many = InstructionSet.lanes + 1

  mutating func line(_ line: String) { written.append(indented(line)) }

  mutating func lines(_ lines: [String]) {
    for each in lines { line(each) }
  }

  private func indented(_ line: String) -> String {
    String(repeating: "  ", count: scopes.count) + line + "\n"
  }

  /// `header {`, what `body` writes, `}`.
  mutating func block(_ header: String, _ body: (inout CWriter) -> Void) {
    open(header)
    body(&self)
    close()
  }

  /// `header {`; what follows stands inside until `close`.
  mutating func open(_ header: String = "") {
    open(header, steps: header.hasPrefix("for (") ? Self.many : nil)
  }

  private mutating func open(_ header: String, steps: Int?, copies: Bool = false) {
    line(header.isEmpty ? "{" : "\(header) {")
    scopes.append(Scope(header: written.count - 1, steps: steps, isLeft: copies))
  }

  mutating func close() {
    let scope = scopes.removeLast()
    line("}")
    let steps = min(Self.many, (scope.steps ?? 1) * scope.inside)
    if scope.steps != nil, scope.isLeft, steps == Self.many {
      written.insert(indented(Self.mark), at: scope.header)
    }
    guard let around = scopes.indices.last else { return }
    scopes[around].isLeft = scopes[around].isLeft || scope.isLeft || scope.steps != nil
    scopes[around].inside = max(scopes[around].inside, steps)
  }

  /// Opens a loop over `from ..< to`.
  ///
  /// - Parameter copies: whether it does nothing but write each element once.
  mutating func openLoop(
    _ name: String, _ from: String, _ to: String, step: Int = 1, copies: Bool = false
  ) {
    open(
      "for (int64_t \(name) = \(from); \(name) < \(to); "
        + (step == 1 ? "++\(name))" : "\(name) += \(step))"),
      steps: Self.steps(from, to, step), copies: copies)
  }

  /// A loop over `from ..< to`.
  mutating func loop(
    _ name: String, from: String = "0", to: String, step: String? = nil, independent: Bool = false,
    _ body: (inout CWriter) -> Void
  ) {
    if independent { line("ETCH_INDEPENDENT") }
    let advance = step.map { "\(name) += \($0)" } ?? "++\(name)"
    open(
      "for (int64_t \(name) = \(from); \(name) < \(to); \(advance))",
      steps: Self.steps(from, to, Int(step ?? "1")))
    body(&self)
    close()
  }

  /// The steps of a loop, no more than `many`; so many where that is not written in it.
  private static func steps(_ from: String, _ to: String, _ step: Int?) -> Int {
    guard let from = Int(from), let to = Int(to), let step, step > 0 else { return many }
    return min(many, max(0, (to - from + step - 1) / step))
  }
}
