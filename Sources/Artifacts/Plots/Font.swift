import Foundation

/// The letters of plots and grids, with smooth edges: all as wide as each other.
enum Font {
  /// From one letter to the next, in pixels.
  static let advance = 12
  /// The rows of a letter: what stands above capitals, capitals, what hangs below them.
  static let height = 24
  /// The rows above capitals, for their accents.
  static let rise = 4
  /// The rows of capitals.
  static let capital = 15
  /// From one line of text to the next.
  static let line = 22

  /// The width of a text in pixels.
  static func width(of text: String) -> Int { text.count * advance }

  /// At most `limit` letters; of a longer text the beginning, and "…".
  static func shortened(_ text: String, to limit: Int) -> String {
    text.count <= limit ? text : text.prefix(max(0, limit - 1)) + "…"
  }

  /// How dark a letter's pixels are, row by row, up to 15; letters the font lacks are a box.
  static func darkness(_ letter: Character) -> ArraySlice<UInt8> {
    let place = places[letter] ?? places["\u{FFFD}"] ?? 0
    let size = advance * height
    return pixels[place * size..<(place + 1) * size]
  }

  private static let places: [Character: Int] = {
    let all = letters.split(separator: "\n").joined()
    return Dictionary(
      all.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }()

  private static let pixels: [UInt8] = {
    let packed = Data(base64Encoded: atlas, options: .ignoreUnknownCharacters) ?? Data()
    let count = places.count * advance * height
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count)
    var isRun = false
    for half in packed.flatMap({ [$0 >> 4, $0 & 15] }) where pixels.count < count {
      if isRun {
        pixels += Array(repeating: 0, count: Int(half))
        isRun = false
      } else if half == 0 {
        isRun = true
      } else {
        pixels.append(half)
      }
    }
    precondition(pixels.count == count, "the atlas has a picture of each letter")
    return pixels
  }()
}
