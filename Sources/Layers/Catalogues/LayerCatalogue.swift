import Config

/// The layers, alphabetical: one line each. Activations have a catalogue of their own.
public enum LayerCatalogue {
  static let layers: [any NetworkLayer.Type] = [
    AddLayer.self,
    AveragePoolLayer.self,
    BatchNormLayer.self,
    ComputeLayer.self,
    ConcatLayer.self,
    Conv2DLayer.self,
    Conv2DTransposeLayer.self,
    CropLayer.self,
    DenseLayer.self,
    DropoutLayer.self,
    FlattenLayer.self,
    GaussianNoiseLayer.self,
    GlobalAveragePoolLayer.self,
    GroupNormLayer.self,
    InstanceNormLayer.self,
    LayerNormLayer.self,
    MaxPoolLayer.self,
    MultiplyLayer.self,
    PadLayer.self,
    PermuteLayer.self,
    ReshapeLayer.self,
    ResizeLayer.self,
    UpsampleLayer.self,
  ]

  public static let all: [any NetworkLayer.Type] =
    (layers + ActivationCatalogue.all.map { $0 as any NetworkLayer.Type }).sorted {
      $0.schema.name < $1.schema.name
    }

  /// Names that the language has and this version does not.
  static let planned = [
    "depthwise_conv2d", "embedding", "multi_head_attention", "position_embedding",
    "spatial_dropout", "spectral_norm", "transformer_decoder", "transformer_encoder",
  ]

  public static let catalogue = Catalogue("layer", all.map { $0.schema }, planned: planned)
}
