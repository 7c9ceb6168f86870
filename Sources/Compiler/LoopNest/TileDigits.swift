import Graph

/// How a kernel's outermost loops count tiles: each is a digit of a tile's number.
///
/// `tile = 4·n + 2·row + column + 1` of loops n (256), row (1) and column (1) has the digits `tile / 4`,
/// `tile / 2 % 2` and `tile % 2 − 1`; a tile of which a digit is not within its loop is another kernel's.
struct TileDigits: Hashable {
  /// The digit that a loop is: `tile / stride % values − first`, within `extent`.
  struct Digit: Hashable {
    let stride: Int
    /// How many values the digit has.
    let values: Int
    let first: Int
    let extent: Int

    /// Whether it is within the loop for some tiles only.
    var isPartial: Bool { extent < values }
  }

  /// One for each of the loops, outermost first.
  let loops: [Digit]
  /// What is left of a tile's number behind the last digit, and what it must be.
  let rest: Rest

  struct Rest: Hashable {
    let period: Int
    let value: Int
  }

  /// - Parameters:
  ///   - tile: a tile's number, over the kernel's loops.
  ///   - count: how many tiles there are.
  /// - Returns: `nil` where the number is no such combination of the outermost loops.
  init?(_ tile: Affine, extents: [Int], count: Int) {
    let used = tile.coefficients.prefix { $0 > 0 }.count
    guard used > 0, used < extents.count,
      tile.coefficients[used...].allSatisfy({ $0 == 0 }), tile.offset >= 0
    else { return nil }
    var digits: [Digit] = []
    var outer = count
    var offset = tile.offset
    for loop in 0..<used {
      let stride = tile.coefficients[loop]
      guard outer % stride == 0, offset / stride + extents[loop] <= outer / stride else {
        return nil
      }
      digits.append(
        Digit(
          stride: stride, values: outer / stride, first: offset / stride, extent: extents[loop]))
      offset %= stride
      outer = stride
    }
    loops = digits
    rest = Rest(period: outer, value: offset)
  }
}
