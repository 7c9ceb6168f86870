/// What is done to a text before it is cut into words at white space, or into characters.
///
/// As keras.layers.TextVectorization: capital letters of ASCII become small, punctuation of ASCII is taken out. What is to be replaced is
/// replaced before.
public struct Standardization: Sendable {
  enum Form: String, CaseIterable, Sendable {
    case both = "lower_and_strip_punctuation"
    case lower
    case stripPunctuation = "strip_punctuation"
    case none
  }

  /// What a text is cut into; characters are Unicode's scalars, blanks among them.
  enum Tokens: String, CaseIterable, Sendable {
    case words, characters
  }

  let form: Form
  var tokens = Tokens.words
  /// In the order of the file.
  var replacements: [(from: [UInt8], to: [UInt8])] = []

  private static let punctuation = Set("!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'".utf8)

  /// What stands between tokens where they are a text again.
  var separator: String { tokens == .words ? " " : "" }

  /// The words of a text, or its characters.
  func words(_ text: some Collection<UInt8>) -> [String] {
    var bytes = Array(text)
    for (from, to) in replacements { bytes = Self.replaced(bytes, from, to) }
    return tokens == .words ? cut(bytes) : characters(bytes)
  }

  private func characters(_ bytes: [UInt8]) -> [String] {
    var kept = bytes
    if strips { kept.removeAll { Self.punctuation.contains($0) } }
    if lowers { kept = kept.map { (65...90).contains($0) ? $0 + 32 : $0 } }
    return String(decoding: kept, as: UTF8.self).unicodeScalars.map { String($0) }
  }

  private func cut(_ bytes: [UInt8]) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func end() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word.removeAll(keepingCapacity: true)
    }
    for byte in bytes {
      switch byte {
      case 9...13, 32: end()
      case _ where strips && Self.punctuation.contains(byte): break
      case UInt8(ascii: "A")...UInt8(ascii: "Z") where lowers: word.append(byte + 32)
      default: word.append(byte)
      }
    }
    end()
    return words
  }

  private var lowers: Bool { form == .both || form == .lower }
  private var strips: Bool { form == .both || form == .stripPunctuation }

  private static func replaced(_ bytes: [UInt8], _ from: [UInt8], _ to: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      if bytes[place] == from[0], bytes[place...].starts(with: from) {
        result += to
        place += from.count
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return result
  }
}
