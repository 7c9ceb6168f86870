/// How YAML 1.2 reads a plain scalar: `1e-4` is a number, `no` is text.
///
/// Source: YAML 1.2.2, section 10.3 (core schema), with only the lower-case spellings of `true`, `false` and `null`.
enum CoreSchema {
  static func content(ofPlain text: String) -> YAMLNode.Content {
    switch text {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default:
      if let value = number(text) { return .number(value, text: text) }
      return .text(text)
    }
  }

  /// The number a plain scalar is: decimal, `0o17`, `0x1F`, `1e-4`, `.inf`, `.nan`; `nil` for other text.
  static func number(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, bytes.count <= 400 else { return nil }
    if bytes.count > 2, first == UInt8(ascii: "0") {
      if bytes[1] == UInt8(ascii: "o") { return digits(bytes.dropFirst(2), radix: 8) }
      if bytes[1] == UInt8(ascii: "x") { return digits(bytes.dropFirst(2), radix: 16) }
    }
    let isSigned = first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
    let unsigned = isSigned ? text.dropFirst() : text[...]
    switch unsigned {
    case ".inf", ".Inf", ".INF": return first == UInt8(ascii: "-") ? -.infinity : .infinity
    case ".nan", ".NaN", ".NAN": return isSigned ? nil : .nan
    default: return isDecimal(unsigned.utf8) ? Double(text) ?? withPoint(text) : nil
    }
  }

  private static func digits(_ bytes: ArraySlice<UInt8>, radix: Int) -> Double? {
    var value = 0.0
    for byte in bytes {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix else {
        return nil
      }
      value = value * Double(radix) + Double(digit)
    }
    return value
  }

  /// `1.` and `.5`, which YAML allows and `Double` may not.
  private static func withPoint(_ text: String) -> Double? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let whole = parts[0].last?.isNumber == true ? String(parts[0]) : parts[0] + "0"
    let fraction = parts[1].first?.isNumber == true ? String(parts[1]) : "0" + parts[1]
    return Double(whole + "." + fraction)
  }

  /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static func isDecimal(_ bytes: Substring.UTF8View) -> Bool {
    var rest = bytes[...]
    func takeDigits() -> Int {
      let run = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
      rest = rest[run.endIndex...]
      return run.count
    }
    func take(_ letters: String.UTF8View) -> Bool {
      guard let first = rest.first, letters.contains(first) else { return false }
      rest = rest.dropFirst()
      return true
    }
    let whole = takeDigits()
    let hasPoint = take(".".utf8)
    let fraction = hasPoint ? takeDigits() : 0
    guard whole + fraction > 0 else { return false }
    if take("eE".utf8) {
      _ = take("+-".utf8)
      guard takeDigits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
