/// ⊕ over the points of a statement, for one write: what is kept for each element while the points run,
/// and the number and bound it comes to.
final class Merge {
  private let combine: Statement.Combine
  private let target: UnsafeMutableBufferPointer<Bounded>
  /// The variance, of moments.
  private let second: UnsafeMutableBufferPointer<Bounded>
  /// What is kept, `width` numbers an element.
  private let kept: UnsafeMutableBufferPointer<Double>
  private let width: Int
  /// Whether it is in doubt where something went: then every element is.
  var isUncertain = false

  init(_ combine: Statement.Combine, _ targets: [TensorStorage], output: Int) {
    self.combine = combine
    target = targets[output].elements
    second = combine == .moments ? targets[output + 1].elements : target
    width =
      switch combine {
      case .set: 0
      case .sum: 3
      case .max: 3
      case .argmax: 5
      case .moments: 6
      }
    kept = .allocate(capacity: max(1, width * target.count))
    kept.initialize(repeating: 0)
  }

  deinit { kept.deallocate() }

  @inline(__always)
  func add(_ x: Bounded, at offset: Int, position: Int) {
    let base = offset * width
    switch combine {
    case .set: target[offset] = x
    case .sum:
      target[offset].value += x.value
      target[offset].bound += x.bound
      kept[base] += 1
      kept[base + 1] += abs(x.value)
      if x.bound != 0 || x.value != x.value.rounded() { kept[base + 2] = 1 }
    case .max:
      let (low, high) = (x.value - x.bound, x.value + x.bound)
      let first = kept[base] == 0
      kept[base] = 1
      // What is no number stays so.
      if first || x.value > target[offset].value || x.value.isNaN {
        target[offset].value = x.value
      }
      if first || low > kept[base + 1] { kept[base + 1] = low }
      if first || high > kept[base + 2] { kept[base + 2] = high }
    case .argmax: addRanked(x, base, position)
    case .moments: addMoment(x, base)
    }
  }

  /// Keeps count, best number, its bound, its position, and how high any other may be.
  private func addRanked(_ x: Bounded, _ base: Int, _ position: Int) {
    if kept[base] == 0 {
      kept[base] = 1
      (kept[base + 1], kept[base + 2]) = (x.value, x.bound)
      (kept[base + 3], kept[base + 4]) = (Double(position), -.infinity)
    } else if x.value > kept[base + 1] || x.value.isNaN && !kept[base + 1].isNaN {
      kept[base + 4] = max(kept[base + 4], kept[base + 1] + kept[base + 2])
      (kept[base + 1], kept[base + 2]) = (x.value, x.bound)
      kept[base + 3] = Double(position)
    } else if !(x.value == kept[base + 1] && x.bound == 0 && kept[base + 2] == 0) {
      // An exact tie is no doubt: the first wins.
      kept[base + 4] = max(kept[base + 4], x.value + x.bound)
    }
  }

  /// Keeps count, mean, M2 (Welford), Σ bound, Σ bound², Σ |x|.
  private func addMoment(_ x: Bounded, _ base: Int) {
    kept[base] += 1
    let difference = x.value - kept[base + 1]
    kept[base + 1] += difference / kept[base]
    kept[base + 2] += difference * (x.value - kept[base + 1])
    kept[base + 3] += x.bound
    kept[base + 4] += x.bound * x.bound
    kept[base + 5] += abs(x.value)
  }

  func finish() {
    for offset in target.indices where width > 0 && kept[offset * width] > 0 {
      let base = offset * width
      switch combine {
      case .set: break
      case .sum: finishSum(offset, base)
      case .max:
        let value = target[offset].value
        let bound = max(kept[base + 2] - value, value - kept[base + 1])
        target[offset].bound = bound.isNaN ? (value.isNaN ? .infinity : 0) : bound
      case .argmax:
        let certain =
          kept[base + 4] < kept[base + 1] - kept[base + 2] || kept[base + 4] == -.infinity
        target[offset] = Bounded(kept[base + 3], certain ? 0 : .infinity)
      case .moments: finishMoments(offset, base)
      }
    }
    if isUncertain {
      for offset in target.indices { target[offset].bound = .infinity }
    }
  }

  /// `γ_n Σ|x|`: any order of n additions. Whole numbers below 2²⁴ add up exactly.
  private func finishSum(_ offset: Int, _ base: Int) {
    let (count, size) = (kept[base], kept[base + 1])
    if count == 1 || (kept[base + 2] == 0 && size <= 0x1p24) { return }
    let spread = target[offset].bound
    let bound =
      spread + Merge.accumulated(count) * (size + spread) + (size == 0 ? 0 : count * Bounded.tiny)
    target[offset].bound = size + bound <= 0x1.fffffep127 ? bound : .infinity
  }

  /// The mean within `γ_4n mean|x|`, the variance within `γ_6n σ √(σ² + μ²)` (Chan, Golub & LeVeque 1983) and
  /// its square, besides what the inputs' bounds come to.
  private func finishMoments(_ offset: Int, _ base: Int) {
    let count = kept[base]
    let (mean, variance) = (kept[base + 1], kept[base + 2] / count)
    let (spread, spread2) = (kept[base + 3] / count, kept[base + 4] / count)
    let size = kept[base + 5] / count
    let exact = count == 1
    let meanBound = exact ? spread : spread + Merge.accumulated(4 * count + 4) * (size + spread)
    target[offset] = Bounded(mean, meanBound.isNaN ? .infinity : meanBound + Bounded.tiny)
    let deviation = variance.squareRoot()
    let root = (variance + mean * mean + spread2).squareRoot()
    let gamma = Merge.accumulated(6 * count + 8)
    let bound =
      exact
      ? 0
      : 2 * deviation * spread2.squareRoot() + spread2
        + gamma * (deviation + spread2.squareRoot() + gamma * root) * root + Bounded.tiny
    second[offset] = Bounded(variance, bound.isNaN ? .infinity : bound)
  }

  /// `γ_n = n u / (1 − n u)`.
  static func accumulated(_ count: Double) -> Double {
    let product = count * Bounded.roundoff
    return product < 1 ? product / (1 - product) : .infinity
  }
}
