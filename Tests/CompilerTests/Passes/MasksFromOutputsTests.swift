import Graph
import Tensors
import Testing

@testable import Compiler

/// Gradients that tell by an activation's output what it let pass, against those that tell by its input.
@Suite struct MasksFromOutputsTests {
  typealias Activation = @Sendable (Tensor) throws -> Tensor

  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let activation: Activation
  }

  static func leaky(_ x: Tensor, _ slope: Double) throws -> Tensor {
    try x.greater(0).select(x, x * slope)
  }

  /// Without factors and offsets.
  static func normed(_ x: Tensor) throws -> Tensor {
    let (mean, variance) = try x.moments(axes: [1, 2], keepingAxes: true)
    return try (x - mean) * (variance + 1e-3).squareRoot().reciprocal()
  }

  /// A trained number for each channel.
  static func channels(_ x: Tensor, _ name: String) -> Tensor {
    x.builder.input(.state(name), TensorType([x.shape[3]]))
  }

  static let told = [
    Case(description: "leaky relu") { try leaky($0, 0.2) },
    Case(description: "leaky relu behind a bias") { try leaky($0 + channels($0, "bias"), 0.2) },
    Case(description: "leaky relu of a great slope") { try leaky($0, 3) },
    Case(description: "leaky relu of slope 0") { try leaky($0, 0) },
    Case(description: "relu6") { try $0.relu().minimum(6) },
    Case(description: "clip") { try $0.clipped(-0.5, 0.25) },
    Case(description: "a minimum, then a maximum") { try $0.minimum(0.25).maximum(-0.5) },
    Case(description: "leaky relu before a norm") { try normed(leaky($0, 0.2)) },
    Case(description: "leaky relu behind a norm, whose gradient reads what was before it") {
      try leaky(normed($0), 0.2)
    },
    Case(description: "leaky relu behind a norm with factors and offsets") {
      try leaky(normed($0) * channels($0, "weight") + channels($0, "bias"), 0.2)
    },
  ]

  static let left = [
    Case(description: "relu, which is told by its output before") { try $0.relu() },
    Case(description: "leaky relu of a negative slope") { try leaky($0, -0.2) },
    Case(description: "a slope that is trained") { x in
      try x.greater(0).select(x, x * channels(x, "slope"))
    },
    Case(description: "at least 0, which a product may be rounded to") { x in
      try x.compared(.greaterOrEqual, 0).select(x, x * 0.2)
    },
    Case(description: "a threshold that is not 0") { x in
      try x.greater(0.5).select(x, x * 0.2)
    },
    Case(description: "two bounds that are one") { try $0.clipped(0.5, 0.5) },
    Case(description: "elu, whose gradient reads its input") { x in
      try x.greater(0).select(x, x.minimum(0).exp() - 1)
    },
    Case(description: "leaky relu of what a norm's gradient reads, times a factor") {
      try leaky(normed($0) * channels($0, "weight"), 0.2)
    },
    Case(description: "leaky relu beside a norm of the same numbers") {
      try normed($0) + leaky($0, 0.2)
    },
    Case(description: "leaky relu that is read forward alone, of what is read backward") { x in
      try x * leaky(x, 0.2).sum(axes: [1, 2], keepingAxes: true)
    },
    Case(description: "leaky relu beside what has a gradient that reads them") { x in
      try x.sigmoid() * x + leaky(x, 0.2)
    },
  ]

  static let kernel = WindowAxis(low: 1, high: 1)

  /// The gradients of a convolution, an activation and another convolution to all that is trained.
  static func chain(
    keeping isKept: Bool = false, _ activation: Activation
  ) throws -> Graph {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([2, 16, 16, 8]))
    let kernels = ["first", "second"].map {
      builder.input(.state($0), TensorType([3, 3, 8, 8]))
    }
    let before = try x.convolved(with: kernels[0], height: kernel, width: kernel)
    let y = try activation(before).convolved(with: kernels[1], height: kernel, width: kernel)
    let loss = try y.squared().mean()
    let trained = builder.graph.nodes.indices.filter {
      guard let input = builder.graph.nodes[$0].operation as? Input else { return false }
      return input.source != .batch("x")
    }
    let parameters = trained.map { Tensor(Value(node: $0), builder) }
    for (number, gradient) in try loss.gradient(withRespectTo: parameters).enumerated() {
      builder.result(.output("gradient\(number)"), gradient)
    }
    if isKept { builder.result(.output("before"), before) }
    return builder.graph
  }

  @Test("Told by the output, with the same values", arguments: told)
  func byOutput(_ each: Case) throws {
    let graph = try OptimizedGraph(Self.chain(each.activation)).graph
    let masked = try MasksFromOutputs(graph).graph
    try Verifier.verify(masked)
    #expect(masked.description != graph.description)
    let inputs = MergeCallsTests.inputs(graph)
    let expected = try Interpreter.run(graph, inputs: inputs).map(\.values)
    #expect(try Interpreter.run(masked, inputs: inputs).map(\.values) == expected)
  }

  @Test("Told by the input", arguments: left)
  func byInput(_ each: Case) throws {
    let graph = try OptimizedGraph(Self.chain(each.activation)).graph
    #expect(try MasksFromOutputs(graph).graph.description == graph.description)
  }

  @Test("What only goes forward is as it was, and so is what is a result or comes from outside")
  func forward() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([2, 16, 16, 8]))
    let w = builder.input(.state("w"), TensorType([3, 3, 8, 8]))
    let y = try x.convolved(with: w, height: Self.kernel, width: Self.kernel)
    builder.result(.output("y"), try Self.leaky(y, 0.2))
    let outside = try Self.leaky(x, 0.2).squared().sum().gradient(withRespectTo: [x])
    builder.result(.output("outside"), outside[0])
    for graph in [builder.graph, try Self.chain(keeping: true) { try Self.leaky($0, 0.2) }] {
      let simplified = try OptimizedGraph(graph).graph
      #expect(try MasksFromOutputs(simplified).graph.description == simplified.description)
    }
  }

  @Test("A leaky relu between convolutions takes the memory of a relu")
  func memory() throws {
    func bytes(_ activation: Activation) throws -> Int {
      try Compiler.compile(
        Self.chain(activation), options: CompilerOptions(level: .x86v4, verify: true)
      ).arenaBytes
    }
    let relu = try bytes { try $0.relu() }
    let leaky = try bytes { try Self.leaky($0, 0.2) }
    let clip = try bytes { try $0.clipped(-0.5, 0.25) }
    #expect(leaky <= relu && clip <= relu, "\(leaky) \(clip) \(relu)")
    // Its input and its output.
    let both = try bytes { try Self.leaky($0, -0.2) }
    #expect(both > relu, "\(both) \(relu)")
  }

  /// Numbers whose products with a slope are rounded, vanish or are none.
  static let numbers: [Float] =
    [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, -.nan, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, .leastNormalMagnitude, -.leastNormalMagnitude,
      .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 6, 0.25, -0.5, 0.5, 7, -7,
    ]

  static let edges: [(String, Activation)] = [
    ("slope 0.2", { try leaky($0, 0.2) }), ("slope 0", { try leaky($0, 0) }),
    ("slope 1e-30", { try leaky($0, 1e-30) }), ("slope 3", { try leaky($0, 3) }),
    ("relu6", { try $0.relu().minimum(6) }), ("clip", { try $0.clipped(-0.5, 0.25) }),
    ("maximum of a minimum", { try $0.minimum(0.25).maximum(-0.5) }),
  ]

  @Test("The gradient is the same in every bit, whatever the number", arguments: edges.indices)
  func bits(_ number: Int) throws {
    let (name, activation) = Self.edges[number]
    let count = Self.numbers.count
    func gradient(keeping isKept: Bool) throws -> (graph: Graph, bits: [UInt32]) {
      let builder = GraphBuilder()
      let source = builder.input(.batch("x"), TensorType([count, 1]))
      // Not made again where it is read, as a convolution is not.
      let x = try source.apply(Max(axes: [1]))
      let factors = builder.input(.batch("factors"), TensorType([count]))
      let given = try activation(x)
      let loss = try (given * factors).sum()
      builder.result(.output("gradient"), try loss.gradient(withRespectTo: [x])[0])
      // Else nothing but the mask would be computed.
      builder.result(.output("given"), given)
      if isKept { builder.result(.output("x"), x) }
      let compiled = try Compiler.compile(
        builder.graph, options: CompilerOptions(level: CompiledRunner.level, verify: true))
      let results = try CompiledRunner.run(
        compiled,
        inputs: [
          .batch("x"): HostArray(shape: [count, 1], floats: Self.numbers),
          .batch("factors"): HostArray(
            shape: [count], floats: (0..<count).map { Float($0) / 8 + 1 }),
        ])
      let found = try #require(results[.output("gradient")])
      return (try OptimizedGraph(builder.graph).graph, found.floats.map(\.bitPattern))
    }
    let (told, kept) = (try gradient(keeping: false), try gradient(keeping: true))
    #expect(told.bits == kept.bits, "\(name)")
    let masked = try MasksFromOutputs(told.graph).graph
    #expect(masked.description != told.graph.description, "\(name)")
  }
}
