/// Spells numbers so that every YAML reader takes them as numbers: `3`, `0.25`, `1.0e-4`.
public enum CanonicalNumber {
  /// The shortest digits that read back as `value`; whole numbers below 10¹⁵ plain, others below 10⁻³ and from 10¹⁵
  /// with a point and a signed exponent.
  public static func text(_ value: Double) -> String {
    if value.isNaN { return ".nan" }
    if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
    if value == 0 { return value.sign == .minus ? "-0.0" : "0" }
    let sign = value < 0 ? "-" : ""
    let (digits, exponent) = decimal(abs(value))
    if exponent >= 15 || exponent < -3 {
      let rest = digits.count > 1 ? String(digits.dropFirst()) : "0"
      return "\(sign)\(digits.prefix(1)).\(rest)e\(exponent < 0 ? "-" : "+")\(abs(exponent))"
    }
    if exponent < 0 {
      return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
    }
    if digits.count <= exponent + 1 {
      return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
    }
    return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
  }

  /// The shortest digits d₀d₁… and e with value = d₀.d₁… · 10ᵉ.
  private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
    let parts = value.description.lowercased().split(separator: "e")
    let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = String(halves[0])
    let fraction = halves.count > 1 ? String(halves[1]) : ""
    let all = whole + fraction
    let leadingZeros = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(leadingZeros))
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return (digits, written + whole.count - 1 - leadingZeros)
  }
}
