import Foundation

/// The marks of an axis: multiples of 1, 2 or 5 times a power of ten, with labels of as many digits as
/// they need.
struct Ticks: Equatable {
  /// Where a mark is, and what is written there.
  struct Mark: Equatable {
    let value: Double
    let label: String
  }

  let marks: [Mark]

  /// - Parameter count: about how many marks there may be; never more.
  init(from low: Double, to high: Double, count: Int) {
    precondition(low < high && (high - low).isFinite && count > 1)
    let (factor, exponent, step) = Self.step(atLeast: (high - low) / Double(count))
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard first.magnitude < 1e15, last.magnitude < 1e15, first <= last else {
      marks = []
      return
    }
    let multiples = (Int(first)...Int(last)).map { $0 * factor }
    let isLong = exponent < -5 || max(low.magnitude, high.magnitude) >= 1e6
    marks = multiples.map { multiple in
      Mark(
        value: Double(multiple) * pow(10, Double(exponent)),
        label: isLong
          ? Self.scientific(multiple, exponent) : Self.decimal(multiple, exponent))
    }
  }

  /// The marks of an axis of whole numbers.
  static func whole(from low: Double, to high: Double, count: Int) -> [Mark] {
    Ticks(from: low, to: high, count: count).marks.filter { $0.value == $0.value.rounded() }.map {
      Mark(value: $0.value, label: $0.value.magnitude < 1e6 ? "\(Int($0.value))" : $0.label)
    }
  }

  /// The powers of ten of an axis that counts them, at most eight; each mark stands at its exponent.
  static func powers(from low: Double, to high: Double) -> [Mark] {
    guard low.magnitude < 1e3, high.magnitude < 1e3 else { return [] }
    let (first, last) = (Int(low.rounded(.up)), Int(high.rounded(.down)))
    guard first <= last else { return [] }
    let stride = (last - first + 8) / 8
    return (first...last).filter { $0 % stride == 0 }.map {
      Mark(
        value: Double($0), label: (-3...3).contains($0) ? decimal(1, $0) : "1e\($0)")
    }
  }

  /// The first of 1, 2, 5, 10, … times a power of ten that is no smaller.
  static func step(atLeast rough: Double) -> (factor: Int, exponent: Int, size: Double) {
    precondition(rough > 0 && rough.isFinite)
    var exponent = Int(log10(rough).rounded(.down))
    var factor = 1
    let mantissa = rough / pow(10, Double(exponent)) * (1 - 1e-9)
    if mantissa > 5 {
      exponent += 1
    } else if mantissa > 2 {
      factor = 5
    } else if mantissa > 1 {
      factor = 2
    }
    return (factor, exponent, Double(factor) * pow(10, Double(exponent)))
  }

  /// `multiple · 10^exponent`, written out: (25, -1) → "2.5".
  static func decimal(_ multiple: Int, _ exponent: Int) -> String {
    let sign = multiple < 0 ? "-" : ""
    var digits = String(multiple.magnitude)
    if multiple == 0 { return "0" }
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
    while digits.count <= -exponent { digits = "0" + digits }
    let point = digits.index(digits.endIndex, offsetBy: exponent)
    return sign + digits[..<point] + "." + digits[point...]
  }

  /// `multiple · 10^exponent` as a mantissa and a power: (25, 5) → "2.5e6".
  static func scientific(_ multiple: Int, _ exponent: Int) -> String {
    if multiple == 0 { return "0" }
    var digits = Substring(String(multiple.magnitude))
    var power = exponent + digits.count - 1
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    if digits.isEmpty { power = 0 }
    let rest = digits.dropFirst()
    return (multiple < 0 ? "-" : "") + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest)
      + "e\(power)"
  }

  /// A number with about four digits, for labels: 0.03217, 12.5, 3.2e-07.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
    return String(format: "%.4g", value)
  }
}
