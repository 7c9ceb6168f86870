import Config

/// What tables of trained vectors take.
enum EmbeddingOptions {
  static let initializer = Field(
    "initializer", .kind(of: InitializerCatalogue.catalogue), .standard("uniform"),
    "The initializer of the vectors.")
}
