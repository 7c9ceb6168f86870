import Diagnostics

/// How the examples of one or more sources are cut into the batches of an epoch.
public struct EpochPlan: Hashable, Sendable {
  /// Which source says how long an epoch is.
  public enum Length: String, Hashable, Sendable, CaseIterable {
    case shortest
    /// The others begin again, each time in an order of its own.
    case longest
  }

  /// What happens to the examples that do not fill a batch.
  public enum LastBatch: String, Hashable, Sendable, CaseIterable {
    case keep, drop
  }

  public let batchSize: Int
  /// The examples of an epoch.
  public let examples: Int
  public let stepsPerEpoch: Int

  /// - Throws: a source without examples, or too few of them for one batch.
  public init(
    counts: [Int], batchSize: Int, length: Length = .shortest, lastBatch: LastBatch = .keep
  ) throws {
    precondition(batchSize > 0, "a batch has examples")
    let chosen = length == .shortest ? counts.min() : counts.max()
    guard let examples = chosen, let least = counts.min(), least > 0 else {
      throw Diagnostic("there are no examples to make a batch of", at: nil)
    }
    let full = examples / batchSize
    let rest = examples % batchSize
    guard full > 0 || lastBatch == .keep else {
      throw Diagnostic(
        "\(examples) examples do not fill one batch of \(batchSize), and 'last_batch: drop' drops it",
        at: nil)
    }
    self.batchSize = batchSize
    self.examples = lastBatch == .keep ? examples : full * batchSize
    stepsPerEpoch = full + (rest > 0 && lastBatch == .keep ? 1 : 0)
  }

  /// The number of examples in the batch of a step, from 0.
  public func size(at step: Int) -> Int { min(batchSize, examples - step * batchSize) }

  /// Whether there is a batch at a cursor, which may come from a damaged checkpoint.
  public func holds(_ cursor: DataCursor) -> Bool {
    (0...Self.lastEpoch).contains(cursor.epoch) && (0..<stepsPerEpoch).contains(cursor.step)
  }

  /// The last epoch that a cursor may stand in.
  public static let lastEpoch = 1 << 31

  /// All sizes that occur, the full one first: the extents for which programs are made.
  public var sizes: [Int] {
    let last = size(at: stepsPerEpoch - 1)
    let first = size(at: 0)
    return last == first ? [first] : [first, last]
  }
}

/// The place of a batch: which epoch, and which step within it, both from 0.
public struct DataCursor: Hashable, Sendable, Codable, Comparable {
  public var epoch: Int
  public var step: Int

  public init(epoch: Int = 0, step: Int = 0) {
    self.epoch = epoch
    self.step = step
  }

  public static func < (a: DataCursor, b: DataCursor) -> Bool {
    (a.epoch, a.step) < (b.epoch, b.step)
  }

  /// The place after this one.
  func following(_ plan: EpochPlan) -> DataCursor {
    step + 1 < plan.stepsPerEpoch
      ? DataCursor(epoch: epoch, step: step + 1) : DataCursor(epoch: epoch + 1, step: 0)
  }
}
