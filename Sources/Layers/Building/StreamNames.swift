import Tensors

/// What the random numbers of one graph are keyed by, besides their own names.
public struct StreamNames: Hashable, Sendable {
  public var seed: UInt64
  /// What the program is for: `train`, `sample`, `metric`.
  public var role: String
  /// Which stage of the step, by its position: `1`.
  public var stage: String
  /// Which round or repetition within the step (`times: 5`).
  public var repetition: String

  public init(seed: UInt64, role: String, stage: String = "", repetition: String = "") {
    self.seed = seed
    self.role = role
    self.stage = stage
    self.repetition = repetition
  }

  /// How often a draw is made anew.
  public enum Freshness: String, Hashable, Sendable, CaseIterable {
    /// In every stage of every step.
    case stage
    /// In every step, the same in all its stages.
    case step
    /// Once: the same numbers in every step and every role.
    case run
  }

  /// The stream of a draw that stands at `names`.
  func stream(_ names: [String], per freshness: Freshness) -> RandomStream {
    let path: [String] =
      switch freshness {
      case .stage: [role, stage, repetition] + names
      case .step: [role, "", repetition] + names
      case .run: ["", "", ""] + names
      }
    return RandomStream(seed: seed, path: path)
  }
}
