/// A square matrix in double precision, and what is computed of symmetric ones.
struct SquareMatrix {
  let size: Int
  private var elements: [Double]

  init(size: Int) {
    self.size = size
    elements = Array(repeating: 0, count: size * size)
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * size + column] }
    set { elements[row * size + column] = newValue }
  }

  var trace: Double { (0..<size).reduce(0) { $0 + self[$1, $1] } }

  private var greatestOfDiagonal: Double { (0..<size).reduce(0) { max($0, self[$1, $1]) } }

  /// `A B`.
  func product(with other: SquareMatrix) -> SquareMatrix { product(other) { self[$0, $1] } }

  /// `Aᵀ B`.
  func transposedProduct(with other: SquareMatrix) -> SquareMatrix {
    product(other) { self[$1, $0] }
  }

  private func product(
    _ other: SquareMatrix, _ element: (_ row: Int, _ column: Int) -> Double
  ) -> SquareMatrix {
    var result = SquareMatrix(size: size)
    result.elements.withUnsafeMutableBufferPointer { result in
      other.elements.withUnsafeBufferPointer { other in
        for i in 0..<size {
          for k in 0..<size {
            let factor = element(i, k)
            for j in 0..<size { result[i * size + j] += factor * other[k * size + j] }
          }
        }
      }
    }
    return result
  }

  /// L with `A = L Lᵀ`, lower triangular, of a symmetric matrix without negative eigenvalues. A column whose pivot is lost in
  /// rounding is zero, as it is in a matrix of lower rank.
  func cholesky() -> SquareMatrix {
    var root = SquareMatrix(size: size)
    let least = Double(size) * .ulpOfOne * greatestOfDiagonal
    for j in 0..<size {
      var pivot = self[j, j]
      for k in 0..<j { pivot -= root[j, k] * root[j, k] }
      guard pivot > least else { continue }
      let scale = pivot.squareRoot()
      root[j, j] = scale
      for i in (j + 1)..<max(size, j + 1) {
        var sum = self[i, j]
        for k in 0..<j { sum -= root[i, k] * root[j, k] }
        root[i, j] = sum / scale
      }
    }
    return root
  }

  /// The eigenvalues of a symmetric matrix, ascending.
  ///
  /// Source: Golub & Van Loan, Matrix Computations, 8.3.1 (Householder's reduction) and 8.4.1 (bisection).
  func eigenvalues() -> [Double] {
    let (diagonal, beside) = tridiagonal()
    guard size > 0 else { return [] }
    // Gershgorin's bound.
    let bound = (0..<size).reduce(0.0) { bound, i in
      let reach = (i > 0 ? abs(beside[i - 1]) : 0) + (i < size - 1 ? abs(beside[i]) : 0)
      return max(bound, abs(diagonal[i]) + reach)
    }
    return (0..<size).map { index in
      var (low, high) = (-bound, bound)
      // A double has 53 bits, and an eigenvalue far below the bound a few more that say something.
      for _ in 0..<80 {
        let middle = low + (high - low) / 2
        if Self.countBelow(middle, diagonal, beside) > index { high = middle } else { low = middle }
      }
      return low + (high - low) / 2
    }
  }

  /// How many eigenvalues of a tridiagonal matrix are less than `x`: the signs of Sturm's sequence.
  private static func countBelow(_ x: Double, _ diagonal: [Double], _ beside: [Double]) -> Int {
    var (count, ratio) = (0, 1.0)
    for i in diagonal.indices {
      let square = i == 0 ? 0 : beside[i - 1] * beside[i - 1]
      ratio = diagonal[i] - x - (square == 0 ? 0 : square / ratio)
      if ratio == 0 { ratio = .leastNormalMagnitude }
      if ratio < 0 { count += 1 }
    }
    return count
  }

  /// A symmetric tridiagonal matrix of the same eigenvalues: its diagonal, and what stands beside it.
  private func tridiagonal() -> (diagonal: [Double], beside: [Double]) {
    var matrix = self
    var beside = Array(repeating: 0.0, count: max(size - 1, 0))
    for k in 0..<max(size - 1, 0) {
      let rest = (k + 1)..<size
      let first = matrix[k + 1, k]
      let below = rest.dropFirst().reduce(0) { $0 + matrix[$1, k] * matrix[$1, k] }
      guard below > 0 else {
        beside[k] = first
        continue
      }
      let length = (first * first + below).squareRoot()
      beside[k] = first > 0 ? -length : length
      // The reflection I − β v vᵀ takes the column to what stands beside the diagonal.
      var v = Array(repeating: 0.0, count: size)
      for i in rest { v[i] = matrix[i, k] }
      v[k + 1] -= beside[k]
      let factor = 2 / rest.reduce(0) { $0 + v[$1] * v[$1] }
      var w = Array(repeating: 0.0, count: size)
      matrix.elements.withUnsafeBufferPointer { a in
        for i in rest {
          var sum = 0.0
          for j in rest { sum += a[i * size + j] * v[j] }
          w[i] = factor * sum
        }
      }
      let half = factor / 2 * rest.reduce(0) { $0 + w[$1] * v[$1] }
      for i in rest { w[i] -= half * v[i] }
      matrix.elements.withUnsafeMutableBufferPointer { a in
        for i in rest { for j in rest { a[i * size + j] -= v[i] * w[j] + w[i] * v[j] } }
      }
    }
    return ((0..<size).map { matrix[$0, $0] }, beside)
  }
}
