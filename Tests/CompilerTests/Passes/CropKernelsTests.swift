import Graph
import Tensors
import Testing

@testable import Compiler

/// Kernels without what meets only padding, against whole ones.
@Suite struct CropKernelsTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    /// Rows and columns of the picture, and the window along both.
    let size: [Int]
    let windows: [WindowAxis]
    let taps: [Int]
    /// The taps that are left.
    let left: [Int]
  }

  static let halving = WindowAxis(stride: 2, low: 1, high: 1)

  static let cases = [
    Case(
      description: "2 × 2 pixels to one, 4 × 4 taps: the inner four", size: [2, 2],
      windows: [halving, halving], taps: [4, 4], left: [2, 2]),
    Case(
      description: "4 × 2 pixels: all rows, the inner columns", size: [4, 2],
      windows: [halving, halving], taps: [4, 4], left: [4, 2]),
    Case(
      description: "one pixel, 3 × 3 taps: one", size: [1, 1],
      windows: [WindowAxis(low: 1, high: 1), WindowAxis(low: 1, high: 1)], taps: [3, 3],
      left: [1, 1]),
    Case(
      description: "8 × 8 pixels: all", size: [8, 8], windows: [halving, halving], taps: [4, 4],
      left: [4, 4]),
    Case(
      description: "padding before alone, five taps over three pixels: three", size: [3, 3],
      windows: [WindowAxis(low: 2), WindowAxis(low: 2)], taps: [5, 5], left: [3, 3]),
    Case(
      description: "taps three apart, of which the first lies before the picture", size: [4, 4],
      windows: [WindowAxis(dilation: 3, low: 3), WindowAxis(dilation: 3, low: 3)], taps: [3, 3],
      left: [2, 2]),
    Case(
      description: "nothing but padding in every position: as it is", size: [1, 1],
      windows: [WindowAxis(stride: 4, low: 3, high: 3), WindowAxis(stride: 4, low: 3, high: 3)],
      taps: [2, 2], left: [2, 2]),
  ]

  static func graph(_ each: Case, transposed: Bool, groups: Int) throws -> Graph {
    let builder = GraphBuilder()
    let positions = try (0..<2).map {
      try each.windows[$0].positions(input: each.size[$0], taps: each.taps[$0], name: "conv2d")
    }
    let kernel = builder.input(
      .state("kernel"), TensorType(Shape(each.taps + [4 / groups, 6])))
    let (extents, channels) = transposed ? (positions, 6) : (each.size, 4)
    let x = builder.input(.batch("x"), TensorType(Shape([2] + extents + [channels])))
    let (height, width) = (each.windows[0], each.windows[1])
    builder.result(
      .output("y"),
      transposed
        ? try x.apply(
          Conv2DInputGradient(
            height: height, width: width, groups: groups, inputExtents: each.size), kernel)
        : try x.apply(Conv2D(height: height, width: width, groups: groups), kernel))
    return builder.graph
  }

  @Test(
    "The taps that meet the picture are left, and the values are the same", arguments: cases,
    [1, 2])
  func cropped(_ each: Case, groups: Int) throws {
    for transposed in [false, true] {
      let graph = try Self.graph(each, transposed: transposed, groups: groups)
      let cropped = try CropKernels(graph).graph
      try Verifier.verify(cropped)
      let convolution = try #require(cropped.nodes.last { $0.operation is any Convolution })
      #expect(
        Array(cropped.type(of: convolution.inputs[1]).shape.extents.prefix(2)) == each.left,
        "\(cropped)")
      let inputs = MergeCallsTests.inputs(graph)
      let expected = try Interpreter.run(graph, inputs: inputs)[0].values
      #expect(try Interpreter.run(cropped, inputs: inputs)[0].values == expected)
    }
  }

  @Test("The gradient to the kernel is as large as the kernel")
  func gradient() throws {
    let builder = GraphBuilder()
    let kernel = builder.input(.state("kernel"), TensorType([4, 4, 3, 5]))
    let x = builder.input(.batch("x"), TensorType([1, 2, 2, 3]))
    let y = try x.convolved(with: kernel, height: Self.halving, width: Self.halving)
    builder.result(.output("gradient"), try y.squared().sum().gradient(withRespectTo: [kernel])[0])
    let cropped = try CropKernels(OptimizedGraph(builder.graph).graph).graph
    let gradient = try #require(cropped.nodes.last { $0.operation is Conv2DWeightGradient })
    #expect(gradient.outputs[0].shape == [4, 4, 3, 5])
  }
}
