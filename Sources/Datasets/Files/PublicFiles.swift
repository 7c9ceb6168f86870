/// The public data and networks that `etch fetch` gets, by where they come to stand. A test compares them with the
/// recipes, which belong to that command.
package enum PublicFiles {
  /// Folders, or single files, each with the recipe's name.
  package static let places: [(path: String, recipe: String)] = [
    ("data/celeba", "celeba"), ("data/ecg5000", "ecg5000"), ("data/facades", "facades"),
    ("data/fashion_mnist", "fashion_mnist"), ("data/horse2zebra", "horse2zebra"),
    ("data/imdb", "imdb"), ("data/mnist", "mnist"),
    ("weights/inception_v3_torchvision.safetensors", "inception_v3"),
    ("weights/mobilenet_v2_timm.safetensors", "mobilenet_v2"),
    ("weights/vgg19_torchvision.safetensors", "vgg19"),
  ]

  /// The recipe that a path as experiments write it belongs to; `nil` where it is none's.
  package static func recipe(of path: String) -> String? {
    places.first { path == $0.path || path.hasPrefix($0.path + "/") }?.recipe
  }
}
