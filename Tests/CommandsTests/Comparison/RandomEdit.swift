import Foundation

/// Random changes of an experiment's text: many are wrong, and those are passed over.
struct RandomEdit {
  private var generator: SplitMix

  init(seed: UInt64) { generator = SplitMix(state: seed) }

  /// The text with one to three changes.
  mutating func changed(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<Int.random(in: 1...3, using: &generator) { edit(&lines) }
    return lines.joined(separator: "\n")
  }

  private mutating func edit(_ lines: inout [String]) {
    let index = Int.random(in: lines.indices, using: &generator)
    let line = lines[index]
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: lines[index] += "  # said \(Int.random(in: 0...9, using: &generator))"
    case 1: lines.insert("", at: index)
    case 2...5: lines[index] = otherNumber(line)
    case 6: if isLayer(line) { lines.insert(line, at: index) }
    case 7: if isLayer(line) { lines.remove(at: index) }
    case 8:
      if isLayer(line), index + 1 < lines.count, !lines[index + 1].contains("as:") {
        let margin = String(repeating: " ", count: line.prefix { $0 == " " }.count + 2)
        lines.insert(
          "\(margin)as: layer_\(Int.random(in: 0...99, using: &generator))", at: index + 1)
      }
    case 9: lines[index] = line.replacing("adam:", with: "sgd:").replacing("beta_1: 0.5", with: "")
    case 10:
      lines[index] =
        line.contains("bias: false")
        ? line.replacing(", bias: false", with: "")
        : line.replacing(/(dense|conv2d): \{/, with: { "\($0.1): {bias: false, " })
    default:
      lines[index] = [
        ("relu", "tanh"), ("mse(", "l1("), ("1e-3", "0.001"), ("seed: 42", "seed: 7"),
        ("about: ", "about: Indeed, "), ("count: 8", "count: 4"), ("0.3", "0.25"),
        ("name: ", "name: other_"), ("stride: 2", "stride: 2, padding: same"),
      ].reduce(line) { $0.replacing($1.0, with: $1.1) }
    }
  }

  private func isLayer(_ line: String) -> Bool {
    line.hasPrefix("      - ") && !line.contains("minimize")
  }

  private mutating func otherNumber(_ line: String) -> String {
    let numbers = line.matches(of: /\b[0-9]+\b/)
    guard let chosen = numbers.randomElement(using: &generator), let value = Int(chosen.0) else {
      return line
    }
    let other = max(1, [value + 1, value - 1, value * 2].randomElement(using: &generator) ?? value)
    return line.replacingCharacters(in: chosen.range, with: "\(other)")
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}

/// Steele and others 2014: the same numbers for the same seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
