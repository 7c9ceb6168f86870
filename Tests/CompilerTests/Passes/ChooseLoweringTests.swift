import Graph
import RandomGraphs
import Tensors
import Testing

@testable import Compiler

/// Which kernels are contractions, and why others are none.
@Suite struct ChooseLoweringTests {
  /// What is chosen for each kernel, by its title.
  static func choices(_ graph: Graph) throws -> [(title: String, lowering: Lowering)] {
    let schedule = FuseElementwise.run(MakeKernels.run(try OptimizedGraph(graph).graph))
    let chosen = ChooseLowering.run(schedule, level: .x86v4)
    return zip(schedule.kernels, chosen.lowerings).map { ($0.title, $1) }
  }

  /// Titles of matrix multiplies and convolutions that are plain loops.
  static func plainConvolutions(_ graph: Graph) throws -> [String] {
    try choices(graph).compactMap { title, lowering in
      guard case .nest = lowering, title.contains("conv2d") || title.contains("matmul") else {
        return nil
      }
      return title
    }
  }

  /// `[N, H, W, C]` with the elements at these places along an axis.
  static func gathered(_ builder: GraphBuilder, _ x: Tensor, axis: Int, _ places: [Int]) throws
    -> Tensor
  {
    let index = try builder.constant(
      HostArray(shape: [places.count], storage: .int32(places.map { Int32($0) })))
    return try x.gathered(index, axis: axis)
  }

  /// As a resize to twice the size does it: nearest, or blended from the two neighbours.
  static func resized(_ builder: GraphBuilder, _ x: Tensor, axis: Int, blends: Bool) throws
    -> Tensor
  {
    let extent = x.shape[axis]
    let low = try gathered(builder, x, axis: axis, (0..<2 * extent).map { $0 / 2 })
    guard blends else { return low }
    let high = try gathered(
      builder, x, axis: axis, (0..<2 * extent).map { min($0 / 2 + 1, extent - 1) })
    var shape = [1, 1, 1, 1]
    shape[axis] = 2 * extent
    let share = try builder.constant(
      HostArray(shape: Shape(shape), floats: (0..<2 * extent).map { Float($0 % 2) / 2 }))
    return try low + ((high - low) * share.broadcast(to: low.shape))
  }

  @Test(
    "A convolution of a resized picture is a contraction, and so are its gradients",
    arguments: [false, true], [1, 8])
  func resizedConvolution(blends: Bool, filters: Int) throws {
    for isTrained in [false, true] {
      let builder = GraphBuilder()
      let x = try FusionTests.input(builder, "x", [4, 7, 7, 16])
      let first = try FusionTests.input(builder, "first", [3, 3, 16, 8])
      let second = try FusionTests.input(builder, "second", [3, 3, 8, filters])
      let axis = WindowAxis(low: 1, high: 1)
      let small = try x.convolved(with: first, height: axis, width: axis).relu()
      let large = try Self.resized(
        builder, Self.resized(builder, small, axis: 1, blends: blends), axis: 2, blends: blends)
      let y = try large.convolved(with: second, height: axis, width: axis).relu()
      if isTrained {
        let found = try y.mean().gradient(withRespectTo: [first, second])
        builder.result(.output("first"), found[0])
        builder.result(.output("second"), found[1])
      } else {
        builder.result(.output("y"), y)
      }
      #expect(try Self.plainConvolutions(builder.graph) == [])
      let text = try Compiler.text(
        builder.graph, options: FusionTests.options, after: .planMemory)
      #expect(!text.contains("plain loops"))
    }
  }

  @Test("A depthwise convolution is loops, and the printed program says why")
  func depthwise() throws {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [2, 8, 8, 16])
    let kernel = try FusionTests.input(builder, "kernel", [3, 3, 1, 16])
    let axis = WindowAxis(low: 1, high: 1)
    builder.result(
      .output("y"), try x.convolved(with: kernel, height: axis, width: axis, groups: 16))
    let chosen = try Compiler.text(
      builder.graph, options: FusionTests.options, after: .chooseLowering)
    #expect(chosen == "k00  conv2d\n  loops: \(NestReason.tile.rawValue)\n")
    let text = try Compiler.text(builder.graph, options: FusionTests.options, after: .planMemory)
    #expect(text.contains("//   plain loops: its factors share their loops"))
  }

  @Test("The choice of a contraction is printed with its loops and its tile")
  func contraction() throws {
    let builder = GraphBuilder()
    let a = try FusionTests.input(builder, "a", [512, 140])
    let b = try FusionTests.input(builder, "b", [140, 32])
    builder.result(.output("y"), try a.matmul(b).relu())
    let chosen = try Compiler.text(
      builder.graph, options: FusionTests.options, after: .chooseLowering)
    #expect(
      chosen.hasPrefix(
        "k00  matmul -> maximum\n  contraction: rows [512] x columns [32], sum of [140]"),
      "\(chosen)")
  }

  @Test(
    "What reads a convolution's channels in groups is computed with it",
    arguments: [
      // A number for each group is written for each of its channels first.
      (8, 1, ["broadcast", "conv2d -> subtract"]),
      // One for each group of each pixel is too many for that, and a group of four fills no vector.
      (8, 64, ["conv2d", "subtract"]), (2, 64, ["conv2d -> subtract"]),
    ])
  func narrowGroups(groups: Int, pixels: Int, titles: [String]) throws {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [2, 8, 8, 16])
    let kernel = try FusionTests.input(builder, "kernel", [3, 3, 16, 32])
    let mean = try FusionTests.input(builder, "mean", [2, pixels, groups, 1])
    let axis = WindowAxis(low: 1, high: 1)
    let y = try x.convolved(with: kernel, height: axis, width: axis)
      .reshaped([2, 64, groups, 32 / groups])
    builder.result(.output("y"), try y - mean.broadcast(to: y.shape))
    let choices = try Self.choices(builder.graph)
    #expect(choices.map(\.title) == titles)
    let contractions = choices.filter { if case .contraction = $0.lowering { true } else { false } }
    #expect(contractions.count == 1)
  }

  @Test("Three channels are no groups: nothing is written before what reads them")
  func fewChannels() throws {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [2, 32, 32, 16])
    let kernel = try FusionTests.input(builder, "kernel", [3, 3, 16, 3])
    let bias = try FusionTests.input(builder, "bias", [3])
    let axis = WindowAxis(low: 1, high: 1)
    let y = try x.convolved(with: kernel, height: axis, width: axis)
    builder.result(.output("y"), try (y + bias.broadcast(to: y.shape, axes: [3])).relu())
    #expect(try Self.choices(builder.graph).map(\.title) == ["conv2d -> add -> maximum"])
  }

  @Test("What fusion takes for a contraction is lowered as one", arguments: 0..<6)
  func onePredicate(part: Int) throws {
    for seed in UInt64(part * 40)..<UInt64(part * 40 + 40) {
      let graph = try RandomGraph.make(seed: seed).graph
      let schedule = FuseElementwise.run(MakeKernels.run(try OptimizedGraph(graph).graph))
      for level in InstructionSet.allCases {
        let chosen = ChooseLowering.run(schedule, level: level)
        for (scheduled, lowering) in zip(schedule.kernels, chosen.lowerings) {
          let isContraction = if case .contraction = lowering { true } else { false }
          #expect(isContraction == scheduled.kernel.isContraction, "\(seed): \(scheduled.title)")
        }
      }
    }
  }

  @Test("However long its reduction's loops are, a contraction has a schedule")
  func longReductions() throws {
    let axis = WindowAxis(low: 1, high: 1)
    for (n, size, c, f) in [(512, 512, 3, 8), (7, 1021, 16, 16), (300, 300, 64, 1)] {
      let test = try ContractionCase.make(
        "weight gradient",
        Conv2DWeightGradient(height: axis, width: axis, groups: 1, kernelExtents: [3, 3]),
        [[n, size, size, c], [n, size, size, f]])[0]
      for level in InstructionSet.allCases {
        _ = try ContractionPlan(test.kernel, level: level)
      }
    }
  }
}
