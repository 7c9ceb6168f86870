import Config
import Diagnostics
import Tensors

/// Rows of numbers in a text file, gzipped or not: `value: [columns]`, and `label` where a column is one; or the fields that are written.
///
/// Labels are int32 where all of them are whole numbers, else float32. Where they are texts they are classes, int32 from 0 in the order of
/// their appearance, those of the training file first.
struct CSV: Source {
  static let column = FieldType.either([.integer(1...CSVReader.maximumColumns), .text])
  private static let columns = FieldType.list(column, count: 1...CSVReader.maximumColumns)

  static let labelField = Field(
    "label", .either([.choice(["last", "first"]), .integer(1...CSVReader.maximumColumns), .text]),
    .optional, "The column of the label: last, first, its number from 1, or its name.")

  static let schema = CommonFields.schema(
    "csv", "Rows of numbers in a text file.",
    discussion:
      """
      `value` is the row without its label, float32; `label` is int32 where all are whole, or texts, which become classes.

      A column of `fields` is one number an example; a list of one column, `{price: [price]}`, is `[1]`, as `dense: 1` makes it.
      """,
    example: "source: csv\npath: data/ecg5000/ecg.csv\nheader: false\nlabel: last\nholdout: 0.2",
    fields: SourceParts.fields + [
      Field(
        "header", .either([.choice(["auto"]), .boolean]), .standard("auto"),
        "Whether the first row names the columns; auto: a first row of numbers does not."),
      labelField,
      Field(
        "columns", columns, .optional,
        "The columns of the row, by number from 1 or by name; by default all but the label."),
      Field(
        "ignore", columns, .optional, "Columns that are left out, by number from 1 or by name."),
      Field(
        "fields", .mapping(.either([.integer(1...CSVReader.maximumColumns), .text, columns])),
        .optional, "Instead: a column, or a list of columns, for each field."),
      Field(
        "delimiter", .text, .standard("\",\""),
        "The separator of cells: a character, or tab, or space for any number of blanks."),
    ])

  /// The largest file read, in bytes of text.
  static let maximumSize = 1 << 31

  let parts: SourceParts
  let reader: CSVReader

  init(_ fields: Fields, location: DataLocation) throws {
    parts = try SourceParts(fields, location: location)
    var layout = CSVLayout()
    layout.delimiter = try Self.delimiter(fields)
    if case .boolean(let isPresent) = fields.value("header").content {
      layout.header = isPresent ? .present : .absent
    }
    if fields.has("label") { layout.label = Self.reference(fields.value("label")) }
    if fields.has("columns") { layout.columns = fields.list("columns").map(Self.reference) }
    if fields.has("ignore") { layout.ignored = fields.list("ignore").map(Self.reference) }
    if fields.has("columns"), fields.has("ignore") {
      throw Diagnostic(
        "'columns' names all columns of the row; 'ignore' has nothing to do",
        at: fields.range(of: "ignore"))
    }
    if fields.has("fields") {
      if let other = ["label", "columns", "ignore"].first(where: { fields.has($0) }) {
        throw Diagnostic(
          "'fields' names all columns that are read; '\(other)' has nothing to do",
          at: fields.range(of: other))
      }
      layout.fields = try fields.mapping("fields").map { name, value in
        try FieldName.check(name, at: value.keyRange ?? value.range)
        if case .list(let columns) = value.content {
          return .init(name: name, columns: columns.map(Self.reference), isScalar: false)
        }
        return .init(name: name, columns: [Self.reference(value)], isScalar: true)
      }
      guard layout.fields?.isEmpty == false else {
        throw Diagnostic("'fields' names at least one field", at: fields.range(of: "fields"))
      }
    }
    try layout.checkNames()
    reader = CSVReader(layout: layout)
  }

  static func delimiter(_ fields: Fields) throws -> UInt8 {
    switch fields.text("delimiter") {
    case "tab": return UInt8(ascii: "\t")
    case "space": return UInt8(ascii: " ")
    case let text:
      let bytes = Array(text.utf8)
      guard bytes.count == 1, !CSVText.numeric.contains(bytes[0]) else {
        throw Diagnostic(
          "a delimiter is one ASCII character that no number contains, or tab, or space",
          at: fields.range(of: "delimiter"))
      }
      return bytes[0]
    }
  }

  /// The separator of a table that is no table of numbers.
  static let delimiterField = Field(
    "delimiter", .text, .optional,
    "The separator of cells: a character, or tab; by default a comma in a .csv file, else a tab.")

  /// Where a table has the field that a source reads of it, in its `column`, and the labels, in that which `label` names.
  static func layout(
    of name: String, _ fields: Fields, _ files: [DataFile]
  ) throws -> CSVLayout {
    var layout = CSVLayout()
    layout.fields = [
      .init(name: name, columns: [reference(fields.value("column"))], isScalar: true)
    ]
    if fields.has("label") {
      layout.fields?.append(
        .init(name: "label", columns: [reference(fields.value("label"))], isScalar: true))
    }
    let path = files[0].path.lowercased()
    let isCommaFile = [".csv", ".csv.gz"].contains { path.hasSuffix($0) }
    layout.delimiter =
      fields.has("delimiter")
      ? try delimiter(fields) : UInt8(ascii: isCommaFile ? "," : "\t")
    return layout
  }

  static func reference(_ value: FieldValue) -> ColumnReference {
    let name: ColumnReference.Name =
      switch value.content {
      case .integer(let number): .number(number)
      default:
        switch value.text() {
        case "last": .last
        case "first": .first
        case let text: .named(text)
        }
      }
    return ColumnReference(name: name, range: value.range)
  }

  var files: [DataFile] { parts.files }

  /// Tells of a label that is among the columns of the row.
  var remarks: [Diagnostic] {
    guard let label = reader.layout.label,
      let column = reader.layout.columns?.first(where: { $0.name == label.name })
    else { return [] }
    return [
      .note(
        "the label is among the columns of the row, so that networks are given what they are to tell",
        at: column.range)
    ]
  }

  func describe(limit: Int?) throws -> SourceDescription {
    var texts: [Int] = []
    let tables = try parts.files.map { file in
      let text = try file.readText(limit: Self.maximumSize, memory: parts.memory).text
      // What was unpacked is there twice until all of it is.
      texts.append(file.path.hasSuffix(".gz") ? 2 * text.count : text.count)
      return try reader.read(text, of: file, keeping: .scalars)
    }
    let description = try Merged(tables, parts: parts).description
    // A file's text is there until all of its rows are, beside those of the file before.
    var (rows, most) = (0, 0)
    for (text, table) in zip(texts, tables) {
      rows += table.rowCount
      most = max(most, text + rows * description.exampleBytes)
    }
    return SourceDescription(
      fields: description.fields, counts: description.counts, readingBytes: most,
      warnings: description.warnings)
  }

  /// All cells were checked when it was described.
  func examine(_ described: SourceDescription, limit: Int?, most: Int) -> String? { nil }

  func load(limit: Int?) throws -> SourceContents {
    var tables: [CSVTable] = []
    var digests: [FileDigest] = []
    for file in parts.files {
      let (text, digest) = try file.readText(limit: Self.maximumSize, memory: parts.memory)
      digests.append(digest)
      tables.append(try reader.read(text, of: file, keeping: .everything))
    }
    let merged = try Merged(tables, parts: parts)
    return SourceContents(
      arrays: try merged.arrays(limit: limit), counts: merged.description.counts.limited(to: limit),
      digests: digests)
  }

  /// The tables of all parts as one.
  private struct Merged {
    let description: SourceDescription
    private let tables: [CSVTable]
    private let files: [DataFile]

    init(_ tables: [CSVTable], parts: SourceParts) throws {
      self.tables = tables
      files = parts.files
      let fields = try tables[0].columns.indices.map { i -> SourceField in
        let first = tables[0].columns[i]
        for (table, file) in zip(tables, parts.files) where table.columns[i].width != first.width {
          throw file.malformed(
            "has \(table.columns[i].width ?? 1) numbers a row besides the label; "
              + "'\(parts.files[0].shown)' has \(first.width ?? 1)")
        }
        guard let width = first.width else {
          return try ScalarParts(tables.map { $0.columns[i] }, files: parts.files).field
        }
        for (table, file) in zip(tables, parts.files) {
          try Self.checkOrder(table.columns[i].headings, of: file, first, of: parts.files[0])
        }
        var field = SourceField(first.name, TensorType([width]))
        field.headings = first.headings
        return field
      }
      description = SourceDescription(
        fields: fields, counts: parts.counts(tables.map(\.rowCount)),
        warnings: tables.compactMap(\.lostDigits))
    }

    /// - Throws: columns that stand elsewhere in another part's file: the numbers of a row go by their places.
    private static func checkOrder(
      _ headings: [String], of file: DataFile, _ first: CSVTable.Column, of firstFile: DataFile
    ) throws {
      guard let (name, here, there) = ColumnOrder.first(headings, asIn: first.headings) else {
        return
      }
      let names = first.headings.prefix(3).map { "\"\($0.excerpt)\"" }.joined(separator: ", ")
      throw file.malformed(
        "'\(name.excerpt)' is number \(here + 1) of a row, and number \(there + 1) in '\(firstFile.shown)'; rows are taken by their places",
        notes: ["'columns: [\(names), …]' takes them by their names, in every file"])
    }

    func arrays(limit: Int?) throws -> [HostArray] {
      let counts = tables.map { min($0.rowCount, limit ?? .max) }
      return try description.fields.enumerated().map { i, field in
        guard let width = tables[0].columns[i].width else {
          let all = try ScalarParts(tables.map { $0.columns[i] }, files: files).array
          var start = 0
          let parts = zip(tables, counts).map { table, count in
            defer { start += table.rowCount }
            return all.rows(start..<start + count)
          }
          return parts.count == 1 ? parts[0] : parts[0].appending(parts[1])
        }
        let values =
          tables.count == 1 && counts[0] == tables[0].rowCount
          ? tables[0].columns[i].values
          : zip(tables, counts).flatMap { $0.columns[i].values.prefix($1 * width) }
        return HostArray(shape: [counts.reduce(0, +), width], floats: values)
      }
    }
  }
}
