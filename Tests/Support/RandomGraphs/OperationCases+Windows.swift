import Graph
import Tensors

extension OperationCases {
  /// A convolution and its transpose over `[2, rows, columns, channels]`.
  private static func convolution(
    _ name: String, rows: Int, columns: Int, channels: Int, filters: Int, kernel: [Int],
    _ height: WindowAxis, _ width: WindowAxis, groups: Int = 1
  ) -> [OperationCase] {
    let x: Shape = [2, rows, columns, channels]
    let weights: Shape = [kernel[0], kernel[1], channels / groups, filters]
    return [
      OperationCase("a convolution \(name)", [.floats(x, -1...1), .floats(weights, -1...1)]) {
        [try $1[0].convolved(with: $1[1], height: height, width: width, groups: groups)]
      },
      OperationCase(
        "a transposed convolution \(name)",
        [.floats(positions(x, kernel, height, width, filters), -1...1), .floats(weights, -1...1)]
      ) {
        [
          try $1[0].convolvedTransposed(
            with: $1[1], height: height, width: width, groups: groups,
            inputExtents: [rows, columns])
        ]
      },
    ]
  }

  private static func positions(
    _ x: Shape, _ kernel: [Int], _ height: WindowAxis, _ width: WindowAxis, _ filters: Int
  ) -> Shape {
    let rows = try? height.positions(input: x[1], taps: kernel[0], name: "case")
    let columns = try? width.positions(input: x[2], taps: kernel[1], name: "case")
    return [x[0], rows ?? 0, columns ?? 0, filters]
  }

  private static func same(_ input: Int, _ taps: Int, _ stride: Int, _ dilation: Int = 1)
    -> WindowAxis
  {
    .same(input: input, taps: taps, stride: stride, dilation: dilation)
  }

  /// Transforms of overlapping tiles, of tiles side by side that an edge cuts, and of the first axis.
  static let tiles: [OperationCase] = {
    let matrix = TileMatrix([[1, 0, -1, 0], [0, 2, 1, 0.5], [0, 1, -1, 0]])
    return [
      OperationCase("tiles that overlap, transformed", [.floats([2, 5, 4, 3], -1...1)]) {
        [try $1[0].apply(TileTransform(matrix, step: 2, low: [1, 0], tiles: [3, 2]))]
      },
      OperationCase("tiles with gaps, rows first", [.floats([1, 9, 6, 2], -1...1)]) {
        [
          try $1[0].apply(
            TileTransform(matrix, step: 5, low: [0, 2], tiles: [2, 1], acrossFirst: true))
        ]
      },
      OperationCase("tiles put together, cut at both edges", [.floats([16, 12, 2], -1...1)]) {
        [try $1[0].apply(TileAssembly(matrix, extents: [2, 8, 5]))]
      },
      OperationCase("tiles put together, whole", [.floats([16, 2, 9], -1...1)]) {
        [try $1[0].apply(TileAssembly(matrix, extents: [1, 3, 6]))]
      },
      OperationCase("a transformed plane", [.floats([16, 3, 2], -1...1)]) {
        [try $1[0].apply(PlaneTransform(matrix))]
      },
    ]
  }()

  static let windows: [OperationCase] =
    convolution(
      "of 3 × 3", rows: 5, columns: 6, channels: 3, filters: 4, kernel: [3, 3], same(5, 3, 1),
      same(6, 3, 1))
    + convolution(
      "without padding", rows: 5, columns: 4, channels: 2, filters: 3, kernel: [3, 2],
      WindowAxis(), WindowAxis())
    + convolution(
      "of stride 2", rows: 7, columns: 8, channels: 2, filters: 3, kernel: [3, 3], same(7, 3, 2),
      same(8, 3, 2))
    + convolution(
      "of 4 × 4 and stride 2", rows: 8, columns: 6, channels: 2, filters: 2, kernel: [4, 4],
      same(8, 4, 2), same(6, 4, 2))
    + convolution(
      "of stride 3 that skips elements", rows: 8, columns: 7, channels: 2, filters: 2,
      kernel: [2, 1], WindowAxis(stride: 3), WindowAxis(stride: 3, low: 1, high: 1))
    + convolution(
      "with dilation 2", rows: 7, columns: 7, channels: 2, filters: 2, kernel: [3, 3],
      same(7, 3, 1, 2), same(7, 3, 1, 2))
    + convolution(
      "of stride 2 with dilation 2", rows: 9, columns: 9, channels: 1, filters: 2, kernel: [3, 3],
      WindowAxis(stride: 2, dilation: 2, low: 2, high: 2),
      WindowAxis(stride: 2, dilation: 3, low: 1, high: 4))
    + convolution(
      "in two groups", rows: 4, columns: 5, channels: 4, filters: 6, kernel: [3, 3],
      same(4, 3, 2), same(5, 3, 1), groups: 2)
    + convolution(
      "of each channel alone", rows: 5, columns: 5, channels: 3, filters: 3, kernel: [3, 3],
      same(5, 3, 1), same(5, 3, 1), groups: 3)
    + convolution(
      "of 1 × 1", rows: 3, columns: 3, channels: 5, filters: 4, kernel: [1, 1], WindowAxis(),
      WindowAxis())
    + convolution(
      "of one channel", rows: 9, columns: 9, channels: 1, filters: 17, kernel: [5, 5],
      same(9, 5, 2), same(9, 5, 2))
    + [
      .init(
        "the gradient of a kernel",
        [
          .floats([2, 7, 6, 2], -1...1), .floats([2, 4, 3, 4], -1...1),
        ]
      ) {
        [
          try $1[0].apply(
            Conv2DWeightGradient(
              height: same(7, 3, 2), width: same(6, 3, 2), groups: 2, kernelExtents: [3, 3]), $1[1])
        ]
      },
      pool("by 2", rows: 4, columns: 6, [2, 2], WindowAxis(stride: 2), WindowAxis(stride: 2)),
      pool("of 3 by 2 with padding", rows: 7, columns: 6, [3, 3], same(7, 3, 2), same(6, 3, 2)),
      pool("by 1", rows: 5, columns: 4, [2, 3], same(5, 2, 1), same(4, 3, 1)),
      pool("that skips rows", rows: 7, columns: 4, [2, 2], WindowAxis(stride: 3), WindowAxis()),
    ]

  private static func pool(
    _ name: String, rows: Int, columns: Int, _ window: [Int], _ height: WindowAxis,
    _ width: WindowAxis
  ) -> OperationCase {
    OperationCase("a max-pool \(name)", [.floats([2, rows, columns, 3], -2...2)]) { builder, x in
      let pooled = try x[0].maxPooled(window: window, height: height, width: width)
      return [pooled.value, pooled.tap]
    }
  }
}
