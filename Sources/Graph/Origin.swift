import Diagnostics

/// Where a node comes from in the experiment: what plans, diagnostics and printed kernels name.
public struct Origin: Hashable, Sendable {
  public enum Owner: Hashable, Sendable {
    /// A layer, in one of the calls of its network: `discriminator.conv2d_1`.
    case layer(network: String, layer: String, call: String)
    /// What a section of the file defines: `losses.reconstruction`.
    case entry(section: String, name: String)
    /// What has a name of its own, as a state entry; empty where nothing is known.
    case named(String)
  }

  public let owner: Owner
  /// The place in the experiment file.
  public let range: SourceRange?

  public init(_ owner: Owner, range: SourceRange? = nil) {
    self.owner = owner
    self.range = range
  }

  /// The path of names, as in checkpoints; the same for all calls of a layer.
  public var path: String { owner.path }

  /// The network whose layer it is.
  public var network: String? {
    if case .layer(let network, _, _) = owner { network } else { nil }
  }
}

extension Origin.Owner {
  /// `discriminator.conv2d_1`, `losses.reconstruction`.
  public var path: String {
    switch self {
    case .layer(let network, let layer, _): "\(network).\(layer)"
    case .entry(let section, let name): "\(section).\(name)"
    case .named(let name): name
    }
  }
}
