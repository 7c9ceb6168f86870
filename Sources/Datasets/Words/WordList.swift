/// The words that have numbers: 0 is padding, 1 any other word, then the most frequent ones; of equally frequent ones those that
/// appear first.
struct WordList: Sendable {
  static let padding = ""
  static let unknown = "[UNK]"

  /// By their numbers.
  let words: [String]
  private let numbers: [String: Int32]

  /// - Parameter size: of all numbers, padding and unknown included.
  init(of texts: some Sequence<[String]>, size: Int) {
    var counts: [String: (count: Int, first: Int)] = [:]
    for text in texts {
      for word in text {
        let first = counts.count
        counts[word, default: (0, first)].count += 1
      }
    }
    let sorted = counts.sorted {
      ($1.value.count, $0.value.first) < ($0.value.count, $1.value.first)
    }
    words = [Self.padding, Self.unknown] + sorted.prefix(max(0, size - 2)).map(\.key)
    numbers = Dictionary(
      words.enumerated().dropFirst(2).map { ($1, Int32($0)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The numbers of the first `length` words, padded at the end.
  func numbers(of text: [String], length: Int) -> [Int32] {
    let known = text.prefix(length).map { numbers[$0] ?? 1 }
    return known + Array(repeating: 0, count: length - known.count)
  }
}
