import Tensors

/// The interpolation method. Pixels are squares whose centres lie at halves, as in `tf.image.resize`; where a picture becomes
/// smaller, no more pixels are read.
enum ResizeMethod: String, Sendable, CaseIterable {
  case bilinear, nearest, bicubic

  /// How many pixels are read along an axis.
  fileprivate var taps: Int {
    switch self {
    case .nearest: 1
    case .bilinear: 2
    case .bicubic: 4
    }
  }
}

/// Brings a picture to another size, or cuts a window out of what that would be.
struct Resampling: Sendable {
  /// The whole picture's size behind it.
  let height: Int
  let width: Int
  let method: ResizeMethod

  /// Writes the window of `target`'s size whose corner is at (`top`, `left`).
  func apply(_ picture: PictureView, to target: PictureTarget, top: Int = 0, left: Int = 0) {
    let (size, channels) = (picture.size, picture.size.channels)
    let taps = method.taps
    let rows = Self.taps(
      method, from: size.height, to: height, first: top, count: target.size.height)
    let columns = Self.taps(
      method, from: size.width, to: width, first: left, count: target.size.width)
    let stride = size.width * channels
    withUnsafeTemporaryAllocation(of: Float.self, capacity: stride) { row in
      guard let row = row.baseAddress else { return }
      for y in 0..<target.size.height {
        let out = target.elements + y * target.size.width * channels
        var line = picture.elements + rows[y * taps].index * stride
        if taps > 1 {
          Self.combine(picture.elements, stride, rows[y * taps..<(y + 1) * taps], into: row)
          line = UnsafePointer(row)
        }
        for x in 0..<target.size.width {
          for c in 0..<channels {
            if taps == 1 {
              out[x * channels + c] = line[columns[x].index * channels + c]
            } else {
              var sum: Float = 0
              for tap in columns[x * taps..<(x + 1) * taps] {
                sum += tap.weight * line[tap.index * channels + c]
              }
              out[x * channels + c] = sum
            }
          }
        }
      }
    }
  }

  /// Adds up lines of a picture.
  private static func combine(
    _ elements: UnsafePointer<Float>, _ stride: Int, _ taps: ArraySlice<Tap>,
    into row: UnsafeMutablePointer<Float>
  ) {
    for (i, tap) in taps.enumerated() {
      let line = elements + tap.index * stride
      if i == 0 {
        for j in 0..<stride { row[j] = tap.weight * line[j] }
      } else {
        for j in 0..<stride { row[j] += tap.weight * line[j] }
      }
    }
  }

  private struct Tap {
    var index: Int
    var weight: Float
  }

  /// For each place of the axis which pixels it is made of, and with which weights.
  ///
  /// Bicubic: Keys 1981 with a = −½; what lies outside of the picture has no weight, and the others add up to one.
  private static func taps(
    _ method: ResizeMethod, from: Int, to: Int, first: Int, count: Int
  ) -> [Tap] {
    let scale = Double(from) / Double(to)
    return (first..<first + count).flatMap { place -> [Tap] in
      let center = (Double(place) + 0.5) * scale
      if method == .nearest { return [Tap(index: min(Int(center), from - 1), weight: 1)] }
      let low = (center - 0.5).rounded(.down)
      let fraction = center - 0.5 - low
      func clamped(_ offset: Int) -> Int { min(max(Int(low) + offset, 0), from - 1) }
      if method == .bilinear {
        return [
          Tap(index: clamped(0), weight: Float(1 - fraction)),
          Tap(index: clamped(1), weight: Float(fraction)),
        ]
      }
      let weights = (-1...2).map { offset in
        clamped(offset) == Int(low) + offset ? keys(abs(fraction - Double(offset))) : 0
      }
      let sum = weights.reduce(0, +)
      return zip(-1...2, weights).map { Tap(index: clamped($0), weight: Float($1 / sum)) }
    }
  }

  private static func keys(_ x: Double) -> Double {
    x < 1
      ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
  }
}
