/// Up to 256 colours for pictures of many, found without chance: the same pictures, the same palette.
///
/// Pictures with at most 256 colours keep them exactly. Otherwise colours are counted in 32 steps a channel and
/// divided by median cut: the fullest box is halved along its longest side until there are 256.
/// Source: Heckbert 1982, "Color image quantization for frame buffer display".
struct Palette {
  /// Red, green, blue.
  private(set) var colors: [(UInt8, UInt8, UInt8)] = []
  private let exact: [UInt32: UInt8]
  /// The nearest palette entry of every colour in 32 steps a channel; empty where colours are exact.
  private var nearest: [UInt8] = []

  /// A palette for all pictures that were counted.
  init(for counts: ColorCounts) {
    guard let bins = counts.bins else {
      exact = [:]
      colors = (0...255).map { (UInt8($0), UInt8($0), UInt8($0)) }
      return
    }
    if let few = counts.distinct {
      var indices: [UInt32: UInt8] = [:]
      for (index, color) in few.enumerated() {
        indices[color] = UInt8(index)
        colors.append(
          (
            UInt8(truncatingIfNeeded: color >> 16), UInt8(truncatingIfNeeded: color >> 8),
            UInt8(truncatingIfNeeded: color)
          ))
      }
      exact = indices
      return
    }
    exact = [:]
    colors = Self.medianCut(bins)
    nearest = (0..<32_768).map { bin in
      let (r, g, b) = ((bin >> 10) * 8 + 4, (bin >> 5 & 31) * 8 + 4, (bin & 31) * 8 + 4)
      var best = (distance: Int.max, index: 0)
      for (index, color) in colors.enumerated() {
        let (dr, dg, db) = (r - Int(color.0), g - Int(color.1), b - Int(color.2))
        let distance = dr * dr + dg * dg + db * db
        if distance < best.distance { best = (distance, index) }
      }
      return UInt8(best.index)
    }
  }

  /// Each pixel's entry.
  func indices(of picture: Picture) -> [UInt8] {
    if picture.channels == 1, exact.isEmpty, nearest.isEmpty { return picture.pixels }
    let pixels = picture.inColor.pixels
    return stride(from: 0, to: pixels.count, by: 3).map { at in
      let (r, g, b) = (Int(pixels[at]), Int(pixels[at + 1]), Int(pixels[at + 2]))
      if nearest.isEmpty { return exact[UInt32(r << 16 | g << 8 | b)] ?? 0 }
      return nearest[ColorCounts.bin(r, g, b)]
    }
  }

  private struct Box {
    var bins: [ColorCounts.Bin]
    let count: Int
    let axis: Int
    let length: Int

    init(_ bins: [ColorCounts.Bin]) {
      self.bins = bins
      count = bins.reduce(0) { $0 + $1.count }
      var longest = (axis: 0, length: -1)
      for axis in 0..<3 {
        let values = bins.map { $0[axis] }
        let length = (values.max() ?? 0) - (values.min() ?? 0)
        if length > longest.length { longest = (axis, length) }
      }
      (axis, length) = longest
    }

    /// Both halves, each with about half of the pixels.
    func halved() -> (Box, Box) {
      let sorted = bins.sorted {
        ($0[axis], $0.position.0, $0.position.1, $0.position.2)
          < ($1[axis], $1.position.0, $1.position.1, $1.position.2)
      }
      var (split, below) = (0, 0)
      while split < sorted.count - 1, split == 0 || below < count / 2 {
        below += sorted[split].count
        split += 1
      }
      return (Box(Array(sorted[..<split])), Box(Array(sorted[split...])))
    }

    var mean: (UInt8, UInt8, UInt8) {
      let sum = bins.reduce((0, 0, 0)) {
        ($0.0 + $1.sum.0, $0.1 + $1.sum.1, $0.2 + $1.sum.2)
      }
      func rounded(_ sum: Int) -> UInt8 { UInt8((sum + count / 2) / count) }
      return (rounded(sum.0), rounded(sum.1), rounded(sum.2))
    }
  }

  private static func medianCut(_ bins: [ColorCounts.Bin]) -> [(UInt8, UInt8, UInt8)] {
    var boxes = [Box(bins.filter { $0.count > 0 })]
    while boxes.count < 256 {
      var fullest: (weight: Int, index: Int)?
      for (index, box) in boxes.enumerated() where box.bins.count > 1 {
        let weight = box.count * box.length
        if weight > fullest?.weight ?? 0 { fullest = (weight, index) }
      }
      guard let index = fullest?.index else { break }
      let (low, high) = boxes[index].halved()
      boxes[index] = low
      boxes.append(high)
    }
    return boxes.map(\.mean)
  }
}
