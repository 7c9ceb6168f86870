import Foundation

@testable import Datasets

private let file = DataFile(path: FuzzedFile.path, written: "a")

/// A table: the first byte says how it is read.
enum CSVFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    guard let first = bytes.first else { return }
    var layout = CSVLayout()
    layout.delimiter = [UInt8(ascii: ","), UInt8(ascii: ";"), 9, 0x20][Int(first & 3)]
    layout.header = [.automatic, .present, .absent, .automatic][Int(first >> 2 & 3)]
    if first & 16 != 0 { layout.label = ColumnReference(name: .last, range: nil) }
    let reader = CSVReader(layout: layout)
    let data = Data(bytes.dropFirst())
    let table = try reader.read(data, of: file, keeping: .everything)
    for column in table.columns {
      let count = column.width.map { column.values.count / max(1, $0) } ?? column.scalars.count
      precondition(count == table.rowCount, "\(count) of \(table.rowCount) rows")
    }
  }
}

/// A file of MNIST's form, gzipped or not; the first examples alone are those of the whole.
enum IDXFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    FuzzedFile.write(bytes)
    let idx = IDXFile(file: file)
    let shape = try idx.readShape()
    // What a header of a few bytes asks for may be a gigabyte, which is right where the file holds it.
    guard shape.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue }) < 1 << 24 else {
      return
    }
    let few = try idx.read(limit: 2)
    let whole = try idx.read(limit: nil)
    precondition(whole.shape == shape && whole.bytes.starts(with: few.bytes))
    precondition(whole.bytes.count == shape.reduce(1, *))
  }
}

/// An array of NumPy's.
enum NumpyFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    FuzzedFile.write(bytes)
    let header = try NumpyFile(file: file).readHeader()
    let array = try NumpyFile(file: file).read().array
    precondition(array.shape == header.shape)
  }
}
