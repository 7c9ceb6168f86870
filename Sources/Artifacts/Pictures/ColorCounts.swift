/// Which colours many pictures have and how often, counted one picture after the other.
struct ColorCounts {
  /// A cube of 8 × 8 × 8 colours: its place in 32 steps a channel, its pixels and the sums of their channels.
  struct Bin {
    let position: (Int, Int, Int)
    var count = 0
    var sum = (0, 0, 0)

    subscript(axis: Int) -> Int {
      switch axis {
      case 0: position.0
      case 1: position.1
      default: position.2
      }
    }
  }

  private(set) var pixelCount = 0
  /// How many pixels of grey pictures have each value.
  private var greys = [Int](repeating: 0, count: 256)
  private var colored = (0..<32_768).map { Bin(position: ($0 >> 10, $0 >> 5 & 31, $0 & 31)) }
  private var colors: Set<UInt32> = []
  private var hasColor = false

  mutating func add(_ picture: Picture) {
    let pixels = picture.pixels
    pixelCount += picture.height * picture.width
    guard picture.channels == 3 else {
      for value in pixels { greys[Int(value)] += 1 }
      return
    }
    hasColor = true
    var last: UInt32?
    for at in stride(from: 0, to: pixels.count, by: 3) {
      let (r, g, b) = (Int(pixels[at]), Int(pixels[at + 1]), Int(pixels[at + 2]))
      count(r, g, b, times: 1)
      let color = UInt32(r << 16 | g << 8 | b)
      // More than 256 are as good as 257.
      guard color != last, colors.count <= 256 else { continue }
      last = color
      colors.insert(color)
    }
  }

  /// Counts pixels that no picture has, such as a margin's.
  mutating func addWhite(_ count: Int) {
    pixelCount += count
    greys[255] += count
  }

  /// The colours in ascending order, where there are at most 256.
  var distinct: [UInt32]? {
    let all = colors.union(greys.indices.filter { greys[$0] > 0 }.map { UInt32($0) * 0x01_01_01 })
    return all.count <= 256 ? all.sorted() : nil
  }

  /// All pixels, grey ones as colours; `nil` where every picture is grey.
  var bins: [Bin]? {
    guard hasColor else { return nil }
    var all = self
    for (value, times) in greys.enumerated() { all.count(value, value, value, times: times) }
    return all.colored
  }

  private mutating func count(_ r: Int, _ g: Int, _ b: Int, times: Int) {
    let bin = Self.bin(r, g, b)
    colored[bin].count += times
    colored[bin].sum.0 += times * r
    colored[bin].sum.1 += times * g
    colored[bin].sum.2 += times * b
  }

  /// The place of a colour in 32 steps a channel.
  static func bin(_ r: Int, _ g: Int, _ b: Int) -> Int { (r >> 3) << 10 | (g >> 3) << 5 | b >> 3 }
}
