import Diagnostics
import Experiment
import Graph
import Tensors

/// Writes what a network computes as statements of Python, one for each node, the layers' names between them.
struct TorchEmitter {
  /// A value as Python has it: an expression, its axes still in another order, or a number that fits every shape.
  struct Expression {
    var text: String
    /// Axis `d` is axis `order[d]` of what the text names.
    var order: [Int]?
    var isNumber = false
  }

  private let network: String
  /// The same network at several sizes; what is the same in all is read of the first.
  private let networks: [NetworkGraph]
  private let graphs: [Graph]
  /// What has been written so far, by node and output.
  private var expressions: [Value: Expression] = [:]
  private var lines: [String] = []
  private var count = 0
  private var extents = TorchExtents()
  /// Variables for the sizes of the inputs, with what each is.
  private var sizes: [(name: String, text: String)] = []
  /// The state entries that are read.
  private(set) var used: Set<String> = []
  /// Whether numbers are drawn.
  private(set) var draws = false

  /// - Parameter shapes: of the inputs, as the network declares them; −1 is an extent that may be any.
  init(_ network: String, _ probes: TorchProbes, shapes: [[Int]]) {
    self.network = network
    self.networks = probes.networks
    self.graphs = probes.graphs
    for (number, input) in networks[0].inputs.enumerated() {
      let name = Self.variable(input.name)
      if number == 0 { addSize("n", networks.map(\.batch), "\(name).shape[0]") }
      for axis in shapes[number].indices where shapes[number][axis] < 0 {
        let isPicture = shapes[number].count == 3
        addSize(
          isPicture ? ["h", "w", "c"][axis] : "l", networks.map { $0.inputs[number].shape[axis] },
          "\(name).shape[\(isPicture ? [2, 3, 1][axis] : axis + 1)]")
      }
    }
  }

  private mutating func addSize(_ letter: String, _ values: [Int], _ text: String) {
    guard extents.text(values) == nil else { return }
    let others = sizes.filter { $0.name.hasPrefix(letter) }.count
    let name = others == 0 ? letter : "\(letter)\(others + 1)"
    sizes.append((name, text))
    extents.add(values, name)
  }

  // MARK: The body

  /// The lines of `forward`.
  mutating func body() throws -> [String] {
    let graph = graphs[0]
    var needed: Set<Int> = []
    var open = graph.results.map(\.value.node)
    while let node = open.popLast() {
      if needed.insert(node).inserted { open += readInputs(node).map(\.node) }
    }
    var layer: String?
    for index in graph.nodes.indices where needed.contains(index) {
      let node = graph.nodes[index]
      let before = lines.count
      // Constants may stand where the sizes that they depend on are not known yet.
      if node.operation is Constant { continue }
      for input in readInputs(index) where expressions[input] == nil { try emit(input.node) }
      for input in node.inputs where isNumber(input) { _ = try dimensions(input) }
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
    return sizes.filter { size in lines.contains { Self.reads($0, size.name) } }.map {
      "\($0.name) = \($0.text)"
    } + lines
  }

  /// What a node's statement reads: where numbers are drawn, PyTorch counts the steps itself.
  private func readInputs(_ index: Int) -> [Value] {
    nodes[index].operation is Random ? [] : nodes[index].inputs
  }

  private static func reads(_ line: String, _ variable: String) -> Bool {
    !line.hasPrefix("#")
      && line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains { $0 == variable }
  }

  /// An input's shape as PyTorch has it, `[n, 3, h, w]`.
  func shapeNote(_ number: Int) -> String {
    let rank = networks[0].inputs[number].shape.count
    let texts = (0..<rank).map { axis in
      extents.text(networks.map { $0.inputs[number].shape[axis] }) ?? "any"
    }
    let shown = rank == 3 ? [texts[2], texts[0], texts[1]] : texts
    return "[" + (["n"] + shown).joined(separator: ", ") + "]"
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
    let shape = type(value).shape.extents.indices.map { dimension(value, $0) ?? "-1" }
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
    for axis in type(value).shape.extents.indices {
      extents.add(extent(value, axis), "\(name).shape[\(order?[axis] ?? axis)]")
    }
  }

  mutating func alias(_ value: Value, _ expression: Expression) { expressions[value] = expression }

  func isNumber(_ value: Value) -> Bool { expressions[value]?.isNumber ?? false }

  // MARK: Sizes

  var nodes: [Node] { graphs[0].nodes }

  func type(_ value: Value) -> TensorType { graphs[0].type(of: value) }

  /// An axis of a value in each of the graphs.
  func extent(_ value: Value, _ axis: Int) -> [Int] {
    graphs.map { $0.type(of: value).shape[axis] }
  }

  /// How an axis of a value is written: `64`, `n`, `h * 2`, `v3.shape[2]`.
  func dimension(_ value: Value, _ axis: Int) -> String? { extents.text(extent(value, axis)) }

  func dimension(_ values: [Int]) -> String? { extents.text(values) }

  /// All axes of a value.
  ///
  /// - Throws: an axis that depends on the sizes of the inputs in an unknown way.
  func dimensions(_ value: Value) throws -> [String] {
    try type(value).shape.extents.indices.map { axis in
      guard let text = dimension(value, axis) else { throw unsized(value.node) }
      return text
    }
  }

  /// A node's operation in each of the graphs.
  func operations<T: Operation>(_ index: Int, as type: T.Type) -> [T] {
    graphs.compactMap { $0.nodes[index].operation as? T }
  }

  func unknown(_ index: Int) -> Diagnostic {
    let node = nodes[index]
    return Diagnostic(
      "'\(node.origin.path)' cannot be exported: its \(node.operation.name) has no counterpart in PyTorch",
      at: node.origin.range)
  }

  func unsized(_ index: Int) -> Diagnostic {
    let node = nodes[index]
    return Diagnostic(
      "'\(node.origin.path)' cannot be exported for inputs of any size: how its \(node.operation.name) depends on the size is not known",
      at: node.origin.range)
  }

  // MARK: Inputs and draws

  /// - Throws: draws of no step, which are the same in each.
  mutating func emitDraw(_ index: Int, _ random: Random) throws {
    let node = nodes[index]
    guard let input = nodes[node.inputs[0].node].operation as? Input,
      case .runtime = input.source
    else {
      throw Diagnostic(
        "'\(node.origin.path)' draws the same numbers at every step, so it cannot be exported",
        at: node.origin.range)
    }
    let value = Value(node: index, output: 0)
    let shape = Self.tuple(try dimensions(value))
    draws = true
    switch random.distribution {
    case .uniform: set(value, "torch.rand(\(shape))")
    case .normal: set(value, "torch.randn(\(shape))")
    case .integer(let low, let high):
      set(value, "torch.randint(\(low), \(high), \(shape), dtype=torch.int32)")
    }
  }

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
      let entry = networks[0].entries.first { $0.name == name }
      let layout = entry?.layout ?? Array(input.type.shape.extents.indices)
      alias(
        value,
        Expression(
          text: "self.\(name.dropFirst(network.count + 1))",
          order: layout == Array(layout.indices) ? nil : layout))
    case .runtime, .hoisted:
      throw Diagnostic(
        "'\(network)' depends on the step, so it cannot be exported", at: nil)
    }
  }
}
