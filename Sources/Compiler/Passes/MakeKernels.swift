import Graph
import Tensors

/// Graph → one kernel for each statement. Reshapes become views, and inputs and literal tensors memory.
enum MakeKernels {
  static func run(_ graph: Graph) -> KernelSchedule {
    var schedule = KernelSchedule()
    var buffers: [Value: Buffer] = [:]
    func buffer(of value: Value) -> Buffer {
      guard let buffer = buffers[value] else { preconditionFailure("\(value) before its node") }
      return buffer
    }
    for (position, node) in graph.nodes.enumerated() {
      if node.operation is Reshape {
        buffers[Value(node: position)] = buffer(of: node.inputs[0])
        continue
      }
      for (output, type) in node.outputs.enumerated() {
        buffers[Value(node: position, output: output)] = Buffer(number: schedule.buffers.count)
        schedule.buffers.append(Buffer.Contents(type: type, source: source(of: node.operation)))
      }
      let inputs = node.inputs.map { graph.type(of: $0) }
      // Equal constants are one node, whoever wrote the first.
      let origins = node.operation is Constant ? [] : [node.origin]
      for statement in node.operation.statements(inputs: inputs, outputs: node.outputs)
      where !statement.extents.contains(0) || statement.hasReduction {
        let reads = statement.reads.map { read in
          FusedKernel.Read(
            operand: read.input, index: read.index,
            outside: isWithin(read, statement, node, graph) ? nil : read.outside)
        }
        for kernel in kernels(of: statement, reads: reads, node: node, inputs: inputs) {
          let touched =
            node.inputs + node.outputs.indices.map { Value(node: position, output: $0) }
          schedule.kernels.append(
            ScheduledKernel(
              kernel: kernel, buffers: touched.map(buffer), operations: [node.operation.name],
              origins: origins, boundary: .unfused
            ).tidied())
        }
      }
    }
    schedule.results = graph.results.map {
      KernelSchedule.Result(
        target: $0.target, type: graph.type(of: $0.value), buffer: buffer(of: $0.value))
    }
    return schedule
  }

  private static func source(of operation: any Operation) -> Buffer.Source {
    if let input = operation as? Input { return .input(input.source) }
    if let constant = operation as? Constant, constant.uniform == nil {
      return .literal(constant.array)
    }
    return .kernels
  }

  /// Whether a read through numbers of the program (a mirrored edge, say) never falls outside.
  private static func isWithin(
    _ read: Statement.Access, _ statement: Statement, _ node: Node, _ graph: Graph
  ) -> Bool {
    let shape = graph.type(of: node.inputs[read.input]).shape
    return zip(read.index, shape.extents).allSatisfy { index, extent in
      let range = index.affine.range(over: statement.extents)
      guard case .indirect(_, read: let number) = index else {
        return range.lowerBound >= 0 && range.upperBound < extent
      }
      let source = graph.nodes[node.inputs[statement.reads[number].input].node].operation
      guard let constant = source as? Constant,
        case .int32(let places) = constant.array.storage, let low = places.min(),
        let high = places.max()
      else { return false }
      return range.lowerBound + Int(low) >= 0 && range.upperBound + Int(high) < extent
    }
  }

  /// One kernel for the plain writes of a statement, one for all reductions over the same loops, and one
  /// for each scatter.
  private static func kernels(
    of statement: Statement, reads: [FusedKernel.Read], node: Node, inputs: [TensorType]
  ) -> [FusedKernel] {
    let loops = statement.extents.count
    let operands = inputs + node.outputs
    func write(_ write: Statement.Write, _ value: FusedScalar, plus: Int = 0, _ accumulates: Bool)
      -> FusedKernel.Write
    {
      FusedKernel.Write(
        operand: inputs.count + write.output + plus, index: write.index, value: value,
        accumulates: accumulates)
    }
    var plain: [FusedKernel.Write] = []
    var merged: [([Int], [FusedKernel.Reduction.Term], [FusedKernel.Write])] = []
    var scattered: [FusedKernel.Write] = []
    for each in statement.writes {
      let value = FusedScalar(each.value, loops: loops)
      if each.combine == .set {
        plain.append(write(each, value, false))
      } else if each.isInjective(statement.extents, node.outputs[each.output].shape) {
        let reduced = statement.extents.indices.filter { loop in
          each.index.allSatisfy { $0.affine.coefficients[loop] == 0 }
        }
        let at =
          merged.firstIndex { $0.0 == reduced }
          ?? {
            merged.append((reduced, [], []))
            return merged.count - 1
          }()
        let number = merged[at].1.reduce(0) { $0 + $1.resultCount }
        merged[at].1.append(.init(combine: each.combine, value: value))
        for result in 0..<(each.combine == .moments ? 2 : 1) {
          merged[at].2.append(write(each, .reduced(number + result), plus: result, false))
        }
      } else {
        precondition(each.combine == .sum, "\(node.operation.name) scatters with \(each.combine)")
        scattered.append(write(each, value, true))
      }
    }
    func kernel(_ reduction: FusedKernel.Reduction?, _ writes: [FusedKernel.Write]) -> FusedKernel {
      FusedKernel(
        extents: statement.extents, operands: operands, reads: reads, reduction: reduction,
        writes: writes
      ).withoutTrivialReduction()
    }
    return (plain.isEmpty ? [] : [kernel(nil, plain)])
      + merged.map { kernel(.init(loops: $0.0, terms: $0.1), $0.2) }
      + scattered.map { kernel(nil, [$0]) }
  }
}

extension Statement {
  fileprivate var hasReduction: Bool { writes.contains { $0.combine != .set } }
}

extension Statement.Write {
  /// Whether no element is met from two points that differ in a loop of the index, and none is outside.
  func isInjective(_ extents: [Int], _ shape: Shape) -> Bool {
    var seen: Set<Int> = []
    for (axis, index) in index.enumerated() {
      guard case .affine(let affine) = index else { return false }
      let range = affine.range(over: extents)
      guard range.lowerBound >= 0, range.upperBound < shape[axis] else { return false }
      let loops = extents.indices.filter { affine.coefficients[$0] != 0 && extents[$0] > 1 }
      var reach = 0
      for loop in loops.sorted(by: {
        abs(affine.coefficients[$0]) < abs(affine.coefficients[$1])
      }) {
        guard seen.insert(loop).inserted, abs(affine.coefficients[loop]) > reach else {
          return false
        }
        reach += abs(affine.coefficients[loop]) * (extents[loop] - 1)
      }
    }
    return true
  }
}

extension ScheduledKernel {
  /// Without reads that nothing mentions and operands that nothing reads or writes; each (buffer, view) is
  /// one operand.
  func tidied() -> ScheduledKernel {
    var isUsed = [Bool](repeating: false, count: kernel.reads.count)
    for value in kernel.values { value.visitReads { isUsed[$0] = true } }
    let mentioned = isUsed.indices.filter { isUsed[$0] }
    for index in mentioned.flatMap({ kernel.reads[$0].index }) + kernel.writes.flatMap(\.index) {
      if case .indirect(_, read: let read) = index { isUsed[read] = true }
    }
    var reads: [FusedKernel.Read] = []
    var number = [Int](repeating: 0, count: kernel.reads.count)
    var operands: [TensorType] = []
    var memory: [Buffer] = []
    func operand(_ old: Int) -> Int {
      let (type, buffer) = (kernel.operands[old], buffers[old])
      if let known = operands.indices.first(where: { operands[$0] == type && memory[$0] == buffer })
      {
        return known
      }
      operands.append(type)
      memory.append(buffer)
      return operands.count - 1
    }
    // Reads that other reads point through come first, so that their numbers are known.
    let used = isUsed.indices.filter { isUsed[$0] }
    let ordered =
      used.filter { !kernel.reads[$0].isIndirect } + used.filter { kernel.reads[$0].isIndirect }
    for old in ordered {
      let read = kernel.reads[old]
      let new = FusedKernel.Read(
        operand: operand(read.operand),
        index: read.index.map { $0.mapping(affine: { $0 }, read: { number[$0] }) },
        outside: read.outside)
      if let known = reads.firstIndex(of: new) {
        number[old] = known
      } else {
        number[old] = reads.count
        reads.append(new)
      }
    }
    let isSame = used.allSatisfy { number[$0] == $0 }
    func value(_ old: FusedScalar) -> FusedScalar {
      isSame ? old : old.mapping(affine: { $0 }, read: { number[$0] })
    }
    var result = self
    result.kernel.reads = reads
    result.kernel.reduction?.terms = (kernel.reduction?.terms ?? []).map {
      .init(combine: $0.combine, value: value($0.value))
    }
    result.kernel.writes = kernel.writes.map {
      FusedKernel.Write(
        operand: operand($0.operand),
        index: $0.index.map { $0.mapping(affine: { $0 }, read: { number[$0] }) },
        value: value($0.value), accumulates: $0.accumulates)
    }
    result.kernel.operands = operands
    result.buffers = memory
    return result
  }
}

extension FusedKernel.Read {
  var isIndirect: Bool {
    index.contains { if case .indirect = $0 { true } else { false } }
  }
}
