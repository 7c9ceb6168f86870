import Testing

@testable import Diagnostics

@Suite struct JSONTests {
  @Test(
    "A text reads as this value and is written back as that text",
    arguments: [
      ("null", JSON.null, "null"),
      (" [ true , false ] ", .array([.boolean(true), .boolean(false)]), "[true,false]"),
      ("-12", .integer(-12), "-12"),
      ("1e-4", .number(1e-4), "0.0001"),
      ("0.1", .number(0.1), "0.1"),
      ("5.0", .number(5), "5.0"),
      ("99999999999999999999", .number(1e20), "1e+20"),
      (#""a\u00e9\ud83d\ude00\n\"""#, .string("aé😀\n\""), #""aé😀\n\"""#),
      (
        #"{"b":1,"a":{}}"#, .object([.init("b", .integer(1)), .init("a", .object([]))]),
        #"{"b":1,"a":{}}"#
      ),
    ])
  func reading(text: String, value: JSON, written: String) throws {
    #expect(try JSONParser.parse(Array(text.utf8)) == value)
    #expect(value.description == written)
    #expect(try JSONParser.parse(Array(written.utf8)) == value)
  }

  @Test(
    "A broken text is refused with its place",
    arguments: [
      ("", "the text ends too early", 0),
      ("{", "expected a key in quotes", 1),
      (#"{"a":1,"a":2}"#, "key 'a' appears twice", 7),
      ("[1,]", "expected a value", 3),
      ("01", "text after the end of the value", 1),
      ("1.", "expected a digit", 2),
      ("\"a", "a text without closing quote", 2),
      ("\"\u{1}\"", "a control character in a text", 2),
      (#""\ud800x""#, "half of a surrogate pair", 7),
      (#""\udc00""#, "half of a surrogate pair", 7),
      (#""\x""#, "an unknown escape", 3),
      ("nul", "expected a value", 0),
      (String(repeating: "[", count: 100_000), "nested more than 64 deep", 65),
    ])
  func refusal(text: String, problem: String, offset: Int) {
    #expect(throws: JSONParser.Failure(problem: problem, offset: offset)) {
      try JSONParser.parse(Array(text.utf8))
    }
  }

  @Test("No more values are read than are asked for, those within others counted")
  func count() throws {
    let text = Array(#"{"a":[1,2],"b":{}}"#.utf8)
    #expect(try JSONParser.parse(text, most: 5).keys == ["a", "b"])
    #expect(throws: JSONParser.Failure(problem: "more than 4 values", offset: 15)) {
      try JSONParser.parse(text, most: 4)
    }
  }

  @Test func bytesThatAreNotUTF8AreRefused() {
    #expect(throws: JSONParser.Failure(problem: "a text that is not UTF-8", offset: 3)) {
      try JSONParser.parse([0x22, 0xFF, 0x22])
    }
  }

  @Test func numbersThatJSONLacksAreTexts() {
    let values: [JSON] = [.number(.nan), .number(.infinity), .number(-.infinity)]
    #expect(JSON.array(values).description == #"["NaN","Infinity","-Infinity"]"#)
    #expect(JSON.string("NaN").double?.isNaN == true)
    #expect(JSON.string("-Infinity").double == -.infinity)
  }

  @Test func damagedTextNeverTraps() {
    let text = Array(#"{"a":[1,-2.5e+3,"x\u00e9\\"],"b":{"c":null,"d":true}}"#.utf8)
    for place in text.indices {
      _ = try? JSONParser.parse(Array(text[..<place]))
      for bit in 0..<8 {
        var damaged = text
        damaged[place] ^= 1 << UInt8(bit)
        _ = try? JSONParser.parse(damaged)
      }
    }
  }
}
