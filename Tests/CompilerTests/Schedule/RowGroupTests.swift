import Graph
import Tensors
import Testing

@testable import Compiler

/// Kernels of the same rows as one, block of rows after block, against the same kernels one after another.
@Suite struct RowGroupTests {
  private static func chosen(
    _ graph: Graph, _ limits: RowGroup.Limits = RowGroup.Limits(),
    level: InstructionSet = CompiledRunner.level
  ) throws -> ChosenSchedule {
    let schedule = FuseElementwise.run(MakeKernels.run(try OptimizedGraph(graph).graph))
    return ChooseLowering.run(schedule, level: level, rows: limits)
  }

  /// A network of dense layers, its loss, and the gradients to all weights.
  private static func dense(rows: Int, _ sizes: [Int]) throws -> Graph {
    let builder = GraphBuilder()
    var x = builder.input(.batch("x"), TensorType([rows, sizes[0]]))
    var weights: [Tensor] = []
    for (number, (from, to)) in zip(sizes, sizes.dropFirst()).enumerated() {
      let w = builder.input(.state("w\(number)"), TensorType([from, to]))
      weights.append(w)
      x = try x.apply(MatMul(), w).relu()
    }
    let loss = try x.squared().mean()
    builder.result(.output("loss"), loss)
    for (number, gradient) in try loss.gradient(withRespectTo: weights).enumerated() {
      builder.result(.output("g\(number)"), gradient)
    }
    return builder.graph
  }

  /// Cross-entropy of a softmax, and its gradient to the scores.
  private static func softmax(rows: Int, classes: Int) throws -> Graph {
    let builder = GraphBuilder()
    let scores = builder.input(.batch("scores"), TensorType([rows, classes]))
    let weights = builder.input(.batch("weights"), TensorType([rows, classes]))
    let most = try scores.maximum(axes: [1]).gradientStopped()
    let shifted = try scores - most.broadcast(to: [rows, classes], axes: [0])
    let logs = try shifted.exp().sum(axes: [1]).log()
    let loss = try ((shifted - logs.broadcast(to: [rows, classes], axes: [0])) * weights).mean()
    builder.result(.output("loss"), loss)
    builder.result(.output("gradient"), try loss.gradient(withRespectTo: [scores])[0])
    return builder.graph
  }

  /// Centred and scaled along the last axis, then multiplied: rows of two axes are rows of one.
  private static func normed(_ shape: Shape) throws -> Graph {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType(shape))
    let axes = Array(0..<(shape.rank - 1))
    let (mean, variance) = try x.tanh().moments(axes: [shape.rank - 1])
    let centred = try x.tanh() - mean.broadcast(to: shape, axes: axes)
    let y = try centred / (variance + 0.1).squareRoot().broadcast(to: shape, axes: axes)
    builder.result(.output("y"), y)
    builder.result(.output("most"), try y.maximum(axes: [shape.rank - 1]))
    return builder.graph
  }

  @Test("Results have the same bits, whatever the rows, in few blocks and in many")
  func bits() throws {
    var numbers = ContractionsTests.Numbers(state: 11)
    let graphs = try [
      ("dense", Self.dense(rows: 512, [140, 32, 16, 8])),
      ("odd rows", Self.dense(rows: 8 * 37, [23, 50, 33, 70])),
      ("wide", Self.dense(rows: 256, [64, 160, 20])),
      ("softmax", Self.softmax(rows: 640, classes: 1030)),
      ("few classes", Self.softmax(rows: 320, classes: 7)),
      ("normed", Self.normed([8, 48, 96])),
      ("normed rows of rows", Self.normed([16, 3, 40, 33])),
      ("normed pairs", Self.normed([1024, 24])),
    ]
    var programs: [GroupComparison.Programs] = []
    for (name, graph) in graphs {
      for cache in [256 << 10, 4 << 10] {
        var chosen = try Self.chosen(graph, RowGroup.Limits(cache: cache))
        #expect(!chosen.rowGroups.isEmpty, "\(name) has no group, so nothing is compared")
        let grouped = try GroupComparison.assembled(chosen)
        chosen.rowGroups = []
        programs.append((name, grouped, try GroupComparison.assembled(chosen)))
      }
    }
    try GroupComparison.expectSameBits(programs, &numbers)
  }

  @Test(
    "A small network goes forward and back in one kernel; gradients to weights, which need all rows, follow"
  )
  func dense() throws {
    let graph = try Self.dense(rows: 512, [140, 32, 16, 8])
    // With AVX2 a gradient to weights reads a packed copy, which is a launch more.
    let chosen = try Self.chosen(graph, level: .x86v4)
    let group = try #require(chosen.rowGroups.first)
    #expect(chosen.rowGroups.count == 1 && group.blocks == 8)
    // Three layers, and back to the second and the first.
    #expect(group.members.count == 5)
    let compiled = try GroupComparison.assembled(chosen)
    #expect(compiled.launches.count { !$0.isBesideLast } <= 3, "\(compiled.launches.map(\.title))")
  }

  @Test(
    "What only its kernels read is a worker's own: the exponentials of a softmax are never in memory"
  )
  func memory() throws {
    let graph = try Self.softmax(rows: 640, classes: 4096)
    var chosen = try Self.chosen(graph)
    let grouped = try GroupComparison.assembled(chosen)
    chosen.rowGroups = []
    let apart = try GroupComparison.assembled(chosen)
    let whole = 640 * 4096 * 4
    // The gradient is a result, and so is in memory.
    #expect(grouped.arenaBytes < whole + 64 << 10 && apart.arenaBytes >= 2 * whole)
  }

  @Test(
    "Kernels stay apart where a row needs others, where its number counts, and where there are few")
  func apart() throws {
    func groups(_ make: (GraphBuilder) throws -> Tensor) throws -> Int {
      let builder = GraphBuilder()
      builder.result(.output("y"), try make(builder))
      return try Self.chosen(builder.graph).rowGroups.count
    }
    func x(_ builder: GraphBuilder, _ rows: Int) -> Tensor {
      builder.input(.batch("x"), TensorType([rows, 64]))
    }
    /// Two kernels: a sum along each row, and what reads it.
    func rest(_ x: Tensor, _ sum: Tensor) throws -> Tensor {
      try x * sum.broadcast(to: x.shape, axes: [0])
    }
    #expect(try groups { try rest(x($0, 256), x($0, 256).tanh().sum(axes: [1])) } == 1)
    #expect(try groups { try rest(x($0, 64), x($0, 64).tanh().sum(axes: [1])) } == 0)
    #expect(
      try groups {
        try rest(x($0, 256), x($0, 256).tanh().sum(axes: [1]).reversed(axes: [0]))
      } == 0)
    #expect(
      try groups {
        let number = try $0.positions([256, 64], axis: 0)
        return try rest(x($0, 256), (x($0, 256) + number).sum(axes: [1]))
      } == 0)
  }
}
