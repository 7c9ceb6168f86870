/// Reads RFC 8259 JSON strictly: no duplicate keys, no more than 64 levels, nothing after the value.
///
/// A value of two bytes takes some forty in memory and one with a key more than a hundred, so that their number is bounded too.
public struct JSONParser {
  /// What is wrong, and at which byte.
  public struct Failure: Error, Equatable {
    public let problem: String
    public let offset: Int
  }

  static let maximumDepth = 64
  /// More than any record of ours has: a number for each of the pictures of a large set.
  public static let maximumCount = 4_000_000

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private let most: Int
  private var count = 0

  /// - Parameter most: how many values are read, those within others too.
  /// - Throws: ``Failure``.
  public static func parse(
    _ bytes: [UInt8], most: Int = JSONParser.maximumCount
  ) throws(Failure) -> JSON {
    // A C array's pointer cannot leave its closure as a typed throw, hence the Result.
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<JSON, Failure> in
      var parser = JSONParser(bytes: buffer, most: most)
      do throws(Failure) {
        let value = try parser.value(depth: 0)
        parser.skipSpace()
        if parser.position < buffer.count { try parser.fail("text after the end of the value") }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  private init(bytes: UnsafeBufferPointer<UInt8>, most: Int) {
    self.bytes = bytes
    self.most = most
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fail(_ problem: String) throws(Failure) -> Never {
    throw Failure(problem: problem, offset: position)
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    guard bytes.count - position >= wanted.count,
      bytes[position..<position + wanted.count].elementsEqual(wanted)
    else { return false }
    position += wanted.count
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> JSON {
    skipSpace()
    guard depth <= Self.maximumDepth else { try fail("nested more than \(Self.maximumDepth) deep") }
    guard let current else { try fail("the text ends too early") }
    count += 1
    guard count <= most else { try fail("more than \(most) values") }
    switch current {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .string(try text())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default:
      if take("true") { return .boolean(true) }
      if take("false") { return .boolean(false) }
      if take("null") { return .null }
      try fail("expected a value")
    }
  }

  private mutating func object(depth: Int) throws(Failure) -> JSON {
    position += 1
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    skipSpace()
    if take("}") { return .object([]) }
    while true {
      skipSpace()
      guard current == UInt8(ascii: "\"") else { try fail("expected a key in quotes") }
      let start = position
      let key = try text()
      guard keys.insert(key).inserted else {
        throw Failure(problem: "key '\(key.excerpt)' appears twice", offset: start)
      }
      skipSpace()
      guard take(":") else { try fail("expected ':'") }
      members.append(JSON.Member(key, try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { try fail("expected ',' or '}'") }
    }
  }

  private mutating func list(depth: Int) throws(Failure) -> JSON {
    position += 1
    var values: [JSON] = []
    skipSpace()
    if take("]") { return .array([]) }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(values) }
      guard take(",") else { try fail("expected ',' or ']'") }
    }
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = current, (48...57).contains(byte) { position += 1 }
    return position - start
  }

  private mutating func number() throws(Failure) -> JSON {
    let start = position
    var isInteger = true
    _ = take("-")
    if !take("0"), digits() == 0 { try fail("expected a digit") }
    if take(".") {
      isInteger = false
      if digits() == 0 { try fail("expected a digit") }
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      if digits() == 0 { try fail("expected a digit") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    guard let value = Double(text) else { try fail("not a number") }
    return .number(value)
  }

  private mutating func text() throws(Failure) -> String {
    position += 1
    var content: [UInt8] = []
    while true {
      guard let byte = current else { try fail("a text without closing quote") }
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          try fail("a text that is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): content.append(contentsOf: try escape().utf8)
      case 0..<0x20: try fail("a control character in a text")
      default: content.append(byte)
      }
    }
  }

  private mutating func escape() throws(Failure) -> String {
    guard let byte = current else { try fail("a text without closing quote") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code = try codeUnit()
      if (0xD800..<0xDC00).contains(code) {
        guard take("\\u") else { try fail("half of a surrogate pair") }
        let low = try codeUnit()
        guard (0xDC00..<0xE000).contains(low) else { try fail("half of a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { try fail("half of a surrogate pair") }
      return String(Character(scalar))
    default: try fail("an unknown escape")
    }
  }

  private mutating func codeUnit() throws(Failure) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        try fail("expected four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
