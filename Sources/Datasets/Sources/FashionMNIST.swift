import Config

/// Pieces of clothing in MNIST's form: `image: [28, 28, 1]` in 0...255 and `label`, 0 a T-shirt … 9 an ankle boot.
///
/// Source: Xiao, Rasul & Vollgraf 2017, "Fashion-MNIST".
struct FashionMNIST: IDXSource {
  static let schema = CommonFields.schema(
    "fashion_mnist", "Pieces of clothing in MNIST's form.",
    discussion: "`image` is [28, 28, 1] in 0...255; `label` is int32.",
    fields: IDXSet.fields(folder: "data/fashion_mnist"))

  let idx: IDXSet

  init(_ fields: Fields, location: DataLocation) throws {
    idx = try IDXSet(fields, location: location)
  }
}
