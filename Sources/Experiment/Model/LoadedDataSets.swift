import Datasets
import Diagnostics
import OrderedCollections

/// All data of an experiment in memory, and how an epoch is cut into batches.
public struct LoadedDataSets: Sendable {
  public let sets: OrderedDictionary<String, LoadedData>
  /// `nil` where the schedule reads no data, or single examples that stay as they are: an epoch then has no meaning.
  public let plan: EpochPlan?

  /// - Parameters:
  ///   - used: the data that training reads; the others (for metrics, say) set no epoch's length.
  ///   - random: the data whose examples are others at each pass.
  /// - Throws: a set that has not one batch.
  public init(
    _ sets: OrderedDictionary<String, LoadedData>, used: Set<String>, random: Set<String>,
    schedule: TrainDefinition?
  ) throws {
    self.sets = sets
    let counts = sets.filter { name, set in
      used.contains(name) && (set.train.count != 1 || random.contains(name))
    }.map { $0.value.train.count }
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
    return digests
  }

  public func examples(_ name: String, _ split: Split) -> Examples? {
    sets[name].map { split == .train ? $0.train : $0.test }
  }
}
