import Diagnostics

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

  /// A network whose weights Keras gives out in a form of its own, which no recipe can turn into ours.
  private struct KerasWeights: Sendable {
    let path: String
    /// What makes the network in Python.
    let model: String
    /// The table of their names.
    let names: String
    /// The recipe of other weights of the same network.
    let recipe: String
    /// The profile by which shipped experiments take these.
    let profile: String
  }

  private static let ofKeras = [
    KerasWeights(
      path: "weights/inception_v3.safetensors", model: "InceptionV3(include_top=False)",
      names: "networks/inception_v3_keras.yaml", recipe: "inception_v3", profile: "torchvision"),
    KerasWeights(
      path: "weights/mobilenet_v2.safetensors", model: "MobileNetV2()", names: "keras",
      recipe: "mobilenet_v2", profile: "timm"),
    KerasWeights(
      path: "weights/vgg19.safetensors", model: "VGG19(include_top=False)", names: "keras",
      recipe: "vgg19", profile: "torchvision"),
  ]

  /// How a person gets a file that shipped experiments name and no recipe brings.
  ///
  /// - Parameter lookup: what the command is told of where it comes to stand.
  package static func advice(of path: String, lookup: [String] = []) -> [String] {
    guard let weights = ofKeras.first(where: { $0.path == path }) else { return [] }
    let file = path.dropFirst("weights/".count)
    return [
      "Keras's weights, for 'names: \(weights.names)': python -c \"import keras, safetensors.numpy as s; "
        + "s.save_file({w.path: w.numpy() for w in keras.applications.\(weights.model).weights}, '\(file)')\"",
      "'\((["etch", "fetch", weights.recipe] + lookup).shownCommand)' gets others, which a shipped experiment reads with '--profile \(weights.profile)'",
    ]
  }

  /// The recipe that a path as experiments write it belongs to; `nil` where it is none's.
  package static func recipe(of path: String) -> String? {
    places.first { path == $0.path || path.hasPrefix($0.path + "/") }?.recipe
  }
}
