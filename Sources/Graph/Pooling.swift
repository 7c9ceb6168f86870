import Tensors

/// What max-pooling and its two linear companions share: a window over H and W of `[N, H, W, C]`.
///
/// A tap is numbered row-major in the window: `kh · KW + kw`.
public protocol Pooling: Operation {
  /// KH and KW.
  var window: [Int] { get }
  var height: WindowAxis { get }
  var width: WindowAxis { get }
}

extension Pooling {
  /// `[N, OH, OW, C]` of `[N, H, W, C]`.
  func pooled(_ x: Shape) throws(ShapeMismatch) -> Shape {
    guard window.count == 2 else { throw ShapeMismatch("\(name) needs a window of two extents") }
    let rows = try height.positions(input: x[1], taps: window[0], name: name)
    let columns = try width.positions(input: x[2], taps: window[1], name: name)
    for (axis, taps) in [(height, window[0]), (width, window[1])] {
      let reach = (taps - 1) * axis.dilation + 1
      guard axis.low < reach, axis.high < reach else {
        throw ShapeMismatch("\(name)'s padding must be less than its window of \(taps)")
      }
    }
    return try checkedShape([x[0], rows, columns, x[3]])
  }

  /// The element of `[N, H, W, C]` under tap (kh, kw); loops n, oh, ow, c, kh, kw.
  func underTap(outside: Double, input: Int) -> Statement.Access {
    Statement.Access(
      input: input,
      index: [
        .loop(0, of: 6),
        .sum([(1, height.stride), (4, height.dilation)], plus: -height.low, of: 6),
        .sum([(2, width.stride), (5, width.dilation)], plus: -width.low, of: 6),
        .loop(3, of: 6),
      ], outside: outside)
  }

  public var attributes: String {
    let axes = height == width ? height.text : "height: \(height.text), width: \(width.text)"
    return "window=\(window) \(axes)"
  }
}
