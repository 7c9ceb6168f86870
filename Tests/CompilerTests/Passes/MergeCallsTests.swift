import Graph
import Tensors
import Testing

@testable import Compiler

/// Convolutions of several calls as one, against the calls one by one.
@Suite struct MergeCallsTests {
  /// A graph with one kernel or two, and how many convolutions are left of it.
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    /// Forward and gradients to inputs; gradients to kernels.
    var convolutions: Int
    var gradients = 0
    let build: @Sendable (GraphBuilder) throws -> [Tensor]
  }

  static func kernel(_ builder: GraphBuilder, _ name: String) -> Tensor {
    builder.input(.state(name), TensorType([3, 3, 8, 8]))
  }

  static func picture(
    _ builder: GraphBuilder, _ name: String, batch: Int = 1, side: Int = 2
  ) -> Tensor {
    builder.input(.batch(name), TensorType([batch, side, side, 8]))
  }

  /// One layer of one call: the activation keeps two of them from being one.
  static func call(_ x: Tensor, _ kernel: Tensor) throws -> Tensor {
    let axis = WindowAxis(low: 1, high: 1)
    return try x.convolved(with: kernel, height: axis, width: axis).apply(Tanh())
  }

  static let cases = [
    Case(description: "calls on two pictures are one", convolutions: 1) { b in
      let w = kernel(b, "w")
      return [try call(picture(b, "x"), w), try call(picture(b, "y"), w)]
    },
    Case(description: "so are those on one example and on three", convolutions: 1) { b in
      let w = kernel(b, "w")
      return [try call(picture(b, "x"), w), try call(picture(b, "y", batch: 3), w)]
    },
    Case(description: "a call on what another made stays apart", convolutions: 2) { b in
      let w = kernel(b, "w")
      return [try call(call(picture(b, "x"), w), w)]
    },
    Case(description: "a third one joins the first of two in a row", convolutions: 2) { b in
      let w = kernel(b, "w")
      let row = try call(call(picture(b, "x"), w), w)
      return [row, try call(picture(b, "y"), w)]
    },
    Case(
      description: "of F(G(x)) and G(F(y)) the calls of one of both are one", convolutions: 3
    ) { b in
      let (f, g) = (kernel(b, "f"), kernel(b, "g"))
      return [
        try call(call(picture(b, "x"), g), f), try call(call(picture(b, "y"), f), g),
      ]
    },
    Case(description: "other weights are others", convolutions: 2) { b in
      [try call(picture(b, "x"), kernel(b, "w")), try call(picture(b, "y"), kernel(b, "v"))]
    },
    Case(description: "pictures larger than the kernel stay by themselves", convolutions: 2) { b in
      let w = kernel(b, "w")
      return try ["x", "y"].map { try call(picture(b, $0, side: 7), w) }
    },
    Case(
      description: "of three calls' gradients to a kernel one is left, and one to their inputs",
      convolutions: 2, gradients: 1
    ) { b in
      let w = kernel(b, "w")
      let pictures = ["x", "y", "z"].map { picture(b, $0) }
      let loss = try pictures.map { try call($0, w).squared().sum() }
        .reduce(b.number(0), +)
      return try loss.gradient(withRespectTo: [w] + pictures)
    },
    Case(
      description: "a gradient that something else reads too is made for itself", convolutions: 1,
      gradients: 2
    ) { b in
      let w = kernel(b, "w")
      let losses = try ["x", "y"].map { try call(picture(b, $0), w).squared().sum() }
      let parts = try losses.map { try $0.gradient(withRespectTo: [w])[0] }
      return [try parts[0] + parts[1], parts[0]]
    },
    Case(
      description: "both gradients of networks that meet each other's pictures", convolutions: 5,
      gradients: 2
    ) { b in
      let (f, g) = (kernel(b, "f"), kernel(b, "g"))
      let (x, y) = (picture(b, "x"), picture(b, "y"))
      let (there, back) = (try call(x, g), try call(y, f))
      let again = [try call(there, f), try call(back, g)]
      let loss = try zip(again, [x, y]).map { try ($0 - $1).squared().sum() }
        .reduce(b.number(0), +)
      return try [loss] + loss.gradient(withRespectTo: [f, g])
    },
  ]

  static func graph(_ each: Case) throws -> Graph {
    let builder = GraphBuilder()
    for (number, tensor) in try each.build(builder).enumerated() {
      builder.result(.output("\(number)"), tensor)
    }
    return try OptimizedGraph(builder.graph).graph
  }

  static func count(_ graph: Graph, _ isCounted: (any Operation) -> Bool) -> Int {
    graph.nodes.filter { isCounted($0.operation) }.count
  }

  static func inputs(_ graph: Graph) -> [Input.Source: HostArray] {
    var inputs: [Input.Source: HostArray] = [:]
    var numbers = ContractionsTests.Numbers(state: 7)
    for case let input as Input in graph.nodes.map(\.operation) {
      inputs[input.source] = HostArray(
        shape: input.type.shape,
        floats: (0..<input.type.shape.count).map { _ in Float(numbers.below(2001)) / 4000 - 0.25 })
    }
    return inputs
  }

  @Test("As many convolutions as there have to be, with the same values", arguments: cases)
  func joined(_ each: Case) throws {
    let graph = try Self.graph(each)
    let merged = try MergeCalls(graph, fixed: nil).graph
    try Verifier.verify(merged)
    #expect(
      Self.count(merged) { $0 is Conv2D || $0 is Conv2DInputGradient } == each.convolutions,
      "\(merged)")
    #expect(Self.count(merged) { $0 is Conv2DWeightGradient } == each.gradients, "\(merged)")
    let inputs = Self.inputs(graph)
    let expected = try Interpreter.run(graph, inputs: inputs)
    let found = try Interpreter.run(merged, inputs: inputs)
    for (a, b) in zip(expected, found) {
      #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) <= 1e-12 * max(1, abs($0)) })
    }
  }

  @Test("All read one copy of what is joined: forward, and both gradients")
  func oneOrder() throws {
    let builder = GraphBuilder()
    let w = Self.kernel(builder, "w")
    // The gradients come in the opposite order of the calls.
    let pictures = ["x", "y", "z"].map { Self.picture(builder, $0) }
    let loss = try pictures.map { try Self.call($0, w).squared().sum() }
      .reduce(builder.number(0), +)
    for (number, gradient) in try loss.gradient(withRespectTo: [w] + pictures).enumerated() {
      builder.result(.output("\(number)"), gradient)
    }
    let merged = try MergeCalls(OptimizedGraph(builder.graph).graph, fixed: nil).graph
    #expect(Self.count(merged) { $0 is Concat } == 2, "\(merged)")
  }

  @Test("What is computed once a run is not joined to what is computed in every step")
  func hoisted() throws {
    let builder = GraphBuilder()
    let w = Self.kernel(builder, "w")
    for name in ["photo", "canvas"] {
      builder.result(.output(name), try Self.call(Self.picture(builder, name), w))
    }
    let fixed = Fixed(updated: [], inputs: [.batch("photo")])
    let merged = try MergeCalls(builder.graph, fixed: fixed).graph
    #expect(Self.count(merged) { $0 is Conv2D } == 2)
    let halves = try Compiler.compile(
      builder.graph, fixed: fixed, options: CompilerOptions(level: .x86v4, verify: true))
    #expect(halves.hoisted.inputs.contains { $0.source == .batch("photo") })
    #expect(!halves.step.inputs.contains { $0.source == .batch("photo") })
  }
}
