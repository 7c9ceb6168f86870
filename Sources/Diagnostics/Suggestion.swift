/// Finds what a misspelt word was meant to be.
public enum Suggestion {
  /// The candidate that is `word` but for capital letters or the Unicode form of accented ones, or else the nearest: within edit distance 3
  /// and at most half the word's length, or else the only one that begins or ends with its words or the other way round
  /// (`batch` and `batch_size`), or that it abbreviates by four letters or more (`recon`, `reconstruction`); `nil` where there is none.
  /// The first of equally near ones wins.
  ///
  /// - Parameter share: one letter in so many may differ.
  public static func nearest(
    to word: String, among candidates: some Sequence<String>, oneIn share: Int = 2
  ) -> String? {
    let letters = Array(word.unicodeScalars.prefix(longest + 1))
    guard !letters.isEmpty, letters.count <= longest,
      candidates.underestimatedCount <= mostCandidates
    else { return nil }
    let limit = min(3, letters.count / share)
    let (count, mask) = (word.utf8.count, Self.mask(of: word))
    let small = word.lowercased()
    let same = candidates.first {
      $0.utf8.count == count && $0 != word && $0.lowercased() == small
    }
    if let same = same ?? candidates.first(where: { isOtherForm($0, of: word) }) { return same }
    var best: (word: String, distance: Int)?
    for candidate in candidates where candidate != word {
      // What differs in more letters than edits may change, and there may be thousands, is passed over at once.
      guard abs(candidate.utf8.count - count) <= 4 * limit,
        (Self.mask(of: candidate) ^ mask).nonzeroBitCount <= 2 * limit
      else { continue }
      let other = Array(candidate.unicodeScalars.prefix(longest + 1))
      guard other.count <= longest, abs(other.count - letters.count) <= limit else { continue }
      let distance = editDistance(letters, other)
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    if let best { return best.word }
    if let other = onlyOne(sharingWordsWith: word, among: candidates) { return other }
    let longer = letters.count < 4 ? [] : candidates.filter { $0 != word && $0.hasPrefix(word) }
    return longer.count == 1 ? longer[0] : nil
  }

  /// The candidate that is `word`, or else the nearest: where a name may be given without its ending or its folder.
  public static func sameOrNearest(to word: String, among candidates: [String]) -> String? {
    candidates.contains(word) ? word : nearest(to: word, among: candidates)
  }

  /// `; did you mean 'units'?`, or nothing: the end of a message about an unknown word.
  public static func phrase(
    for word: String, among candidates: some Sequence<String>, oneIn share: Int = 2
  ) -> String {
    nearest(to: word, among: candidates, oneIn: share).map(question) ?? ""
  }

  /// The same, where not every candidate can have been meant.
  public static func phrase(
    for word: String, among candidates: some Sequence<String>, where mayBeMeant: (String) -> Bool
  ) -> String {
    var rest = Array(candidates)
    while let found = nearest(to: word, among: rest) {
      if mayBeMeant(found) { return question(found) }
      rest.removeAll { $0 == found }
    }
    return ""
  }

  /// The same, of a candidate that differs in one letter alone, as `logits` does from `logit`; `nil` where there is none.
  public static func phrase(
    forSlipOf word: String, among candidates: some Sequence<String>,
    where mayBeMeant: (String) -> Bool
  ) -> String? {
    let letters = Array(word.unicodeScalars.prefix(longest + 1))
    guard (4...longest).contains(letters.count), candidates.underestimatedCount <= mostCandidates
    else { return nil }
    let found = candidates.first { candidate in
      let other = Array(candidate.unicodeScalars.prefix(longest + 1))
      return abs(other.count - letters.count) <= 1 && editDistance(letters, other) == 1
        && mayBeMeant(candidate)
    }
    return found.map(question)
  }

  /// Whether both are one word in different bytes: with an accented letter in one character, or in two.
  static func isOtherForm(_ candidate: String, of word: String) -> Bool {
    candidate == word && !candidate.utf8.elementsEqual(word.utf8)
  }

  private static func question(_ word: String) -> String {
    "; did you mean '\(word.escapedForDisplay)'?"
  }

  private static let longest = 64
  /// No file that is written by hand has more names; where one has, each of as many mistakes would look at all of them.
  private static let mostCandidates = 1_000

  /// Which bytes a word has, by their last six bits.
  private static func mask(of word: String) -> UInt64 {
    word.utf8.reduce(0) { $0 | 1 << UInt64($1 & 63) }
  }

  /// The only candidate that begins with the words of `word`, or whose words `word` begins with; if none does,
  /// the only one of which this holds at the end. Singular and plural are one.
  private static func onlyOne(
    sharingWordsWith word: String, among candidates: some Sequence<String>
  ) -> String? {
    func stem(_ name: String) -> String { name.hasSuffix("s") ? String(name.dropLast()) : name }
    func pair(_ other: String) -> [String] {
      [stem(word), stem(other)].sorted { $0.count < $1.count }
    }
    guard !stem(word).isEmpty else { return nil }
    // One of both has several words, and the other is its first or last; of thousands, few are looked at closely.
    let isOfSeveral = word.utf8.contains(UInt8(ascii: "_"))
    let last = stem(word).utf8.last
    let candidates = candidates.filter { candidate in
      (isOfSeveral || candidate.utf8.contains(UInt8(ascii: "_")))
        && (candidate.utf8.first == word.utf8.first || stem(candidate).utf8.last == last)
        && !stem(candidate).isEmpty
    }
    let beginning = candidates.filter { pair($0)[1].hasPrefix(pair($0)[0] + "_") }
    if !beginning.isEmpty { return beginning.count == 1 ? beginning[0] : nil }
    let ending = candidates.filter { pair($0)[1].hasSuffix("_" + pair($0)[0]) }
    return ending.count == 1 ? ending[0] : nil
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
  ///
  /// Source: optimal string alignment (Damerau 1964, Levenshtein 1966), in O(|a| · |b|).
  static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let change = a[i - 1] == b[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + change)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
