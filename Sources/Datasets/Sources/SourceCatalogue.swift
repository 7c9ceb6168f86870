import Config
import Diagnostics

/// All sources, in alphabetical order.
public enum SourceCatalogue {
  static let all: [any Source.Type] = [
    BuiltinDigits.self,
    BuiltinECG.self,
    CSV.self,
    MNIST.self,
    TensorFiles.self,
  ]

  /// Sources that the language names and this version does not read yet.
  static let planned = ["image", "images", "paired_images", "text"]

  public static let catalogue = Catalogue("source", all.map { $0.schema })

  /// The schema of the source that `source: NAME` means.
  ///
  /// - Throws: a name that is no source, or one that is not available yet.
  public static func schema(named name: String, at range: SourceRange?) throws -> Schema {
    if let type = all.first(where: { $0.schema.name == name }) { return type.schema }
    let known = Diagnostic.Note(
      "available are " + all.map { "'\($0.schema.name)'" }.joined(separator: ", "))
    if planned.contains(name) {
      throw Diagnostic("source '\(name)' is not available yet", at: range, notes: [known])
    }
    throw Diagnostic("unknown source '\(name)'", at: range, notes: [known])
  }

  static func make(_ fields: Fields, location: DataLocation) throws -> any Source {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("'\(fields.schema.name)' is no source")
    }
    return try type.init(fields, location: location)
  }
}
