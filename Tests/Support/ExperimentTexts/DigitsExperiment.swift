/// The text of a small experiment with made-up digits: what several tests write before and behind what they are about.
public enum DigitsExperiment {
  /// The version of the language, `lines`, the digits, and networks that take them.
  ///
  /// - Parameters:
  ///   - lines: what stands at the top: the name, params.
  ///   - networks: the layers of each network, by its name.
  public static func beginning(
    _ lines: String..., networks: KeyValuePairs<String, [String]>
  ) -> String {
    var text = "etch: 1\n"
    for line in lines { text += line + "\n" }
    text += "data:\n  digit: {source: builtin/digits, count: 64, scale: [0, 1]}\nnetworks:\n"
    for (name, layers) in networks {
      text += "  \(name):\n    input: [28, 28, 1]\n    layers:\n"
      for layer in layers { text += "      - \(layer)\n" }
    }
    return text
  }

  /// The section that trains by Adam.
  ///
  /// - Parameter updates: the lines of `step`.
  public static func training(
    epochs: Int = 1, batchSize: Int = 32, _ updates: String...
  ) -> String {
    var text = "train:\n  epochs: \(epochs)\n  batch_size: \(batchSize)\n"
    text += "  optimizer: {adam: {learning_rate: 1e-3}}\n  step:\n"
    for update in updates { text += "    \(update)\n" }
    return text
  }
}
