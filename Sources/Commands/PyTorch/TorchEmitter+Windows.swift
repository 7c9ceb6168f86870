import Graph
import Tensors

/// What slides windows over pictures.
extension TorchEmitter {
  mutating func emitConvolution(_ index: Int, _ conv: Conv2D) throws {
    let inputs = nodes[index].inputs
    let x = permutedText(inputs[0], [0, 3, 1, 2])
    let kernel = type(inputs[1]).shape
    let all = operations(index, as: Conv2D.self)
    let isFixed = all.allSatisfy { $0 == conv }
    let isEven = conv.height.low == conv.height.high && conv.width.low == conv.width.high
    var (source, own) = (x, "(\(conv.height.low), \(conv.width.low))")
    if !isFixed || !isEven {
      let amounts = try padding(
        index, all.map(\.height), all.map(\.width), taps: (kernel[0], kernel[1]))
      (source, own) = ("F.pad(\(x), (\(amounts)))", "0")
    }
    set(
      Value(node: index, output: 0),
      "F.conv2d(\(source), \(permutedText(inputs[1], [3, 2, 0, 1])), "
        + "stride=(\(conv.height.stride), \(conv.width.stride)), padding=\(own), "
        + "dilation=(\(conv.height.dilation), \(conv.width.dilation)), groups=\(conv.groups))",
      order: [0, 2, 3, 1])
  }

  /// PyTorch's gives all positions; of them those are kept that are asked for, and zeros stand where there is none.
  mutating func emitTransposed(_ index: Int, _ conv: Conv2DInputGradient) throws {
    let inputs = nodes[index].inputs
    let value = Value(node: index, output: 0)
    let kernel = type(inputs[1]).shape
    /// What is put before and behind, the same at every size.
    func cut(_ windows: [WindowAxis], axis: Int, taps: Int) throws -> String {
      let extents = zip(extent(inputs[0], axis), extent(value, axis))
      let amounts = zip(windows, extents).map { window, extents in
        let whole = (extents.0 - 1) * window.stride + window.dilation * (taps - 1) + 1
        return [-window.low, window.low + extents.1 - whole]
      }
      guard amounts.allSatisfy({ $0 == amounts[0] }) else { throw unsized(index) }
      return "\(amounts[0][0]), \(amounts[0][1])"
    }
    let all = operations(index, as: Conv2DInputGradient.self)
    let h = try cut(all.map(\.height), axis: 1, taps: kernel[0])
    let w = try cut(all.map(\.width), axis: 2, taps: kernel[1])
    let whole =
      "F.conv_transpose2d(\(permutedText(inputs[0], [0, 3, 1, 2])), "
      + "\(permutedText(inputs[1], [3, 2, 0, 1])), "
      + "stride=(\(conv.height.stride), \(conv.width.stride)), "
      + "dilation=(\(conv.height.dilation), \(conv.width.dilation)), groups=\(conv.groups))"
    set(value, "F.pad(\(whole), (\(w), \(h)))", order: [0, 2, 3, 1])
  }

  mutating func emitMaxPool(_ index: Int, _ pool: MaxPool) throws {
    let x = permutedText(nodes[index].inputs[0], [0, 3, 1, 2])
    let all = operations(index, as: MaxPool.self)
    let amounts = try padding(
      index, all.map(\.height), all.map(\.width), taps: (pool.window[0], pool.window[1]))
    let source = amounts == "0, 0, 0, 0" ? x : "F.pad(\(x), (\(amounts)), value=-math.inf)"
    set(
      Value(node: index, output: 0),
      "F.max_pool2d(\(source), (\(pool.window[0]), \(pool.window[1])), "
        + "stride=(\(pool.height.stride), \(pool.width.stride)), "
        + "dilation=(\(pool.height.dilation), \(pool.width.dilation)))", order: [0, 2, 3, 1])
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
