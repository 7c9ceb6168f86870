import Config

/// All transforms, in alphabetical order.
public enum TransformCatalogue {
  static let all: [any Transform.Type] = [
    Binarize.self,
    Noise.self,
    Normalize.self,
    Scale.self,
  ]

  public static let catalogue = Catalogue(
    "transform", all.map { $0.schema },
    planned: [
      "center_crop", "grayscale", "jitter", "preprocess", "random_crop", "random_flip", "resize",
      "smart_resize",
    ])

  static func make(_ fields: Fields) throws -> any Transform {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("'\(fields.schema.name)' is no transform")
    }
    return try type.init(fields)
  }
}
