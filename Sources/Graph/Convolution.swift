import Tensors

/// What the three convolutions share: they are one trilinear form, read from three sides.
///
/// `x: [N, H, W, C]`, `kernel: [KH, KW, C/G, F]`, `y: [N, OH, OW, F]`; channel `c` of group `g` is
/// `g·C/G + c`, filter `f` of group `g` is `g·F/G + f`.
public protocol Convolution: Operation {
  var height: WindowAxis { get }
  var width: WindowAxis { get }
  var groups: Int { get }
}

extension Convolution {
  /// - Throws: `ShapeMismatch`, unless the three shapes are those of one convolution.
  func requireKernel(_ kernel: Shape, channels: Int, filters: Int) throws(ShapeMismatch) {
    guard groups >= 1, channels % groups == 0, filters % groups == 0 else {
      throw ShapeMismatch(
        "\(name) cannot divide \(channels) channels and \(filters) filters into \(groups) groups")
    }
    guard kernel[2] == channels / groups else {
      let each = groups == 1 ? "" : " in each of \(groups) groups"
      throw ShapeMismatch(
        "\(name)'s kernel \(kernel) reads \(kernel[2]) channels\(each), the input has "
          + "\(channels / groups)", of: [kernel])
    }
    guard kernel[3] == filters else {
      throw ShapeMismatch(
        "\(name)'s kernel \(kernel) makes \(kernel[3]) filters, not \(filters)", of: [kernel])
    }
  }

  func positions(_ input: Shape, _ kernel: [Int]) throws(ShapeMismatch) -> (Int, Int) {
    (
      try height.positions(input: input[1], taps: kernel[0], name: name),
      try width.positions(input: input[2], taps: kernel[1], name: name)
    )
  }

  public var attributes: String {
    let axes =
      height == width ? "\(height.text)" : "height: \(height.text), width: \(width.text)"
    return groups == 1 ? axes : axes + " groups \(groups)"
  }
}
