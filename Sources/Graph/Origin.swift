import Diagnostics

/// Where a node comes from in the experiment: what plans, diagnostics and printed kernels name.
public struct Origin: Hashable, Sendable {
  /// The path of names, as in checkpoints: `discriminator.conv2d_1`, `losses.reconstruction`.
  public let path: String
  /// The place in the experiment file.
  public let range: SourceRange?

  public init(path: String, range: SourceRange? = nil) {
    self.path = path
    self.range = range
  }
}
