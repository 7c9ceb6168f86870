import Compiler
import Graph
import Tensors
import Testing

@Suite struct SplitHoistedTests {
  /// A network that nothing updates looks at a fixed and at a changing picture.
  static func graph() throws -> Graph {
    let builder = GraphBuilder()
    let weight = builder.input(.state("vgg.weight"), TensorType([4, 3]))
    let photo = builder.input(.state("photo"), TensorType([2, 4]))
    let canvas = builder.input(.state("canvas"), TensorType([2, 4]))
    let seen = try canvas.apply(MatMul(), weight).tanh()
    let wanted = try photo.apply(MatMul(), weight).tanh()
    let loss = try (seen - wanted).squared().sum()
    let gradient = try loss.gradient(withRespectTo: [canvas])[0]
    builder.result(.output("loss"), loss)
    builder.result(.state("canvas"), try canvas - gradient)
    return builder.graph
  }

  static func values(_ shape: Shape, _ seed: Int) -> HostArray {
    HostArray(shape: shape, floats: (0..<shape.count).map { Float(($0 * 7 + seed) % 11) / 11 })
  }

  @Test("What depends on nothing that changes is computed by the other graph, to the same results")
  func split() throws {
    let graph = try Self.graph()
    let (hoisted, rest) = SplitHoisted.run(graph, fixed: Fixed(updated: ["canvas"]))
    try Verifier.verify(hoisted)
    try Verifier.verify(rest)
    #expect(hoisted.results.map(\.target) == [.output("hoisted/0")])
    #expect(hoisted.nodes.last?.operation is Tanh)
    #expect(!rest.nodes.contains { ($0.operation as? Input)?.source == .state("photo") })

    var inputs: [Input.Source: HostArray] = [
      .state("vgg.weight"): Self.values([4, 3], 1), .state("photo"): Self.values([2, 4], 2),
      .state("canvas"): Self.values([2, 4], 3),
    ]
    let whole = try Interpreter.run(graph, inputs: inputs).map(\.array)
    inputs[.hoisted("hoisted/0")] = try Interpreter.run(hoisted, inputs: inputs)[0].array
    let parts = try Interpreter.run(rest, inputs: inputs).map(\.array)
    for (a, b) in zip(whole, parts) {
      #expect(zip(a.doubles, b.doubles).allSatisfy { abs($0 - $1) < 1e-5 })
    }
  }

  @Test("Nothing is hoisted where everything changes")
  func nothing() throws {
    let graph = try Self.graph()
    let (hoisted, rest) = SplitHoisted.run(
      graph, fixed: Fixed(updated: ["canvas", "photo", "vgg.weight"]))
    #expect(hoisted.results.isEmpty)
    #expect(rest.results.count == graph.results.count)
  }

  @Test("A batch that is the same in every step is as constant as state that nothing updates")
  func constantInput() throws {
    let builder = GraphBuilder()
    let weight = builder.input(.state("w"), TensorType([4, 3]))
    let photo = builder.input(.batch("photo"), TensorType([1, 4]))
    let canvas = builder.input(.batch("canvas"), TensorType([1, 4]))
    let wanted = try photo.matmul(weight).apply(Tanh())
    let seen = try canvas.matmul(weight).apply(Tanh())
    builder.result(.output("loss"), try (seen - wanted).squared().sum())
    let options = CompilerOptions(level: .x86v4, verify: true)
    let halves = try Compiler.compile(
      builder.graph, fixed: Fixed(updated: [], inputs: [.batch("photo")]), options: options)
    #expect(halves.hoisted.inputs.map(\.source) == [.state("w"), .batch("photo")])
    #expect(!halves.step.inputs.contains { $0.source == .batch("photo") })
    let without = try Compiler.compile(
      builder.graph, fixed: Fixed(updated: []), options: options)
    #expect(without.hoisted.launches.isEmpty)
    #expect(without.step.inputs.contains { $0.source == .batch("photo") })
  }
}
