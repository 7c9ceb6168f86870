/// Where an axis that is resampled or mirrored finds its elements: what depends on extents alone.
///
/// Pixels have their centres at half pixels (`isHalf`) or at whole ones.
package enum Resampling {
  /// The nearest of `extent` elements to each of `target` places.
  package static func nearest(_ extent: Int, to target: Int, isHalf: Bool) -> [Int] {
    (0..<target).map { min((2 * $0 + (isHalf ? 1 : 0)) * extent / (2 * target), extent - 1) }
  }

  /// The two elements around each place, and the share of the upper one.
  package static func bilinear(
    _ extent: Int, to target: Int, isHalf: Bool
  ) -> (lower: [Int], upper: [Int], shares: [Double]) {
    let places = places(extent, to: target, isHalf: isHalf).map { max($0, 0) }
    let lower = places.map { min(Int($0), extent - 1) }
    return (
      lower, lower.map { min($0 + 1, extent - 1) }, zip(places, lower).map { $0 - Double($1) }
    )
  }

  /// The four elements around each place with their shares, by Keys's cubic with a = −½; those outside have no weight,
  /// and the others add up to one, as in `tf.image.resize`. Source: Keys 1981.
  package static func bicubic(
    _ extent: Int, to target: Int, isHalf: Bool
  ) -> [(elements: [Int], shares: [Double])] {
    func weight(_ distance: Double) -> Double {
      let x = abs(distance)
      return x < 1
        ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    }
    let taps = places(extent, to: target, isHalf: isHalf).map { place in
      let low = Int(place.rounded(.down))
      return (low - 1...low + 2).map { index in
        (
          index: min(max(index, 0), extent - 1),
          weight: (0..<extent).contains(index) ? weight(place - Double(index)) : 0
        )
      }
    }
    let sums = taps.map { $0.reduce(0) { $0 + $1.weight } }
    return (0..<4).map { tap in
      (taps.map { $0[tap].index }, zip(taps, sums).map { $0[tap].weight / $1 })
    }
  }

  /// An axis with more elements before and after it, mirrored at the outermost, which is not repeated, or is (`twice`).
  package static func mirrored(
    _ extent: Int, before: Int, after: Int, twice: Bool
  ) -> [Int] {
    let first = twice ? -1 : 0
    return (-before..<extent + after).map { place in
      place < 0 ? first - place : place >= extent ? 2 * extent - 2 - first - place : place
    }
  }

  private static func places(_ extent: Int, to target: Int, isHalf: Bool) -> [Double] {
    let shift = isHalf ? 0.5 : 0
    return (0..<target).map {
      (Double($0) + shift) * Double(extent) / Double(target) - shift
    }
  }
}
