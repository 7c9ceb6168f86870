import Tensors

extension StatementProgram {
  /// Runs the statement at every point.
  func run(_ sources: [TensorStorage], _ targets: [TensorStorage]) {
    if extents.contains(0) { return }
    let merges = writes.map { Merge($0.combine, targets, output: $0.place.tensor) }
    StatementMachine(self, inputs: sources.map(\.elements), merges: merges).run()
    for merge in merges { merge.finish() }
  }
}

/// A program with its registers and counters. Everything that a point touches lies in plain memory, so
/// that nothing is allocated or counted there.
final class StatementMachine {
  private let program: StatementProgram
  private let merges: [Merge]
  private let reads: UnsafeMutableBufferPointer<StatementProgram.Place>
  private let order: UnsafeMutableBufferPointer<Int>
  private let guards: UnsafeMutableBufferPointer<StatementProgram.Guard>
  private let indirections: UnsafeMutableBufferPointer<StatementProgram.Indirection>
  private let instructions: UnsafeMutableBufferPointer<StatementProgram.Instruction>
  private let writes: UnsafeMutableBufferPointer<StatementProgram.Write>
  private let inputs: UnsafeMutableBufferPointer<UnsafeMutableBufferPointer<Bounded>>
  private let gains: UnsafeMutableBufferPointer<Int>
  private let counters: UnsafeMutableBufferPointer<Int>
  private let registers: UnsafeMutableBufferPointer<Bounded>

  init(
    _ program: StatementProgram, inputs: [UnsafeMutableBufferPointer<Bounded>], merges: [Merge]
  ) {
    func fixed<T>(_ array: [T]) -> UnsafeMutableBufferPointer<T> {
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: array.count)
      _ = buffer.initialize(from: array)
      return buffer
    }
    self.program = program
    self.merges = merges
    reads = fixed(program.reads)
    order = fixed(program.readOrder)
    guards = fixed(program.guards)
    indirections = fixed(program.indirections)
    instructions = fixed(program.instructions)
    writes = fixed(program.writes)
    self.inputs = fixed(inputs)
    gains = fixed(program.gains)
    counters = fixed(program.affines.map(\.offset))
    registers = fixed(
      program.reads.map { _ in Bounded(0) }
        + program.instructions.map {
          if case .constant(let number) = $0 { number } else { Bounded(0) }
        })
  }

  deinit {
    reads.deallocate()
    order.deallocate()
    guards.deallocate()
    indirections.deallocate()
    instructions.deallocate()
    writes.deallocate()
    inputs.deallocate()
    gains.deallocate()
    counters.deallocate()
    registers.deallocate()
  }

  func run() {
    let extents = program.extents
    var index = [Int](repeating: 0, count: extents.count)
    while true {
      for k in 0..<order.count { load(order[k]) }
      for k in 0..<instructions.count { execute(k) }
      for k in 0..<writes.count { write(k) }
      var loop = extents.count - 1
      while loop >= 0 {
        index[loop] += 1
        if index[loop] < extents[loop] { break }
        index[loop] = 0
        loop -= 1
      }
      if loop < 0 { return }
      let base = loop * counters.count
      for counter in 0..<counters.count { counters[counter] += gains[base + counter] }
    }
  }

  @inline(__always)
  private func write(_ k: Int) {
    let place = writes[k].place
    var certain = true
    let offset = offset(of: place, &certain)
    if offset < 0 { return }
    let merge = merges[k]
    merge.add(registers[writes[k].register], at: offset, position: counters[writes[k].position])
    if !certain { merge.isUncertain = true }
  }

  /// The element's offset, −1 outside; `certain` turns false where it depends on a doubtful index.
  @inline(__always)
  private func offset(of place: StatementProgram.Place, _ certain: inout Bool) -> Int {
    var k = place.guards.lowerBound
    while k < place.guards.upperBound {
      let index = counters[guards[k].counter]
      if index < 0 || index >= guards[k].extent { return -1 }
      k += 1
    }
    var offset = counters[place.linear]
    k = place.indirections.lowerBound
    while k < place.indirections.upperBound {
      let indirection = indirections[k]
      let added = registers[indirection.read]
      if added.bound > 0 { certain = false }
      guard let whole = Int(exactly: added.value) else { return -1 }
      let (index, overflow) = counters[indirection.counter].addingReportingOverflow(whole)
      if overflow || index < 0 || index >= indirection.extent { return -1 }
      offset += index * indirection.stride
      k += 1
    }
    return offset
  }

  @inline(__always)
  private func load(_ read: Int) {
    let place = reads[read]
    var certain = true
    let offset = offset(of: place, &certain)
    var element = offset < 0 ? Bounded(place.outside) : inputs[place.tensor][offset]
    if place.rounds, abs(element.value) > 0x1p24 {
      element.bound += abs(element.value) * Bounded.roundoff
    }
    if !certain { element.bound = .infinity }
    registers[read] = element
  }

  @inline(__always)
  private func execute(_ k: Int) {
    let target = reads.count + k
    switch instructions[k] {
    case .constant: break
    case .counter(let counter):
      registers[target] = .correctlyRounded(Double(counters[counter]), 0)
    case .unary(let operation, let x): registers[target] = .apply(operation, registers[x])
    case .binary(let operation, let a, let b):
      registers[target] = .apply(operation, registers[a], registers[b])
    case .select(let condition, let a, let b):
      registers[target] = .select(registers[condition], registers[a], registers[b])
    case .random(let distribution, let stream, let counter, let low, let high):
      let step = UInt64(registers[low].value) | UInt64(registers[high].value) << 32
      registers[target] = .draw(
        distribution, stream, element: UInt64(counters[counter]), step: step)
    }
  }
}
