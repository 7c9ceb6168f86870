import Compiler
import Graph
import Tensors
import Testing

@Suite struct SplitHoistedTests {
  /// A network that nothing updates looks at a fixed and at a changing picture.
  static func graph() throws -> Graph {
    let builder = GraphBuilder()
    let weight = try builder.apply(Input(.state("vgg.weight"), TensorType([4, 3])))
    let photo = try builder.apply(Input(.state("photo"), TensorType([2, 4])))
    let canvas = try builder.apply(Input(.state("canvas"), TensorType([2, 4])))
    let seen = try builder.apply(Tanh(), builder.apply(MatMul(), canvas, weight))
    let wanted = try builder.apply(Tanh(), builder.apply(MatMul(), photo, weight))
    let loss = try builder.sum(builder.square(builder.subtract(seen, wanted)))
    let gradient = try builder.gradient(of: loss, withRespectTo: [canvas])[0]
    builder.result(.output("loss"), loss)
    builder.result(.state("canvas"), try builder.subtract(canvas, gradient))
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
    let weight = try builder.apply(Input(.state("w"), TensorType([4, 3])))
    let photo = try builder.apply(Input(.batch("photo"), TensorType([1, 4])))
    let canvas = try builder.apply(Input(.batch("canvas"), TensorType([1, 4])))
    let wanted = try builder.apply(Tanh(), builder.matmul(photo, weight))
    let seen = try builder.apply(Tanh(), builder.matmul(canvas, weight))
    builder.result(.output("loss"), try builder.sum(builder.square(builder.subtract(seen, wanted))))
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
