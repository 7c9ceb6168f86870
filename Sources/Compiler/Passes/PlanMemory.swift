import Graph
import Tensors

/// Places for every buffer, from when each is first written to when it is last read.
///
/// A state entry's next value is written straight over the old one where nothing reads the old value
/// afterwards. All other buffers share one arena; the largest first, each at the lowest offset that is free
/// for its whole life.
struct PlanMemory {
  private let lowered: LoweredSchedule
  private var schedule: KernelSchedule { lowered.chosen.schedule }
  private(set) var places: [LoweredSchedule.Operand: CompiledGraph.Place] = [:]
  private(set) var arenaBytes = 0
  private(set) var inputs: [CompiledGraph.ExternalInput] = []
  private(set) var constants: [HostArray] = []

  static let alignment = 64

  init(_ lowered: LoweredSchedule) {
    self.lowered = lowered
    placeOutside()
    placeStates()
    placeArena()
  }

  func place(of buffer: Buffer) -> CompiledGraph.Place? { places[.buffer(buffer)] }

  /// Inputs and literal tensors.
  private mutating func placeOutside() {
    for (number, contents) in schedule.buffers.enumerated() {
      let operand = LoweredSchedule.Operand.buffer(Buffer(number: number))
      switch contents.source {
      case .kernels: break
      case .literal(let array):
        let index = constants.firstIndex(of: array) ?? constants.count
        if index == constants.count { constants.append(array) }
        places[operand] = .constant(index)
      case .input(let source):
        let external = CompiledGraph.ExternalInput(source: source, type: contents.type)
        let index = inputs.firstIndex(of: external) ?? inputs.count
        if index == inputs.count { inputs.append(external) }
        if case .state(let name) = source {
          places[operand] = .state(name)
        } else {
          places[operand] = .input(index)
        }
      }
    }
  }

  /// The first wave in which a step writes, and the last in which one touches, each buffer.
  func lives() -> [LoweredSchedule.Operand: ClosedRange<Int>] {
    var lives: [LoweredSchedule.Operand: ClosedRange<Int>] = [:]
    for step in lowered.steps {
      for operand in step.operands {
        lives[operand] = (lives[operand]?.lowerBound ?? step.wave)...step.wave
      }
    }
    let end = (lowered.steps.last?.wave ?? 0) + 1
    for result in schedule.results {
      let buffer = LoweredSchedule.Operand.buffer(result.buffer)
      if let life = lives[buffer] { lives[buffer] = life.lowerBound...end }
    }
    return lives
  }

  private mutating func placeStates() {
    let lives = lives()
    let results = schedule.results.map(\.buffer)
    for result in schedule.results {
      guard case .state(let name) = result.target else { continue }
      let buffer = result.buffer
      let new = LoweredSchedule.Operand.buffer(buffer)
      // The value is an input itself, or two results are one value: the runtime copies.
      guard places[new] == nil, results.filter({ $0 == buffer }).count == 1, let life = lives[new]
      else { continue }
      let old = places.filter { $0.value == .state(name) }.map(\.key)
      let oldIsResult = results.contains { old.contains(.buffer($0)) }
      let lastRead = old.compactMap { lives[$0]?.upperBound }.max() ?? -1
      guard !oldIsResult, lastRead <= life.lowerBound else { continue }
      if lastRead == life.lowerBound,
        !old.allSatisfy({ canOverwrite($0, with: new, in: life.lowerBound) })
      {
        continue
      }
      places[new] = .state(name)
    }
  }

  /// Whether the one step of a wave that touches two buffers may write one where it reads the other: it reads, at each
  /// point, just elements that it writes there, and not while it still reduces. All reads of a point come before its
  /// writes.
  private func canOverwrite(
    _ old: LoweredSchedule.Operand, with new: LoweredSchedule.Operand, in wave: Int
  ) -> Bool {
    let touching = lowered.steps.filter {
      $0.wave == wave && ($0.operands.contains(old) || $0.operands.contains(new))
    }
    // The kernels of a group run block after block.
    guard touching.count == 1, touching[0].scheduled.count == 1,
      let position = touching[0].scheduled.first
    else { return false }
    let scheduled = schedule.kernels[position]
    guard case .buffer(let oldBuffer) = old, case .buffer(let newBuffer) = new else { return false }
    let reduced = (scheduled.kernel.reduction?.terms ?? []).reduce(into: Set<Int>()) {
      $0.formUnion($1.value.reads)
    }
    let writes = scheduled.kernel.writes.filter { scheduled.buffers[$0.operand] == newBuffer }
    guard !writes.isEmpty, !writes.contains(where: \.accumulates) else { return false }
    return scheduled.kernel.reads.enumerated().allSatisfy { number, read in
      scheduled.buffers[read.operand] != oldBuffer
        || (read.outside == nil && !reduced.contains(number)
          && writes.contains {
            $0.index == read.index
              && scheduled.kernel.operands[$0.operand] == scheduled.kernel.operands[read.operand]
          })
    }
  }

  private mutating func placeArena() {
    let lives = lives()
    var blocks: [(operand: LoweredSchedule.Operand, bytes: Int, life: ClosedRange<Int>)] = []
    for (operand, life) in lives where places[operand] == nil {
      let bytes = lowered.bytes(of: operand)
      blocks.append((operand, (bytes + 63) / 64 * 64, life))
    }
    blocks.sort {
      ($1.bytes, $0.life.lowerBound, $0.life.upperBound, $0.operand)
        < ($0.bytes, $1.life.lowerBound, $1.life.upperBound, $1.operand)
    }
    var placed: [(offset: Int, bytes: Int, life: ClosedRange<Int>)] = []
    for block in blocks {
      var offset = 0
      for other in placed where other.life.overlaps(block.life) {
        if other.offset >= offset + block.bytes { break }
        offset = max(offset, other.offset + other.bytes)
      }
      let at = placed.firstIndex { $0.offset > offset } ?? placed.count
      placed.insert((offset, block.bytes, block.life), at: at)
      places[block.operand] = .arena(offset: offset)
      arenaBytes = max(arenaBytes, offset + block.bytes)
    }
  }
}

extension LoweredSchedule.Operand: Comparable {
  static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.buffer(let x), .buffer(let y)): x < y
    case (.partial(let x), .partial(let y)): x < y
    case (.buffer, .partial): true
    case (.partial, .buffer): false
    }
  }
}
