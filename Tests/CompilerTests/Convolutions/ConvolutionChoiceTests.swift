import Graph
import Tensors
import Testing

@testable import Compiler

/// What is chosen for a convolution, and what is said of it.
@Suite struct ConvolutionChoiceTests {
  /// A convolution of one picture of 64 x 64, or its gradient to the picture, wide enough for anything.
  struct Obstacle: Sendable, CustomStringConvertible {
    let description: String
    var taps = [3, 3]
    var height = WindowAxis(low: 1, high: 1)
    var width = WindowAxis(low: 1, high: 1)
    var groups = 1
    /// The extents of what a gradient is of.
    var adjoint: [Int]?
    let reason: String

    func graph() throws -> Graph {
      let builder = GraphBuilder()
      let kernel = try FusionTests.input(
        builder, "kernel", [taps[0], taps[1], 256 / groups, 256])
      let y: Tensor
      if let adjoint {
        y = try FusionTests.input(builder, "dy", [1, adjoint[0], adjoint[1], 256])
          .convolvedTransposed(
            with: kernel, height: height, width: width, groups: groups, inputExtents: [64, 64])
      } else {
        y = try FusionTests.input(builder, "x", [1, 64, 64, 256])
          .convolved(with: kernel, height: height, width: width, groups: groups)
      }
      builder.result(.output("y"), y)
      return builder.graph
    }
  }

  private static let obstacles = [
    Obstacle(description: "a single tap", taps: [1, 1], reason: "1 x 1 taps"),
    Obstacle(description: "seven taps", taps: [7, 7], reason: "7 x 7 taps"),
    Obstacle(description: "a window that is no square", taps: [3, 5], reason: "3 x 5 taps"),
    Obstacle(
      description: "taps apart", height: WindowAxis(dilation: 2, low: 1, high: 1),
      width: WindowAxis(dilation: 2, low: 1, high: 1), reason: "dilation 2"),
    Obstacle(description: "groups of channels", groups: 2, reason: "2 groups"),
    Obstacle(
      description: "strides that differ", height: WindowAxis(stride: 2, low: 1, high: 1),
      reason: "stride 2"),
    Obstacle(
      description: "a stride of five", height: WindowAxis(stride: 5, low: 1, high: 1),
      width: WindowAxis(stride: 5, low: 1, high: 1), reason: "stride 5"),
    Obstacle(
      description: "phases of a single tap", taps: [1, 1], height: WindowAxis(stride: 2),
      width: WindowAxis(stride: 2), reason: "stride 2: 1 x 1 taps in its phases"),
    Obstacle(
      description: "padding wider than the window", height: WindowAxis(low: 3, high: 3),
      width: WindowAxis(low: 3, high: 3), adjoint: [68, 68], reason: "it crops what it reads"),
  ]

  @Test("What no minimal filtering is for stays direct, and says why", arguments: obstacles)
  func direct(_ obstacle: Obstacle) throws {
    let found = try Compiler.convolutions(
      obstacle.graph(), options: CompilerOptions(level: .x86v4))
    #expect(found.map(\.reason) == ["direct: \(obstacle.reason)"])
  }

  @Test(
    "Few tiles are not worth the transforms of their taps, unless these never change",
    arguments: [(8, false, false), (8, true, true), (16, false, true)])
  func tiles(size: Int, isFrozen: Bool, isWinograd: Bool) throws {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [1, size, size, 256])
    let kernel = builder.input(.state("kernel"), TensorType([3, 3, 256, 256]))
    let axis = WindowAxis(low: 1, high: 1)
    builder.result(.output("y"), try x.convolved(with: kernel, height: axis, width: axis))
    let found = try Compiler.convolutions(
      builder.graph, fixed: Fixed(updated: isFrozen ? [] : ["kernel"]),
      options: CompilerOptions(level: .x86v4))
    #expect(found.count == 1)
    #expect(found.first?.reason.hasPrefix("winograd F(") == isWinograd, "\(found)")
    // Both sides of the choice are told.
    #expect(found.first?.reason.contains("winograd F(") == true)
    #expect(found.first?.reason.contains("direct") == true)
  }

  @Test("One picture whose transformed tiles would take too much memory stays direct")
  func tooLarge() throws {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [1, 1024, 1024, 64])
    let kernel = try FusionTests.input(builder, "kernel", [3, 3, 64, 64])
    let axis = WindowAxis(low: 1, high: 1)
    builder.result(.output("y"), try x.convolved(with: kernel, height: axis, width: axis))
    let found = try Compiler.convolutions(
      builder.graph, options: CompilerOptions(level: .x86v4))
    #expect(found.map(\.reason) == ["direct: its transformed tiles would take too much memory"])
  }

  @Test("The choice is one for all families of processors; strict numerics leave all direct")
  func families() throws {
    let graph = try RewriteConvolutionsTests.layer(2, 32, 96, 128)
    let choices = try InstructionSet.allCases.map {
      try Compiler.convolutions(graph, options: CompilerOptions(level: $0))
    }
    #expect(choices.allSatisfy { $0 == choices[0] })
    #expect(
      choices[0].map(\.operation).sorted() == [
        "conv2d", "conv2d_input_gradient", "conv2d_weight_gradient",
      ])
    #expect(choices[0].contains { $0.reason.hasPrefix("winograd ") })
    let strict = try Compiler.convolutions(
      graph, options: CompilerOptions(level: .x86v4, numerics: .strict))
    #expect(strict.map(\.reason) == Array(repeating: "direct: numerics are strict", count: 3))
    #expect(strict.map(\.shapes) == choices[0].map(\.shapes))
  }
}
