/// Which algorithms may be chosen.
public enum Numerics: String, Hashable, Sendable, CaseIterable {
  /// Those as well whose rounding errors are larger, but bounded: ‖error‖∞ ≤ 1e-5 · max Σ|a||b| for
  /// convolutions.
  case fast
  /// Only sums of the products themselves.
  case strict
}
