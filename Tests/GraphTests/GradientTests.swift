import Graph
import Tensors
import Testing

@Suite struct GradientTests {
  @Test("a value that the number does not depend on has a zero gradient, and no adjoint")
  func unreached() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([3]))
    let y = builder.input(.batch("y"), TensorType([2]))
    let cut = builder.input(.batch("cut"), TensorType([3]))
    let number = try (x.squared() * cut.gradientStopped()).sum()
    let adjoints = try number.adjoints(withRespectTo: [x, y, cut])
    #expect(adjoints.map { $0 != nil } == [true, false, false])
    for gradient in try number.gradient(withRespectTo: [x, y, cut]) {
      builder.result(.output("\(gradient)"), gradient)
    }
    let values = try Interpreter.run(
      builder.graph,
      inputs: [
        .batch("x"): HostArray(shape: [3], floats: [1, 2, 3]),
        .batch("y"): HostArray(shape: [2], floats: [1, 1]),
        .batch("cut"): HostArray(shape: [3], floats: [1, 1, 2]),
      ])
    #expect(values.map(\.values) == [[2, 4, 12], [0, 0], [0, 0, 0]])
  }

  @Test("the number itself has gradient 1, an intermediate value its adjoint")
  func intermediate() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([]))
    let middle = try x.squared()
    let number = try middle * middle
    let gradients = try number.gradient(withRespectTo: [number, middle, x])
    for (index, gradient) in gradients.enumerated() {
      builder.result(.output("\(index)"), gradient)
    }
    let values = try Interpreter.run(
      builder.graph, inputs: [.batch("x"): HostArray(shape: [], floats: [3])])
    #expect(values.map { $0.values[0] } == [1, 18, 108])
  }

  @Test("the third derivative of x⁵ is 60 x²")
  func nested() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([]))
    var y = try x.squared().squared() * x
    for _ in 0..<3 { y = try y.gradient(withRespectTo: [x])[0] }
    builder.result(.output("y"), y)
    let value = try Interpreter.run(
      builder.graph, inputs: [.batch("x"): HostArray(shape: [], floats: [2])])[0]
    #expect(value.values == [240])
  }

  @Test("adjoint nodes carry the origin of the nodes they belong to")
  func origins() throws {
    let builder = GraphBuilder()
    builder.origin = Origin(.named("input"))
    let x = builder.input(.batch("x"), TensorType([4]))
    builder.origin = Origin(.named("encoder.dense_1"))
    let y = try x.sine()
    builder.origin = Origin(.named("losses.total"))
    let number = try y.sum()
    builder.origin = Origin(.named("train"))
    let before = builder.graph.nodes.count
    _ = try number.gradient(withRespectTo: [x])
    #expect(builder.origin.path == "train")
    let added = builder.graph.nodes[before...].map { ($0.operation.name, $0.origin.path) }
    #expect(added.contains { $0 == ("cos", "encoder.dense_1") })
    #expect(added.contains { $0 == ("broadcast", "losses.total") })
  }

  @Test("equal operations on equal inputs are made once, so a gradient asked for twice is one")
  func shared() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([4]))
    let number = try x.exp().sum()
    let first = try number.gradient(withRespectTo: [x])
    let count = builder.graph.nodes.count
    #expect(try number.gradient(withRespectTo: [x]) == first)
    #expect(builder.graph.nodes.count == count)
  }

  @Test("at a tie the slope of a rectifier is 0")
  func rectifierAtZero() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([3]))
    let number = try x.relu().sum()
    builder.result(
      .output("slope"), try number.gradient(withRespectTo: [x])[0])
    let value = try Interpreter.run(
      builder.graph, inputs: [.batch("x"): HostArray(shape: [3], floats: [-1, 0, 1])])[0]
    #expect(value.values == [0, 0, 1])
  }
}
