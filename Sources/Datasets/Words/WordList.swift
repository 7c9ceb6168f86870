/// The words that have numbers: 0 is padding, 1 any other word, then the most frequent ones; of equally frequent ones those that
/// appear first.
struct WordList: Sendable {
  static let padding = ""
  static let unknown = "[UNK]"

  /// By their numbers.
  let words: [String]
  private let numbers: [String: Int32]

  /// - Parameter size: of all numbers, padding and unknown included.
  init(of texts: NumberedTexts, size: Int) {
    let counts = texts.counts
    let sorted = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    words = [Self.padding, Self.unknown] + sorted.prefix(max(0, size - 2)).map { texts.words[$0] }
    numbers = Dictionary(
      words.enumerated().dropFirst(2).map { ($1, Int32($0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Appends the numbers of the first `length` words of each text, padded at the end.
  func appendNumbers(of texts: NumberedTexts, length: Int, to tokens: inout [Int32]) {
    let known = texts.words.map { numbers[$0] ?? 1 }
    for text in texts.prefixes(length) {
      for word in text { tokens.append(known[Int(word)]) }
      for _ in text.count..<length { tokens.append(0) }
    }
  }
}
