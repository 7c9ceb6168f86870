import Diagnostics
import Foundation

/// What a table holds of the fields that are wanted.
struct CSVTable: Sendable {
  struct Column: Sendable {
    let name: String
    /// The numbers of a row; `nil` for a number alone.
    let width: Int?
    /// What the first row of the file calls the numbers of a row; empty where it calls them nothing.
    var headings: [String] = []
    /// Row after row; of a row's numbers only where everything is kept.
    var values: [Float] = []
    /// Of a number alone.
    var scalars: [Double] = []
    /// Whether every scalar is a whole number that an int32 holds.
    var isWhole = true
    /// Where the scalars are texts: each once, in the order of appearance; the scalars are their places.
    var classes: [String]?
  }

  var rowCount = 0
  var columns: [Column]
  /// Tells of the first whole number of a row that single precision does not hold.
  var lostDigits: Diagnostic?
}

/// Reads tables of numbers strictly: every row as long as the first, every cell a finite decimal number, but for scalars, which may be
/// texts and then are classes.
struct CSVReader: Sendable {
  /// What is kept of the cells, all of which are checked.
  enum Keeping: Sendable { case scalars, everything }

  static let maximumColumns = 1 << 20
  /// More classes than that are no labels.
  static let maximumClasses = 1 << 16

  let layout: CSVLayout

  /// - Throws: an empty file, a row of another length, a cell that is no number; each with line and column.
  func read(_ data: Data, of file: DataFile, keeping: Keeping) throws -> CSVTable {
    try data.withUnsafeBytes { bytes in
      var text = CSVText(bytes, delimiter: layout.delimiter, of: file)
      let (first, rest) = try shape(text)
      text = rest
      var rows = Rows(first, keeping: keeping)
      try rows.checkNames(of: text)
      while text.beginRecord() { try rows.add(from: &text) }
      let table = rows.table
      guard table.rowCount > 0 else { throw file.malformed("has no rows") }
      if layout.header == .automatic, !first.found.hasHeader { try checkFirstRow(of: table, file) }
      for column in table.columns { try column.checkMissing(of: file) }
      return table
    }
  }

  /// - Throws: a first row that alone has a word where all others have numbers, so that it may be the columns' names.
  private func checkFirstRow(of table: CSVTable, _ file: DataFile) throws {
    for column in table.columns {
      guard let classes = column.classes, classes.count > 1,
        column.scalars.dropFirst().allSatisfy({ $0 != 0 }),
        classes.dropFirst().allSatisfy(DecimalNumber.isOne)
      else { continue }
      throw file.malformed(
        "in the first row '\(column.name)' is '\(classes[0].excerpt)', and in all others a number, so it may be data or names",
        notes: CSVLayout.headerAdvice)
    }
  }

  /// What the first record says, and the text from the first row of data on.
  private func shape(_ text: CSVText) throws -> (Shape, CSVText) {
    var text = text
    let start = text
    guard text.beginRecord() else { throw text.file.malformed("is empty") }
    var cells: [CSVText.Cell] = []
    while true {
      let (cell, isLast) = try text.cell()
      cells.append(cell)
      guard cells.count <= Self.maximumColumns else {
        throw text.malformed("more than \(Self.maximumColumns) columns", at: cell.place)
      }
      if isLast { break }
    }
    let names = try cells.map { try text.text($0) }
    let found = try layout.find(
      in: names, isNumber: cells.map { text.number($0) != nil }, of: text.file)
    let shape = Shape(
      found: found, names: found.hasHeader ? zip(names, cells).map { ($0, $1.place) } : [])
    return (shape, found.hasHeader ? text : start)
  }

  private struct Shape {
    let found: CSVLayout.Found
    /// With their places in the file.
    let names: [(name: String, place: Int)]
  }

  /// Puts cells where they belong.
  private struct Rows {
    /// What a column of the file is to the table.
    private struct Use {
      let column: Int
      /// Its place in the row; `nil` for a number alone.
      let place: Int?
    }

    private var rows: CSVTable
    private let shape: Shape
    private let keeping: Keeping
    /// By the column of the file.
    private var uses: [[Use]]
    /// By the column of the table, where it is one number a row.
    private var scalars: [CSVTable.Scalars?]

    init(_ shape: Shape, keeping: Keeping) {
      self.shape = shape
      self.keeping = keeping
      let fields = shape.found.fields
      rows = CSVTable(
        columns: fields.map { field in
          var column = CSVTable.Column(
            name: field.name, width: field.isScalar ? nil : field.columns.count)
          if !shape.names.isEmpty {
            column.headings = field.columns.map { shape.names[$0].name }
          }
          return column
        })
      uses = Array(repeating: [], count: shape.found.columnCount)
      scalars = fields.map { $0.isScalar ? CSVTable.Scalars(name: $0.name) : nil }
      for (column, field) in fields.enumerated() {
        for (place, number) in field.columns.enumerated()
        where !field.isScalar || place == 0 {
          uses[number].append(Use(column: column, place: field.isScalar ? nil : place))
        }
      }
    }

    /// All rows so far.
    var table: CSVTable {
      var table = rows
      for (i, scalars) in scalars.enumerated() {
        if let scalars { table.columns[i] = scalars.column }
      }
      return table
    }

    /// What may be the matter with the first row.
    private var notes: [String] {
      rows.rowCount == 0 && !shape.found.hasHeader
        ? ["where the first row names the columns, write 'header: true'"] : []
    }

    /// - Throws: a name that stands twice, of columns that are read.
    func checkNames(of text: CSVText) throws {
      var first: [String: Int] = [:]
      for (number, (name, place)) in shape.names.enumerated() where !name.isEmpty {
        if let other = first[name], !uses[number].isEmpty || !uses[other].isEmpty {
          throw text.malformed(
            "the name '\(name.excerpt)' stands twice: columns \(other + 1) and \(number + 1)",
            at: place)
        }
        first[name] = number
      }
    }

    /// Reads a record.
    mutating func add(from text: inout CSVText) throws {
      if keeping == .everything {
        for i in rows.columns.indices {
          guard let width = rows.columns[i].width else { continue }
          rows.columns[i].values.append(contentsOf: repeatElement(0, count: width))
        }
      }
      var number = 0
      var end = 0
      while true {
        let (cell, isLast) = try text.cell()
        end = cell.content.upperBound
        guard number < uses.count else {
          throw text.malformed(
            "the row has more than the \(uses.count) columns of the first", at: cell.place - 1)
        }
        for use in uses[number] { try put(cell, of: text, use) }
        number += 1
        if isLast { break }
      }
      guard number == uses.count else {
        throw text.malformed(
          "the row has \(number.counted("column")), the first has \(uses.count)",
          at: end)
      }
      rows.rowCount += 1
    }

    private mutating func put(_ cell: CSVText.Cell, of text: CSVText, _ use: Use) throws {
      guard let place = use.place else {
        let notes = notes
        try scalars[use.column]?.append(cell, of: text, notes: notes)
        return
      }
      let number = try text.finiteNumber(cell, notes: notes)
      let value = Float(number)
      if rows.lostDigits == nil, Double(value) != number, text.isOfDigits(cell) {
        rows.lostDigits = try text.lostDigits(of: cell)
      }
      guard keeping == .everything else { return }
      let width = rows.columns[use.column].width ?? 1
      rows.columns[use.column].values[rows.rowCount * width + place] = value
    }
  }
}

extension CSVTable.Column {
  /// - Throws: numbers that were taken for classes, since the first of them is missing.
  func checkMissing(of file: DataFile) throws {
    guard let classes, let first = classes.first else { return }
    guard DecimalNumber.isMissing(first), classes.contains(where: DecimalNumber.isOne),
      classes.allSatisfy({ DecimalNumber.isMissing($0) || DecimalNumber.isOne($0) })
    else { return }
    throw file.malformed(
      "'\(name)' is numbers, but '\(first.excerpt)' in the first row, which is none",
      notes: ["leave out such rows, or put a number there; a class is called by another word"])
  }
}

extension CSVTable {
  /// Collects a number a row: numbers, or, where the first is none, texts, which become classes.
  struct Scalars {
    private(set) var column: Column
    private var numbers: [String: Int] = [:]

    init(name: String) { column = Column(name: name, width: nil) }

    /// - Throws: a cell that is no number among numbers, or empty.
    mutating func append(
      _ cell: CSVText.Cell, of text: CSVText, notes: [String] = []
    ) throws {
      if column.scalars.isEmpty, text.number(cell) == nil, !cell.content.isEmpty {
        column.classes = []
      }
      guard column.classes == nil else { return try appendClass(cell, of: text) }
      let value = try text.finiteNumber(cell, notes: notes)
      if value != value.rounded() || abs(value) > Double(Int32.max) { column.isWhole = false }
      column.scalars.append(value)
    }

    private mutating func appendClass(_ cell: CSVText.Cell, of text: CSVText) throws {
      let name = try text.text(cell)
      guard !name.isEmpty else { throw text.malformed("a class is missing", at: cell.place) }
      if numbers[name] == nil {
        guard numbers.count < CSVReader.maximumClasses else {
          throw text.malformed("more than \(CSVReader.maximumClasses) classes", at: cell.place)
        }
        numbers[name] = numbers.count
        column.classes?.append(name)
      }
      column.scalars.append(Double(numbers[name] ?? 0))
    }
  }
}

extension CSVText {
  /// Whether a number is written by its digits alone: who writes `6.02e23` means no more than these.
  fileprivate func isOfDigits(_ cell: Cell) -> Bool {
    bytes[cell.content].allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2B }
  }

  /// Tells of a whole number that loses digits.
  fileprivate func lostDigits(of cell: Cell) throws -> Diagnostic {
    let mistake = malformed("'\(try text(cell).excerpt)' loses digits", at: cell.place)
    return Diagnostic(
      .lostDigits, mistake.message, at: mistake.range,
      notes: [
        .init(
          "numbers of a row have single precision, in which whole ones are exact up to 16777216; take a number off all of them where the file is written, or leave the column out"
        )
      ])
  }

  /// The number in a cell, as a float32 holds it.
  ///
  /// - Throws: a cell that holds something else, with line and column.
  func finiteNumber(_ cell: Cell, notes: [String] = []) throws -> Double {
    guard let value = number(cell) else {
      let written = try text(cell)
      let advice = CellAdvice.note(on: written).map { [$0] } ?? []
      throw malformed(
        written.isEmpty ? "a number is missing" : "'\(written.excerpt)' is no number",
        at: cell.place, notes: advice + notes)
    }
    guard value.isFinite, Float(value).isFinite else {
      throw malformed("'\(try text(cell).excerpt)' is too large", at: cell.place)
    }
    return value
  }
}
