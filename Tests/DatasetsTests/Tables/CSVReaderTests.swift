import Diagnostics
import Foundation
import Testing

@testable import Datasets

@Suite struct CSVReaderTests {
  private static func reader(
    header: CSVLayout.Header = .absent, label: ColumnReference.Name? = nil,
    delimiter: Character = ",", columns: [ColumnReference.Name]? = nil,
    ignored: [ColumnReference.Name] = []
  ) -> CSVReader {
    func reference(_ name: ColumnReference.Name) -> ColumnReference {
      ColumnReference(name: name, range: nil)
    }
    var layout = CSVLayout()
    layout.delimiter = delimiter.asciiValue ?? 44
    layout.header = header
    layout.label = label.map(reference)
    layout.columns = columns?.map(reference)
    layout.ignored = ignored.map(reference)
    return CSVReader(layout: layout)
  }

  private static let file = DataFile(path: "t.csv", written: "t.csv")

  private func table(_ text: String, _ reader: CSVReader = Self.reader()) throws -> CSVTable {
    try reader.read(Data(text.utf8), of: Self.file, keeping: .everything)
  }

  @Test(
    "a whole number of a row that single precision does not hold is told of, the first",
    arguments: [
      ("1,2\n1,1700000001\n16777217,3\n", "t.csv:2:3: '1700000001' loses digits"),
      ("1,16777216\n1.5,0.1\n", nil), ("1700000128,1e9\n", nil), ("6.02e23,1e20\n", nil),
      ("-1700000001,2\n", "t.csv:1:1: '-1700000001' loses digits"),
    ] as [(String, String?)])
  func digits(_ text: String, _ expected: String?) throws {
    let told = try table(text).lostDigits
    #expect(told?.message == expected)
    #expect(told == nil || told?.warning == .lostDigits)
  }

  struct Readable: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    var header = CSVLayout.Header.automatic
    var label: ColumnReference.Name?
    var delimiter: Character = ","
    var columns: [ColumnReference.Name]?
    var ignored: [ColumnReference.Name] = []
    let values: [Float]
    var labels: [Double] = []
    var classes: [String]?
  }

  @Test(
    "rows are read",
    arguments: [
      Readable(testDescription: "two rows", text: "1,2\n3,4\n", values: [1, 2, 3, 4]),
      Readable(testDescription: "no line end at the end", text: "1,2\n3,4", values: [1, 2, 3, 4]),
      Readable(testDescription: "Windows line ends", text: "1,2\r\n3,4\r\n", values: [1, 2, 3, 4]),
      Readable(testDescription: "old line ends", text: "1,2\r3,4\r", values: [1, 2, 3, 4]),
      Readable(testDescription: "empty lines", text: "\n1\n \n\r\n2\n\n \n", values: [1, 2]),
      Readable(testDescription: "a byte order mark", text: "\u{FEFF}1,2\n", values: [1, 2]),
      Readable(
        testDescription: "spaces and signs", text: " 1 , -2\n+3, .5\n", values: [1, -2, 3, 0.5]),
      Readable(
        testDescription: "exponents", text: "1e3,2.5E-1,-1e+2\n", values: [1000, 0.25, -100]),
      Readable(
        testDescription: "a header and a label by name", text: "a,\"b\",c\n1,2,3\n",
        header: .present,
        label: .named("b"), values: [1, 3], labels: [2]),
      Readable(
        testDescription: "the last column as label", text: "1,2,3\n4,5,6\n", label: .last,
        values: [1, 2, 4, 5], labels: [3, 6]),
      Readable(
        testDescription: "the first column as label", text: "1,2\n3,4\n", label: .first,
        values: [2, 4], labels: [1, 3]),
      Readable(
        testDescription: "tabs between", text: "1\t2\n3\t4\n", delimiter: "\t",
        values: [1, 2, 3, 4]),
      Readable(
        testDescription: "any number of blanks between", text: "  1   2\t3\n 4 5 6 \n",
        delimiter: " ", values: [1, 2, 3, 4, 5, 6]),
      Readable(
        testDescription: "a number of many digits",
        text: "0.1000000000000000055511151231257827\n", values: [0.1]),
      Readable(
        testDescription: "numbers in quotes, and a line end in a header",
        text: "\"a\nb\",\"c, \"\"d\"\"\"\n\"1\",2\n", label: .named("c, \"d\""), values: [1],
        labels: [2]),
      Readable(
        testDescription: "a header that is found", text: "a,b\n1,2\n", values: [1, 2]),
      Readable(
        testDescription: "a first row of numbers that is none", text: "1,2\n3,4\n", label: .last,
        values: [1, 3], labels: [2, 4]),
      Readable(
        testDescription: "a first row of numbers that is said to be one", text: "1,2\n3,4\n",
        header: .present, label: .named("2"), values: [3], labels: [4]),
      Readable(
        testDescription: "classes without a header", text: "5,iris\n6,\"a, b\"\n7,iris\n",
        label: .last, values: [5, 6, 7], labels: [0, 1, 0], classes: ["iris", "a, b"]),
      Readable(
        testDescription: "doubled quotes, also with an accent behind them",
        text: "5,\"\"\"a\"\"\"\n6,\"b\"\"\u{301}c\"\n", label: .last, values: [5, 6],
        labels: [0, 1], classes: ["\"a\"", "b\"\u{301}c"]),
      Readable(
        testDescription: "classes with a header", text: "size,kind\n5,b\n6,a\n",
        label: .named("kind"), values: [5, 6], labels: [0, 1], classes: ["b", "a"]),
      Readable(
        testDescription: "names of which some are numbers, where that is said",
        text: "0,1,kind\n5,6,1\n7,8,0\n", header: .present, label: .last, values: [5, 6, 7, 8],
        labels: [1, 0]),
      Readable(
        testDescription: "a class that is a word once, where there is no header",
        text: "5,6,none\n7,8,1\n", header: .absent, label: .last, values: [5, 6, 7, 8],
        labels: [0, 1], classes: ["none", "1"]),
      Readable(
        testDescription: "classes of which some are numbers", text: "5,none\n6,1\n7,none\n",
        label: .last, values: [5, 6, 7], labels: [0, 1, 0], classes: ["none", "1"]),
      Readable(
        testDescription: "columns in the order in which they are asked for",
        text: "a,b,c\n1,x,3\n4,y,6\n", columns: [.named("c"), .number(1)], values: [3, 1, 6, 4]),
      Readable(
        testDescription: "without what is ignored", text: "id,b,c\nx1,2,3\nx2,5,6\n",
        label: .last, ignored: [.number(1)], values: [2, 5], labels: [3, 6]),
    ])
  func reads(_ test: Readable) throws {
    let table = try table(
      test.text,
      Self.reader(
        header: test.header, label: test.label, delimiter: test.delimiter, columns: test.columns,
        ignored: test.ignored))
    #expect(table.columns[0].values == test.values)
    #expect((table.columns.count > 1 ? table.columns[1].scalars : []) == test.labels)
    #expect((table.columns.count > 1 ? table.columns[1].classes : nil) == test.classes)
  }

  @Test(
    "what is wrong is said with line and column",
    arguments: [
      ("", "t.csv: is empty"),
      ("\n\n", "t.csv: is empty"),
      ("1,2\n3\n", "t.csv:2:2: the row has 1 column, the first has 2"),
      ("1,2\n3,4,5\n", "t.csv:2:4: the row has more than the 2 columns of the first"),
      ("1,2\n3,x\n", "t.csv:2:3: 'x' is no number"),
      ("1,2\n3,\n", "t.csv:2:3: a number is missing"),
      ("1,2\n\n3,x\n", "t.csv:3:3: 'x' is no number"),
      ("1,2\r3,x\r", "t.csv:2:3: 'x' is no number"),
      ("1,\"2\n", "t.csv:1:3: a quote is opened here and never closed"),
      ("1,\"2\"3\n", "t.csv:1:6: there is text behind a quote that is closed"),
      ("1\t2\n3\t4\n", "t.csv: a row is one column here; with 'delimiter: tab' it is 2"),
      ("1;2;3\n", "t.csv: a row is one column here; with 'delimiter: \";\"' it is 3"),
      (" 1.0  2.0\n", "t.csv: a row is one column here; with 'delimiter: space' it is 2"),
      ("1,nan\n", "t.csv:1:3: 'nan' is no number"),
      ("1,0x10\n", "t.csv:1:3: '0x10' is no number"),
      ("1,1e\n", "t.csv:1:3: '1e' is no number"),
      ("1,1e999\n", "t.csv:1:3: '1e999' is too large"),
      ("1,1e39\n", "t.csv:1:3: '1e39' is too large"),
      ("a,b\n1,2\n", "t.csv:1:1: 'a' is no number"),
      ("1,2 3\n", "t.csv:1:3: '2 3' is no number"),
      ("1,\u{1}\n", "t.csv:1:3: '\\u{1}' is no number"),
    ])
  func refuses(_ text: String, _ expected: String) {
    #expect(message { _ = try table(text) } == expected)
    // `etch validate` keeps no numbers, and finds the same.
    let found = message {
      _ = try Self.reader().read(Data(text.utf8), of: Self.file, keeping: .scalars)
    }
    #expect(found == expected)
  }

  @Test(
    "a cell that is no number is told with what to write",
    arguments: [
      ("1,2\n3,\n", "every cell is a number: put one there, or take the row or the column out"),
      ("1,2\n3,NA\n", "every cell is a number"),
      ("1;2\n3;0,956\n", "the decimal sign is a point: 0.956"),
      ("1,2\n3,-12.5 m\n", "a number stands without its unit: -12.5"),
      ("1,2\n3,20%\n", "a number stands without its unit: 20"),
      ("1,2\n3,2024-01-01\n", ""), ("1,2\n3,1 2 m\n", ""), ("1,2\n3,x\n", ""),
    ])
  func cellAdvice(_ text: String, _ told: String) throws {
    let isOfSemicolons = text.contains(";")
    let reader = Self.reader(delimiter: isOfSemicolons ? ";" : ",")
    let error = #expect(throws: Diagnostic.self) { _ = try table(text, reader) }
    let note = error?.notes.first?.message ?? ""
    #expect(told.isEmpty ? note.isEmpty : note.hasPrefix(told), "\(note)")
  }

  @Test("a file that holds only a header has no rows")
  func onlyHeader() {
    let reader = Self.reader(header: .present)
    #expect(message { _ = try table("a,b\n", reader) } == "t.csv: has no rows")
  }

  @Test(
    "what is wrong with columns is said",
    arguments: [
      ("a,b,a\n1,2,3\n", nil, "t.csv:1:5: the name 'a' stands twice: columns 1 and 3"),
      (
        "a,b,a\n1,2,3\n", .named("a"),
        "'t.csv' has 2 columns 'a': 1, 3"
      ),
      ("size,b\n1,2\n", .named("sise"), "'t.csv' has no column 'sise'; did you mean 'size'?"),
      ("1,2\n", .named("a"), "'t.csv' names no columns: its first row is numbers"),
      ("1,2\n", .number(3), "there is no column 3: 't.csv' has 2"),
      ("1\n", .last, "t.csv: a row holds nothing but its label"),
      ("a,b\n1,x\n2,\n", .last, "t.csv:3:3: a class is missing"),
      ("a,b\n1,2\n2,x\n", .last, "t.csv:3:3: 'x' is no number"),
      (
        "1,NA\n3,4\n", nil,
        "t.csv: in the first row '1' is a number and 'NA' is none, so it may be data or names"
      ),
      (
        "\"1,000\",2,0\n3,4,1\n", .last,
        "t.csv: in the first row '2' is a number and '1,000' is none, so it may be data or names"
      ),
      (
        "0x1F,2\n3,4\n", nil,
        "t.csv: in the first row '2' is a number and '0x1F' is none, so it may be data or names"
      ),
      (
        "0x1F,2\n3,4\n", .last,
        "t.csv: in the first row '2' is a number and '0x1F' is none, so it may be data or names"
      ),
      (
        "nan,inf\n3,4\n", nil,
        "t.csv: in the first row 'nan' stands where numbers are, so it may be data or names"
      ),
      (
        "NA,low\n3,high\n", .last,
        "t.csv: in the first row 'NA' stands where numbers are, so it may be data or names"
      ),
      (
        "0,1,kind\n5,6,1\n7,8,0\n", .last,
        "t.csv: in the first row 'label' is 'kind', and in all others a number, so it may be data or names"
      ),
    ] as [(String, ColumnReference.Name?, String)])
  func columns(_ text: String, _ label: ColumnReference.Name?, _ expected: String) {
    let reader = Self.reader(header: .automatic, label: label)
    #expect(message { _ = try table(text, reader) } == expected)
  }

  @Test(
    "numbers of which the first is missing are no classes, whether names stand above them or not",
    arguments: ["NA", "nan", "?", "-inf"])
  func missing(_ marker: String) {
    let expected = "t.csv: 'label' is numbers, but '\(marker)' in the first row, which is none"
    for rows in ["1,\(marker)\n2,3.5\n3,4\n", "1,\(marker)\n2,3.5\n3,NaN\n4,7\n"] {
      #expect(message { _ = try table(rows, Self.reader(label: .last)) } == expected)
      let reader = Self.reader(header: .present, label: .named("price"))
      #expect(message { _ = try table("a,price\n" + rows, reader) } == expected)
    }
    // Words beside it are classes, and so is it.
    let classes = try? table("1,\(marker)\n2,low\n3,4\n", Self.reader(label: .last))
    #expect(classes?.columns[1].classes == [marker, "low", "4"])
  }

  @Test("a row of megabytes is told without looking for another delimiter in all of it")
  func longRow() {
    let row = String(repeating: "a ", count: (1 << 23) + 8)
    let found = message { _ = try table(row + "\n") }
    #expect(found == "t.csv:1:1: '\(row.prefix(40))…\(row.prefix(15))' is no number")
  }

  @Test("a byte that is no UTF-8 is told where a name or class is")
  func latin() {
    let bytes = Data("1,caf".utf8) + Data([0xE9]) + Data("\n".utf8)
    let found = message {
      _ = try Self.reader(header: .automatic, label: .last).read(
        bytes, of: Self.file, keeping: .everything)
    }
    #expect(found == "t.csv:1:6: the byte 0xE9 is no UTF-8")
  }

  @Test("numbers are rounded as the standard library rounds them")
  func rounding() {
    var draws = Draws(.init(key: 7), step: 0)
    for _ in 0..<2000 {
      let value = draws.normal() * Double.init(10).power(Int(draws.uniform(-30, 30)))
      for text in ["\(value)", "\(Float(value))"] {
        var offset = 0
        let parsed = Data(text.utf8).withUnsafeBytes { DecimalNumber.parse($0, &offset) }
        #expect(parsed == Double(text), "\(text)")
        #expect(offset == text.utf8.count)
      }
    }
  }

  @Test("5,000 damaged files are refused or read, never a crash", arguments: 0..<5)
  func damage(_ seed: Int) throws {
    var draws = Draws(.init(key: 11), step: seed)
    let originals = [
      "a,b,c\n1,2.5,3\n4,5e-3,6\n7,8,9\n", "1,\"x\"\"y\"\r\n2,z\r\n", "1 2\t3\n\n4 5 6\n", "",
    ]
    for round in 0..<1000 {
      var bytes = Array(originals[round % originals.count].utf8)
      for _ in 0..<Int(draws.uniform(0, 6)) {
        let byte = draws.uniform() < 0.5 ? UInt8(draws.uniform(0, 256)) : UInt8(ascii: "\"")
        if draws.uniform() < 0.3 || bytes.isEmpty {
          bytes.insert(byte, at: Int(draws.uniform(0, Double(bytes.count + 1))))
        } else {
          bytes[Int(draws.uniform(0, Double(bytes.count)))] = byte
        }
        if draws.uniform() < 0.1 { bytes.removeLast(min(bytes.count, 3)) }
      }
      for delimiter in [",", " ", "\t"] as [Character] {
        let reader = Self.reader(
          header: [.absent, .present, .automatic][round % 3],
          label: draws.uniform() < 0.5 ? .last : .named("b"), delimiter: delimiter,
          ignored: draws.uniform() < 0.2 ? [.number(1)] : [])
        let text = try? reader.read(Data(bytes), of: Self.file, keeping: .everything)
        guard let table = text else { continue }
        #expect(
          table.columns[0].values.count == table.rowCount * (table.columns[0].width ?? 0))
        #expect(table.columns[1].scalars.count == table.rowCount)
      }
    }
  }
}

extension Double {
  fileprivate func power(_ exponent: Int) -> Double { pow(self, Double(exponent)) }
}
