import Tensors

/// The mean and the covariance of features, gathered from batches in double precision.
///
/// Source: Welford 1962, which loses nothing where means are far larger than what is around them.
struct FeatureMoments {
  private(set) var count = 0
  private var mean: [Double] = []
  /// Sums of the products of what is beside the mean, `[D, D]`.
  private var products: [Double] = []

  /// Takes in a batch of features, `[N, D]`.
  mutating func add(_ batch: HostArray) { add(batch.doubles, width: batch.type.shape[1]) }

  /// Takes in examples of `width` numbers, one after the other.
  mutating func add(_ numbers: [Double], width: Int) {
    if mean.isEmpty {
      mean = Array(repeating: 0, count: width)
      products = Array(repeating: 0, count: width * width)
    }
    var (before, after) = (mean, mean)
    products.withUnsafeMutableBufferPointer { products in
      for start in stride(from: 0, to: numbers.count, by: max(width, 1)) {
        count += 1
        for i in 0..<width {
          before[i] = numbers[start + i] - mean[i]
          mean[i] += before[i] / Double(count)
          after[i] = numbers[start + i] - mean[i]
        }
        for i in 0..<width {
          for j in 0..<width { products[i * width + j] += before[i] * after[j] }
        }
      }
    }
  }

  /// Those of the examples of both.
  ///
  /// Source: Chan, Golub & LeVeque 1979.
  func merged(with other: FeatureMoments) -> FeatureMoments {
    guard count > 0, other.count > 0 else { return count > 0 ? self : other }
    var result = self
    let width = mean.count
    result.count += other.count
    let share = Double(other.count) / Double(result.count)
    let apart = zip(other.mean, mean).map { $0 - $1 }
    for i in 0..<width {
      result.mean[i] += apart[i] * share
      for j in 0..<width {
        result.products[i * width + j] +=
          other.products[i * width + j] + apart[i] * apart[j] * Double(count) * share
      }
    }
    return result
  }

  /// Unbiased, `[D, D]`.
  private var covariance: SquareMatrix {
    var result = SquareMatrix(size: mean.count)
    for i in mean.indices {
      for j in mean.indices {
        result[i, j] =
          (products[i * mean.count + j] + products[j * mean.count + i]) / 2 / Double(count - 1)
      }
    }
    return result
  }

  /// The Fréchet distance of the normal distributions of these moments; nan where there are fewer than two examples, or
  /// numbers that are not finite.
  ///
  /// With `Σ₁ = L Lᵀ`, the eigenvalues of `Σ₁ Σ₂` are those of `Lᵀ Σ₂ L`, which is symmetric.
  func distance(to other: FeatureMoments) -> Double {
    guard count > 1, other.count > 1, mean.count == other.mean.count else { return .nan }
    let (own, others) = (covariance, other.covariance)
    let apart = zip(mean, other.mean).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    guard (apart + own.trace + others.trace).isFinite else { return .nan }
    let root = own.cholesky()
    let eigenvalues = root.transposedProduct(with: others.product(with: root)).eigenvalues()
    let common = eigenvalues.reduce(0) { $0 + max($1, 0).squareRoot() }
    return apart + own.trace + others.trace - 2 * common
  }
}
