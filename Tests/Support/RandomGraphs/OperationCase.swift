import Graph
import Tensors

/// One use of an operation: what it reads, and what is built of it.
public struct OperationCase: Sendable, CustomStringConvertible {
  /// What an input holds.
  public enum Operand: Sendable {
    case floats(Shape, ClosedRange<Float>)
    case integers(Shape, ClosedRange<Int>)
    /// The running number of a step.
    case step(UInt64)
  }

  /// A sentence: "a convolution of stride 2".
  public let name: String
  public let operands: [Operand]
  public let build: @Sendable (GraphBuilder, [Tensor]) throws -> [Tensor]

  public init(
    _ name: String, _ operands: [Operand],
    _ build: @escaping @Sendable (GraphBuilder, [Tensor]) throws -> [Tensor]
  ) {
    self.name = name
    self.operands = operands
    self.build = build
  }

  public init(
    _ name: String, _ operands: [Operand],
    one build: @escaping @Sendable (GraphBuilder, [Tensor]) throws -> Tensor
  ) {
    self.init(name, operands) { builder, inputs in [try build(builder, inputs)] }
  }

  public var description: String { name }

  public static func source(_ position: Int) -> Input.Source { .batch("x\(position)") }

  /// The inputs' values; the same every time.
  public func values(seed: UInt64 = 1) -> [Input.Source: HostArray] {
    var generator = SeededGenerator(seed: seed)
    var values: [Input.Source: HostArray] = [:]
    for (position, operand) in operands.enumerated() {
      values[OperationCase.source(position)] =
        switch operand {
        case .floats(let shape, let range): generator.floats(shape, range)
        case .integers(let shape, let range): generator.integers(shape, range)
        case .step(let step):
          HostArray(
            shape: [2],
            storage: .uint32([
              UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32),
            ]))
        }
    }
    return values
  }

  /// What a graph of the case wants beside its outputs.
  public enum Results: Sendable, CaseIterable {
    case outputs
    /// The number `Σ weight · output` over the float outputs, and its gradient to every float input.
    case gradients
    /// The number `Σ weight · gradient²`, and its gradient to every float input.
    case secondGradients
  }

  /// A graph of the case; results are named `output0…`, `number`, `gradient0…` (by input position).
  public func graph(_ results: Results = .outputs) throws -> GraphCase {
    let builder = GraphBuilder()
    builder.origin = Origin(.named("case"))
    let values = values()
    var inputs: [Tensor] = []
    for position in operands.indices {
      let source = OperationCase.source(position)
      guard let array = values[source] else { continue }
      inputs.append(builder.input(source, array.type))
    }
    let outputs = try build(builder, inputs)
    for (index, output) in outputs.enumerated() {
      builder.result(.output("output\(index)"), output)
    }
    let floats = inputs.indices.filter { inputs[$0].type.element == .float32 }
    if results != .outputs, !floats.isEmpty {
      let leaves = floats.map { inputs[$0] }
      var number = try OperationCase.number(builder, outputs, seed: 7)
      var gradients = try number.gradient(withRespectTo: leaves)
      if results == .secondGradients {
        let squares = try gradients.map { try $0.squared() }
        number = try OperationCase.number(builder, squares, seed: 8)
        gradients = try number.gradient(withRespectTo: leaves)
      }
      builder.result(.output("number"), number)
      for (position, gradient) in zip(floats, gradients) {
        builder.result(.output("gradient\(position)"), gradient)
      }
    }
    return GraphCase(name: "\(name): \(results)", graph: builder.graph, inputs: values)
  }

  /// `Σ weight · value` over the float values, with fixed random weights.
  static func number(_ builder: GraphBuilder, _ values: [Tensor], seed: UInt64) throws -> Tensor {
    var generator = SeededGenerator(seed: seed)
    var number = try builder.number(0)
    for value in values where value.type.element == .float32 {
      let weights = try builder.constant(
        generator.floats(value.shape, 0.25...1))
      number = try number + (value * weights).sum()
    }
    return number
  }
}
