import Config

/// The layers that a field `activation` may name too, alphabetical: one line each.
public enum ActivationCatalogue {
  public static let all: [any Layer.Type] = [
    ELULayer.self,
    GELULayer.self,
    LeakyReLULayer.self,
    ReLU6Layer.self,
    ReLULayer.self,
    SiLULayer.self,
    SigmoidLayer.self,
    SoftmaxLayer.self,
    SoftplusLayer.self,
    TanhLayer.self,
  ]
  public static let catalogue = Catalogue("activation", all.map { $0.schema })

  /// The layer that a checked kind describes.
  public static func make(_ fields: Fields) throws -> any Layer {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("no activation '\(fields.schema.name)'")
    }
    return try type.init(fields)
  }
}
