import Config
import Diagnostics
import Layers

/// Looks only at the names in an experiment's expressions: what can be told where shapes are not known, because
/// something else is wrong or data is not there.
public struct NameCheck {
  private let root: ConfigNode
  private let networks: [String]
  private let names: [String]
  private let known: Set<String>
  private let suggested: [String]
  private let entries: NamedEntries
  private let unread: UnreadNames
  /// The functions of the file.
  private let functions: [String]
  /// The parameters of the function whose body is looked at.
  private var parameters: [String] = []
  private var problems = DiagnosticList()

  private init(_ parts: ReadableParts) {
    let meant = parts.root
    func keys(_ key: String) -> [String] { meant[key]?.entries.map { Array($0.keys) } ?? [] }
    func given(_ key: String) -> [String] { keys(key).flatMap(UnreadNames.given) }
    self.root = meant
    entries = NamedEntries(meant)
    unread = parts.unread
    networks = given("networks")
    functions = keys("functions").map(ReadableParts.functionName)
    var names = ["values", "losses", "data", "variables", "params", "metrics"].flatMap(given)
    names += meant["train"]?["rounds"]?.entries.map { Array($0.keys) } ?? []
    // What a sample or metric iterates is a name within it; 'none' stands for no caption.
    for section in [meant["outputs"]?["samples"], meant["metrics"]] {
      for entry in section?.entries?.values.elements ?? [] {
        let iterated = entry.value["iterate"]?.entries.map { Array($0.keys) } ?? []
        if !iterated.isEmpty { names += iterated + ["i"] }
        if entry.value["captions"] != nil { names.append("none") }
      }
    }
    self.names = names
    known = Set(names + networks + functions + Self.running)
    suggested = names + networks + unread.names
  }

  /// The numbers of the running step.
  private static let running = ["batch_size", "step", "epoch"]

  /// The unknown names, functions and networks of a composed experiment.
  public static func problems(of root: ConfigNode) -> DiagnosticList {
    var check = NameCheck(ReadableParts(root))
    let root = check.root
    for (key, entry) in root["functions"]?.entries ?? [:] {
      // What is no head of a function was told of as that; whose parameters its body has is not known.
      guard let head = try? ExpressionTree(parsing: key), case .call = head.kind else { continue }
      check.parameters = head.names
      check.visit(entry.value)
    }
    check.parameters = []
    for node in ExperimentSchema.experiment.expressions(in: root) { check.visit(node) }
    return check.problems
  }

  /// A text that is no expression was told of as that.
  private mutating func visit(_ node: ConfigNode) {
    guard !problems.isFull else { return }
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
    case .name(let name):
      guard !known.contains(name), !parameters.contains(name),
        !Vocabulary.standard.functions.has(name),
        !unread.contains(name)
      else { return }
      let mayBeMeant = { [entries] (other: String) in
        !entries.isPlace(expression.range, within: other)
      }
      let hint =
        Suggestion.phrase(forSlipOf: name, among: suggested, where: mayBeMeant)
        ?? ForeignNames.hint(for: name, among: Vocabulary.standard.functions.names)
        ?? Suggestion.phrase(for: name, among: suggested, where: mayBeMeant)
      problems.add(Diagnostic("unknown name '\(name)'" + hint, at: expression.range))
    case .call(let callee, let arguments, let keywords):
      let isKnown = [networks, functions, parameters].contains { $0.contains(callee) }
      if !isKnown, !unread.contains(callee),
        let problem = Vocabulary.standard.functions.problem(
          with: expression, networks: networks, ownFunctions: functions,
          where: { networks.contains($0) || !entries.isPlace(expression.range, within: $0) })
      {
        problems.add(problem)
      }
      for (index, argument) in arguments.enumerated() {
        let words = Vocabulary.standard.functions.words(callee, .position(index))
        if words == .none || argument.path == nil { visit(argument) }
      }
      for keyword in keywords { visit(keyword, of: callee) }
    case .member:
      let mistake = expression.sectionMistake { known.contains($0) || parameters.contains($0) }
      if let mistake {
        problems.add(mistake)
      } else {
        for part in expression.children { visit(part) }
      }
    case .number, .text, .list, .negate, .binary, .slice:
      for part in expression.children { visit(part) }
    }
  }

  /// A word may be a choice (`reduction=sum`) and a list of words the names of layers.
  private mutating func visit(_ keyword: ExpressionTree.Keyword, of callee: String) {
    switch keyword.value.kind {
    case .list: break
    case .name where !functions.contains(callee): break
    default:
      let words = Vocabulary.standard.functions.words(callee, .keyword(keyword.name))
      if words == .none || keyword.value.path == nil { visit(keyword.value) }
    }
  }
}
