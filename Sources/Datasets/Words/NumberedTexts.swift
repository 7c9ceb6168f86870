/// Texts as words that are kept once: a text takes four bytes a word, and no more memory of its own.
struct NumberedTexts: Sendable {
  /// In the order in which they appear first.
  private(set) var words: [String] = []
  /// How often each appears.
  private(set) var counts: [Int] = []
  private var numbers: [String: Int32] = [:]
  /// Of all texts, one behind the other.
  private var tokens: [Int32] = []
  /// Where the words of each text end.
  private var ends: [Int] = []
  /// What words take that are too long to stand in a `String` itself.
  private var longBytes = 0

  /// The texts.
  var count: Int { ends.count }
  var isEmpty: Bool { ends.isEmpty }
  /// Of all texts together.
  var wordCount: Int { tokens.count }

  mutating func append(_ text: [String]) {
    for word in text {
      if let number = numbers[word] {
        tokens.append(number)
        counts[Int(number)] += 1
        continue
      }
      let number = Int32(words.count)
      numbers[word] = number
      words.append(word)
      counts.append(1)
      tokens.append(number)
      let length = word.utf8.count
      // Up to 15 bytes stand in it; a longer one has 32 more beside its own, in steps of 16.
      if length > 15 { longBytes += (length + 48) / 16 * 16 }
    }
    ends.append(tokens.count)
  }

  /// The numbers of the words that each text begins with, at most `length` of them.
  func prefixes(_ length: Int) -> some Sequence<ArraySlice<Int32>> {
    ends.indices.lazy.map { index in
      tokens[(index == 0 ? 0 : ends[index - 1])..<ends[index]].prefix(length)
    }
  }

  /// What it takes in memory.
  var byteCount: Int {
    // A table is at most three quarters full, and has a key and a number in each of its places.
    let places = numbers.capacity * 4 / 3
    let table = places * (MemoryLayout<String>.size + MemoryLayout<Int32>.size)
    let ofWords = words.capacity * MemoryLayout<String>.size + longBytes
    let ofTexts = tokens.capacity * MemoryLayout<Int32>.size
    return table + ofWords + ofTexts + (counts.capacity + ends.capacity) * MemoryLayout<Int>.size
  }
}
