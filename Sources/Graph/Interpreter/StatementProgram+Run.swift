import Tensors

/// Running a statement: the loop over its points.
extension StatementProgram {
  func run(_ sources: [TensorStorage], _ targets: [TensorStorage]) {
    if extents.contains(0) { return }
    let merges = writes.map { Merge($0.combine, targets, output: $0.place.tensor) }
    let inputs = sources.map(\.elements)
    var registers = [Bounded](repeating: Bounded(0), count: reads.count + instructions.count)
    var counters = affines.map(\.offset)
    var index = [Int](repeating: 0, count: extents.count)
    let gains = gains
    for (k, instruction) in instructions.enumerated() {
      if case .constant(let number) = instruction { registers[reads.count + k] = number }
    }
    registers.withUnsafeMutableBufferPointer { registers in
      counters.withUnsafeMutableBufferPointer { counters in
        points: while true {
          for read in readOrder { load(read, inputs, registers, counters) }
          for k in instructions.indices { execute(k, registers, counters) }
          for k in writes.indices {
            let write = writes[k]
            guard let (offset, certain) = offset(of: write.place, registers, counters) else {
              continue
            }
            merges[k].add(
              registers[write.register], at: offset, position: counters[write.position])
            if !certain { merges[k].isUncertain = true }
          }
          var loop = extents.count - 1
          while loop >= 0 {
            index[loop] += 1
            if index[loop] < extents[loop] { break }
            index[loop] = 0
            loop -= 1
          }
          if loop < 0 { break points }
          let base = loop * counters.count
          for counter in 0..<counters.count { counters[counter] += gains[base + counter] }
        }
      }
    }
    for merge in merges { merge.finish() }
  }

  /// The element's offset and whether it is certain; `nil` outside.
  @inline(__always)
  private func offset(
    of place: Place, _ registers: UnsafeMutableBufferPointer<Bounded>,
    _ counters: UnsafeMutableBufferPointer<Int>
  ) -> (Int, certain: Bool)? {
    for k in place.guards {
      let index = counters[guards[k].counter]
      if index < 0 || index >= guards[k].extent { return nil }
    }
    var offset = counters[place.linear]
    var certain = true
    for k in place.indirections {
      let indirection = indirections[k]
      let added = registers[indirection.read]
      if added.bound > 0 { certain = false }
      guard let whole = Int(exactly: added.value) else { return nil }
      let (index, overflow) = counters[indirection.counter].addingReportingOverflow(whole)
      if overflow || index < 0 || index >= indirection.extent { return nil }
      offset += index * indirection.stride
    }
    return (offset, certain)
  }

  @inline(__always)
  private func load(
    _ read: Int, _ inputs: [UnsafeMutableBufferPointer<Bounded>],
    _ registers: UnsafeMutableBufferPointer<Bounded>, _ counters: UnsafeMutableBufferPointer<Int>
  ) {
    let place = reads[read]
    guard let (offset, certain) = offset(of: place, registers, counters) else {
      registers[read] = Bounded(place.outside)
      for k in place.indirections where registers[indirections[k].read].bound > 0 {
        registers[read].bound = .infinity
      }
      return
    }
    var element = inputs[place.tensor][offset]
    if place.rounds, abs(element.value) > 0x1p24 {
      element.bound += abs(element.value) * Bounded.roundoff
    }
    if !certain { element.bound = .infinity }
    registers[read] = element
  }

  @inline(__always)
  private func execute(
    _ k: Int, _ registers: UnsafeMutableBufferPointer<Bounded>,
    _ counters: UnsafeMutableBufferPointer<Int>
  ) {
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
      let step =
        UInt64(registers[low].value) | UInt64(registers[high].value) << 32
      registers[target] = .draw(
        distribution, stream, element: UInt64(counters[counter]), step: step)
    }
  }
}

extension Bounded {
  /// A draw; uniform and whole ones are exact.
  static func draw(
    _ distribution: Scalar.Distribution, _ stream: RandomStream, element: UInt64, step: UInt64
  ) -> Bounded {
    switch distribution {
    case .uniform: return Bounded(stream.uniform(element: element, step: step))
    case .normal:
      let value = stream.normal(element: element, step: step)
      // The logarithm and the root are relative to the radius; so is the cosine's absolute error.
      let radius = stream.normalRadius(element: element, step: step)
      return Bounded(value, 32 * roundoff * radius)
    case .integer(let low, let high):
      let draw = stream.integer(below: UInt32(high - low), element: element, step: step)
      return Bounded(Double(low + Int(draw)))
    }
  }
}
