import Diagnostics
import Experiment
import Graph
import Tensors

/// Writes what a network computes as statements of Python, one for each node, the layers' names between them.
struct TorchEmitter {
  /// The sizes of the batch at which a network is looked at.
  static let batches = (2, 3)

  /// A value as Python has it: an expression, its axes still in another order, or a number that fits every shape.
  struct Expression {
    var text: String
    /// Axis `d` is axis `order[d]` of what the text names.
    var order: [Int]?
    var isNumber = false
  }

  private let network: String
  private let small: NetworkGraph
  private let large: NetworkGraph
  /// What has been written so far, by node and output.
  private var expressions: [Value: Expression] = [:]
  private var lines: [String] = []
  private var count = 0
  /// The state entries that are read.
  private(set) var used: Set<String> = []

  /// - Throws: a network whose form depends on the size of the batch.
  init(_ network: String, _ small: NetworkGraph, _ large: NetworkGraph) throws {
    self.network = network
    self.small = small
    self.large = large
    let kinds = [small, large].map { $0.graph.nodes.map(\.operation.name) }
    guard kinds[0] == kinds[1] else {
      throw Diagnostic(
        "'\(network)' computes differently for other sizes of the batch, so it cannot be exported",
        at: nil)
    }
  }

  // MARK: The body

  /// The lines of `forward`.
  mutating func body() throws -> [String] {
    let graph = small.graph
    var needed: Set<Int> = []
    var open = graph.results.map(\.value.node)
    while let node = open.popLast() {
      if needed.insert(node).inserted { open += graph.nodes[node].inputs.map(\.node) }
    }
    if let first = small.inputs.first {
      lines.append("n = \(Self.variable(first.name)).shape[0]")
    }
    var layer: String?
    for index in graph.nodes.indices where needed.contains(index) {
      let node = graph.nodes[index]
      let before = lines.count
      try emit(index)
      if case .layer(_, let name, _) = node.origin.owner, name != layer, lines.count > before {
        layer = name
        lines.insert("# \(name)", at: before)
      }
    }
    let outputs = graph.results.compactMap { result -> (String, Value)? in
      if case .output(let name) = result.target { (name, result.value) } else { nil }
    }
    let shown = outputs.map { name, value -> String in
      let text = tensor(value)
      return graph.type(of: value).shape.rank == 4 ? "\(text).permute(0, 3, 1, 2)" : text
    }
    if outputs.count == 1 {
      lines.append("return \(shown[0])")
    } else {
      let parts = zip(outputs, shown).map { "\"\($0.0)\": \($1)" }
      lines.append("return {\(parts.joined(separator: ", "))}")
    }
    return lines
  }

  // MARK: Values

  /// What a name of the file is called in Python.
  static func variable(_ name: String) -> String { name.replacing(".", with: "_") + "_in" }

  /// An operand in which a number may stand for a tensor.
  func operand(_ value: Value) -> String { text(expressions[value]) }

  /// An operand that must be a tensor of its own shape.
  func tensor(_ value: Value) -> String {
    guard let known = expressions[value] else { return "None" }
    guard known.isNumber else { return text(known) }
    let type = small.graph.type(of: value)
    let shape = type.shape.extents.indices.map { axis in
      dimension(type.shape[axis], large.graph.type(of: value).shape[axis]) ?? "0"
    }
    return "torch.full((\(shape.map { $0 + "," }.joined(separator: " "))), \(known.text))"
  }

  private func text(_ expression: Expression?) -> String {
    guard let expression else { return "None" }
    guard let order = expression.order else { return expression.text }
    return "\(expression.text).permute(\(order.map { "\($0)" }.joined(separator: ", ")))"
  }

  /// The same with its axes in another order.
  func permuted(_ value: Value, _ order: [Int]) -> Expression {
    var expression = expressions[value] ?? Expression(text: "None")
    if expression.isNumber { expression = Expression(text: tensor(value)) }
    let composed = expression.order.map { old in order.map { old[$0] } } ?? order
    expression.order = composed == Array(composed.indices) ? nil : composed
    return expression
  }

  func permutedText(_ value: Value, _ order: [Int]) -> String { text(permuted(value, order)) }

  /// Gives a value a name of its own.
  mutating func set(_ value: Value, _ text: String, order: [Int]? = nil) {
    let name = "v\(count)"
    count += 1
    lines.append("\(name) = \(text)")
    expressions[value] = Expression(text: name, order: order)
  }

  mutating func alias(_ value: Value, _ expression: Expression) { expressions[value] = expression }

  func isNumber(_ value: Value) -> Bool { expressions[value]?.isNumber ?? false }

  var nodes: [Node] { small.graph.nodes }

  func type(_ value: Value) -> TensorType { small.graph.type(of: value) }

  // MARK: What grows with the batch

  /// A number that may depend on the size of the batch, from what it is at both: `64`, `n`, `n * 4`; `nil` where it is
  /// neither fixed nor a multiple.
  func dimension(_ first: Int, _ second: Int) -> String? {
    if first == second { return "\(first)" }
    let (a, b) = Self.batches
    guard first % a == 0, second % b == 0, first / a == second / b else { return nil }
    return first / a == 1 ? "n" : "n * \(first / a)"
  }

  /// - Throws: an extent that depends on the batch in another way.
  func dimensions(_ index: Int, _ read: (any Operation) -> [Int]?) throws -> [String] {
    let both = [small, large].map { read($0.graph.nodes[index].operation) ?? [] }
    guard both[0].count == both[1].count else { throw unknown(index) }
    return try zip(both[0], both[1]).map { first, second in
      guard let text = dimension(first, second) else { throw unknown(index) }
      return text
    }
  }

  func unknown(_ index: Int) -> Diagnostic {
    let node = small.graph.nodes[index]
    return Diagnostic(
      "'\(node.origin.path)' cannot be exported: its \(node.operation.name) has no counterpart in PyTorch",
      at: node.origin.range)
  }

  // MARK: Inputs

  mutating func emitInput(_ index: Int, _ input: Input) throws {
    let value = Value(node: index, output: 0)
    switch input.source {
    case .batch(let name):
      let text = Self.variable(name)
      // Channels last inside.
      alias(
        value, Expression(text: text, order: input.type.shape.rank == 4 ? [0, 2, 3, 1] : nil))
    case .state(let name):
      used.insert(name)
      let entry = small.entries.first { $0.name == name }
      let layout = entry?.layout ?? Array(input.type.shape.extents.indices)
      alias(
        value,
        Expression(
          text: "self.\(name.dropFirst(network.count + 1))",
          order: layout == Array(layout.indices) ? nil : layout))
    case .runtime, .hoisted:
      throw Diagnostic(
        "'\(network)' depends on the step or draws numbers, so it cannot be exported", at: nil)
    }
  }
}
