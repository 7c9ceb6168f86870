import Tensors

/// Delivers training batches in an order that depends on (seed, epoch) only.
///
/// Source `s` with N examples goes through them in passes; pass `p` of epoch `e` has its own permutation, of number
/// `e · ⌈E / N⌉ + p`, where E is the number of examples of an epoch (so that number is `e` for every source of at least E examples).
/// Any place can be reached from its cursor, and nothing allocates once the batcher is made.
public final class Batcher {
  /// A field of a source, by name.
  public struct Wanted: Hashable, Sendable {
    public let data: String
    public let field: String

    public init(data: String, field: String) {
      self.data = data
      self.field = field
    }
  }

  /// A batch that was written.
  public struct Place: Hashable, Sendable {
    public let cursor: DataCursor
    /// Examples in the batch.
    public let size: Int
    /// Where the batch after it stands: what a checkpoint keeps.
    public let next: DataCursor
  }

  public let plan: EpochPlan
  /// What a batch holds, in the order asked for; the type is that of one example.
  public let fields: [DataField]
  /// The batch that is written next.
  public private(set) var cursor: DataCursor
  private let orders: [Order]
  /// For every field its source, and its place there.
  private let origins: [(source: Int, field: Int)]

  /// Batches of the training parts of `sources`.
  ///
  /// - Parameter shuffles: `false` keeps the order of every source, whatever it says itself.
  /// - Precondition: every wanted field exists, and the plan holds the cursor.
  public init(
    _ sources: [LoadedData], wanted: [Wanted], plan: EpochPlan, at cursor: DataCursor,
    shuffles: Bool = true
  ) {
    precondition(plan.holds(cursor), "there is no batch at \(cursor)")
    self.plan = plan
    self.cursor = cursor
    orders = sources.map {
      Order($0, examples: plan.examples, shuffles: shuffles && $0.shuffles)
    }
    origins = wanted.map { wanted in
      guard let source = sources.firstIndex(where: { $0.name == wanted.data }),
        let field = sources[source].fields.firstIndex(where: { $0.name == wanted.field })
      else { preconditionFailure("there is no field '\(wanted.data).\(wanted.field)'") }
      return (source, field)
    }
    fields = origins.map { sources[$0.source].fields[$0.field] }
  }

  /// The bytes of a full batch of a field.
  public func byteCount(of field: Int) -> Int { plan.batchSize * fields[field].type.byteCount }

  /// Continues at another batch: a resumed run's.
  ///
  /// - Precondition: the plan holds the cursor.
  public func seek(to cursor: DataCursor) {
    precondition(plan.holds(cursor), "there is no batch at \(cursor)")
    self.cursor = cursor
  }

  /// Writes the next batch, one buffer a field: `[size, …]` from its beginning.
  ///
  /// - Precondition: every buffer holds a full batch (``byteCount(of:)``).
  public func fill(into buffers: [UnsafeMutableRawBufferPointer]) -> Place {
    precondition(buffers.count == fields.count, "one buffer a field")
    let size = plan.size(at: cursor.step)
    for i in 0..<size {
      let position = cursor.step * plan.batchSize + i
      for source in orders.indices { orders[source].move(to: position, epoch: cursor.epoch) }
      for field in origins.indices {
        let (source, index) = origins[field]
        let bytes = fields[field].type.byteCount
        precondition(buffers[field].count >= (i + 1) * bytes, "a buffer is too small")
        orders[source].deliver(
          field: index,
          to: UnsafeMutableRawBufferPointer(rebasing: buffers[field][i * bytes..<(i + 1) * bytes]))
      }
    }
    let place = Place(cursor: cursor, size: size, next: cursor.following(plan))
    cursor = place.next
    return place
  }

  /// The permutation in which one source is gone through.
  private final class Order {
    let examples: Examples
    let stream: RandomStream
    let shuffles: Bool
    let passesPerEpoch: Int
    let order: UnsafeMutableBufferPointer<UInt32>
    /// The pass that `order` is of.
    var pass: Int?
    var offset = 0

    init(_ data: LoadedData, examples count: Int, shuffles: Bool) {
      examples = data.train
      stream = RandomStream(seed: data.seed, path: ["data", data.name, "order"])
      self.shuffles = shuffles
      passesPerEpoch = (count + data.train.count - 1) / data.train.count
      order = .allocate(capacity: data.train.count)
      Permutation.identity(order)
    }

    deinit { order.deallocate() }

    func move(to position: Int, epoch: Int) {
      let pass = epoch * passesPerEpoch + position / examples.count
      offset = position % examples.count
      guard pass != self.pass else { return }
      self.pass = pass
      if shuffles { Permutation.fill(order, stream: stream, step: UInt64(pass)) }
    }

    func deliver(field: Int, to target: UnsafeMutableRawBufferPointer) {
      examples.columns[field].deliver(
        Int(examples.rows[Int(order[offset])]), to: target, pass: UInt64(pass ?? 0))
    }
  }
}
