import Diagnostics
import Graph
import Tensors

/// A network that can be called.
public struct Network: Sendable {
  public let definition: NetworkDefinition
  public var name: String { definition.name }

  public init(_ definition: NetworkDefinition) { self.definition = definition }

  /// Applies the network to its inputs; equal calls in one graph are one value.
  ///
  /// - Parameters:
  ///   - inputs: in the order of the definition, each a batch, or one example without.
  ///   - callPath: what tells this written call from others; random layers are keyed by it.
  ///   - range: the place of the call, for what is wrong with its arguments.
  /// - Throws: inputs that do not fit, with the chain of layers that led there.
  public func call(
    inputs: [Tensor], mode: Mode, callPath: String, context: BuildContext,
    at range: SourceRange? = nil
  ) throws -> NetworkOutput {
    if definition.average != nil, mode == .training {
      throw Diagnostic(
        "'\(name)' is an average, which runs in inference mode", at: range,
        notes: [Diagnostic.Note("it is defined here", at: definition.range)])
    }
    let key = NetworkCall(network: name, inputs: inputs, mode: mode)
    if let known = context.calls[key] { return known }
    let batches = try Tensor.inOneBatch(inputs)
    try check(batches, range, context)
    let outer = context.builder.origin
    defer { context.builder.origin = outer }

    var values: [Tensor] = []
    // Inside, the first axis is always the batch, and nothing needs to know it.
    let given = batches.map { $0.with(batch: .none) }
    let batch = batches.first?.batch ?? .one
    func tensor(_ source: NetworkSource) -> Tensor {
      switch source {
      case .input(let index): given[index]
      case .node(let index): values[index]
      }
    }
    for (index, node) in definition.nodes.enumerated() {
      let path = name + "." + node.name
      context.builder.origin = Origin(
        .layer(network: name, layer: node.name, call: callPath), range: node.range)
      let sources = node.sources.map(tensor)
      do {
        switch node.kind {
        case .layer(let layer):
          let layerContext = LayerContext(
            context: context, path: path, callPath: callPath, mode: mode, range: node.range,
            isAverage: definition.average != nil)
          values.append(try layer.build(sources, layerContext))
        case .sum:
          let sum = try Join.add.build(sources)
          guard sources.allSatisfy({ $0.shape == sum.shape }) else {
            throw ShapeMismatch(
              "the layers of a residual block give the shape that goes in, \(sources[1].innerShape), and these "
                + "give \(sources[0].innerShape); 'add' stretches an extent of 1",
              of: [sources[1].innerShape, sources[0].innerShape])
          }
          values.append(sum)
        }
      } catch let mismatch as ShapeMismatch {
        let uneven = zip(sources, sources.dropFirst()).compactMap { first, second in
          UnevenSide.note(between: first, second)
        }
        throw Diagnostic(
          "\(path): \(mismatch.message)", at: node.range,
          notes: Array(uneven.prefix(1)) + chain(to: index, inputs: given, values: values),
          matter: .layer("\(node.name): \(mismatch.message)"))
      }
    }
    var taps: [String: Tensor] = [:]
    for (tap, source) in definition.names { taps[tap] = tensor(source).with(batch: batch) }
    let output = NetworkOutput(
      network: name, inputs: batches, main: tensor(definition.main).with(batch: batch), taps: taps,
      unreadHeads: definition.heads)
    context.calls[key] = output
    context.callPlaces[key] = range
    return output
  }

  private func check(
    _ inputs: [Tensor], _ range: SourceRange?, _ context: BuildContext
  ) throws {
    let expected = definition.inputs
    guard inputs.count == expected.count else {
      let names = expected.keys.joined(separator: ", ")
      let count = expected.count == 1 ? "1 input" : "\(expected.count) inputs (\(names))"
      throw Diagnostic("\(name) takes \(count), found \(inputs.count)", at: range)
    }
    for (tensor, (input, wanted)) in zip(inputs, expected) {
      let shape = tensor.exampleShape
      let fits =
        shape.rank == wanted.count
        && zip(shape.extents, wanted).allSatisfy { $1 < 0 || $0 == $1 }
      guard fits else {
        let text = wanted.map { $0 < 0 ? "any" : String($0) }.joined(separator: ", ")
        let which = expected.count == 1 ? "" : " as '\(input)'"
        var notes = [Diagnostic.Note("its input is declared here", at: definition.range)]
        notes += InputMismatch(tensor, wanted, transformsKey: context.transformsKey).notes
        throw Diagnostic(
          "\(name) takes [\(text)]\(which), found \(shape)", at: range, notes: notes,
          matter: .pictures([wanted, shape.extents].filter { $0.count == 3 }))
      }
    }
  }

  /// What led to a layer: the layers before it with what they make, the nearest last.
  private func chain(to index: Int, inputs: [Tensor], values: [Tensor]) -> [Diagnostic.Note] {
    var notes: [Diagnostic.Note] = []
    var source = definition.nodes[index].sources[0]
    while notes.count < 12 {
      switch source {
      case .input(let input):
        let name = definition.inputs.keys[input]
        let shape = inputs[input].innerShape
        let advice = definition.inputs.values[input].hasChannelsFirst ? "; \(Self.axes)" : ""
        notes.append(Diagnostic.Note("\(name) is \(shape)\(advice)", at: definition.range))
        return notes.reversed()
      case .node(let node):
        let layer = definition.nodes[node]
        notes.append(
          Diagnostic.Note(
            "\(layer.name) makes \(values[node].innerShape)", at: layer.range))
        source = layer.sources[0]
      }
    }
    return notes.reversed()
  }

  /// What is said of a picture whose axes stand in another order.
  public static let axes = "pictures are [height, width, channels] here, the channels last"
}

extension [Int] {
  /// Whether a shape looks like a picture's as PyTorch has it: a few channels, then height and width.
  package var hasChannelsFirst: Bool {
    count == 3 && (1...4).contains(self[0]) && self[1] > 4 && self[2] > 4
  }
}
