extension LoweredSchedule {
  /// - Throws: `InvalidSchedule`, where a step of a wave touches memory that another one of it writes.
  func verify(_ memory: PlanMemory) throws(InvalidSchedule) {
    var findings: [String] = []
    var first = 0
    while first < steps.count {
      let end = steps[first...].firstIndex { $0.wave != steps[first].wave } ?? steps.count
      let wave = steps[first..<end].enumerated().flatMap { number, step in
        accesses(of: step, number, memory)
      }
      for write in wave where write.isWrite {
        for other in wave where other.step != write.step && other.overlaps(write) {
          let names = [write, other].map { title(of: steps[first + $0.step]) }
          findings.append("wave \(steps[first].wave): \(names[0]) writes what \(names[1]) touches")
        }
      }
      first = end
    }
    if !findings.isEmpty { throw InvalidSchedule(findings: findings) }
  }

  private struct Access {
    let step: Int
    let place: CompiledGraph.Place
    let bytes: Int
    let isWrite: Bool

    func overlaps(_ other: Access) -> Bool {
      guard case .arena(let offset) = place, case .arena(let otherOffset) = other.place else {
        return place == other.place
      }
      return offset < otherOffset + other.bytes && otherOffset < offset + bytes
    }
  }

  private func accesses(of step: Step, _ number: Int, _ memory: PlanMemory) -> [Access] {
    let written = written(by: step)
    return step.operands.compactMap { operand in
      memory.places[operand].map {
        Access(
          step: number, place: $0, bytes: bytes(of: operand), isWrite: written.contains(operand))
      }
    }
  }
}
