import Diagnostics
import Experiment
import Graph
import Tensors

/// Writes what a network computes as statements of Python: one for each layer that PyTorch has, too, and for each node of
/// the others.
struct TorchEmitter {
  /// A value as Python has it: an expression, its axes still in another order, or a number that fits every shape.
  struct Expression {
    var text: String
    /// Axis `d` is axis `order[d]` of what the text names.
    var order: [Int]?
    var isNumber = false
  }

  /// One of PyTorch's layers in the graph; a function has no module.
  struct Found {
    let kind: TorchLayer
    let match: TorchMatch
    let module: String?
  }

  let network: String
  /// The same network at several sizes; what is the same in all is read of the first.
  let networks: [NetworkGraph]
  let graphs: [Graph]
  /// PyTorch's layers, by the nodes that give what they give.
  var layers: [Int: Found] = [:]
  /// What makes the modules among them, by their names.
  var modules: [String: String] = [:]
  /// What has been written so far, by node and output.
  private var expressions: [Value: Expression] = [:]
  private var lines: [(code: String, note: String)] = []
  private var names: TorchNames
  /// What reads each value; −1 is the network's end.
  private var readers: [Value: [Int]] = [:]
  /// The last node of each layer that has a statement.
  private var lastNodes: [String: Int] = [:]
  private var extents = TorchExtents()
  /// Variables for the sizes of the inputs, with what each is.
  private var sizes: [(name: String, text: String)] = []
  /// The state entries that are read.
  var used: Set<String> = []
  /// Whether numbers are drawn.
  var draws = false

  /// - Parameter shapes: of the inputs, as the network declares them; −1 is an extent that may be any.
  init(_ network: String, _ probes: TorchProbes, shapes: [[Int]]) {
    self.network = network
    self.networks = probes.networks
    self.graphs = probes.graphs
    self.names = TorchNames(taken: probes.networks[0].inputs.map { Self.variable($0.name) })
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
    names.take(name)
    extents.add(values, name)
  }

  // MARK: The body

  /// The lines of `forward`.
  mutating func body() throws -> [String] {
    let graph = graphs[0]
    var needed: Set<Int> = []
    var open = graph.results.map(\.value.node)
    while let node = open.popLast() {
      guard needed.insert(node).inserted else { continue }
      recognize(node)
      open += readInputs(node).map(\.node)
    }
    let wanted = graph.nodes.indices.filter { needed.contains($0) }
    findReaders(wanted)
    for index in wanted {
      let node = graph.nodes[index]
      let before = lines.count
      // Constants may stand where the sizes that they depend on are not known yet.
      if node.operation is Constant { continue }
      for input in readInputs(index) where expressions[input] == nil { try emit(input.node) }
      for input in readInputs(index) where isNumber(input) { _ = try dimensions(input) }
      if let layer = layers[index] {
        try emitLayer(index, layer)
      } else {
        try emit(index)
      }
      if lines.count > before, isLast(index) {
        lines[lines.count - 1].note = note(of: Value(node: index, output: 0))
      }
    }
    let outputs = graph.results.compactMap { result -> (String, Value)? in
      if case .output(let name) = result.target { (name, result.value) } else { nil }
    }
    let shown = outputs.map { _, value in
      type(value).shape.rank == 4 ? permutedText(value, [0, 3, 1, 2]) : tensor(value)
    }
    if outputs.count == 1 {
      lines.append(("return \(shown[0])", ""))
    } else {
      let parts = zip(outputs, shown).map { "\"\($0.0)\": \($1)" }
      lines.append(("return {\(parts.joined(separator: ", "))}", ""))
    }
    let read = sizes.filter { size in lines.contains { Self.reads($0.code, size.name) } }
    return read.map { "\($0.name) = \($0.text)" }
      + lines.map { $0.note.isEmpty ? $0.code : "\($0.code)  # \($0.note)" }
  }

  /// What a node's statement reads: where numbers are drawn, PyTorch counts the steps itself.
  private func readInputs(_ index: Int) -> [Value] {
    if let layer = layers[index] { return [layer.match.input] }
    return nodes[index].operation is Random ? [] : nodes[index].inputs
  }

  private mutating func emitLayer(_ index: Int, _ layer: Found) throws {
    used.formUnion(layer.match.states.values)
    let value = Value(node: index, output: 0)
    let called = try layer.kind.called(self, layer.match, "self.\(layer.module ?? "")")
    if isReadAtOnce(value, called.text) {
      alias(value, called)
    } else {
      // A module has a name, and a function: `F.relu(…)`.
      let function = called.text.prefix { $0 != "(" }.split(separator: ".").last
      let part = function.map { self.part(index, String($0)) }
      set(value, called.text, order: called.order, name: layer.module ?? part)
    }
  }

  // MARK: Readers

  private mutating func findReaders(_ wanted: [Int]) {
    for index in wanted {
      for input in readInputs(index) { readers[input, default: []].append(index) }
      guard let layer = Self.layer(nodes[index]) else { continue }
      switch nodes[index].operation {
      case is Input, is Constant, is Permute, is StopGradient: break
      default: lastNodes[layer] = index
      }
    }
    for result in graphs[0].results { readers[result.value, default: []].append(-1) }
  }

  private static func layer(_ node: Node) -> String? {
    if case .layer(_, let name, _) = node.origin.owner { name } else { nil }
  }

  private func isLast(_ index: Int) -> Bool {
    Self.layer(nodes[index]).map { lastNodes[$0] == index } ?? false
  }

  /// Whether a value needs no name: another of PyTorch's layers alone reads it, within the same layer here, and asks for no
  /// size of it that is not known. What a module gives goes into no other within a line.
  private func isReadAtOnce(_ value: Value, _ text: String) -> Bool {
    guard let found = readers[value], found.count == 1, let reader = layers[found[0]],
      nodes[found[0]].origin.owner == nodes[value.node].origin.owner
    else { return false }
    if reader.module != nil, text.contains("self.") { return false }
    if let conv = reader.match.nodes["conv2d"], ownPadding(conv) == nil {
      return type(value).shape.extents.indices.allSatisfy { dimension(value, $0) != nil }
    }
    return true
  }

  private static func reads(_ line: String, _ variable: String) -> Bool {
    line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.contains { $0 == variable }
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

  /// A value's shape as PyTorch has it; a size is told as a part of an input's, and else not.
  private func note(of value: Value) -> String {
    let axes = Array(type(value).shape.extents.indices)
    let order = expressions[value]?.order ?? axes
    let texts = axes.map { axis in
      let own = extent(value, order.firstIndex(of: axis) ?? axis)
      return extents.text(own, among: sizes.map(\.name)) ?? "?"
    }
    return "[\(texts.joined(separator: ", "))]"
  }

  // MARK: Values

  /// What a name of the file is called in Python.
  static func variable(_ name: String) -> String { name.replacing(".", with: "_") + "_in" }

  /// An operand in which a number may stand for a tensor, with its axes as another operand has them.
  func operand(_ value: Value, like order: [Int]? = nil) -> String {
    isNumber(value) ? text(expressions[value]) : tensor(value, like: order)
  }

  /// An operand that must be a tensor of its own shape, or of the same with its axes as another operand has them.
  func tensor(_ value: Value, like order: [Int]? = nil) -> String {
    guard let order, order.count == type(value).shape.rank else { return text(expression(value)) }
    return permutedText(value, order.indices.map { order.firstIndex(of: $0) ?? $0 })
  }

  /// What has been written for a value; a tensor, also where it is a number that fits every shape.
  func expression(_ value: Value) -> Expression {
    guard let known = expressions[value] else { return Expression(text: "None") }
    guard known.isNumber else { return known }
    let shape = type(value).shape.extents.indices.map { dimension(value, $0) ?? "-1" }
    return Expression(text: "torch.full(\(Self.tuple(shape)), \(known.text))")
  }

  /// Where the axes of the operands are: as the first has them that has them in another order.
  func commonOrder(_ values: [Value]) -> [Int]? {
    values.lazy.compactMap { expressions[$0]?.order }.first
  }

  private func text(_ expression: Expression?) -> String {
    guard let expression else { return "None" }
    guard let order = expression.order else { return expression.text }
    return "\(expression.text).permute(\(order.map { "\($0)" }.joined(separator: ", ")))"
  }

  /// The same with its axes in another order.
  func permuted(_ value: Value, _ order: [Int]) -> Expression {
    var expression = self.expression(value)
    let composed = expression.order.map { old in order.map { old[$0] } } ?? order
    expression.order = composed == Array(composed.indices) ? nil : composed
    return expression
  }

  func permutedText(_ value: Value, _ order: [Int]) -> String { text(permuted(value, order)) }

  /// Gives a value a name of its own: that of its layer, or of a part of it.
  mutating func set(_ value: Value, _ text: String, order: [Int]? = nil, name: String? = nil) {
    let index = value.node
    let whole = isLast(index) && value.output == 0 ? Self.layer(nodes[index]) : nil
    let name = names.add(whole ?? name ?? part(index, nodes[index].operation.name))
    lines.append(("\(name) = \(text)", ""))
    expressions[value] = Expression(text: name, order: order)
    for axis in type(value).shape.extents.indices {
      extents.add(extent(value, axis), "\(name).shape[\(order?[axis] ?? axis)]")
    }
  }

  /// What a step within a node's layer is called.
  private func part(_ index: Int, _ word: String) -> String {
    Self.layer(nodes[index]).map { "\($0)_\(word)" } ?? word
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

  /// How an axis of a value is written: `64`, `n`, `h * 2`, `conv2d_1.shape[2]`.
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
}
