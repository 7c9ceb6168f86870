import Graph
import Tensors
import Testing

@testable import Compiler

/// Products that share the copy of a factor, beside the same products with a copy each.
@Suite struct SharePackingsTests {
  typealias Build = @Sendable (GraphBuilder) throws -> [Tensor]

  struct Case: Sendable, CustomStringConvertible {
    let description: String
    /// How many copies are not made.
    let saved: Int
    let build: Build
  }

  static func weight(_ builder: GraphBuilder, _ name: String, _ shape: Shape) -> Tensor {
    builder.input(.state(name), TensorType(shape))
  }

  static func rows(_ builder: GraphBuilder, _ name: String) -> Tensor {
    builder.input(.batch(name), TensorType([128, 512]))
  }

  /// One layer: the activation keeps two of them from being one.
  static func layer(_ x: Tensor, _ w: Tensor) throws -> Tensor {
    try x.apply(MatMul(), w).apply(Tanh())
  }

  static let cases = [
    Case(description: "two calls read one copy", saved: 1) { b in
      let w = weight(b, "w", [512, 512])
      return [try layer(rows(b, "x"), w), try layer(rows(b, "y"), w)]
    },
    Case(description: "so do three layers of the same weights", saved: 2) { b in
      let w = weight(b, "w", [512, 512])
      return [try layer(layer(layer(rows(b, "x"), w), w), w)]
    },
    Case(description: "other weights are others", saved: 0) { b in
      [
        try layer(rows(b, "x"), weight(b, "v", [512, 512])),
        try layer(rows(b, "y"), weight(b, "w", [512, 512])),
      ]
    },
    Case(
      description: "a copy is not kept while more is in memory than ever else", saved: 0
    ) { b in
      let w = weight(b, "w", [512, 512])
      let wide = try layer(layer(rows(b, "x"), w), weight(b, "wide", [512, 4096]))
      return [try layer(layer(wide, weight(b, "narrow", [4096, 512])), w)]
    },
  ]

  static func arranged(_ each: Case) throws -> LoweredSchedule {
    let builder = GraphBuilder()
    for (number, tensor) in try each.build(builder).enumerated() {
      builder.result(.output("\(number)"), tensor)
    }
    return arranged(builder.graph)
  }

  static func arranged(_ graph: Graph) -> LoweredSchedule {
    let schedule = FuseElementwise.run(MakeKernels.run(graph))
    return ArrangeWaves.run(
      LowerKernels.run(ChooseLowering.run(schedule, level: CompiledRunner.level)))
  }

  static func assembled(_ lowered: LoweredSchedule) throws -> CompiledGraph {
    let memory = PlanMemory(lowered)
    try lowered.verify(memory)
    let compiled = Assemble.run(lowered, memory)
    try compiled.verify()
    return compiled
  }

  static func copies(_ lowered: LoweredSchedule) -> Int {
    lowered.steps.filter { $0.part == .pack }.count
  }

  @Test("As few copies as there is room for, of the same bits", arguments: cases)
  func shared(_ each: Case) throws {
    let apart = try Self.arranged(each)
    let shared = SharePackings.run(apart)
    #expect(Self.copies(apart) > 1)
    #expect(Self.copies(apart) - Self.copies(shared) == each.saved)
    let programs = (
      name: each.description, grouped: try Self.assembled(shared),
      apart: try Self.assembled(apart)
    )
    #expect(programs.grouped.arenaBytes <= programs.apart.arenaBytes)
    var numbers = ContractionsTests.Numbers(state: 11)
    try GroupComparison.expectSameBits([programs], &numbers)
  }

  @Test("A copy is of the weights as they were, where the next ones are written over them")
  func updated() throws {
    let builder = GraphBuilder()
    let w = Self.weight(builder, "w", [512, 512])
    let once = try Self.layer(Self.rows(builder, "x"), w)
    builder.result(.output("y"), try Self.layer(once, w))
    builder.result(.state("w"), try w * 0.5)
    let apart = Self.arranged(builder.graph)
    let shared = SharePackings.run(apart)
    #expect(Self.copies(apart) - Self.copies(shared) == 1)
    let programs = (
      name: "updated", grouped: try Self.assembled(shared), apart: try Self.assembled(apart)
    )
    #expect(programs.grouped.results.last?.place == .state("w"))
    var numbers = ContractionsTests.Numbers(state: 12)
    try GroupComparison.expectSameBits([programs], &numbers)
  }
}
