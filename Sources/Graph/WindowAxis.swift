import Tensors

/// How a window slides along one axis: position `o`, tap `k` reads element `stride·o + dilation·k − low`.
public struct WindowAxis: Hashable, Sendable {
  /// Greater strides, dilations and paddings are mistakes.
  static let limit = 1 << 20

  public let stride: Int
  public let dilation: Int
  /// Elements of padding below and above.
  public let low: Int
  public let high: Int

  public init(stride: Int = 1, dilation: Int = 1, low: Int = 0, high: Int = 0) {
    self.stride = stride
    self.dilation = dilation
    self.low = low
    self.high = high
  }

  /// TensorFlow's rule: `⌈input / stride⌉` positions; an odd element of padding goes above.
  public static func same(input: Int, taps: Int, stride: Int = 1, dilation: Int = 1) -> WindowAxis {
    let valid = [input, taps, stride, dilation].allSatisfy { (1...limit).contains($0) }
    guard valid else { return WindowAxis(stride: stride, dilation: dilation) }
    let positions = (input + stride - 1) / stride
    let total = max(0, (positions - 1) * stride + (taps - 1) * dilation + 1 - input)
    return WindowAxis(
      stride: stride, dilation: dilation, low: total / 2, high: total - total / 2)
  }

  /// How many positions there are.
  ///
  /// - Throws: `ShapeMismatch`, where the numbers make no sense or the window does not fit.
  public func positions(input: Int, taps: Int, name: String) throws(ShapeMismatch) -> Int {
    let limit = WindowAxis.limit
    guard (1...limit).contains(stride) else {
      throw ShapeMismatch("\(name) needs a stride of at least 1, found \(stride)")
    }
    guard (1...limit).contains(dilation) else {
      throw ShapeMismatch("\(name) needs a dilation of at least 1, found \(dilation)")
    }
    guard (0...limit).contains(low), (0...limit).contains(high) else {
      throw ShapeMismatch("\(name) needs a padding of at least 0, found \(low) and \(high)")
    }
    guard (1...limit).contains(taps), (0...Shape.maximumCount).contains(input) else {
      throw ShapeMismatch("\(name) needs a window of at least 1, found \(taps)")
    }
    let room = input + low + high - (taps - 1) * dilation - 1
    guard room >= 0 else {
      throw ShapeMismatch(
        "\(name)'s window of \(taps) (dilation \(dilation)) does not fit \(input) elements with "
          + "padding \(low) and \(high)")
    }
    return room / stride + 1
  }

  /// The elements `h ≡ remainder (mod stride)`, and the windows that read them.
  ///
  /// With `h = stride·h' + remainder`, the taps `k = firstTap + tapStep·j` at position
  /// `o = h' + positionOffset − positionStep·j` read `h`, for `0 ≤ j < taps`.
  public struct Phase: Hashable, Sendable {
    public let remainder: Int
    /// How many elements: the extent of `h'`.
    public let count: Int
    /// The extent of `j`; 0 where no window reads these elements.
    public let taps: Int
    public let firstTap: Int
    public let tapStep: Int
    public let positionOffset: Int
    public let positionStep: Int
  }

  /// The phases that are not empty; together they hold every element once.
  public func phases(input: Int, taps: Int) -> [Phase] {
    var divisor = stride
    var rest = dilation
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    let tapStep = stride / divisor
    return (0..<min(stride, input)).map { remainder in
      let count = (input - remainder + stride - 1) / stride
      let first = (0..<tapStep).first { (remainder + low - dilation * $0) % stride == 0 }
      guard let first, first < taps else {
        return Phase(
          remainder: remainder, count: count, taps: 0, firstTap: 0, tapStep: tapStep,
          positionOffset: 0, positionStep: dilation / divisor)
      }
      return Phase(
        remainder: remainder, count: count, taps: (taps - first + tapStep - 1) / tapStep,
        firstTap: first, tapStep: tapStep,
        positionOffset: (remainder + low - dilation * first) / stride,
        positionStep: dilation / divisor)
    }
  }

  var text: String {
    var parts: [String] = []
    if stride != 1 { parts.append("stride \(stride)") }
    if dilation != 1 { parts.append("dilation \(dilation)") }
    if low != 0 || high != 0 { parts.append("padding \(low)+\(high)") }
    return parts.isEmpty ? "stride 1" : parts.joined(separator: " ")
  }
}
