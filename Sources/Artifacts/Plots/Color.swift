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
  /// The lines behind the data.
  static let faint = Color(0xE4E4E4)

  /// The colour of the `index`-th class or series: ten strong ones, ten light ones, then again.
  static func ofClass(_ index: Int) -> Color {
    let codes: [UInt32] = [
      0x1F77B4, 0xFF7F0E, 0x2CA02C, 0xD62728, 0x9467BD, 0x8C564B, 0xE377C2, 0x7F7F7F, 0xBCBD22,
      0x17BECF, 0xAEC7E8, 0xFFBB78, 0x98DF8A, 0xFF9896, 0xC5B0D5, 0xC49C94, 0xF7B6D2, 0xC7C7C7,
      0xDBDB8D, 0x9EDAE5,
    ]
    return Color(codes[((index % codes.count) + codes.count) % codes.count])
  }

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
