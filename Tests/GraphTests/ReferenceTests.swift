import Graph
import RandomGraphs
import Tensors
import Testing

/// The forward meaning of operations, against loops written as their definition reads. Gradients are
/// checked against these forwards by differences.
@Suite struct ReferenceTests {
  private static func run(
    _ arrays: [HostArray], _ build: (GraphBuilder, [Tensor]) throws -> [Tensor]
  ) throws -> [[Double]] {
    let builder = GraphBuilder()
    var sources: [Input.Source: HostArray] = [:]
    var values: [Tensor] = []
    for (position, array) in arrays.enumerated() {
      sources[.batch("x\(position)")] = array
      values.append(builder.input(.batch("x\(position)"), array.type))
    }
    for (index, value) in try build(builder, values).enumerated() {
      builder.result(.output("\(index)"), value)
    }
    return try Interpreter.run(builder.graph, inputs: sources).map(\.values)
  }

  struct Window: Sendable {
    var extents: [Int]
    var kernel: [Int]
    var height: WindowAxis
    var width: WindowAxis
    var channels = 2
    var filters = 4
    var groups = 1
  }

  static let windows = [
    Window(
      extents: [5, 6], kernel: [3, 3], height: .same(input: 5, taps: 3),
      width: .same(input: 6, taps: 3)),
    Window(
      extents: [7, 6], kernel: [3, 2], height: .same(input: 7, taps: 3, stride: 2),
      width: WindowAxis(stride: 3, low: 1)),
    Window(
      extents: [9, 8], kernel: [3, 3], height: WindowAxis(stride: 2, dilation: 2, low: 1, high: 2),
      width: WindowAxis(dilation: 3, low: 2, high: 1)),
    Window(
      extents: [4, 5], kernel: [3, 3], height: WindowAxis(stride: 2, low: 1, high: 1),
      width: WindowAxis(), channels: 4, filters: 6, groups: 2),
  ]

  @Test("a convolution is its definition", arguments: windows)
  func convolution(_ window: Window) throws {
    var generator = SeededGenerator(seed: 5)
    let x = generator.floats(
      Shape([2] + window.extents + [window.channels]), -1...1)
    let kernel = generator.floats(
      Shape(window.kernel + [window.channels / window.groups, window.filters]), -1...1)
    let found = try Self.run([x, kernel]) { builder, values in
      [
        try values[0].convolved(
          with: values[1], height: window.height, width: window.width, groups: window.groups)
      ]
    }[0]
    let rows = try window.height.positions(
      input: window.extents[0], taps: window.kernel[0], name: "")
    let columns = try window.width.positions(
      input: window.extents[1], taps: window.kernel[1], name: "")
    var expected: [Double] = []
    for n in 0..<2 {
      for oh in 0..<rows {
        for ow in 0..<columns {
          for f in 0..<window.filters {
            expected.append(sum(window, x.doubles, kernel.doubles, n, oh, ow, f))
          }
        }
      }
    }
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-12) }
  }

  private func sum(
    _ window: Window, _ x: [Double], _ kernel: [Double], _ n: Int, _ oh: Int, _ ow: Int, _ f: Int
  ) -> Double {
    let (rows, columns) = (window.extents[0], window.extents[1])
    let depth = window.channels / window.groups
    let group = f / (window.filters / window.groups)
    var sum = 0.0
    for kh in 0..<window.kernel[0] {
      for kw in 0..<window.kernel[1] {
        let h = oh * window.height.stride + kh * window.height.dilation - window.height.low
        let w = ow * window.width.stride + kw * window.width.dilation - window.width.low
        guard (0..<rows).contains(h), (0..<columns).contains(w) else { continue }
        for c in 0..<depth {
          let place = ((n * rows + h) * columns + w) * window.channels + group * depth + c
          sum +=
            x[place]
            * kernel[((kh * window.kernel[1] + kw) * depth + c) * window.filters + f]
        }
      }
    }
    return sum
  }

  @Test("the input and weight gradients are the convolution's transposes", arguments: windows)
  func transposes(_ window: Window) throws {
    // ⟨conv(x, k), y⟩ = ⟨x, inputGradient(y, k)⟩ = ⟨k, weightGradient(x, y)⟩.
    var generator = SeededGenerator(seed: 6)
    let x = generator.floats(
      Shape([2] + window.extents + [window.channels]), -1...1)
    let kernel = generator.floats(
      Shape(window.kernel + [window.channels / window.groups, window.filters]), -1...1)
    let rows = try window.height.positions(
      input: window.extents[0], taps: window.kernel[0], name: "")
    let columns = try window.width.positions(
      input: window.extents[1], taps: window.kernel[1], name: "")
    let y = generator.floats([2, rows, columns, window.filters], -1...1)
    let found = try Self.run([x, kernel, y]) { builder, values in
      let forward = try values[0].convolved(
        with: values[1], height: window.height, width: window.width, groups: window.groups)
      let toInput = try values[2].convolvedTransposed(
        with: values[1], height: window.height, width: window.width, groups: window.groups,
        inputExtents: window.extents)
      let toKernel = try values[0].apply(
        Conv2DWeightGradient(
          height: window.height, width: window.width, groups: window.groups,
          kernelExtents: window.kernel), values[2])
      return [
        try (forward * values[2]).sum(),
        try (toInput * values[0]).sum(),
        try (toKernel * values[1]).sum(),
      ]
    }
    #expect(abs(found[0][0] - found[1][0]) < 1e-11)
    #expect(abs(found[0][0] - found[2][0]) < 1e-11)
    #expect(abs(found[0][0]) > 1e-3)
  }

  /// x = 0, 1, 2, … of the shape.
  private static func count(_ shape: Shape) -> HostArray {
    HostArray(shape: shape, floats: (0..<shape.count).map(Float.init))
  }

  struct Movement: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let shape: Shape
    let expected: [Double]
    let build: @Sendable (GraphBuilder, Tensor) throws -> Tensor

    init(
      _ name: String, _ shape: Shape, _ expected: [Double],
      _ build: @escaping @Sendable (GraphBuilder, Tensor) throws -> Tensor
    ) {
      (testDescription, self.shape, self.expected, self.build) = (name, shape, expected, build)
    }
  }

  static let movements: [Movement] = [
    Movement("permute", [2, 3], [0, 3, 1, 4, 2, 5]) { try $1.transposed([1, 0]) },
    Movement("permute of three", [2, 1, 2], [0, 2, 1, 3]) { try $1.transposed([2, 1, 0]) },
    Movement("slice", [2, 4], [1, 3, 5, 7]) {
      try $1.sliced(axis: 1, 1..<4, stride: 2)
    },
    Movement("pad", [2, 2], [9, 9, 9, 0, 1, 9, 2, 3, 9]) {
      try $1.padded(before: [1, 0], after: [0, 1], value: 9)
    },
    Movement("pad inside", [3], [9, 0, 9, 9, 1, 9, 9, 2]) {
      try $1.apply(Pad(low: [1], high: [0], interior: [2], value: 9))
    },
    Movement("pad that crops", [4], [1, 2, 3]) {
      try $1.padded(before: [0], after: [1], value: 9).apply(
        Pad(low: [-1], high: [-1], interior: [0], value: 9))
    },
    Movement("reverse", [2, 2], [3, 2, 1, 0]) { try $1.reversed(axes: [0, 1]) },
    Movement("broadcast", [2], [0, 0, 0, 1, 1, 1]) { try $1.broadcast(to: [2, 3], axes: [0]) },
    Movement("concat", [2, 1], [0, 0, 1, 1]) { try Tensor.concatenated([$1, $1], axis: 1) },
    Movement("iota", [2, 2], [0, 1, 0, 1]) { try $0.positions($1.shape, axis: 1) },
    Movement("sum", [2, 3], [3, 5, 7]) { try $1.sum(axes: [0]) },
    Movement("mean", [2, 3], [1, 4]) {
      try $1.sum(axes: [1]) / 3
    },
    Movement("max", [2, 3], [3, 4, 5]) { try $1.maximum(axes: [0]) },
    Movement("argmax", [2, 2, 2], [3, 3]) { try $1.argMax(axes: [0, 2]) },
    Movement("variance", [2, 2], [1, 1]) { try $1.moments(axes: [0]).variance },
    Movement("matmul", [2, 2], [2, 3, 6, 11]) { try $1.matmul($1) },
    Movement("matmul with its transpose", [2, 2], [1, 3, 3, 13]) {
      try $1.matmul($1, transposeB: true)
    },
    Movement("gather", [3], [2, 0, 0, 1]) {
      try $1.gathered($0.constant(HostArray(shape: [4], storage: .int32([2, 0, 7, 1]))), axis: 0)
    },
    Movement("scatter", [4], [1, 0, 5]) {
      try $1.scatterAdded(
        $0.constant(HostArray(shape: [4], storage: .int32([0, 0, 2, 2]))), axis: 0, extent: 3)
    },
    Movement("max-pool", [1, 2, 4, 1], [5, 7]) {
      try $1.maxPooled(window: [2, 2], height: WindowAxis(stride: 2), width: WindowAxis(stride: 2))
        .value
    },
    Movement("max-pool's taps, the first of equals", [1, 2, 4, 1], [0, 0]) {
      try ($1 * 0).maxPooled(
        window: [2, 2], height: WindowAxis(stride: 2), width: WindowAxis(stride: 2)
      ).tap
    },
  ]

  @Test("a movement or reduction is its definition", arguments: movements)
  func movement(_ movement: Movement) throws {
    let found = try Self.run([Self.count(movement.shape)]) { [try movement.build($0, $1[0])] }[0]
    #expect(found == movement.expected)
  }

  @Test("the window rule gives TensorFlow's 'same' padding")
  func samePadding() throws {
    func padding(_ input: Int, _ taps: Int, _ stride: Int) throws -> [Int] {
      let axis = WindowAxis.same(input: input, taps: taps, stride: stride)
      return [axis.low, axis.high, try axis.positions(input: input, taps: taps, name: "")]
    }
    #expect(try padding(28, 3, 1) == [1, 1, 28])
    #expect(try padding(28, 3, 2) == [0, 1, 14])
    #expect(try padding(28, 4, 2) == [1, 1, 14])
    #expect(try padding(7, 5, 2) == [2, 2, 4])
    #expect(try padding(5, 2, 3) == [0, 0, 2])
  }
}
