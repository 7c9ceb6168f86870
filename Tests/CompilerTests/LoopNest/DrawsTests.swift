import Graph
import Tensors
import Testing

@testable import Compiler

/// Normal draws of a nest are made ready for runs of its innermost loop, with the numbers that each has by itself.
@Suite struct DrawsTests {
  private typealias Case = (name: String, shape: Shape, isReady: Bool)

  private static let cases: [Case] = [
    ("a row of fewer than a vector", [15], false), ("of as many", [16], true),
    ("of one run", [128], true), ("of one more", [129], true), ("in blocks", [300_001], true),
    ("rows", [7, 40], true), ("short rows", [40, 7], true),
    ("rows of many runs", [3, 5, 1000], true),
  ]

  private static func graph(_ shape: Shape, turned: Bool) throws -> Graph {
    let builder = GraphBuilder()
    let step = builder.input(.runtime("step"), TensorType([2], .uint32))
    let first = try builder.random(
      .normal, shape: shape, stream: RandomStream(seed: 7, path: ["first"]), step: step)
    let second = try builder.random(
      .normal, shape: shape, stream: RandomStream(seed: 7, path: ["second"]), step: step)
    let sum = try first * 0.5 + second.exp() + first.maximum(second)
    builder.result(
      .output("sum"),
      turned ? try sum.transposed(Array(shape.extents.indices.reversed())) : sum)
    return builder.graph
  }

  @Test("Draws are what the interpreter draws", arguments: cases.indices, [true, false])
  func draws(index: Int, turned: Bool) throws {
    let (name, shape, isReady) = Self.cases[index]
    let graph = try Self.graph(shape, turned: turned)
    let inputs: [Input.Source: HostArray] = [
      .runtime("step"): HostArray(shape: [2], storage: .uint32([3, 1]))
    ]
    let compiled = try ConformanceTests.compile(graph, fuse: true)
    let found = try #require(
      try CompiledRunner.run(compiled, inputs: inputs)[.output("sum")]
    ).doubles
    let expected = try Interpreter.run(graph, inputs: inputs)[0].values
    #expect(found.count == expected.count)
    let isEqual = zip(found, expected).allSatisfy { abs($0 - $1) <= 1e-5 * max(1, abs($1)) }
    #expect(isEqual, "\(name)")
    // Turned, the innermost loop is another one.
    guard !turned else { return }
    let text = compiled.kernels.map(\.source).joined()
    #expect(text.contains("etch_normals(") == isReady, "\(name): \(text)")
    #expect(text.contains("etch_normal(") == !isReady, "\(name): \(text)")
  }
}
