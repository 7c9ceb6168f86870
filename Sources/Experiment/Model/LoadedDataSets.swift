import Datasets
import Diagnostics
import OrderedCollections
import Tensors

/// All data of an experiment in memory, and how an epoch is cut into batches.
public struct LoadedDataSets: Sendable {
  public let sets: OrderedDictionary<String, LoadedData>
  /// `nil` where the schedule reads no data, or single examples that stay as they are: an epoch then has no meaning.
  public let plan: EpochPlan?
  /// The files that weights come from.
  package let weights: [LoadedWeights]

  /// - Parameters:
  ///   - used: the data that training reads; the others (for metrics, say) set no epoch's length.
  /// - Throws: a set that has not one batch.
  package init(
    _ sets: OrderedDictionary<String, LoadedData>, used: Set<String>, schedule: TrainDefinition?,
    weights: [LoadedWeights] = []
  ) throws {
    self.sets = sets
    self.weights = weights
    let counts = sets.filter { used.contains($0.key) && !$0.value.isConstant }
      .map { $0.value.train.count }
    guard let schedule, !counts.isEmpty else {
      plan = nil
      return
    }
    plan = try schedule.plan(of: counts)
  }

  /// SHA-256 of every file that was read, by path as written.
  public var digests: [String: String] {
    var digests: [String: String] = [:]
    for set in sets.values {
      for digest in set.digests { digests[digest.path] = digest.sha256 }
    }
    for weights in weights { digests[weights.digest.path] = weights.digest.sha256 }
    return digests
  }

  public func examples(_ name: String, _ split: Split) -> Examples? {
    sets[name].map { split == .train ? $0.train : $0.test }
  }
}

/// A file of weights that was looked at and fits its network; its tensors are read when they are needed, and not kept.
package struct LoadedWeights: Sendable {
  package let digest: FileDigest
  private let fit: WeightsFit

  init(_ fit: WeightsFit, _ digest: FileDigest) {
    self.fit = fit
    self.digest = digest
  }

  /// What the file holds for each entry of the network's state, as published.
  ///
  /// - Throws: a file that has changed since.
  package func read() throws -> [(entry: String, array: HostArray)] {
    try fit.read(expecting: digest)
  }
}
