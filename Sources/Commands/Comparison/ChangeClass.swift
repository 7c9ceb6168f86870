/// What a change of an experiment means for its runs.
public enum ChangeClass: Comparable, CaseIterable, Sendable {
  /// The same experiment: nothing is computed anew.
  case cosmetic
  /// The same numbers: pictures, metrics and words are made anew.
  case outputs
  /// A new run; weights of an old one can begin it.
  case numerics
  /// A new run; the state of an old one does not fit.
  case checkpoint

  /// As JSON and the command line have it: "numerics".
  public var name: String { "\(self)" }

  /// As people read it.
  var phrase: String {
    switch self {
    case .cosmetic: "cosmetic: the same experiment"
    case .outputs: "outputs only: the same numbers, shown anew"
    case .numerics: "numerics: a new run; old checkpoints still load"
    case .checkpoint: "checkpoint-incompatible: a new run; old checkpoints do not load"
    }
  }

  /// In a count: "1 checkpoint-incompatible".
  var noun: String { self == .checkpoint ? "checkpoint-incompatible" : name }
}
