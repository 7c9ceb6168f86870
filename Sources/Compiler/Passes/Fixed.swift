import Graph

/// What never changes while a step is repeated.
public struct Fixed: Sendable {
  /// The state entries that do change; all others stay.
  public var updated: Set<String>
  /// Inputs that are the same in every step: what a source of one example delivers.
  public var inputs: Set<Input.Source>

  public init(updated: Set<String>, inputs: Set<Input.Source> = []) {
    self.updated = updated
    self.inputs = inputs
  }
}
