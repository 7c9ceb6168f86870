import Graph

/// The matrices of F(m, r): m outputs of a window of r taps with m + r − 1 multiplications.
///
/// With n = m + r − 1 and points p₀ … pₙ₋₂ and ∞ (Cook and Toom): `y = output · [(taps · g) ⊙ (input · d)]`, where d
/// are n elements, g the taps and y the outputs (Lavin and Gray's Aᵀ, G and Bᵀ). The gradient to the taps is the
/// same for a window of m taps, which are the adjoints, with r outputs.
struct WinogradMatrices: Sendable {
  /// n × n.
  let input: TileMatrix
  /// n × r.
  let taps: TileMatrix
  /// m × n.
  let output: TileMatrix
  /// n × m, and r × n, for the gradient to the taps.
  let adjoint: TileMatrix
  let tapsOutput: TileMatrix

  /// The points for four to eight multiplications. ½ with −2 in the place of ±2 makes the largest error of
  /// F(4, 3) 2.5 times smaller; those of seven and eight were found by trying pairs of small fractions.
  private static let points: [Int: [Double]] = [
    4: [0, 1, -1], 5: [0, 1, -1, 0.5], 6: [0, 1, -1, 0.5, -2], 7: [0, 1, -1, -0.5, -2, 1.5],
    8: [0, 1, -1, 0.5, -0.5, 2, -2],
  ]

  /// How many outputs a window of so many taps is given, the most first; none where it is not rewritten.
  ///
  /// The error grows with the multiplications, so that they are seven or eight only where the window has four or
  /// five taps.
  static func outputs(taps: Int) -> [Int] {
    switch taps {
    case 2: [4, 3]
    case 3: [4, 3]
    case 4: [4, 3, 2]
    case 5: [4, 2]
    default: []
    }
  }

  /// - Precondition: m + r is 5 to 9.
  init(outputs m: Int, taps r: Int) {
    guard let points = Self.points[m + r - 1] else {
      preconditionFailure("no points for \(m), \(r)")
    }
    let count = m + r - 1
    // Row i: the coefficients of Π (x − pⱼ) over all j ≠ i, up to a sign that makes the scale positive; the
    // row of ∞ has all points.
    var rows: [[Double]] = []
    var scales: [Double] = []
    for (i, point) in points.enumerated() {
      let others = points.enumerated().filter { $0.offset != i }.map(\.element)
      let scale = others.reduce(1) { $0 * (point - $1) }
      let sign: Double = scale < 0 ? -1 : 1
      let row = Self.polynomial(others).map { $0 * sign }
      rows.append(row + [Double](repeating: 0, count: count - row.count))
      scales.append(abs(scale))
    }
    rows.append(Self.polynomial(points))
    scales.append(1)
    input = TileMatrix(rows)
    func powers(_ columns: Int) -> [[Double]] {
      points.map { point in
        (0..<columns).map { power in (0..<power).reduce(1) { product, _ in product * point } }
      } + [(0..<columns).map { $0 == columns - 1 ? 1 : 0 }]
    }
    func scaled(_ columns: Int) -> TileMatrix {
      TileMatrix(zip(powers(columns), scales).map { row, scale in row.map { $0 / scale } })
    }
    (taps, adjoint) = (scaled(r), scaled(m))
    (output, tapsOutput) = (TileMatrix(powers(m)).transposed, TileMatrix(powers(r)).transposed)
  }

  /// The coefficients of Π (x − root), the constant first.
  private static func polynomial(_ roots: [Double]) -> [Double] {
    roots.reduce([1]) { old, root in
      var new = [Double](repeating: 0, count: old.count + 1)
      for (power, coefficient) in old.enumerated() {
        new[power + 1] += coefficient
        new[power] -= coefficient * root
      }
      return new
    }
  }
}
