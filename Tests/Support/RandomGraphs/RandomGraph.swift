import Graph
import Tensors

/// Valid small graphs from a seed: mixtures of every operation, with second readers, views, several results,
/// state, and gradients. Numbers stay near 1, logarithms and quotients away from 0, so that error bounds
/// stay small.
public struct RandomGraph {
  let builder = GraphBuilder()
  var generator: SeededGenerator
  var inputs: [Input.Source: HostArray] = [:]
  /// The float32 values so far.
  var pool: [Tensor] = []

  /// The graph of a seed; the same every time.
  public static func make(seed: UInt64) throws -> GraphCase {
    var graph = RandomGraph(generator: SeededGenerator(seed: seed))
    try graph.grow()
    return GraphCase(
      name: "random graph \(seed)", graph: graph.builder.graph, inputs: graph.inputs)
  }

  private init(generator: SeededGenerator) { self.generator = generator }

  private mutating func grow() throws {
    for _ in 0..<generator.int(1...2) { _ = try input(anyShape()) }
    for number in 0..<generator.int(3...12) {
      builder.origin = Origin(.named("step_\(number)"))
      let value = try step()
      pool.append(value.shape.count > 3000 ? try shrink(value) : value)
    }
    try finish()
  }

  /// Every value that nothing reads is a result, some that are read too; half of the graphs have gradients.
  private mutating func finish() throws {
    let read = Set(builder.graph.nodes.flatMap(\.inputs))
    let leaves = pool.filter { !read.contains($0.value) }
    for (index, value) in pool.enumerated() where leaves.contains(value) || generator.chance(20) {
      builder.result(.output("value\(index)"), value)
    }
    guard generator.chance(50), !leaves.isEmpty else { return }
    builder.origin = Origin(.named("number"))
    var number = try OperationCase.number(builder, leaves, seed: generator.next())
    let sources = floatInputs()
    var gradients = try number.gradient(withRespectTo: sources.map(\.value))
    if generator.chance(25) {
      let squares = try gradients.map { try $0.squared() }
      number = try number + OperationCase.number(builder, squares, seed: generator.next())
      gradients = try number.gradient(withRespectTo: sources.map(\.value))
    }
    builder.result(.output("number"), number)
    for (source, gradient) in zip(sources, gradients) {
      if case .state(let name) = source.source {
        let step = try gradient * 0.125
        builder.result(.state(name), try source.value - step)
      } else {
        builder.result(.output("gradient of \(source.source)"), gradient)
      }
    }
  }

  private func floatInputs() -> [(source: Input.Source, value: Tensor)] {
    builder.graph.nodes.indices.compactMap { index in
      guard let input = builder.graph.nodes[index].operation as? Input,
        input.type.element == .float32
      else { return nil }
      return (input.source, Tensor(Value(node: index), builder))
    }
  }

  /// A new float input: a batch field or a state entry.
  mutating func input(_ shape: Shape, _ range: ClosedRange<Float> = -1...1) throws -> Tensor {
    let number = inputs.count
    let source: Input.Source =
      generator.chance(50) ? .batch("x\(number)") : .state("w\(number)")
    inputs[source] = generator.floats(shape, range)
    let value = builder.input(source, TensorType(shape))
    pool.append(value)
    return value
  }

  mutating func index(_ shape: Shape, below extent: Int) throws -> Tensor {
    let source = Input.Source.batch("i\(inputs.count)")
    inputs[source] = generator.integers(shape, 0...(extent - 1))
    return builder.input(source, TensorType(shape, .int32))
  }

  mutating func anyShape() -> Shape {
    Shape((0..<generator.int(1...4)).map { _ in generator.int(1...6) })
  }

  /// A value so far, the later the likelier.
  mutating func value() -> Tensor {
    pool[max(generator.int(0...(pool.count - 1)), generator.int(0...(pool.count - 1)))]
  }

  func shape(_ value: Tensor) -> Shape { value.shape }

  /// A value of this shape: one of the pool's where there is one, else a new input, or a repeated number.
  mutating func value(of shape: Shape) throws -> Tensor {
    let fitting = pool.filter { self.shape($0) == shape }
    if !fitting.isEmpty, generator.chance(80) { return generator.pick(fitting) }
    if generator.chance(20) {
      return try builder.filled(Double(generator.int(-4...4)) / 4, shape)
    }
    return try input(shape)
  }

  /// A value of 4 axes: one of the pool's, another one in that shape, or a new input.
  mutating func picture() throws -> Tensor {
    let pictures = pool.filter { shape($0).rank == 4 && shape($0).count <= 1500 }
    if !pictures.isEmpty, generator.chance(85) { return generator.pick(pictures) }
    let extents = [
      generator.int(1...3), generator.int(2...8), generator.int(2...8), generator.int(1...5),
    ]
    return try input(Shape(extents))
  }

  private mutating func shrink(_ value: Tensor) throws -> Tensor {
    try value.mean(axes: [shape(value).rank - 1])
  }
}
