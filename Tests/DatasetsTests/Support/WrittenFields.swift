import Diagnostics
import Foundation
import OrderedCollections
import Tensors

@testable import Config
@testable import Datasets

/// Fields as an experiment writes them, with the schema's defaults behind.
func written(
  _ schema: Schema, _ values: KeyValuePairs<String, FieldValue.Content> = [:]
) -> Fields {
  var result: OrderedDictionary<String, FieldValue> = [:]
  for field in schema.fields {
    if case .standard(let text) = field.presence {
      result[field.name] = FieldValue(standard(text, field.type), range: nil, origin: .standard)
    }
  }
  for (name, content) in values {
    precondition(schema.fields.contains { $0.name == name }, "\(schema.name) has no '\(name)'")
    result[name] = FieldValue(content, range: nil, origin: .commandLine)
  }
  return Fields(schema: schema, range: nil, values: result)
}

private func standard(_ text: String, _ type: FieldType) -> FieldValue.Content {
  switch type {
  case .boolean: .boolean(text == "true")
  case .integer: .integer(Int(text) ?? 0)
  case .number: .number(Double(text) ?? .nan)
  case .list:
    numbers(
      text.dropFirst().dropLast().split(separator: ",").compactMap {
        Double($0.trimmingCharacters(in: .whitespaces))
      })
  default: .text(text.trimmingCharacters(in: ["\""]))
  }
}

func numbers(_ values: [Double]) -> FieldValue.Content {
  .list(values.map { FieldValue(.number($0), range: nil, origin: .commandLine) })
}

func map(
  _ schema: Schema, _ values: KeyValuePairs<String, FieldValue.Content> = [:]
) -> FieldValue.Content {
  .fields(written(schema, values))
}

func maps(_ contents: FieldValue.Content...) -> FieldValue.Content {
  .list(contents.map { FieldValue($0, range: nil, origin: .commandLine) })
}

/// `label == 1`
func equal(_ name: String, _ number: Double) -> FieldValue.Content {
  .expression(
    Config.Expression(
      .binary(
        .equal, Config.Expression(.name(name), range: nil),
        Config.Expression(.number(number), range: nil)), range: nil))
}

/// A data set named `beat` of the experiment with seed 42.
func dataSet(
  _ source: String, _ values: KeyValuePairs<String, FieldValue.Content> = [:],
  seed: UInt64 = 42, data: String = "data"
) throws -> DataSet {
  let schema = try SourceCatalogue.schema(named: source, at: nil)
  return try DataSet(
    name: "beat", fields: written(schema, values),
    location: DataLocation(dataFolder: data), seed: seed)
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
  for (name, data) in files { try data.write(to: folder.appendingPathComponent(name)) }
  return try body(folder.path)
}

/// The folder of real data beside the checkout, where it is there.
let sharedData: String? = {
  var root = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { root.deleteLastPathComponent() }
  let path = root.deletingLastPathComponent().appendingPathComponent("shared/data").path
  if FileManager.default.fileExists(atPath: path) { return path }
  print("no ../shared/data: the tests on real data have nothing to read")
  return nil
}()
