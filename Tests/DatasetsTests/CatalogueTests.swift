import Foundation
import Testing

@testable import Datasets

@Suite struct CatalogueTests {
  /// The types of a folder of `Sources/Datasets` that conform to a protocol.
  private func types(in folder: String, conformingTo name: String) throws -> Set<String> {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let url = root.appendingPathComponent("Sources/Datasets/\(folder)")
    let files = try FileManager.default.contentsOfDirectory(
      at: url, includingPropertiesForKeys: nil)
    return Set(
      try files.flatMap { file in
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
          guard let end = line.range(of: ": \(name) {"), let start = line.range(of: "struct ")
          else {
            return nil
          }
          return String(line[start.upperBound..<end.lowerBound])
        }
      })
  }

  @Test("every source of the folder stands in the catalogue, in alphabetical order")
  func sources() throws {
    let names = SourceCatalogue.all.map { String(describing: $0) }
    let found = try ["Source", "PaintedSource", "PictureSource", "IDXSource"].map {
      try types(in: "Sources", conformingTo: $0)
    }
    #expect(found.reduce([]) { $0.union($1) } == Set(names))
    let words = SourceCatalogue.catalogue.schemas.map(\.name)
    #expect(words == words.sorted())
  }

  @Test("every transform of the folder stands in the catalogue, in alphabetical order")
  func transforms() throws {
    let names = TransformCatalogue.all.map { String(describing: $0) }
    let found = try ["ElementTransform", "PictureTransform"].map {
      try types(in: "Transforms", conformingTo: $0)
    }
    #expect(found.reduce([]) { $0.union($1) } == Set(names))
    #expect(names == names.sorted())
  }
}
