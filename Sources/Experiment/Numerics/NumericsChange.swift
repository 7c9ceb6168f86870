import Artifacts
import Config
import Diagnostics
import OrderedCollections

/// What has altered the numbers of some experiments, each of which has a version of its own for that.
package struct NumericsChange: Sendable {
  enum Effect: Sendable {
    /// Networks with layers or activations of a kind are other functions, but for those of which a field says that they are the old one.
    case function(of: String, unless: String)
    /// What they give is rounded otherwise.
    case rounding(of: String)
    /// Training comes to other weights; what given weights give is the same.
    case training(of: @Sendable (ConfigNode) -> Bool)
  }

  /// The version of the numbers that has it.
  package let version: Int
  /// What is otherwise, and how the old one is had where that can be.
  package let sentence: String
  let effect: Effect

  package static let all = [
    NumericsChange(
      version: 7,
      sentence:
        "gelu is exact; it was the form with tanh, which is 'gelu: {approximate: true}' here and "
        + "nn.GELU(approximate='tanh') in PyTorch",
      effect: .function(of: "gelu", unless: "approximate")),
    NumericsChange(
      version: 7, sentence: "channels in narrow groups of group_norm are summed in another order",
      effect: .rounding(of: "group_norm")),
    NumericsChange(
      version: 7, sentence: "adam counts its steps over all rounds",
      effect: .training(of: { experiment in
        guard let train = experiment["train"], train["rounds"] != nil else { return false }
        return train.uses("adam") || train.uses("adamw")
      })),
    NumericsChange(
      version: 8, sentence: "a gradient passes clip at its bounds, it did not",
      effect: .training(of: { experiment in
        experiment["train"] != nil && experiment.calls("clip")
      })),
    NumericsChange(
      version: 8, sentence: "the slope of elu at 0 is alpha, it was 0",
      effect: .training(of: { experiment in
        experiment.networks.contains { $0["layers"]?.uses("elu") ?? false }
      })),
  ]

  /// Whether an experiment's version is at least this one.
  package func concerns(_ experiment: ConfigNode) -> Bool {
    switch effect {
    case .function(let kind, _), .rounding(let kind):
      experiment.networks.contains { $0["layers"]?.uses(kind) ?? false }
    case .training(let concerns): concerns(experiment)
    }
  }

  /// Whether networks of an experiment, in canonical form, give other numbers of the same weights, if only in the last digits.
  package func altersWhatIsShown(by experiment: ConfigNode) -> Bool {
    switch effect {
    case .function: experiment.networks.contains(where: altersFunction)
    case .rounding: concerns(experiment)
    case .training: false
    }
  }

  /// Whether an experiment has a network that is another function.
  package func altersFunctions(of experiment: ConfigNode) -> Bool {
    experiment.networks.contains(where: altersFunction)
  }

  /// Whether a network, in canonical form, is another function.
  func altersFunction(_ network: ConfigNode) -> Bool {
    guard case .function(let kind, let exception) = effect else { return false }
    return network["layers"]?.uses(kind, unless: exception) ?? false
  }
}

extension ConfigNode {
  fileprivate var networks: [ConfigNode] { self["networks"]?.entries?.values.map(\.value) ?? [] }

  /// Whether a kind of this name stands anywhere in it, alone or with its fields.
  ///
  /// - Parameter exception: the field that, where it is true, makes it count as none.
  fileprivate func uses(_ kind: String, unless exception: String? = nil) -> Bool {
    switch content {
    case .null, .boolean, .number: false
    case .text(let text): text == kind
    case .list(let items): items.contains { $0.uses(kind, unless: exception) }
    case .map(let entries):
      entries.contains { key, entry in
        if key == kind, !(exception.map { entry.value.isTrue($0) } ?? false) { return true }
        return key != "as" && key != "from" && entry.value.uses(kind, unless: exception)
      }
    }
  }

  /// Whether a function is called in an expression anywhere in it.
  fileprivate func calls(_ function: String) -> Bool {
    switch content {
    case .null, .boolean, .number: false
    case .text(let text): text.contains("\(function)(")
    case .list(let items): items.contains { $0.calls(function) }
    case .map(let entries): entries.contains { $0.value.value.calls(function) }
    }
  }

  private func isTrue(_ field: String) -> Bool {
    if case .boolean(true)? = self[field]?.content { true } else { false }
  }
}

extension SafetensorsHeader {
  /// The version of the numbers under which a run wrote it, 0 where that is too old to say; `nil` of a file that no run wrote.
  var numerics: Int? {
    guard let text = metadata("circumstances"), let json = try? JSON(parsing: text) else {
      return nil
    }
    if case .integer(let version)? = json["numerics"] { return version }
    return 0
  }
}
