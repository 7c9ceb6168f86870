/// The words that are handed to the language: what networks are made of and what expressions call. Neither knows
/// what there is but from here.
public struct Vocabulary: Sendable {
  public let layers: LayerVocabulary
  public let functions: FunctionVocabulary

  public init(layers: LayerVocabulary, functions: FunctionVocabulary) {
    self.layers = layers
    self.functions = functions
  }

  /// All that this version has.
  public static let standard = Vocabulary(
    layers: LayerVocabulary(LayerCatalogue.all),
    functions: FunctionVocabulary(
      FunctionCatalogue.all + LossCatalogue.all))
}
