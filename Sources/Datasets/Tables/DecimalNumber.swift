/// Reads decimal numbers quickly and correctly rounded.
enum DecimalNumber {
  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  /// Whether a text is a number and nothing else.
  static func isOne(_ text: String) -> Bool {
    Array(text.utf8).withUnsafeBytes { bytes in
      var offset = 0
      return parse(bytes, &offset) != nil && offset == bytes.count
    }
  }

  /// What tables have in the place of a number that is missing, or that is none, in small letters.
  private static let markers: Set<String> = [
    "?", "na", "n/a", "nan", "null", "inf", "-inf", "infinity", "-infinity",
  ]

  /// Whether a text stands in the place of a number.
  static func isMissing(_ text: String) -> Bool { markers.contains(text.lowercased()) }

  /// The number at `offset`, which moves behind it; `nil` where none is written there.
  ///
  /// Accepts `[+-] digits [. digits] [e [+-] digits]` with a digit before or after the point. Up to 2⁵³ and 10^±22 both factors are exact,
  /// so one operation rounds once (Clinger 1990); the rest is left to the standard library.
  static func parse(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Double? {
    let start = offset
    var position = offset
    let end = bytes.count
    var negative = false
    if position < end, bytes[position] == 0x2D || bytes[position] == 0x2B {
      negative = bytes[position] == 0x2D
      position += 1
    }
    var mantissa: UInt64 = 0
    var digits = 0
    var significant = 0
    var exponent = 0
    func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
    func take(_ byte: UInt8) {
      digits += 1
      if significant > 0 || byte != 0x30 { significant += 1 }
      if significant <= 19 { mantissa = mantissa &* 10 &+ UInt64(byte - 0x30) }
    }
    while position < end, isDigit(bytes[position]) {
      take(bytes[position])
      position += 1
    }
    if position < end, bytes[position] == 0x2E {
      position += 1
      while position < end, isDigit(bytes[position]) {
        take(bytes[position])
        exponent -= 1
        position += 1
      }
    }
    guard digits > 0 else { return nil }
    if position < end, bytes[position] == 0x65 || bytes[position] == 0x45 {
      position += 1
      var negativeExponent = false
      if position < end, bytes[position] == 0x2D || bytes[position] == 0x2B {
        negativeExponent = bytes[position] == 0x2D
        position += 1
      }
      var written = 0
      let first = position
      while position < end, isDigit(bytes[position]) {
        written = min(written * 10 + Int(bytes[position] - 0x30), 1_000_000)
        position += 1
      }
      guard position > first else { return nil }
      exponent += negativeExponent ? -written : written
    }
    offset = position
    if significant <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
      let magnitude =
        exponent < 0
        ? Double(mantissa) / powers[-exponent] : Double(mantissa) * powers[exponent]
      return negative ? -magnitude : magnitude
    }
    return Double(String(decoding: bytes[start..<position], as: UTF8.self))
  }
}
