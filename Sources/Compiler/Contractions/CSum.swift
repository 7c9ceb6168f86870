/// A sum of multiples of C variables.
struct CSum {
  private var terms: [(Int, String)] = []
  var offset = 0

  init(_ offset: Int = 0) { self.offset = offset }

  mutating func add(_ coefficient: Int, _ name: String?) {
    if let name, coefficient != 0 { terms.append((coefficient, name)) }
  }

  mutating func add(_ coefficient: Int, _ sum: CSum) {
    guard coefficient != 0 else { return }
    terms += sum.terms.map { ($0.0 * coefficient, $0.1) }
    offset += sum.offset * coefficient
  }

  var isConstant: Bool { terms.isEmpty }

  /// `64 * o1 + r2 - 3`
  var text: String {
    var text = ""
    for (coefficient, name) in terms {
      let term = abs(coefficient) == 1 ? name : "\(abs(coefficient)) * \(name)"
      if text.isEmpty {
        text = coefficient < 0 ? "-\(term)" : term
      } else {
        text += (coefficient < 0 ? " - " : " + ") + term
      }
    }
    if text.isEmpty { return "\(offset)" }
    if offset != 0 { text += offset < 0 ? " - \(-offset)" : " + \(offset)" }
    return text
  }

  /// As a factor of a product.
  var factor: String {
    terms.count == 1 && offset == 0 && terms[0].0 == 1 ? terms[0].1 : "(\(text))"
  }
}
