import Config
import Diagnostics

/// All transforms, in alphabetical order.
public enum TransformCatalogue {
  static let all: [any Transform.Type] = [
    Binarize.self,
    CenterCrop.self,
    Grayscale.self,
    Jitter.self,
    Noise.self,
    Normalize.self,
    Preprocess.self,
    RandomCrop.self,
    RandomFlip.self,
    Resize.self,
    Scale.self,
    SmartResize.self,
  ]

  public static let catalogue = Catalogue("transform", all.map { narrowable($0.schema) })

  /// The schema with the field that all transforms have.
  private static func narrowable(_ schema: Schema) -> Schema {
    schema.adding([
      Field(
        "fields", .list(.text, count: 1...64), .optional,
        "The fields it works on; by default the main one, and all pictures where that is one.")
    ])
  }

  static func make(_ fields: Fields) throws -> any Transform {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("'\(fields.schema.name)' is no transform")
    }
    return try type.init(fields)
  }
}

/// A transform as an experiment writes it.
struct WrittenTransform: Sendable {
  let transform: any Transform
  /// The names of the fields that it works on, where they are written.
  let fields: FieldValue?
  let range: SourceRange?

  init(_ transform: any Transform, _ written: Fields) {
    self.transform = transform
    fields = written.has("fields") ? written.value("fields") : nil
    range = written.range
  }

  /// One that a source brings along.
  init(_ transform: any Transform) {
    self.transform = transform
    fields = nil
    range = nil
  }

  var name: String { type(of: transform).schema.name }
}
