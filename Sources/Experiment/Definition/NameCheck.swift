import Config
import Diagnostics
import Layers

/// Looks only at the names in an experiment's expressions: what can be told where shapes are not known, because
/// something else is wrong or data is not there.
public struct NameCheck {
  private let root: ConfigNode
  private let networks: [String]
  private let names: [String]
  private let unread: UnreadNames
  private var problems = DiagnosticList()

  private init(_ parts: ReadableParts) {
    let meant = parts.root
    func keys(_ key: String) -> [String] { meant[key]?.entries.map { Array($0.keys) } ?? [] }
    self.root = meant
    unread = parts.unread
    networks = keys("networks")
    names =
      ["values", "losses", "data", "variables", "params", "metrics"].flatMap(keys)
      + (meant["train"]?["rounds"]?.entries.map { Array($0.keys) } ?? [])
  }

  /// The unknown names, functions and networks of a composed experiment.
  public static func problems(of root: ConfigNode) -> DiagnosticList {
    var check = NameCheck(ReadableParts(root))
    let root = check.root
    for key in ["values", "losses"] { check.visit(each: root[key]) }
    check.visit(each: root["metrics"]) { $0.entries == nil ? $0 : $0["value"] }
    check.visit(each: root["variables"]) { $0["init"] }
    let train = root["train"]
    check.visit(each: train?["start"])
    for stage in train?["step"]?.items ?? [] {
      for rule in ["minimize", "maximize", "assign"] { check.visit(each: stage) { $0[rule] } }
    }
    check.visit(each: root["outputs"]?["samples"]) { $0["grid"] }
    for key in ["scatter", "color", "histogram", "marker", "lines", "where"] {
      check.visit(each: root["outputs"]?["plots"]) { $0[key] }
    }
    return check.problems
  }

  private mutating func visit(
    each map: ConfigNode?, _ part: (ConfigNode) -> ConfigNode? = { $0 }
  ) {
    guard let entries = map?.entries else { return }
    for entry in entries.values {
      if let node = part(entry.value) { visit(node) }
    }
  }

  /// A text that is no expression was told of as that.
  private mutating func visit(_ node: ConfigNode) {
    switch node.content {
    case .null, .boolean, .number: break
    case .text(let text):
      guard !text.contains("${"), let expression = try? ExpressionTree(node) else { return }
      visit(expression)
    case .list(let items): for item in items { visit(item) }
    case .map(let entries): for entry in entries.values { visit(entry.value) }
    }
  }

  private mutating func visit(_ expression: ExpressionTree) {
    switch expression.kind {
    case .number, .text: break
    case .name(let name):
      guard !names.contains(name), !networks.contains(name),
        !Vocabulary.standard.functions.has(name),
        !unread.contains(name)
      else { return }
      problems.add(
        Diagnostic(
          "unknown name '\(name)'"
            + Suggestion.phrase(for: name, among: names + networks + unread.names),
          at: expression.range))
    case .member(let base, _): visit(base)
    case .call(let callee, let arguments, let keywords):
      if !networks.contains(callee), !unread.contains(callee),
        let problem = Vocabulary.standard.functions.problem(with: expression, networks: networks)
      {
        problems.add(problem)
      }
      for argument in arguments { visit(argument) }
      for keyword in keywords { visit(keyword) }
    case .list(let items): for item in items { visit(item) }
    case .negate(let operand): visit(operand)
    case .binary(_, let left, let right):
      visit(left)
      visit(right)
    case .slice(let base, _, _): visit(base)
    }
  }

  /// A word may be a choice (`reduction=sum`) and a list of words the names of layers.
  private mutating func visit(_ keyword: ExpressionTree.Keyword) {
    switch keyword.value.kind {
    case .name, .list: break
    default: visit(keyword.value)
    }
  }
}
