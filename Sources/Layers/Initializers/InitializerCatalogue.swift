import Config

/// The initializers, alphabetical: one line each.
public enum InitializerCatalogue {
  public static let all: [any Initializer.Type] = [
    GlorotNormalInitializer.self,
    GlorotUniformInitializer.self,
    HeNormalInitializer.self,
    HeUniformInitializer.self,
    NormalInitializer.self,
    OnesInitializer.self,
    OrthogonalInitializer.self,
    TruncatedNormalInitializer.self,
    UniformInitializer.self,
    ZerosInitializer.self,
  ]
  public static let catalogue = Catalogue("initializer", all.map { $0.schema })

  /// The initializer that a checked kind describes.
  public static func make(_ fields: Fields) throws -> any Initializer {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("no initializer '\(fields.schema.name)'")
    }
    return type.init(fields)
  }
}
