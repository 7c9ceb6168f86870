import Artifacts
import Diagnostics
import Foundation
import Tensors

/// A table that lists pictures of a folder, a picture a row, with a label for each where a column has them.
struct PictureTable: Sendable {
  let file: DataFile
  /// What the names start at.
  let folder: PictureFolder
  /// The column of the names, then that of the labels.
  let layout: CSVLayout
  /// The bytes of memory that reading may take.
  let memory: Int
  /// A folder within ``folder``, refused where a link leads out of what may be read.
  let place: @Sendable (String) -> DataFile

  var hasLabels: Bool { layout.fields?.count == 2 }

  /// What a table says.
  struct Rows: Sendable {
    /// The files of the first rows, from the folder, as they are called there.
    var names: [String] = []
    /// The row of each, from 0.
    var places: [Int] = []
    /// Of all rows, where a column has the labels.
    var label: CSVTable.Column?
    /// The first rows whose pictures are not there, and how many there are.
    var missing: [Diagnostic] = []
    var missingCount = 0
    let digest: FileDigest
  }

  /// Reads all rows, and looks for the pictures of the first `limit`.
  ///
  /// - Throws: a file that is no table; a name that leads out of the folder, or stands twice; pictures that are not there, unless they
  ///   are skipped; each with line and column.
  func read(limit: Int?, skipsMissing: Bool) throws -> Rows {
    let (data, digest) = try file.readText(limit: CSV.maximumSize, memory: memory)
    var rows = Rows(digest: digest)
    try data.withUnsafeBytes { bytes in
      var text = CSVText(
        bytes, delimiter: layout.delimiter, of: file,
        quotes: layout.quotesTexts)
      try read(&text, into: &rows, limit: limit ?? .max, skipsMissing: skipsMissing)
    }
    guard let last = rows.missing.last, !skipsMissing || rows.names.isEmpty else { return rows }
    var notes = last.notes
    notes.append(.init("names start at 'folder', here '\(folder.folder.shown)'"))
    if !skipsMissing { notes.append(.init("'skip_bad: true' of the data leaves out such rows")) }
    throw DiagnosticList(rows.missing.dropLast() + [last.replacing(notes: notes)])
  }

  private func read(
    _ text: inout CSVText, into rows: inout Rows, limit: Int, skipsMissing: Bool
  ) throws {
    var names = PictureNames(of: folder, place: place)
    let start = text
    guard text.beginRecord() else { throw file.malformed("is empty") }
    let first = try text.record()
    let found = try columns(first, of: text, among: &names)
    if !found.hasHeader { text = start }
    var label = hasLabels ? CSVTable.Scalars(name: "label") : nil
    // By its name, the row that has it.
    var seen: [String: Int] = [:]
    var row = 0
    while text.beginRecord() {
      let cells = try text.record(of: found.columnCount)
      if hasLabels { try label?.append(cells[found.fields[1].columns[0]], of: text) }
      defer { row += 1 }
      guard row < limit else { continue }
      let cell = cells[found.fields[0].columns[0]]
      let written = try text.text(cell)
      if let fault = PictureNames.fault(of: written) { throw text.malformed(fault, at: cell.place) }
      guard let name = try names.find(written) else {
        rows.missingCount += 1
        guard rows.missing.count < PictureFolder.mostProblems else { continue }
        rows.missing.append(
          text.malformed(try names.missing(written), at: cell.place))
        if !skipsMissing, rows.missing.count == PictureFolder.mostProblems { return }
        continue
      }
      if let other = seen.updateValue(row, forKey: name) {
        throw text.malformed(
          "'\(written.excerpt)' stands twice: in rows \(other + 1) and \(row + 1) of pictures",
          at: cell.place,
          notes: ["a picture has one row; 'holdout' could keep one of two and train on the other"])
      }
      rows.names.append(name)
      rows.places.append(row)
    }
    guard row > 0 else { throw file.malformed("has no rows") }
    rows.label = label?.column
    try rows.label?.checkMissing(of: file)
  }

  /// The columns, and whether the first record names them: it does unless it names a picture.
  private func columns(
    _ first: [CSVText.Cell], of text: CSVText, among names: inout PictureNames
  ) throws -> CSVLayout.Found {
    var layout = layout
    let cells = try first.map { try text.text($0) }
    let areNumbers = first.map { text.number($0) != nil }
    if layout.references.contains(where: \.isNamed) {
      layout.header = .present
    } else {
      layout.header = .absent
      let place = try layout.find(in: cells, isNumber: areNumbers, of: file).fields[0].columns[0]
      if try !isPicture(cells[place], among: &names) { layout.header = .present }
    }
    let found = try layout.find(in: cells, isNumber: areNumbers, of: file)
    if hasLabels, found.fields[0].columns == found.fields[1].columns {
      throw Diagnostic(
        "the label is the column of the pictures' names",
        at: layout.fields?[1].columns[0].range ?? file.range,
        notes: [.init("'label' and 'column' say which is which, by names or numbers")])
    }
    return found
  }

  private func isPicture(_ name: String, among names: inout PictureNames) throws -> Bool {
    guard !PictureFile.isCalledSo(name) else { return true }
    guard PictureNames.fault(of: name) == nil else { return false }
    return try names.find(name) != nil
  }

  /// The labels of all parts, numbered alike; `nil` where there are none.
  ///
  /// - Throws: texts in one part and numbers in another; a class that the training part does not have.
  static func labels(
    of rows: [Rows], _ tables: [PictureTable]
  ) throws -> (field: SourceField, labels: [[Double]])? {
    let columns = rows.compactMap(\.label)
    guard let first = columns.first, columns.count == rows.count else { return nil }
    let parts = try ScalarParts(columns, files: tables.map(\.file))
    if let classes = first.classes, parts.field.classes.count > classes.count {
      let other = parts.field.classes[classes.count]
      throw (tables.last ?? tables[0]).file.strangeClass(other, among: classes)
    }
    let values = parts.array.doubles
    var start = 0
    let labels = zip(rows, columns).map { rows, column in
      defer { start += column.scalars.count }
      return rows.places.map { values[start + $0] }
    }
    return (parts.field, labels)
  }

  /// Tells of pictures that both parts have.
  static func shared(_ rows: [Rows], _ tables: [PictureTable]) -> Diagnostic? {
    guard rows.count == 2 else { return nil }
    let train = Set(rows[0].names)
    let both = rows[1].names.filter { train.contains($0) }
    guard !both.isEmpty else { return nil }
    return Diagnostic(
      .seenInTraining,
      both.count == 1
        ? "a picture of the test part is one of the training part"
        : "\(both.count) pictures of the test part are those of the training part",
      at: tables[1].file.range, notes: [.init(both.quotedList(most: 3))])
  }
}
