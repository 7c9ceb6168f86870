import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct TextTests {
  private func set(_ text: String, _ fields: String, file: String = "t.tsv") throws -> DataSet {
    try set(Data(text.utf8), fields, file: file)
  }

  private func set(_ text: Data, _ fields: String, file: String) throws -> DataSet {
    try withFolder([file: text]) { folder in
      let set = try dataSet("source: text\npath: \(folder)/\(file)\n\(fields)", name: "review")
      // The file is read once.
      _ = try set.describe()
      return set
    }
  }

  private func tokens(_ set: DataSet) throws -> [Int32] {
    guard case .int32(let numbers) = try set.load().train.first(99).storage else { return [] }
    return numbers
  }

  @Test("lines are cut into words, most frequent ones first, then those that appear first")
  func lines() throws {
    let set = try set(
      "The cat. The\tdog!\n\n  a CAT, it's\n", "vocabulary: 6\nlength: 4", file: "t.txt")
    let described = try set.describe()
    #expect(described.trainCount == 2)
    #expect(described.main.classes == ["", "[UNK]", "the", "cat", "dog", "a"])
    #expect(
      described.fields == [
        DataField("tokens", TensorType([4], .int32), classes: described.main.classes)
      ])
    #expect(try tokens(set) == [2, 3, 2, 4, 5, 3, 1, 0])
  }

  @Test(
    "a file that is one line is told of where its end is cut away",
    arguments: [
      ("a b c d\n", "length: 3", "words"), ("a b c d", "length: 4", nil),
      ("a b c d\ne", "length: 3", nil), ("a b c d\ne", "length: 3\ncount: 1", nil),
      ("abcd", "length: 3\ntokens: characters", "characters"),
      ("a\tb c d", "length: 1\ncolumn: 2", nil),
    ] as [(String, String, String?)])
  func oneLine(text: String, fields: String, unit: String?) throws {
    let told = try set(text, "vocabulary: 9\n\(fields)", file: "t.txt").describe().warnings
    #expect(told.count == (unit == nil ? 0 : 1))
    #expect(
      told.allSatisfy {
        $0.warning == .textCut
          && $0.message.hasSuffix(
            "t.txt: is one line, and so one text, of whose 4 \(unit ?? "") 'length' keeps 3")
      })
  }

  @Test(
    "words are kept once, and what reading takes counts the file, each word's number and the words")
  func memory() throws {
    var texts = NumberedTexts()
    texts.append(["a", "b", "a", "an extraordinarily long word"])
    texts.append([])
    texts.append(["b"])
    #expect(texts.words == ["a", "b", "an extraordinarily long word"])
    #expect(texts.counts == [2, 2, 1] && texts.count == 3)
    #expect(texts.prefixes(2).map { Array($0) } == [[0, 1], [], [1]])
    // Four bytes a word, and the table of the words.
    for _ in 0..<10_000 { texts.append(["a", "b", "a", "b", "a"]) }
    #expect((200_000..<600_000).contains(texts.byteCount))
    let lines = String(repeating: "one two three four five six\n", count: 10_000)
    let described = try set(lines, "vocabulary: 9\nlength: 2", file: "t.txt").describe()
    let tokens = 60_000 * 4
    #expect(described.readingBytes >= lines.utf8.count + tokens)
    #expect(described.readingBytes < lines.utf8.count + 3 * tokens)
    #expect(described.storedBytes == 10_000 * (2 * 4 + 8))
  }

  @Test("a column and a label are read, and quotes of a file with tabs are quotes in the text")
  func table() throws {
    let text = "1\t10\tx\t\"Lily\" is<br />good\n0\t1\ty\tbad\n"
    let loaded = try set(
      text, "column: 4\nlabel: first\nreplace: {'<br />': ' '}\nvocabulary: 9\nlength: 3"
    ).load()
    #expect(loaded.fields.map(\.name) == ["tokens", "label"])
    #expect(loaded.fields[0].classes == ["", "[UNK]", "lily", "is", "good", "bad"])
    #expect(
      try loaded.train.first(2)
        == HostArray(shape: [2, 3], storage: .int32([2, 3, 4, 5, 0, 0])))
    #expect(try loaded.train.first(2, field: 1) == HostArray(shape: [2], storage: .int32([1, 0])))
  }

  @Test("a table of commas has quotes, names and classes")
  func commas() throws {
    let text = "kind,text\npos,\"One, \"\"two\"\"\"\nneg,three\n"
    let loaded = try set(
      text, "column: text\nlabel: kind\nvocabulary: 9\nlength: 2", file: "t.csv"
    ).load()
    #expect(loaded.fields[0].classes == ["", "[UNK]", "one", "two", "three"])
    #expect(loaded.fields[1].classes == ["pos", "neg"])
    #expect(try loaded.train.first(2, field: 1) == HostArray(shape: [2], storage: .int32([0, 1])))
  }

  @Test(
    "standardization is Keras's, or a part of it, or none",
    arguments: [
      ("", ["", "[UNK]", "its", "ab"]), ("standardize: lower", ["", "[UNK]", "it's", "a-b"]),
      ("standardize: strip_punctuation", ["", "[UNK]", "Its", "Ab"]),
      ("standardize: none", ["", "[UNK]", "It's", "A-b"]),
    ])
  func standardized(_ field: String, _ words: [String]) throws {
    let set = try set("It's A-b\n", "vocabulary: 9\nlength: 2\n\(field)")
    #expect(try set.describe().main.classes == words)
  }

  @Test(
    "characters are Unicode's, blanks among them, after the same standardization",
    arguments: [
      ("", ["", "[UNK]", "é", " ", "a", "b"], [2, 3, 4, 2, 5, 0]),
      ("standardize: none", ["", "[UNK]", "é", " ", "A", "-", "b"], [2, 3, 4, 5, 2, 6]),
    ] as [(String, [String], [Int32])])
  func characters(_ field: String, _ characters: [String], _ tokens: [Int32]) throws {
    let set = try set("é A-éb\n", "tokens: characters\nvocabulary: 9\nlength: 6\n\(field)")
    let loaded = try set.load()
    #expect(loaded.fields[0].classes == characters)
    #expect(try loaded.train.first(1) == HostArray(shape: [1, 6], storage: .int32(tokens)))
    #expect(set.words(of: "b é") == ["b", " ", "é"])
    #expect(set.wordSeparator.isEmpty)
  }

  @Test(
    "the blanks that a line begins and ends with are characters too, and lines of blanks alone are none"
  )
  func indentation() throws {
    let set = try set(
      "\u{FEFF}a\r\n\r\n \t\n  b \n", "tokens: characters\nvocabulary: 9\nlength: 4", file: "t.txt")
    #expect(try set.load().fields[0].classes == ["", "[UNK]", " ", "a", "b"])
    #expect(try tokens(set) == [3, 0, 0, 0, 2, 2, 4, 2])
  }

  @Test("the test part has the words of the training part")
  func parts() throws {
    let files = ["a.txt": Data("one two\n".utf8), "b.txt": Data("two three\n".utf8)]
    try withFolder(files) { folder in
      let loaded = try dataSet(
        "{source: text, path: \(folder), splits: {train: a.txt, test: b.txt}, vocabulary: 9, length: 2}"
      ).load()
      #expect(try loaded.test.first(1) == HostArray(shape: [1, 2], storage: .int32([3, 1])))
    }
  }

  @Test("what is wrong is said with line and column")
  func mistakes() {
    let latin = Data("good\ncaf".utf8) + Data([0xE9, 0x0A])
    #expect(
      message { _ = try set(latin, "vocabulary: 9\nlength: 2", file: "t.txt") }?
        .hasSuffix("t.txt:2:4: the byte 0xE9 is no UTF-8") == true)
    let wide = Data([0xFF, 0xFE, 0x61, 0, 0x0A, 0])
    #expect(
      message { _ = try set(wide, "vocabulary: 9\nlength: 2", file: "t.txt") }?
        .hasSuffix("t.txt: is text in UTF-16; UTF-8 is read") == true)
    #expect(
      message { _ = try set("a\tb\nc\n", "column: 2\nvocabulary: 9\nlength: 2") }?
        .hasSuffix("t.tsv:2:1: the row has 1 column, the first has 2") == true)
    #expect(
      message { _ = try set("a\n", "label: 2\nvocabulary: 9\nlength: 2") }
        == "'label' is of a table; 'column' says which of its columns is the text")
    #expect(
      message { _ = try set("a\n", "column: text\nheader: false\nvocabulary: 9\nlength: 2") }
        == "without a header no column has a name")
  }

  @Test(
    "the real reviews: half of them praise",
    enabledWithData("imdb/train.tsv"))
  func reviews() throws {
    let set = try dataSet(
      """
      source: text
      path: data/imdb/train.tsv
      column: 4
      label: first
      replace: {"<br />": " "}
      vocabulary: 15000
      length: 100
      """, name: "review", data: sharedData)
    let loaded = try set.load()
    #expect(loaded.train.count == 5000)
    #expect(loaded.fields[0].classes.count == 15000)
    #expect(loaded.fields[0].classes.prefix(6) == ["", "[UNK]", "the", "and", "a", "of"])
    let labels = try loaded.train.first(5000, field: 1).floats
    #expect(labels.reduce(0, +) == 2500)
  }
}

@Suite struct UTF8TextTests {
  @Test(
    "the first byte that is no text is found",
    arguments: [
      ([0x61, 0xC3, 0xA9], nil), ([0x61, 0xE9], 1), ([0xC3], 0), ([0xC0, 0x80], 0),
      ([0xE2, 0x82, 0xAC, 0xFF], 3), ([0xED, 0xA0, 0x80], 0), ([0xF0, 0x9F, 0x98, 0x80], nil),
      ([0xF4, 0x90, 0x80, 0x80], 0), ([0xE0, 0x80, 0x80], 0), ([], nil),
    ] as [([UInt8], Int?)])
  func found(_ bytes: [UInt8], _ place: Int?) {
    #expect(bytes.withUnsafeBytes { UTF8Text.firstWrongByte(of: $0) } == place)
    #expect((String(validating: bytes, as: UTF8.self) == nil) == (place != nil))
  }
}

@Suite struct BuiltinSentencesTests {
  @Test("reviews begin like films, have labels, and are the same in every set")
  func sentences() throws {
    let few = try dataSet("{source: builtin/sentences, count: 50, holdout: 0}").load()
    let more = try dataSet("{source: builtin/sentences, count: 400, holdout: 0}", seed: 1).load()
    #expect(few.fields[0].type == TensorType([20], .int32))
    func texts(_ set: LoadedData) throws -> [String] {
      let numbers = try set.train.first(50).floats.map { Int($0) }
      return (0..<50).map { row in
        numbers[row * 20..<(row + 1) * 20].map { set.fields[0].classes[$0] }
          .joined(separator: " ")
      }
    }
    #expect(try texts(few) == texts(more))
    #expect(try texts(few).contains { $0.hasPrefix("this movie is") })
    #expect(more.fields[0].classes.count < 120)
    let labels = try more.train.first(400, field: 1).floats
    #expect((150...250).contains(labels.reduce(0, +)))
  }
}
