/// A colour of plots.
public struct Color: Sendable, Hashable {
  public let red: UInt8
  public let green: UInt8
  public let blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// From `0xRRGGBB`.
  init(_ code: UInt32) {
    self.init(
      UInt8(truncatingIfNeeded: code >> 16), UInt8(truncatingIfNeeded: code >> 8),
      UInt8(truncatingIfNeeded: code))
  }

  static let black = Color(0x000000)
  static let white = Color(0xFFFFFF)
  /// Letters and axes.
  static let ink = Color(0x262626)
  /// What stands below a picture.
  static let pale = Color(0x6B6B6B)
  /// What is to be seen at a glance: vermilion, dark enough to be read.
  static let mark = Color(0xB34700)
  /// The lines behind the data.
  static let faint = Color(0xE4E4E4)

  /// The colour of the `index`-th class, group or line: ten that have a contrast of 3 to 1 with white and that the colour-blind
  /// tell apart, ten lighter ones, then again.
  ///
  /// Source: Okabe & Ito 2008, without the three that are hard to see on white; in their places others, which are far from these
  /// and each other for eyes without red, green or blue.
  static func ofClass(_ index: Int) -> Color {
    let codes: [UInt32] = [
      0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0x8B48E8, 0xE8104C, 0x000000, 0x664422, 0x880066,
      0x0000AA,
    ]
    let place = ((index % 20) + 20) % 20
    let color = Color(codes[place % 10])
    return place < 10 ? color : color.mixed(with: .white, 0.55)
  }

  /// The dashes of the `index`-th line, which tell it from ``dashCount`` others without colours.
  static func dash(_ index: Int) -> [Double] {
    dashes[((index % dashCount) + dashCount) % dashCount]
  }

  /// How many lines have dashes of their own.
  static var dashCount: Int { dashes.count }

  private static let dashes: [[Double]] = [
    [], [10, 5], [3, 4], [12, 4, 3, 4], [6, 6], [18, 5],
  ]

  /// The colour of a value between 0 and 1, dark blue to yellow, equally spaced to the eye.
  /// Source: van der Walt & Smith 2015, "viridis", at nine points.
  static func ofValue(_ value: Double) -> Color {
    let codes: [UInt32] = [
      0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
    ]
    let position = min(max(value, 0), 1) * Double(codes.count - 1)
    let index = min(Int(position), codes.count - 2)
    return Color(codes[index]).mixed(with: Color(codes[index + 1]), position - Double(index))
  }

  /// This colour with `share` of another.
  func mixed(with other: Color, _ share: Double) -> Color {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * share).rounded())
    }
    return Color(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}
