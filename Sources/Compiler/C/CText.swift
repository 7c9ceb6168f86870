import Graph
import Tensors

/// Small pieces of C text.
enum CText {
  /// `12 * i0 + i2 + 5`: an affine as an `int64_t` expression.
  static func affine(_ affine: Affine, _ loop: (Int) -> String) -> String {
    var text = ""
    for (index, coefficient) in affine.coefficients.enumerated() where coefficient != 0 {
      let name = loop(index)
      let term = abs(coefficient) == 1 ? name : "\(abs(coefficient)) * \(name)"
      if text.isEmpty {
        text = coefficient < 0 ? "-\(term)" : term
      } else {
        text += coefficient < 0 ? " - \(term)" : " + \(term)"
      }
    }
    if text.isEmpty { return integer(affine.offset) }
    if affine.offset != 0 {
      text += affine.offset < 0 ? " - \(-affine.offset)" : " + \(affine.offset)"
    }
    return text
  }

  /// Every name in a piece of C.
  static func identifiers(in text: String) -> Set<Substring> {
    Set(
      text.utf8.split { byte in
        switch byte {
        case 48...57, 65...90, 95, 97...122: false
        default: true
        }
      }.map { Substring($0) })
  }

  static func integer(_ value: Int) -> String { value < 0 ? "(\(value))" : "\(value)" }

  /// All guards as one condition, or `nil` for none. `0 ≤ a < extent` is one unsigned comparison.
  static func condition(_ guards: [FusedScalar.Guard], _ loop: (Int) -> String) -> String? {
    guard !guards.isEmpty else { return nil }
    return guards.map { "(uint64_t)(\(affine($0.index, loop))) < \($0.extent)u" }
      .joined(separator: " && ")
  }
}

extension ElementType {
  /// The type in C.
  var cName: String {
    switch self {
    case .float32: "float"
    case .float64: "double"
    case .int32: "int32_t"
    case .int64: "int64_t"
    case .uint32: "uint32_t"
    case .uint8: "uint8_t"
    }
  }
}
