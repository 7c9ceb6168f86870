import Graph
import Tensors
import Testing

@testable import Compiler

/// Winograd's kernels as one, block of tiles after block, against the same kernels one after another.
@Suite struct TileGroupTests {
  private static let small = TileGroup.Limits(cache: 8 << 10, rows: 3, blocks: 2)

  private static func chosen(_ graph: Graph, _ limits: TileGroup.Limits) throws -> ChosenSchedule {
    let schedule = FuseElementwise.run(MakeKernels.run(try OptimizedGraph(graph).graph))
    return ChooseLowering.run(schedule, level: CompiledRunner.level, groups: limits)
  }

  /// Compares all results, bit for bit.
  ///
  /// - Returns: how many groups there were.
  private static func compare(
    _ graphs: [(name: String, graph: Graph)], _ numbers: inout ContractionsTests.Numbers
  ) throws -> Int {
    var programs: [GroupComparison.Programs] = []
    var groups = 0
    for (name, graph) in graphs {
      var chosen = try chosen(graph, small)
      groups += chosen.groups.count
      let grouped = try GroupComparison.assembled(chosen)
      chosen.groups = []
      chosen.rowGroups = []
      programs.append((name, grouped, try GroupComparison.assembled(chosen)))
    }
    try GroupComparison.expectSameBits(programs, &numbers)
    return groups
  }

  @Test("A layer and its gradients have the same bits, however its tiles are cut off at the edges")
  func layers() throws {
    var numbers = ContractionsTests.Numbers(state: 5)
    let shapes = [
      (1, 16, 8, 8), (3, 7, 4, 12), (2, 9, 16, 5), (5, 4, 8, 8), (1, 21, 3, 4), (2, 13, 70, 8),
    ]
    let graphs = try shapes.map { n, size, c, f in
      (
        "\(n) of \(size) x \(size) x \(c) to \(f)",
        try RewriteConvolutionsTests.rewritten(
          RewriteConvolutionsTests.layer(n, size, c, f), 4, parts: 1)
      )
    }
    let groups = try Self.compare(graphs, &numbers)
    #expect(groups > 0, "no layer has a group, so nothing was compared")
  }

  @Test("Random convolutions have the same bits, those over their phases too", arguments: [1, 2])
  func random(stride: Int) throws {
    var numbers = ContractionsTests.Numbers(state: UInt64(70 + stride))
    let taps = 3 + stride / 2
    let large = RewriteConvolutionsTests.Case(
      kind: .forward, batch: 2, size: [24, 24], channels: 8, filters: 8, low: [1, 1],
      high: [1, 1], taps: taps, stride: stride)
    let random = (0..<12).map { _ in
      RewriteConvolutionsTests.Case.random(&numbers, taps: taps, channels: 20, stride: stride)
    }
    let graphs = try ([large] + random).map { test in
      (
        "\(test)",
        try RewriteConvolutionsTests.rewritten(
          test.graph(), stride == 1 ? 4 : 3, parts: 1)
      )
    }
    let groups = try Self.compare(graphs, &numbers)
    #expect(groups > 0, "no case has a group, so nothing was compared")
  }

  @Test(
    "A group reads and writes neither transformed tiles nor products, and a worker's scratch holds a block"
  )
  func memory() throws {
    let graph = try RewriteConvolutionsTests.rewritten(
      RewriteConvolutionsTests.layer(8, 32, 16, 16), 4, parts: 1)
    var chosen = try Self.chosen(graph, TileGroup.Limits(cache: 64 << 10))
    #expect(chosen.groups.count == 2)
    for group in chosen.groups {
      #expect(group.tiles == 8 * 8 * 8 && group.block == 12 && group.blocks == 43)
    }
    func launches(_ program: CompiledGraph, onTiles: Bool) -> Int {
      program.launches.count { launch in
        launch.operandNotes.contains { $0.contains("[36, 512, 16]") } == onTiles
          && launch.work.algorithm.hasPrefix("tiles ")
      }
    }
    let grouped = try GroupComparison.assembled(chosen)
    #expect(launches(grouped, onTiles: false) == 2 && launches(grouped, onTiles: true) == 0)
    #expect(grouped.scratchBytes >= 4 * 36 * 12 * (16 + 16))
    chosen.groups = []
    let apart = try GroupComparison.assembled(chosen)
    #expect(
      apart.launches.contains { $0.operandNotes.contains { $0.contains("[36, 512, 16]") } })
  }

  @Test("Few tiles, and those whose block no cache holds, stay kernels of their own")
  func apart() throws {
    let few = try RewriteConvolutionsTests.rewritten(
      RewriteConvolutionsTests.layer(1, 16, 16, 16), 4)
    #expect(try Self.chosen(few, TileGroup.Limits()).groups.isEmpty)
    let wide = try RewriteConvolutionsTests.rewritten(
      RewriteConvolutionsTests.layer(1, 64, 16, 16), 4)
    #expect(try Self.chosen(wide, TileGroup.Limits(cache: 4 << 10)).groups.isEmpty)
    #expect(try Self.chosen(wide, TileGroup.Limits()).groups.count == 2)
  }
}
