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
    DepthToSpaceLayer.self,
    DepthwiseConv2DLayer.self,
    DropoutLayer.self,
    EmbeddingLayer.self,
    FlattenLayer.self,
    GaussianNoiseLayer.self,
    GlobalAveragePoolLayer.self,
    GlobalMaxPoolLayer.self,
    GroupNormLayer.self,
    InstanceNormLayer.self,
    LayerNormLayer.self,
    MaxPoolLayer.self,
    MultiHeadAttentionLayer.self,
    MultiplyLayer.self,
    PReLULayer.self,
    PadLayer.self,
    ParameterLayer.self,
    PermuteLayer.self,
    PositionEmbeddingLayer.self,
    ReshapeLayer.self,
    ResizeLayer.self,
    SpatialDropoutLayer.self,
    SpectralNormLayer.self,
    TransformerDecoderLayer.self,
    TransformerEncoderLayer.self,
    UpsampleLayer.self,
  ]

  public static let all: [any NetworkLayer.Type] =
    (layers + ActivationCatalogue.all.map { $0 as any NetworkLayer.Type }).sorted {
      $0.schema.name < $1.schema.name
    }

  public static let catalogue = Catalogue("layer", all.map { $0.schema })
}
