extension CompiledGraph {
  /// - Throws: `InvalidSchedule`, where buffers that live at once overlap or lie outside the arena.
  func verify() throws(InvalidSchedule) {
    var findings: [String] = []
    for (number, launch) in launches.enumerated() {
      if !kernels.indices.contains(launch.kernel) { findings.append("launch \(number): no kernel") }
      for place in launch.operands {
        switch place {
        case .arena(let offset):
          if offset % PlanMemory.alignment != 0 || offset >= max(arenaBytes, 1) {
            findings.append("launch \(number): arena offset \(offset)")
          }
        case .input(let input):
          if !inputs.indices.contains(input) { findings.append("launch \(number): no \(place)") }
        case .constant(let constant):
          if !constants.indices.contains(constant) {
            findings.append("launch \(number): no \(place)")
          }
        case .state: break
        }
      }
    }
    if !findings.isEmpty { throw InvalidSchedule(findings: findings) }
  }
}
