/// Names in Python for numbers that depend on the sizes of a network's inputs.
///
/// A number is known by what it is in each of the graphs that a network is looked at in.
struct TorchExtents {
  private(set) var names: [(values: [Int], text: String)] = []

  /// Calls a number by an expression, unless it can be expressed already.
  mutating func add(_ values: [Int], _ text: @autoclosure () -> String) {
    if self.text(values) == nil { names.append((values, text())) }
  }

  /// `64`, `h`, `n * 4`, `h * w * 3`; `nil` for a number that is no multiple of a product of at most three that have names.
  func text(_ values: [Int]) -> String? {
    if let first = values.first, values.allSatisfy({ $0 == first }) { return "\(first)" }
    if let known = names.first(where: { $0.values == values }) { return known.text }
    for count in 1...3 {
      if let product = product(values, count, from: 0) { return product }
    }
    return nil
  }

  /// A multiple of so many factors, of which none stands before the `start`-th.
  private func product(_ values: [Int], _ count: Int, from start: Int) -> String? {
    if count == 0 {
      guard let first = values.first, first > 0, values.allSatisfy({ $0 == first }) else {
        return nil
      }
      return first == 1 ? "" : "\(first)"
    }
    for index in start..<max(start, names.count) {
      let factor = names[index]
      guard zip(values, factor.values).allSatisfy({ $1 > 0 && $0 > 0 && $0 % $1 == 0 }) else {
        continue
      }
      let rest = zip(values, factor.values).map { $0 / $1 }
      if let text = product(rest, count - 1, from: index) {
        return text.isEmpty ? factor.text : "\(factor.text) * \(text)"
      }
    }
    return nil
  }

  /// The same in few words, for a reader: a multiple or a part of one of some names.
  func text(_ values: [Int], among chosen: [String]) -> String? {
    let known = names.filter { chosen.contains($0.text) }
    var plain = TorchExtents()
    for (values, text) in known { plain.add(values, text) }
    if let text = plain.text(values) { return text }
    for (whole, text) in known {
      for divisor in 2...64 {
        if values == whole.map({ ($0 + divisor - 1) / divisor }) {
          let isExact = whole.allSatisfy { $0 % divisor == 0 }
          return isExact ? "\(text) / \(divisor)" : "ceil(\(text) / \(divisor))"
        }
        if values == whole.map({ $0 / divisor }) { return "\(text) // \(divisor)" }
      }
    }
    return nil
  }
}
