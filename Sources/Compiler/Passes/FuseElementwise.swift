import Graph
import Tensors

/// Neighbouring kernels become one wherever that saves memory traffic and never computes much twice.
///
/// 1. What costs nothing (broadcasts, slices, permutes, padding, constants) is computed where it is read;
///    likewise elementwise chains with one reader, and cheap ones with several.
/// 2. Narrow innermost loops become one with those around them.
/// 3. Elementwise readers of a contraction or reduction are done in its epilogue, at the point of writing.
/// 4. What is left in front of a reduction is computed while reducing; before a contraction only if cheap.
/// 5. Elementwise kernels over the same elements become one that writes several tensors, and reductions over
///    the same loops one that reads once.
struct FuseElementwise {
  private var schedule: KernelSchedule
  private let results: Set<Buffer>
  private var kernels: [ScheduledKernel?]
  /// The kernels that write and read each buffer, by its number.
  private var writers: [Set<Int>]
  private var readers: [Set<Int>]
  /// The buffers that each kernel reads, for ``depends(_:on:but:)`` meets them often.
  private var read: [[Buffer]]
  /// The reader of each kernel that writes for it alone what it reads of narrow groups.
  private var expansions: [Int: Int] = [:]

  /// The most arithmetic that is done again rather than kept in memory.
  static let cheap = 2
  /// The same for what a contraction reads, which is computed again for every panel it is packed into.
  static let cheapInContraction = 4
  /// The same where what is written is many times what is read.
  static let spread = 6
  /// The most different nodes of all values of one kernel, and the most operands.
  static let largestKernel = 1500
  static let mostOperands = 32

  static func run(_ schedule: KernelSchedule) -> KernelSchedule {
    var fusion = FuseElementwise(schedule)
    fusion.inlineElementwise()
    fusion.widen()
    fusion.pushIntoEpilogues { !$0.kernel.isPointwise }
    fusion.inlineReductions()
    fusion.pushIntoEpilogues { $0.kernel.isPointwise }
    fusion.collapse()
    fusion.joinSiblings()
    var result = fusion.schedule
    result.kernels = fusion.ordered()
    return result
  }

  private init(_ schedule: KernelSchedule) {
    self.schedule = schedule
    results = Set(schedule.results.map(\.buffer))
    kernels = schedule.kernels
    writers = Array(repeating: [], count: schedule.buffers.count)
    readers = writers
    read = Array(repeating: [], count: schedule.kernels.count)
    for (id, kernel) in schedule.kernels.enumerated() { register(id, kernel) }
  }

  // MARK: Bookkeeping

  private mutating func register(_ id: Int, _ kernel: ScheduledKernel) {
    read[id] = kernel.read
    for buffer in kernel.written { writers[buffer.number].insert(id) }
    for buffer in read[id] { readers[buffer.number].insert(id) }
  }

  private mutating func replace(_ id: Int, by new: ScheduledKernel?) {
    if let old = kernels[id] {
      for buffer in old.written { writers[buffer.number].remove(id) }
      for buffer in read[id] { readers[buffer.number].remove(id) }
    }
    kernels[id] = new
    read[id] = []
    if let new { register(id, new) }
  }

  private func readers(of buffer: Buffer) -> [Int] { readers[buffer.number].sorted() }
  private func isNeeded(_ buffer: Buffer) -> Bool {
    results.contains(buffer) || !readers[buffer.number].isEmpty
  }

  /// Whether `to` depends on `from` other than by reading these buffers directly.
  private func depends(_ to: Int, on from: Int, but direct: Set<Buffer>) -> Bool {
    var seen = [Bool](repeating: false, count: kernels.count)
    var stack: [Int] = []
    func push(_ buffer: Buffer) {
      for writer in writers[buffer.number] where !seen[writer] {
        seen[writer] = true
        stack.append(writer)
      }
    }
    for buffer in read[to] where !direct.contains(buffer) { push(buffer) }
    while let id = stack.popLast() {
      if id == from { return true }
      for buffer in read[id] { push(buffer) }
    }
    return false
  }

  private static func isSmall(_ kernel: ScheduledKernel) -> Bool {
    guard kernel.kernel.operands.count <= mostOperands else { return false }
    let nodes = kernel.kernel.values.map(\.nodeCount)
    if nodes.reduce(0, +) <= largestKernel { return true }
    guard nodes.allSatisfy({ $0 <= FusedScalar.mostNodes }) else { return false }
    // Equal parts are computed once.
    var seen: Set<FusedScalar> = []
    for value in kernel.kernel.values { value.visit { seen.insert($0) } }
    return seen.count <= largestKernel
  }

  // MARK: Inlining

  /// The work of computing a value again.
  private func effort(_ kernel: ScheduledKernel, _ value: FusedScalar) -> Int {
    kernel.effort(of: value) {
      if case .literal = schedule.buffers[$0.number].source { true } else { false }
    }
  }

  /// The one buffer of a kernel that could be computed where it is read.
  private func inlinable(_ id: Int) -> (
    kernel: ScheduledKernel, buffer: Buffer, write: FusedKernel.Write
  )? {
    guard expansions[id] == nil, let kernel = kernels[id], kernel.kernel.isPointwise,
      kernel.written.count == 1, let buffer = kernel.written.first, !results.contains(buffer),
      writers[buffer.number].count == 1, let write = kernel.denseWrite(of: buffer)
    else { return nil }
    return (kernel, buffer, write)
  }

  /// Puts the value into all its readers, or into none.
  private mutating func inline(_ id: Int, _ kernel: ScheduledKernel, _ buffer: Buffer) {
    var replaced: [(Int, ScheduledKernel)] = []
    for reader in readers(of: buffer) {
      guard let old = kernels[reader], old.staysSmall(reading: buffer, of: kernel),
        let new = old.inlining(kernel, buffer), Self.isSmall(new),
        !old.kernel.isContraction || new.kernel.isContraction
      else { return }
      replaced.append((reader, new))
    }
    for (reader, new) in replaced { replace(reader, by: new) }
    replace(id, by: nil)
  }

  private mutating func inlineElementwise() {
    for id in kernels.indices {
      guard let (kernel, buffer, write) = inlinable(id) else { continue }
      let effort = effort(kernel, write.value)
      let reading = readers(of: buffer).compactMap { kernels[$0] }
      let reads = write.value.reads.count
      let free = effort == 0 && reads <= 1
      let small = effort <= Self.cheap && reads <= 2
      let spread = isSpread(kernel, write, effort)
      let intoPointwise = reading.allSatisfy(\.kernel.isPointwise)
      let once = reading.count == 1 && reading.allSatisfy { !repeats($0, buffer) }
      if free || (intoPointwise && (small || once || spread)) { inline(id, kernel, buffer) }
    }
  }

  /// Joins innermost loops that fill no vector with those around them.
  private mutating func widen() {
    for id in kernels.indices {
      guard
        let widened = kernels[id]?.widened(
          firstBuffer: schedule.buffers.count, type: schedule.type(of:))
      else { continue }
      for (expansion, type) in widened.expansions {
        schedule.buffers.append(Buffer.Contents(type: type, source: .kernels))
        writers.append([])
        readers.append([])
        read.append([])
        expansions[kernels.count] = id
        kernels.append(expansion)
        register(kernels.count - 1, expansion)
      }
      replace(id, by: widened.kernel)
    }
  }

  /// Whether a value is cheaper made than read: a one-hot row, say, of one number.
  private func isSpread(
    _ kernel: ScheduledKernel, _ write: FusedKernel.Write, _ effort: Int
  ) -> Bool {
    let read = kernel.read.reduce(0) { $0 + schedule.type(of: $1).shape.count }
    guard read * 16 <= kernel.kernel.keptCount else { return false }
    return effort - write.value.cost + write.value.costOfDifferentParts <= Self.spread
  }

  /// Whether a kernel reads elements of a buffer more than once each.
  private func repeats(_ reader: ScheduledKernel, _ buffer: Buffer) -> Bool {
    let count = schedule.type(of: buffer).shape.count
    let terms = reader.kernel.reduction?.terms.map(\.value) ?? []
    let inTerms = terms.reduce(into: Set<Int>()) { $0.formUnion($1.reads) }
    var points = 0
    for (number, read) in reader.kernel.reads.enumerated()
    where reader.buffers[read.operand] == buffer {
      points += inTerms.contains(number) ? reader.kernel.pointCount : reader.kernel.keptCount
    }
    return points > count
  }

  private mutating func inlineReductions() {
    for id in kernels.indices {
      guard let (kernel, buffer, write) = inlinable(id) else { continue }
      let effort = effort(kernel, write.value)
      let reading = readers(of: buffer).compactMap { kernels[$0] }
      guard !reading.isEmpty else { continue }
      let fits = reading.allSatisfy { reader in
        if reader.kernel.isContraction {
          return reading.count == 1 && effort <= Self.cheapInContraction
        }
        if !repeats(reader, buffer) {
          return reading.count == 1 || effort <= Self.cheap || isSpread(kernel, write, effort)
        }
        return effort <= Self.cheap
      }
      if fits { inline(id, kernel, buffer) }
    }
  }

  // MARK: Epilogues

  /// Moves pointwise readers into the kernels that write what they read, the last kernels first, so that a
  /// reader of two contractions joins the later one.
  private mutating func pushIntoEpilogues(of eligible: (ScheduledKernel) -> Bool) {
    for id in kernels.indices.reversed() {
      guard let first = kernels[id], eligible(first) else { continue }
      var queue = first.written
      while !queue.isEmpty {
        let buffer = queue.removeFirst()
        for reader in readers(of: buffer) where push(reader, through: buffer) {
          queue += kernels[id]?.written.filter { !queue.contains($0) } ?? []
        }
      }
    }
  }

  /// Moves a pointwise kernel into all kernels that write a buffer it reads.
  private mutating func push(_ id: Int, through buffer: Buffer) -> Bool {
    guard let consumer = kernels[id], consumer.kernel.isPointwise,
      !writers[buffer.number].isEmpty, !writers[buffer.number].contains(id)
    else { return false }
    let producers = writers[buffer.number].sorted()
    var replaced: [(Int, ScheduledKernel)] = []
    for producer in producers {
      guard let old = kernels[producer] else { return false }
      let direct = Set(producers.count == 1 ? old.written : [buffer])
      guard !depends(id, on: producer, but: direct),
        consumer.staysSmall(reading: buffer, of: old),
        let new = old.pushing(consumer, through: buffer), Self.isSmall(new),
        !old.kernel.isContraction || new.kernel.isContraction
      else { return false }
      replaced.append((producer, new))
    }
    replace(id, by: nil)
    for (producer, new) in replaced { replace(producer, by: new) }
    for producer in producers {
      guard let kernel = kernels[producer] else { continue }
      var slim = kernel
      for each in kernel.written where !isNeeded(each) && slim.written.count > 1 {
        slim = slim.dropping(each)
      }
      replace(producer, by: slim)
    }
    return true
  }

  // MARK: Siblings

  private mutating func collapse() {
    for id in kernels.indices {
      if let kernel = kernels[id] { replace(id, by: kernel.collapsed()) }
    }
  }

  /// Joins kernels over the same loops that read something in common and do not depend on each other.
  private mutating func joinSiblings() {
    for id in kernels.indices {
      var joined = true
      while joined, let kernel = kernels[id] {
        joined = false
        for other in siblings(of: id) {
          guard let sibling = kernels[other], canJoin(kernel, sibling),
            !depends(other, on: id, but: []), !depends(id, on: other, but: [])
          else { continue }
          let both = kernel.joining(sibling)
          guard Self.isSmall(both) else { continue }
          replace(other, by: nil)
          replace(id, by: both)
          joined = true
          break
        }
      }
    }
  }

  private func siblings(of id: Int) -> [Int] {
    var found: Set<Int> = []
    for buffer in read[id] where schedule.type(of: buffer).shape.count > 1 {
      found.formUnion(readers[buffer.number].filter { $0 > id })
    }
    return found.sorted()
  }

  private func canJoin(_ a: ScheduledKernel, _ b: ScheduledKernel) -> Bool {
    guard a.kernel.extents == b.kernel.extents,
      a.kernel.reduction?.loops == b.kernel.reduction?.loops,
      !a.kernel.isContraction, !b.kernel.isContraction
    else { return false }
    // Transformed tiles are larger than what they are made of: made with those of another pass, they would be kept
    // from there to here.
    guard a.kernel.writes.count == a.written.count, b.kernel.writes.count == b.written.count
    else { return false }
    return !(a.kernel.writes + b.kernel.writes).contains(where: \.accumulates)
  }

  // MARK: Order

  /// Each after what it reads; where there is a choice, what reads a state entry before what makes its next
  /// value, so that this can be written in place; else as the graph has it.
  private func ordered() -> [ScheduledKernel] {
    let ids = kernels.indices.filter { kernels[$0] != nil }.sorted {
      (expansions[$0] ?? $0, -$0) < (expansions[$1] ?? $1, -$1)
    }
    var soft: [Int: Set<Int>] = [:]
    for result in schedule.results {
      guard case .state(let name) = result.target else { continue }
      for old in schedule.buffers(of: .state(name)) {
        let before = readers[old.number]
        for writer in writers[result.buffer.number] {
          // What depends on it cannot go before it: if it waited, all else would go first.
          soft[writer, default: []].formUnion(
            before.filter { $0 != writer && !depends($0, on: writer, but: []) })
        }
      }
    }
    // How many kernels each waits for, and those that wait for it.
    var missing: [Int: Int] = [:]
    var waiting: [Int: [Int]] = [:]
    for id in ids {
      let before = read[id].reduce(into: Set<Int>()) { $0.formUnion(writers[$1.number]) }
        .subtracting([id])
      missing[id] = before.count
      for other in before { waiting[other, default: []].append(id) }
    }
    let ranks = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    var ready = ids.filter { missing[$0] == 0 }
    var done: Set<Int> = []
    var order: [ScheduledKernel] = []
    while order.count < ids.count {
      guard
        let place = ready.firstIndex(where: { (soft[$0] ?? []).isSubset(of: done) })
          ?? ready.indices.first, var kernel = kernels[ready[place]]
      else {
        preconditionFailure("kernels depend on each other in a circle")
      }
      let next = ready.remove(at: place)
      kernel.boundary = boundary(of: kernel)
      order.append(kernel)
      done.insert(next)
      for id in waiting[next] ?? [] {
        missing[id, default: 0] -= 1
        guard missing[id] == 0, let rank = ranks[id] else { continue }
        let before = ready.firstIndex { ranks[$0] ?? 0 > rank } ?? ready.endIndex
        ready.insert(id, at: before)
      }
    }
    return order
  }

  /// Why the kernel is not part of those that read what it writes.
  private func boundary(of kernel: ScheduledKernel) -> Boundary {
    if kernel.kernel.writes.contains(where: \.accumulates) { return .scatter }
    guard let buffer = kernel.written.first(where: { !readers(of: $0).isEmpty }) else {
      return .result
    }
    if kernel.kernel.isContraction { return .contraction }
    if kernel.kernel.reduction != nil { return .reduction }
    if writers[buffer.number].count > 1 { return .parts }
    if results.contains(buffer) { return .result }
    let reading = readers(of: buffer).compactMap { kernels[$0] }
    let isIndex = reading.contains { reader in
      reader.kernel.reads.enumerated().contains { number, read in
        reader.buffers[read.operand] == buffer
          && (read.isIndirect || reader.kernel.indexingReads.contains(number))
      }
    }
    if isIndex { return .indirect }
    if reading.count > 1 { return .severalReaders }
    if reading.contains(where: \.kernel.isContraction) { return .packing }
    return reading.contains { repeats($0, buffer) } ? .repeatedReads : .shapes
  }
}
