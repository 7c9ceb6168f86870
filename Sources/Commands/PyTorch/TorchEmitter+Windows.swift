import Graph
import Tensors

/// What slides windows over pictures.
extension TorchEmitter {
  mutating func emitConvolution(_ index: Int, _ conv: Conv2D) throws {
    let source = try convolutionSource(index)
    let padding = ownPadding(index) ?? (0, 0)
    set(
      Value(node: index, output: 0),
      "F.conv2d(\(source), \(permutedText(nodes[index].inputs[1], [3, 2, 0, 1])), "
        + "stride=(\(conv.height.stride), \(conv.width.stride)), "
        + "padding=(\(padding.0), \(padding.1)), "
        + "dilation=(\(conv.height.dilation), \(conv.width.dilation)), groups=\(conv.groups))",
      order: Self.pictureOrder)
  }

  /// The padding that PyTorch's convolution makes itself: the same on both sides, at every size of the input.
  func ownPadding(_ index: Int) -> (Int, Int)? {
    let all = operations(index, as: Conv2D.self)
    guard let conv = all.first, all.allSatisfy({ $0 == conv }),
      conv.height.low == conv.height.high, conv.width.low == conv.width.high
    else { return nil }
    return (conv.height.low, conv.width.low)
  }

  /// What is convolved, with padding around it that is none of the convolution's own.
  func convolutionSource(_ index: Int) throws -> String {
    let inputs = nodes[index].inputs
    let x = permutedText(inputs[0], [0, 3, 1, 2])
    guard ownPadding(index) == nil else { return x }
    let all = operations(index, as: Conv2D.self)
    let kernel = type(inputs[1]).shape
    let amounts = try padding(
      index, all.map(\.height), all.map(\.width), taps: (kernel[0], kernel[1]))
    return "F.pad(\(x), (\(amounts)))"
  }

  /// PyTorch's gives all positions; of them those are kept that are asked for, and zeros stand where there is none.
  mutating func emitTransposed(_ index: Int, _ conv: Conv2DInputGradient) throws {
    let inputs = nodes[index].inputs
    let edges = try transposedEdges(index, conv)
    let whole =
      "F.conv_transpose2d(\(permutedText(inputs[0], [0, 3, 1, 2])), "
      + "\(permutedText(inputs[1], [3, 2, 0, 1])), "
      + "stride=(\(conv.height.stride), \(conv.width.stride)), "
      + "dilation=(\(conv.height.dilation), \(conv.width.dilation)), groups=\(conv.groups))"
    let amounts =
      "\(edges.width.before), \(edges.width.behind), \(edges.height.before), \(edges.height.behind)"
    set(
      Value(node: index, output: 0), "F.pad(\(whole), (\(amounts)))", order: Self.pictureOrder)
  }

  typealias Edges = (before: Int, behind: Int)

  /// What is put before and behind all positions of a transposed convolution, the same at every size.
  ///
  /// - Throws: where it depends on the size.
  func transposedEdges(
    _ index: Int, _ conv: Conv2DInputGradient
  ) throws -> (height: Edges, width: Edges) {
    let inputs = nodes[index].inputs
    let kernel = type(inputs[1]).shape
    func edges(_ windows: [WindowAxis], axis: Int, taps: Int) throws -> Edges {
      let extents = zip(extent(inputs[0], axis), extent(Value(node: index, output: 0), axis))
      let amounts = zip(windows, extents).map { window, extents in
        let whole = (extents.0 - 1) * window.stride + window.dilation * (taps - 1) + 1
        return [-window.low, window.low + extents.1 - whole]
      }
      guard amounts.allSatisfy({ $0 == amounts[0] }) else { throw unsized(index) }
      return (amounts[0][0], amounts[0][1])
    }
    let all = operations(index, as: Conv2DInputGradient.self)
    return (
      try edges(all.map(\.height), axis: 1, taps: kernel[0]),
      try edges(all.map(\.width), axis: 2, taps: kernel[1])
    )
  }

  mutating func emitMaxPool(_ index: Int, _ pool: MaxPool) throws {
    let x = permutedText(nodes[index].inputs[0], [0, 3, 1, 2])
    let all = operations(index, as: MaxPool.self)
    let amounts = try padding(
      index, all.map(\.height), all.map(\.width), taps: (pool.window[0], pool.window[1]))
    let source = amounts == "0, 0, 0, 0" ? x : "F.pad(\(x), (\(amounts)), value=-math.inf)"
    let windows = Self.windows((pool.window[0], pool.window[1]), pool.height, pool.width)
    let dilation = Self.pair(pool.height.dilation, pool.width.dilation)
    set(
      Value(node: index, output: 0),
      "F.max_pool2d(\(source), \(windows)" + (dilation == "1" ? ")" : ", dilation=\(dilation))"),
      order: Self.pictureOrder)
  }

  /// What `F.pad` takes: left, right, above and below.
  func padding(
    _ index: Int, _ height: [WindowAxis], _ width: [WindowAxis], taps: (Int, Int)
  ) throws -> String {
    let input = nodes[index].inputs[0]
    func amounts(_ windows: [WindowAxis], axis: Int, taps: Int) throws -> String {
      let first = windows[0]
      if windows.allSatisfy({ $0 == first }) { return "\(first.low), \(first.high)" }
      let extents = extent(input, axis)
      func follow(_ rule: (Int) -> WindowAxis) -> Bool {
        zip(windows, extents).allSatisfy { $0 == rule($1) }
      }
      guard let whole = dimension(extents) else { throw unsized(index) }
      if follow({
        .same(input: $0, taps: taps, stride: first.stride, dilation: first.dilation)
      }) {
        return "*_same(\(whole), \(taps), \(first.stride), \(first.dilation))"
      }
      if follow({
        .reaching(input: $0, taps: taps, stride: first.stride, padding: first.low)
      }) {
        return "*_reaching(\(whole), \(taps), \(first.stride), \(first.low))"
      }
      throw unsized(index)
    }
    return try amounts(width, axis: 2, taps: taps.1) + ", "
      + amounts(height, axis: 1, taps: taps.0)
  }
}
