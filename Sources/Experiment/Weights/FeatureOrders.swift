import OrderedCollections

/// In which layers of a network the features of a vector are the pixels of a picture: where it is flattened before a
/// dense layer, or made of one by `reshape`. There the order of axes matters to whoever reads weights.
struct FeatureOrders {
  /// Height, width and channels of a picture.
  typealias Picture = [Int]

  /// Of what goes into a dense layer, by the layer's path.
  private(set) var inputs: [String: Picture] = [:]
  /// Of what a dense layer makes, or a norm of one number a feature works on.
  private(set) var outputs: [String: Picture] = [:]

  /// Kinds that leave each feature in its place.
  private static let transparent: Set<String> = [
    "dropout", "gaussian_noise", "batch_norm", "layer_norm", "relu", "relu6", "leaky_relu", "elu",
    "gelu", "silu", "sigmoid", "tanh", "softplus", "prelu",
  ]

  /// - Parameters:
  ///   - layers: in order, each with the places of those it reads.
  ///   - pictures: of what goes into each `flatten`, and what comes out of each `reshape`, as far as these are pictures.
  init(
    _ layers: [(name: String, kind: String, sources: [Int?])], pictures: [String: Picture]
  ) {
    var orders: [Picture?] = []
    for layer in layers {
      let source = layer.sources.first.flatMap(\.self)
      let order = source.flatMap { orders[$0] }
      switch layer.kind {
      case "flatten": orders.append(pictures[layer.name])
      case "dense":
        inputs[layer.name] = order
        orders.append(nil)
      case let kind where Self.transparent.contains(kind):
        outputs[layer.name] = order
        orders.append(order)
      default: orders.append(nil)
      }
    }
    // From a picture back to the dense layer that it is made of.
    for layer in layers where layer.kind == "reshape" {
      guard let picture = pictures[layer.name] else { continue }
      var passed: [String] = []
      var next = layer.sources.first.flatMap(\.self)
      while let place = next, Self.transparent.contains(layers[place].kind) {
        passed.append(layers[place].name)
        next = layers[place].sources.first.flatMap(\.self)
      }
      guard let place = next, layers[place].kind == "dense" else { continue }
      for name in passed + [layers[place].name] { outputs[name] = picture }
    }
  }
}
