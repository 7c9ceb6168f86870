import Config

/// The layers of one input, alphabetical: one line each.
public enum LayerCatalogue {
  public static let all: [any Layer.Type] = [
    AveragePoolLayer.self,
    BatchNormLayer.self,
    Conv2DLayer.self,
    Conv2DTransposeLayer.self,
    CropLayer.self,
    DenseLayer.self,
    DropoutLayer.self,
    ELULayer.self,
    FlattenLayer.self,
    GELULayer.self,
    GaussianNoiseLayer.self,
    GlobalAveragePoolLayer.self,
    InstanceNormLayer.self,
    LayerNormLayer.self,
    LeakyReLULayer.self,
    MaxPoolLayer.self,
    PadLayer.self,
    PermuteLayer.self,
    ReLU6Layer.self,
    ReLULayer.self,
    ReshapeLayer.self,
    ResizeLayer.self,
    SiLULayer.self,
    SigmoidLayer.self,
    SoftmaxLayer.self,
    SoftplusLayer.self,
    TanhLayer.self,
    UpsampleLayer.self,
  ]
  public static let catalogue = Catalogue(
    "layer", all.map { $0.schema }, planned: LaterVocabulary.layers)

  /// The layers that a field `activation` may name.
  static let activationTypes: [any Layer.Type] = [
    ELULayer.self, GELULayer.self, LeakyReLULayer.self, ReLU6Layer.self, ReLULayer.self,
    SiLULayer.self, SigmoidLayer.self, SoftmaxLayer.self, SoftplusLayer.self, TanhLayer.self,
  ]
  public static let activations = Catalogue("activation", activationTypes.map { $0.schema })

  /// The layer that a checked kind describes.
  public static func make(_ fields: Fields) throws -> any Layer {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("no layer '\(fields.schema.name)'")
    }
    return try type.init(fields)
  }
}
