import Graph

/// Writes the kernels of a group of rows as one C function, whose chunks are the blocks.
struct RowGroupEmitter {
  private let group: RowGroup
  private let schedule: KernelSchedule
  /// What the function takes, in order.
  private(set) var operands: [LoweredSchedule.Operand] = []

  init(_ group: RowGroup, in schedule: KernelSchedule) {
    self.group = group
    self.schedule = schedule
  }

  /// - Parameter kernels: of the members, each over the rows of a block.
  mutating func kernel(_ kernels: [KernelParts.Step]) -> CompiledKernel {
    let name = CompiledKernel.functionName
    var text = ""
    var names: [CompiledKernel: String] = [:]
    for step in kernels where names[step.kernel] == nil {
      let own = "\(name)_rows\(names.count)"
      names[step.kernel] = own
      // Its loops have few steps, of which the bookkeeping is a part.
      let source = CWriter.unmarked(step.kernel.source.dropFirst("void \(name)".count))
      text += "static void \(own)" + source
    }

    var writer = CWriter()
    var start = 0
    var places: [Buffer: Int] = [:]
    for (buffer, bytes) in group.own {
      places[buffer] = start
      // Vectors may read beyond what they use.
      start += (bytes + 127) / 64 * 64
    }
    writer.open("void \(name)(void *const *operands, void *scratch, int64_t chunk)")
    writer.line("void *const rest = (char *)scratch + \(start);")
    for (number, (member, step)) in zip(group.members, kernels).enumerated() {
      let buffers = schedule.kernels[member.position].buffers
      let pointers = step.operands.compactMap { operand -> String? in
        // A kernel of one step has no partial results.
        guard case .operand(let operand) = operand else { return nil }
        let buffer = buffers[operand]
        if let place = places[buffer] { return "(char *)scratch + \(place)" }
        let shift = member.shifts[operand]
        return "(char *)\(pointer(buffer))" + (shift == 0 ? "" : " + chunk * \(shift)")
      }
      writer.line("void *const member\(number)[] = {\(pointers.joined(separator: ", "))};")
      writer.openLoop("part", "0", "\(step.kernel.chunks)")
      writer.line("\(names[step.kernel] ?? "")(member\(number), rest, part);")
      writer.close()
    }
    writer.close()
    return CompiledKernel(
      source: text + writer.text, chunks: group.blocks,
      scratchBytes: start + (kernels.map(\.kernel.scratchBytes).max() ?? 0))
  }

  /// The C of a buffer's pointer.
  private mutating func pointer(_ buffer: Buffer) -> String {
    let operand = LoweredSchedule.Operand.buffer(buffer)
    let number = operands.firstIndex(of: operand) ?? operands.count
    if number == operands.count { operands.append(operand) }
    return "operands[\(number)]"
  }
}
