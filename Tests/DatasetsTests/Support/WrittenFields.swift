import Config
import Diagnostics
import Foundation
import Tensors
import Testing
import YAML

@testable import Datasets

/// A value as an experiment writes it, in YAML.
func written(_ yaml: String, _ type: FieldType) throws -> FieldValue {
  var diagnostics = DiagnosticList()
  let file = SourceFile(name: "test.yaml", text: yaml)
  let value = YAMLReader.read(file, diagnostics: &diagnostics).flatMap { node in
    FieldValue(
      checking: ConfigNode(node, origin: .file("test.yaml")), type: type, label: "this",
      scope: Scope(), diagnostics: &diagnostics)
  }
  guard let value else { throw diagnostics }
  return value
}

/// A data set as an entry of `data:`, in YAML.
func dataSet(
  _ yaml: String, name: String = "beat", seed: UInt64 = 42, data: String = "data"
) throws -> DataSet {
  try DataSet(
    name: name,
    fields: written(yaml, .variant(by: "source", of: SourceCatalogue.catalogue)).fields(),
    location: DataLocation(dataFolder: data), seed: seed)
}

/// A transform as an entry of `transforms:`.
func transform(_ yaml: String) throws -> any Transform {
  try TransformCatalogue.make(
    written(yaml, .kind(of: TransformCatalogue.catalogue)).fields())
}

/// What the error that `body` throws says, or `nil`.
func message(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch let error as Diagnostic {
    return error.message
  } catch let list as DiagnosticList {
    return list.diagnostics.map(\.message).joined(separator: "; ")
  } catch {
    return "not a diagnostic: \(error)"
  }
}

/// Runs `body` with a folder that is removed behind it.
func withFolder<R>(_ files: [String: Data], _ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("etch-datasets-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, data) in files {
    let file = folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }
  return try body(folder.path)
}

/// Where real data lie, beside the checkout, on machines that have them.
let sharedData: String = {
  var root = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { root.deleteLastPathComponent() }
  return root.deletingLastPathComponent().appendingPathComponent("shared/data").path
}()

/// Skips a test on real data, and says so, where a file of it is not there.
func enabledWithData(_ file: String) -> some TestTrait {
  .enabled(
    if: FileManager.default.fileExists(atPath: sharedData + "/" + file),
    "there is no ../shared/data/\(file)")
}
