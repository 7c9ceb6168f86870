/// The extents of a tensor, outermost first, row-major: `[128, 28, 28, 1]`.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The largest number of elements a shape may have; anything above is a mistake in a file.
  public static let maximumCount = 1 << 40

  public let extents: [Int]

  /// - Precondition: every extent is non-negative and the count does not exceed `maximumCount`;
  ///   extents from a file are checked with ``init(checking:)``.
  public init(_ extents: [Int]) {
    precondition(Shape.isValid(extents), "invalid shape \(extents)")
    self.extents = extents
  }

  /// `nil` where an extent is negative or the shape has too many elements.
  public init?(checking extents: [Int]) {
    guard Shape.isValid(extents) else { return nil }
    self.extents = extents
  }

  public init(arrayLiteral extents: Int...) { self.init(extents) }

  static func isValid(_ extents: [Int]) -> Bool {
    var count = 1
    for extent in extents {
      guard extent >= 0 else { return false }
      let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow, product <= maximumCount else { return false }
      count = product
    }
    return true
  }

  public var rank: Int { extents.count }
  public var count: Int { extents.reduce(1, *) }
  public subscript(axis: Int) -> Int { extents[axis] }

  /// Row-major strides in elements.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  public var description: String { "[" + extents.map(String.init).joined(separator: ", ") + "]" }
}
