import Config
import Diagnostics
import Graph

/// What functions of several layers of one call take.
enum TapArguments {
  static let layers = Field(
    "layers", .list(.text, count: 1...64), .required,
    "The names of layers: `[conv1, fire5.squeeze]`.")
}

extension Arguments {
  /// The call of a network that an argument is.
  ///
  /// - Throws: where it is something else.
  func output(_ name: String) throws -> NetworkOutput {
    guard case .output(let output) = term(name) else {
      throw Diagnostic(
        "'\(name)' of \(function.name) must be the call of a network, which gives all its layers",
        at: range(of: name))
    }
    return output
  }

  /// The layers that the argument `layers` names, of a call.
  ///
  /// - Throws: a layer that the network does not have, or whose output is no picture.
  func taps(of output: NetworkOutput) throws -> [Tensor] {
    try words("layers").map { layer, range in
      guard let tap = output.taps[layer] else {
        throw Diagnostic(
          "\(output.network) has no layer '\(layer)'"
            + Suggestion.phrase(for: layer, among: output.taps.keys.sorted()), at: range)
      }
      try tap.requirePictures(function.name)
      return tap
    }
  }
}
