import Graph
import Testing

@testable import Compiler

/// A tile's number taken apart into the loops of a kernel.
@Suite struct TileDigitsTests {
  /// The point of the loops at which a kernel meets a tile; `nil` where it does not.
  private static func point(_ digits: TileDigits, _ tile: Int) -> [Int]? {
    guard tile % digits.rest.period == digits.rest.value else { return nil }
    var point: [Int] = []
    for digit in digits.loops {
      let value = tile / digit.stride % digit.values - digit.first
      guard (0..<digit.extent).contains(value) else { return nil }
      point.append(value)
    }
    return point
  }

  @Test(
    "Every tile that loops count is met at its point, and no other",
    arguments: [
      ([6, 2, 1, 0], 0, [4, 3, 2, 8], 24), ([6, 2, 1, 0], 4, [4, 1, 2, 8], 24),
      ([6, 2, 1, 0], 1, [4, 3, 1, 8], 24), ([6, 0], 5, [4, 8], 24), ([1, 0], 0, [24, 8], 24),
      ([2, 0, 0], 0, [12, 3, 8], 24),
    ])
  func met(coefficients: [Int], offset: Int, extents: [Int], count: Int) throws {
    let affine = Affine(coefficients: coefficients, offset: offset)
    let digits = try #require(TileDigits(affine, extents: extents, count: count))
    let used = digits.loops.count
    var points: [Int: [Int]] = [:]
    func visit(_ point: [Int]) {
      guard point.count < used else {
        points[affine.value(at: point + extents.dropFirst(used).map { _ in 0 })] = point
        return
      }
      for index in 0..<extents[point.count] { visit(point + [index]) }
    }
    visit([])
    for tile in 0..<count { #expect(Self.point(digits, tile) == points[tile], "tile \(tile)") }
  }

  @Test(
    "Loops that do not count tiles one digit each are none",
    arguments: [
      // The tile's loop is not the outermost; all loops count; counts overlap; a digit is too large.
      ([0, 1], 0, [8, 24], 24), ([2, 1], 0, [12, 2], 24), ([6, 2, 0], 0, [4, 4, 8], 24),
      ([5, 1, 0], 0, [4, 5, 8], 24), ([6, 0], 6, [4, 8], 24), ([-1, 0], 23, [24, 8], 24),
    ])
  func none(coefficients: [Int], offset: Int, extents: [Int], count: Int) {
    let affine = Affine(coefficients: coefficients, offset: offset)
    #expect(TileDigits(affine, extents: extents, count: count) == nil)
  }
}
