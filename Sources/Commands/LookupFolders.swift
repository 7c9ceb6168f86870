import Datasets

/// Where the paths of an experiment's files lead.
public struct LookupFolders: Sendable {
  /// What `data/…` means.
  public var data: String
  /// What `weights/…` means.
  public var weights: String
  /// Where runs stand that weights may come from.
  public var runs: String
  /// Whether paths that files write may lead out of the project.
  public var allowsOutside: Bool

  public init(
    data: String = "data", weights: String = "weights", runs: String = "outputs",
    allowsOutside: Bool = false
  ) {
    self.data = data
    self.weights = weights
    self.runs = runs
    self.allowsOutside = allowsOutside
  }

  /// The same for another command line, as far as it is not the default.
  public var words: [String] {
    DataLocation(dataFolder: data, weightsFolder: weights, runsFolder: runs).words
      + (allowsOutside ? ["--allow-outside"] : [])
  }
}
