/// Names that the language has and this version does not: an experiment that uses them is told so, not
/// that they are misspelt.
public enum LaterVocabulary {
  public static let layers = [
    "depthwise_conv2d", "embedding", "group_norm", "multi_head_attention", "position_embedding",
    "spatial_dropout", "spectral_norm", "transformer_decoder", "transformer_encoder",
  ]
  public static let functions = ["blur", "gram", "resize", "shift", "tiles"]
  public static let losses = ["gram_style"]
  public static let initializers = ["orthogonal"]
}
