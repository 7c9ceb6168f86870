import Diagnostics

/// A column as an experiment names it.
struct ColumnReference: Sendable {
  enum Name: Sendable, Hashable {
    case first, last
    /// From 1.
    case number(Int)
    case named(String)
  }

  let name: Name
  let range: SourceRange?

  var isNamed: Bool {
    if case .named = name { true } else { false }
  }
}

/// What an experiment wants of a table.
struct CSVLayout: Sendable {
  enum Header: Sendable { case automatic, present, absent }
  /// Columns by the name of the field that they are: one alone is a number an example, a list is a row.
  struct WrittenField: Sendable {
    let name: String
    let columns: [ColumnReference]
    let isScalar: Bool
  }

  var delimiter = UInt8(ascii: ",")
  var header = Header.automatic
  /// In the place of all that follow.
  var fields: [WrittenField]?
  var label: ColumnReference?
  /// Those of the row; by default all but the label.
  var columns: [ColumnReference]?
  var ignored: [ColumnReference] = []

  /// Whether texts may stand in quotes; in files with tabs between cells they do not.
  var quotesTexts: Bool { delimiter != UInt8(ascii: "\t") }

  /// The columns of a field in one file, from 0.
  struct Field: Sendable {
    let name: String
    let columns: [Int]
    let isScalar: Bool
  }

  /// What a first record says.
  struct Found {
    let hasHeader: Bool
    let columnCount: Int
    let fields: [Field]
  }

  /// - Throws: a column that is named where no header names any.
  func checkNames() throws {
    guard header == .absent, let named = references.first(where: \.isNamed) else { return }
    throw Diagnostic(
      "without a header no column has a name", at: named.range,
      notes: [.init("write 'last', 'first' or the column's number, counted from 1")])
  }

  /// Finds the columns of a file.
  ///
  /// - Parameters:
  ///   - cells: the texts of the first record.
  ///   - isNumber: which of them are numbers.
  /// - Throws: columns that are not there, or of which one name stands for two; a row without numbers; another delimiter.
  func find(in cells: [String], isNumber: [Bool], of file: DataFile) throws -> Found {
    try checkDelimiter(cells, file)
    let hasHeader = try hasHeader(cells, isNumber, file)
    let names = hasHeader ? cells : nil
    func place(_ reference: ColumnReference) throws -> Int {
      try Self.place(of: reference, among: cells.count, names: names, file)
    }
    if let fields {
      return Found(
        hasHeader: hasHeader, columnCount: cells.count,
        fields: try fields.map {
          Field(name: $0.name, columns: try $0.columns.map(place), isScalar: $0.isScalar)
        })
    }
    let label = try label.map(place)
    let ignored = Set(try ignored.map(place))
    let values =
      try columns?.map(place)
      ?? cells.indices.filter { $0 != label && !ignored.contains($0) }
    guard !values.isEmpty else {
      throw file.malformed(
        label == nil ? "no column is left to read" : "a row holds nothing but its label")
    }
    return Found(
      hasHeader: hasHeader, columnCount: cells.count,
      fields: [Field(name: "value", columns: values, isScalar: false)]
        + (label.map { [Field(name: "label", columns: [$0], isScalar: true)] } ?? []))
  }

  /// In a longer cell no other delimiter is looked for: it is no row of numbers.
  private static let longestRow = 1 << 24

  /// Another delimiter is told where a row has but one cell and holds it.
  private func checkDelimiter(_ cells: [String], _ file: DataFile) throws {
    guard cells.count == 1, cells[0].utf8.count <= Self.longestRow else { return }
    let others: [(Character, String)] = [
      (",", "\",\""), ("\t", "tab"), (";", "\";\""), ("|", "\"|\""), (" ", "space"),
    ]
    for (character, written) in others where character.asciiValue != delimiter {
      let parts = cells[0].split(separator: character, omittingEmptySubsequences: character == " ")
      // Words may have blanks between them, numbers have none.
      guard parts.count > 1,
        character != " " || parts.allSatisfy({ Double($0) != nil })
      else { continue }
      throw file.malformed(
        "a row is one column here; with 'delimiter: \(written)' it is \(parts.count)")
    }
  }

  /// What tells names from data where the first record may be either.
  static let headerAdvice = [
    "'header: false' reads it as data, and says what is wrong with it",
    "'header: true' takes it for the columns' names",
  ]

  /// Whether the first record names the columns: where nothing in a column of numbers is one.
  ///
  /// - Throws: a record of numbers and others, which may be data of which one is wrong.
  private func hasHeader(_ cells: [String], _ isNumber: [Bool], _ file: DataFile) throws -> Bool {
    switch header {
    case .present: return true
    case .absent: return false
    case .automatic: break
    }
    let named = references.first(where: \.isNamed)
    if let named {
      guard isNumber.contains(false) else {
        throw Diagnostic(
          "'\(file.shown)' names no columns: its first row is numbers", at: named.range,
          notes: [.init("'header: true' takes them for names")])
      }
      return true
    }
    func places(_ references: [ColumnReference]) -> Set<Int> {
      Set(
        references.compactMap {
          try? Self.place(of: $0, among: cells.count, names: nil, file)
        })
    }
    let numeric: Set<Int>
    if let fields {
      let rows = places(fields.filter { !$0.isScalar }.flatMap(\.columns))
      numeric = rows.isEmpty ? places(fields.flatMap(\.columns)) : rows
      // Where all fields are scalars, one that is a number says that these are data.
      if rows.isEmpty, numeric.contains(where: { isNumber[$0] }) { return false }
    } else {
      numeric =
        columns.map(places)
        ?? Set(cells.indices).subtracting(places((label.map { [$0] } ?? []) + ignored))
    }
    let words = numeric.filter { !isNumber[$0] && !cells[$0].isEmpty }
    guard let word = words.min() else { return false }
    let used = places((fields?.flatMap(\.columns) ?? []) + (label.map { [$0] } ?? []))
    if let number = numeric.union(used).filter({ isNumber[$0] }).min() {
      throw file.malformed(
        "in the first row '\(cells[number].excerpt)' is a number and '\(cells[word].excerpt)' is none, so it may be data or names",
        notes: Self.headerAdvice)
    }
    guard !words.allSatisfy({ DecimalNumber.isMissing(cells[$0]) }) else {
      throw file.malformed(
        "in the first row '\(cells[word].excerpt)' stands where numbers are, so it may be data or names",
        notes: Self.headerAdvice)
    }
    return true
  }

  var references: [ColumnReference] {
    (fields?.flatMap(\.columns) ?? []) + (label.map { [$0] } ?? []) + (columns ?? []) + ignored
  }

  private static func place(
    of reference: ColumnReference, among count: Int, names: [String]?, _ file: DataFile
  ) throws -> Int {
    switch reference.name {
    case .first: return 0
    case .last: return count - 1
    case .number(let number):
      guard number <= count else {
        throw Diagnostic(
          "there is no column \(number): '\(file.shown)' has \(count)", at: reference.range)
      }
      return number - 1
    case .named(let name):
      let places = (names ?? []).indices.filter { names?[$0] == name }
      guard places.count < 2 else {
        throw Diagnostic(
          "'\(file.shown)' has \(places.count) columns '\(name.excerpt)': "
            + places.map { "\($0 + 1)" }.joined(separator: ", "), at: reference.range,
          notes: [.init("a column may be named by its number, from 1")])
      }
      guard let place = places.first else {
        throw Diagnostic(
          "'\(file.shown)' has no column '\(name.excerpt)'"
            + Suggestion.phrase(for: name, among: names ?? []), at: reference.range,
          notes: [.init("its columns are \((names ?? []).quotedList(most: 20))")])
      }
      return place
    }
  }
}
