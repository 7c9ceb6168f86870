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
  /// Whether examples are decoded when they are asked for, which takes a while.
  let decodes: Bool
  private let sources: [LoadedData]
  private let wanted: [Wanted]
  private let shuffles: Bool
  /// Batches that others write between two of these.
  private let skipped: Int
  private let readers: [SourceReader]

  /// Batches of the training parts of `sources`.
  ///
  /// - Parameter shuffles: `false` keeps the order of every source, whatever it says itself.
  /// - Precondition: every wanted field exists, and the plan holds the cursor.
  public convenience init(
    _ sources: [LoadedData], wanted: [Wanted], plan: EpochPlan, at cursor: DataCursor,
    shuffles: Bool = true
  ) {
    self.init(
      sources, wanted: wanted, plan: plan, at: cursor, shuffles: shuffles, skipped: 0)
  }

  private init(
    _ sources: [LoadedData], wanted: [Wanted], plan: EpochPlan, at cursor: DataCursor,
    shuffles: Bool, skipped: Int
  ) {
    precondition(plan.holds(cursor), "there is no batch at \(cursor)")
    self.plan = plan
    self.cursor = cursor
    self.sources = sources
    self.wanted = wanted
    self.shuffles = shuffles
    self.skipped = skipped
    decodes = sources.contains { $0.train.store.isDecoded }
    readers = sources.map { source in
      let places = wanted.indices.filter { wanted[$0].data == source.name }
      return SourceReader(
        source, examples: plan.examples, batchSize: plan.batchSize,
        shuffles: shuffles && source.shuffles,
        fields: places.map { Self.index(of: wanted[$0], in: source) }, buffers: places)
    }
    fields = wanted.map { wanted in
      guard let source = sources.first(where: { $0.name == wanted.data }) else {
        preconditionFailure("there is no data '\(wanted.data)'")
      }
      return source.fields[Self.index(of: wanted, in: source)]
    }
  }

  private static func index(of wanted: Wanted, in source: LoadedData) -> Int {
    guard let index = source.fields.firstIndex(where: { $0.name == wanted.field }) else {
      preconditionFailure("there is no field '\(wanted.data).\(wanted.field)'")
    }
    return index
  }

  /// Batchers of which the first writes the batches 0, `count`, 2 `count` … from here on, the second those after them, and so on.
  func divided(among count: Int) -> [Batcher] {
    var cursor = cursor
    return (0..<count).map { _ in
      defer { cursor = cursor.following(plan) }
      return Batcher(
        sources, wanted: wanted, plan: plan, at: cursor, shuffles: shuffles, skipped: count - 1)
    }
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
  /// - Throws: a file that cannot be decoded, by name; then the same batch is next.
  public func fill(into buffers: [UnsafeMutableRawBufferPointer]) throws -> Place {
    precondition(buffers.count == fields.count, "one buffer a field")
    let size = plan.size(at: cursor.step)
    for reader in readers {
      try reader.fill(
        from: cursor.step * plan.batchSize, epoch: cursor.epoch, count: size, into: buffers)
    }
    let place = Place(cursor: cursor, size: size, next: cursor.following(plan))
    cursor = place.next
    for _ in 0..<skipped { cursor = cursor.following(plan) }
    return place
  }
}

/// Writes one source's part of batches, in the permutations in which it is gone through.
private final class SourceReader {
  private let examples: Examples
  private let stream: RandomStream
  private let shuffles: Bool
  private let passesPerEpoch: Int
  /// Fields of the source, and the buffers of a batch that they go to.
  private let fields: [Int]
  private let buffers: [Int]
  private let order: UnsafeMutableBufferPointer<UInt32>
  private let places: UnsafeMutableBufferPointer<ExamplePlace>
  private let workspace = Workspace()
  private var targets: [UnsafeMutableRawBufferPointer]
  /// The pass that `order` is of.
  private var pass: Int?

  init(
    _ data: LoadedData, examples count: Int, batchSize: Int, shuffles: Bool, fields: [Int],
    buffers: [Int]
  ) {
    examples = data.train
    stream = RandomStream(seed: data.seed, path: ["data", data.name, "order"])
    self.shuffles = shuffles
    passesPerEpoch = (count + data.train.count - 1) / data.train.count
    self.fields = fields
    self.buffers = buffers
    targets = buffers.map { _ in UnsafeMutableRawBufferPointer(start: nil, count: 0) }
    order = .allocate(capacity: data.train.count)
    Permutation.identity(order)
    places = .allocate(capacity: batchSize)
    places.initialize(repeating: ExamplePlace(row: 0, pass: 0))
  }

  deinit {
    order.deallocate()
    places.deallocate()
  }

  func fill(
    from position: Int, epoch: Int, count: Int, into batch: [UnsafeMutableRawBufferPointer]
  ) throws {
    place(from: position, epoch: epoch, count: count)
    for (i, buffer) in buffers.enumerated() { targets[i] = batch[buffer] }
    try examples.store.deliver(
      UnsafeBufferPointer(rebasing: places[..<count]), fields: fields, into: targets,
      inTraining: true, workspace)
  }

  /// Finds the examples of a batch.
  private func place(from position: Int, epoch: Int, count: Int) {
    let (order, places) = (order, places)
    examples.rows.withUnsafeBufferPointer { rows in
      var pass = epoch * passesPerEpoch + position / rows.count
      var offset = position % rows.count
      permute(pass)
      for i in 0..<count {
        if offset == rows.count {
          (pass, offset) = (pass + 1, 0)
          permute(pass)
        }
        places[i] = ExamplePlace(row: rows[Int(order[offset])], pass: UInt64(pass))
        offset += 1
      }
    }
  }

  private func permute(_ pass: Int) {
    guard pass != self.pass else { return }
    self.pass = pass
    if shuffles { Permutation.fill(order, stream: stream, step: UInt64(pass)) }
  }
}
