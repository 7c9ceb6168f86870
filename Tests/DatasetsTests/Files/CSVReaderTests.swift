import Foundation
import Testing

@testable import Datasets

@Suite struct CSVReaderTests {
  private func table(
    _ text: String, header: Bool = false, label: CSVReader.Label? = nil, delimiter: Character = ","
  ) throws -> CSVTable {
    let reader = CSVReader(
      delimiter: delimiter.asciiValue ?? 44, hasHeader: header, label: label, labelRange: nil)
    return try reader.read(
      Data(text.utf8), of: DataFile(path: "t.csv", written: "t.csv"), keeping: .everything)
  }

  struct Readable: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    var header = false
    var label: CSVReader.Label?
    var delimiter: Character = ","
    let values: [Float]
    var labels: [Double] = []
  }

  @Test(
    "rows are read",
    arguments: [
      Readable(testDescription: "two rows", text: "1,2\n3,4\n", values: [1, 2, 3, 4]),
      Readable(testDescription: "no line end at the end", text: "1,2\n3,4", values: [1, 2, 3, 4]),
      Readable(testDescription: "Windows line ends", text: "1,2\r\n3,4\r\n", values: [1, 2, 3, 4]),
      Readable(testDescription: "empty lines at the end", text: "1\n2\n\n \n", values: [1, 2]),
      Readable(testDescription: "a byte order mark", text: "\u{FEFF}1,2\n", values: [1, 2]),
      Readable(
        testDescription: "spaces and signs", text: " 1 , -2\n+3, .5\n", values: [1, -2, 3, 0.5]),
      Readable(
        testDescription: "exponents", text: "1e3,2.5E-1,-1e+2\n", values: [1000, 0.25, -100]),
      Readable(
        testDescription: "a header and a label by name", text: "a,\"b\",c\n1,2,3\n", header: true,
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
        testDescription: "a number of many digits",
        text: "0.1000000000000000055511151231257827\n", values: [0.1]),
    ])
  func reads(_ test: Readable) throws {
    let table = try table(
      test.text, header: test.header, label: test.label, delimiter: test.delimiter)
    #expect(table.values == test.values)
    #expect(table.labels == test.labels)
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
      ("1,2\n\n3,4\n", "t.csv:2:1: a number is missing"),
      ("1,nan\n", "t.csv:1:3: 'nan' is no number"),
      ("1,0x10\n", "t.csv:1:3: '0x10' is no number"),
      ("1,1e\n", "t.csv:1:3: '1e' is no number"),
      ("1,1e999\n", "t.csv:1:3: '1e999' is too large"),
      ("1,1e39\n", "t.csv:1:3: '1e39' is too large"),
      ("a,b\n1,2\n", "t.csv:1:1: 'a' is no number"),
      ("1,2 3\n", "t.csv:1:3: '2 3' is no number"),
      ("1,\u{1}\n", "t.csv:1:3: '?' is no number"),
    ])
  func refuses(_ text: String, _ expected: String) {
    #expect(message { _ = try table(text) } == expected)
  }

  @Test("a file that holds only a header has no rows")
  func onlyHeader() {
    #expect(message { _ = try table("a,b\n", header: true) } == "t.csv: has no rows")
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

  @Test("damaged files are refused or read, never a crash", arguments: 0..<40)
  func damage(_ seed: Int) throws {
    var draws = Draws(.init(key: 11), step: seed)
    var bytes = Array("a,b,c\n1,2.5,3\n4,5e-3,6\n7,8,9\n".utf8)
    for _ in 0..<50 {
      let place = Int(draws.uniform(0, Double(bytes.count)))
      bytes[place] = UInt8(draws.uniform(0, 256))
      if draws.uniform() < 0.1 { bytes.removeLast(min(bytes.count - 1, 3)) }
      let reader = CSVReader(
        delimiter: 44, hasHeader: draws.uniform() < 0.5, label: .last, labelRange: nil)
      let file = DataFile(path: "t.csv", written: "t.csv")
      if let table = try? reader.read(Data(bytes), of: file, keeping: .everything) {
        #expect(table.values.count == table.rowCount * table.valueCount)
        #expect(table.labels.count == table.rowCount)
      }
    }
  }
}

extension Double {
  fileprivate func power(_ exponent: Int) -> Double { pow(self, Double(exponent)) }
}
