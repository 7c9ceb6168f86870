import Graph
import Tensors
import Testing

@Suite struct GradientTests {
  @Test("a value that the number does not depend on has a zero gradient, and no adjoint")
  func unreached() throws {
    let builder = GraphBuilder()
    let x = try builder.input(.batch("x"), TensorType([3]))
    let y = try builder.input(.batch("y"), TensorType([2]))
    let cut = try builder.input(.batch("cut"), TensorType([3]))
    let number = try builder.sum(
      builder.multiply(builder.square(x), builder.stopGradient(cut)))
    let adjoints = try builder.adjoints(of: number, withRespectTo: [x, y, cut])
    #expect(adjoints.map { $0 != nil } == [true, false, false])
    for gradient in try builder.gradient(of: number, withRespectTo: [x, y, cut]) {
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
    let x = try builder.input(.batch("x"), TensorType([]))
    let middle = try builder.square(x)
    let number = try builder.multiply(middle, middle)
    let gradients = try builder.gradient(of: number, withRespectTo: [number, middle, x])
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
    let x = try builder.input(.batch("x"), TensorType([]))
    var y = try builder.multiply(builder.square(builder.square(x)), x)
    for _ in 0..<3 { y = try builder.gradient(of: y, withRespectTo: [x])[0] }
    builder.result(.output("y"), y)
    let value = try Interpreter.run(
      builder.graph, inputs: [.batch("x"): HostArray(shape: [], floats: [2])])[0]
    #expect(value.values == [240])
  }

  @Test("adjoint nodes carry the origin of the nodes they belong to")
  func origins() throws {
    let builder = GraphBuilder()
    builder.origin = Origin(path: "input")
    let x = try builder.input(.batch("x"), TensorType([4]))
    builder.origin = Origin(path: "encoder.dense_1")
    let y = try builder.sin(x)
    builder.origin = Origin(path: "losses.total")
    let number = try builder.sum(y)
    builder.origin = Origin(path: "train")
    let before = builder.graph.nodes.count
    _ = try builder.gradient(of: number, withRespectTo: [x])
    #expect(builder.origin.path == "train")
    let added = builder.graph.nodes[before...].map { ($0.operation.name, $0.origin.path) }
    #expect(added.contains { $0 == ("cos", "encoder.dense_1") })
    #expect(added.contains { $0 == ("broadcast", "losses.total") })
  }

  @Test("equal operations on equal inputs are made once, so a gradient asked for twice is one")
  func shared() throws {
    let builder = GraphBuilder()
    let x = try builder.input(.batch("x"), TensorType([4]))
    let number = try builder.sum(builder.exp(x))
    let first = try builder.gradient(of: number, withRespectTo: [x])
    let count = builder.graph.nodes.count
    #expect(try builder.gradient(of: number, withRespectTo: [x]) == first)
    #expect(builder.graph.nodes.count == count)
  }

  @Test("at a tie the slope of a rectifier is 0")
  func rectifierAtZero() throws {
    let builder = GraphBuilder()
    let x = try builder.input(.batch("x"), TensorType([3]))
    let number = try builder.sum(builder.relu(x))
    builder.result(
      .output("slope"), try builder.gradient(of: number, withRespectTo: [x])[0])
    let value = try Interpreter.run(
      builder.graph, inputs: [.batch("x"): HostArray(shape: [3], floats: [-1, 0, 1])])[0]
    #expect(value.values == [0, 0, 1])
  }
}
