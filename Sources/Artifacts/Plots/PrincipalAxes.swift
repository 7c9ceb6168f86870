import Foundation

/// The two directions in which points differ most.
///
/// Source: Pearson 1901; found by orthogonal iteration on the covariance (Golub & Van Loan, 4th edition, algorithm 8.2.4),
/// from the same start each time.
public struct PrincipalAxes: Sendable {
  /// Each point along both directions, from the mean.
  public let x: [Double]
  public let y: [Double]
  /// How much of the variance each direction has, 0…1.
  public let shares: [Double]

  /// So many points say where the directions lie.
  private static let mostPoints = 2_000
  private static let iterations = 200

  /// - Parameter points: of `width` numbers each, at least two. Those that are not finite stay so, and do not count.
  public init(_ points: [[Double]]) {
    let width = points.first?.count ?? 0
    precondition(
      (width >= 2 || points.isEmpty) && points.allSatisfy { $0.count == width }, "points have axes")
    let sound = points.filter { $0.allSatisfy { AxisRange.isShown($0) && $0.magnitude < 1e140 } }
    let step = max(1, sound.count / Self.mostPoints)
    let some = stride(from: 0, to: sound.count, by: step).map { sound[$0] }
    let count = Double(max(some.count, 1))
    let mean = (0..<width).map { axis in some.reduce(0) { $0 + $1[axis] } / count }
    var covariance = [[Double]](
      repeating: [Double](repeating: 0, count: width), count: width)
    for point in some {
      let offset = zip(point, mean).map { $0 - $1 }
      for row in 0..<width where offset[row] != 0 {
        for column in row..<width { covariance[row][column] += offset[row] * offset[column] }
      }
    }
    for row in 0..<width {
      for column in row..<width {
        covariance[row][column] /= count
        covariance[column][row] = covariance[row][column]
      }
    }
    let (first, second) = Self.axes(of: covariance)
    func along(_ axis: [Double]) -> [Double] {
      points.map { point in zip(zip(point, mean), axis).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 }
      }
    }
    (x, y) = (along(first), along(second))
    let whole = (0..<width).reduce(0) { $0 + covariance[$1][$1] }
    shares = [first, second].map { axis in
      whole > 0 ? Self.dot(axis, Self.product(covariance, axis)) / whole : 0
    }
  }

  /// What stands at the axes: "principal axis 1, 62 % of variance".
  public var labels: [String] {
    shares.enumerated().map { "principal axis \($0 + 1), \(Self.percent($1)) % of variance" }
  }

  /// In whole percents, unless these would say that it is all or nothing.
  static func percent(_ share: Double) -> String {
    let percent = 100 * share
    let left = min(percent, 100 - percent)
    switch left {
    case ..<1e-7, 0.5...: return "\(Int(percent.rounded()))"
    case ..<0.005: return percent < 50 ? "below 0.01" : "above 99.99"
    default: return String(format: left < 0.05 ? "%.2f" : "%.1f", percent)
    }
  }

  private static func axes(of matrix: [[Double]]) -> (first: [Double], second: [Double]) {
    let width = matrix.count
    // No direction is orthogonal to such a start but by intent.
    var first = unit((0..<width).map { 1 + Double($0) / Double(width) }) ?? basis(0, width)
    var second = orthogonal((0..<width).map { $0 % 2 == 0 ? 1 : -1.5 }, to: first)
    for _ in 0..<iterations {
      let before = (first, second)
      first = unit(product(matrix, first)) ?? first
      second = orthogonal(product(matrix, second), to: first)
      let moved = zip(first + second, before.0 + before.1).reduce(0) { max($0, abs($1.0 - $1.1)) }
      if moved < 1e-12 { break }
    }
    if dot(second, product(matrix, second)) > dot(first, product(matrix, first)) {
      swap(&first, &second)
    }
    return (directed(first), directed(second))
  }

  /// A direction and its opposite are one: the one whose largest part is positive.
  private static func directed(_ axis: [Double]) -> [Double] {
    let largest = axis.max { abs($0) < abs($1) } ?? 0
    return largest < 0 ? axis.map { -$0 } : axis
  }

  /// What of a vector is orthogonal to a unit vector, of length 1; some orthogonal vector, where that is nothing.
  private static func orthogonal(_ vector: [Double], to axis: [Double]) -> [Double] {
    func rest(_ vector: [Double]) -> [Double] {
      let share = dot(vector, axis)
      return zip(vector, axis).map { $0 - share * $1 }
    }
    // Twice: once leaves what rounding left.
    if let found = unit(vector).flatMap({ unit(rest($0)) }).flatMap({ unit(rest($0)) }) {
      return found
    }
    let least = axis.indices.min { abs(axis[$0]) < abs(axis[$1]) } ?? 0
    return unit(rest(basis(least, axis.count))) ?? basis(least, axis.count)
  }

  private static func basis(_ index: Int, _ width: Int) -> [Double] {
    (0..<width).map { $0 == index ? 1 : 0 }
  }

  /// `nil` of no length.
  private static func unit(_ vector: [Double]) -> [Double]? {
    let scale = vector.reduce(0) { max($0, abs($1)) }
    guard scale > 1e-300 else { return nil }
    let scaled = vector.map { $0 / scale }
    let length = dot(scaled, scaled).squareRoot()
    return length > 1e-12 ? scaled.map { $0 / length } : nil
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func product(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
    matrix.map { dot($0, vector) }
  }
}
