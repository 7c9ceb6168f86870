import Config
import Diagnostics
import Tensors

/// Rows of numbers in a text file: `value: [columns]`, and `label` where a column is one.
///
/// Labels are int32 where all of them are whole numbers, else float32.
struct CSV: Source {
  static let schema = CommonFields.schema(
    "csv", "Rows of numbers in a text file.",
    discussion:
      "`value` is the row without its label, float32; `label` is int32 where all are whole.",
    fields: [
      Field("path", .path, .required, "The file, or with 'splits' the folder."),
      Field(
        "splits", .mapping(.path), .optional,
        "One file each for 'train' and 'test', within 'path'."),
      Field("header", .boolean, .standard("true"), "Whether the first row names the columns."),
      Field(
        "label",
        .either([.choice(["last", "first"]), .integer(1...CSVReader.maximumColumns), .text]),
        .optional, "The column of the label: last, first, its number from 1, or its name."),
      Field("delimiter", .text, .standard("\",\""), "What stands between two numbers."),
    ])

  /// The largest file read, in bytes.
  static let maximumSize = 1 << 31

  let parts: SourceParts
  let reader: CSVReader

  init(_ fields: Fields, location: DataLocation) throws {
    parts = try SourceParts(fields, location: location)
    let delimiter = Array(fields.text("delimiter").utf8)
    guard delimiter.count == 1, !CSVReader.numeric.contains(delimiter[0]) else {
      throw Diagnostic(
        "a delimiter is one ASCII character that no number contains",
        at: fields.range(of: "delimiter"))
    }
    var label: CSVReader.Label?
    if fields.has("label") {
      let value = fields.value("label")
      label =
        switch value.content {
        case .integer(let number): .column(number - 1)
        default:
          value.text() == "last" ? .last : value.text() == "first" ? .first : .named(value.text())
        }
    }
    let header = fields.boolean("header")
    if case .named(let name) = label, !header {
      throw Diagnostic(
        "without a header no column is named '\(name)'", at: fields.range(of: "label"),
        notes: [.init("write 'last', 'first' or the column's number, counted from 1")])
    }
    reader = CSVReader(
      delimiter: delimiter[0], hasHeader: header, label: label,
      labelRange: fields.range(of: "label"))
  }

  var files: [DataFile] { parts.files }

  func describe(limit: Int?) throws -> SourceDescription {
    let tables = try parts.files.map { file in
      try reader.read(file.read(limit: Self.maximumSize), of: file, keeping: .labels)
    }
    return try description(of: tables)
  }

  func load(limit: Int?) throws -> SourceContents {
    var tables: [CSVTable] = []
    var digests: [FileDigest] = []
    for file in parts.files {
      let data = try file.read(limit: Self.maximumSize)
      digests.append(file.digest(of: data))
      tables.append(try reader.read(data, of: file, keeping: .everything))
    }
    let description = try description(of: tables)
    var values: [Float] = []
    var labels: [Double] = []
    for table in tables {
      let count = min(table.rowCount, limit ?? .max)
      if tables.count == 1, count == table.rowCount {
        values = table.values
      } else {
        values += table.values.prefix(count * table.valueCount)
      }
      labels += table.labels.prefix(count)
    }
    let counts = description.counts.limited(to: limit)
    let total = values.count / tables[0].valueCount
    var arrays = [HostArray(shape: [total, tables[0].valueCount], floats: values)]
    if description.fields.count > 1 {
      arrays.append(
        description.fields[1].element == .int32
          ? HostArray(shape: [total], storage: .int32(labels.map { Int32($0) }))
          : HostArray(shape: [total], floats: labels.map { Float($0) }))
    }
    return SourceContents(arrays: arrays, counts: counts, digests: digests)
  }

  private func description(of tables: [CSVTable]) throws -> SourceDescription {
    let first = tables[0]
    for (table, file) in zip(tables, parts.files) where table.valueCount != first.valueCount {
      throw file.malformed(
        "has \(table.valueCount) numbers a row besides the label; "
          + "'\(parts.files[0].written)' has \(first.valueCount)")
    }
    var fields = [SourceField("value", TensorType([first.valueCount]))]
    if reader.label != nil {
      let whole = tables.allSatisfy(\.hasWholeLabels)
      fields.append(SourceField("label", TensorType([], whole ? .int32 : .float32)))
    }
    return SourceDescription(fields: fields, counts: parts.counts(tables.map(\.rowCount)))
  }
}
