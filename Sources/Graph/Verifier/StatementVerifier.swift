import Tensors

/// Checks that statements are well formed: that indices are affine in the loops and within bounds, and that
/// every output element is written by one statement, once where it is set.
struct StatementVerifier {
  /// Elements are counted one by one up to this many points.
  static let countedPoints = 1 << 16

  let inputs: [TensorType]
  let outputs: [TensorType]

  func findings(in statements: [Statement]) -> [String] {
    var findings: [String] = []
    for (index, statement) in statements.enumerated() {
      findings += problems(of: statement).map { "statement \(index): \($0)" }
    }
    guard findings.isEmpty, !statements.isEmpty else { return findings }
    return coverage(of: statements)
  }

  private func problems(of statement: Statement) -> [String] {
    var problems: [String] = []
    let loops = statement.extents.count
    if statement.extents.contains(where: { $0 < 0 }) {
      problems.append("a loop of negative extent")
    }
    for (k, read) in statement.reads.enumerated() {
      guard inputs.indices.contains(read.input) else {
        problems.append("read \(k) is of input \(read.input), which there is not")
        continue
      }
      problems += indexProblems(
        read.index, inputs[read.input].shape, statement, mayFallOutside: read.outside != nil
      ).map { "read \(k) \($0)" }
    }
    for (k, write) in statement.writes.enumerated() {
      let last = write.combine == .moments ? write.output + 1 : write.output
      guard write.output >= 0, last < outputs.count else {
        problems.append("write \(k) is of output \(last), which there is not")
        continue
      }
      let indirect = write.index.contains { if case .indirect = $0 { true } else { false } }
      problems += indexProblems(
        write.index, outputs[write.output].shape, statement, mayFallOutside: indirect
      ).map { "write \(k) \($0)" }
      if indirect, write.combine != .sum { problems.append("write \(k) scatters without a sum") }
      if write.combine == .argmax, outputs[write.output].element != .int32 {
        problems.append("write \(k) puts positions into \(outputs[write.output])")
      }
      if write.combine == .set, statement.writes.contains(where: { $0.combine != .set }) {
        problems.append("write \(k) sets beside a reduction")
      }
      problems += scalarProblems(write.value, statement, loops).map { "write \(k) \($0)" }
    }
    if statement.writes.isEmpty { problems.append("writes nothing") }
    if statement.writes.count > 1, statement.writes.contains(where: { $0.combine != .set }) {
      problems.append("has more than one reduction")
    }
    return problems
  }

  private func indexProblems(
    _ index: [Statement.Index], _ shape: Shape, _ statement: Statement, mayFallOutside: Bool
  ) -> [String] {
    guard index.count == shape.rank else { return ["has \(index.count) indices for \(shape)"] }
    var problems: [String] = []
    for (axis, entry) in index.enumerated() {
      switch entry {
      case .affine(let affine):
        guard affine.coefficients.count == statement.extents.count else {
          problems.append("is not over the statement's loops along axis \(axis)")
          continue
        }
        if mayFallOutside || statement.extents.contains(0) { continue }
        let range = affine.range(over: statement.extents)
        if range.lowerBound < 0 || range.upperBound >= shape[axis] {
          problems.append("reaches \(range) along axis \(axis) of \(shape)")
        }
      case .indirect(let affine, let read):
        guard affine.coefficients.count == statement.extents.count else {
          problems.append("is not over the statement's loops along axis \(axis)")
          continue
        }
        guard statement.reads.indices.contains(read) else {
          problems.append("goes through read \(read), which there is not")
          continue
        }
        let source = statement.reads[read]
        let affineOnly = source.index.allSatisfy { if case .affine = $0 { true } else { false } }
        if !affineOnly || inputs[source.input].element != .int32 {
          problems.append("goes through read \(read), which is no int32 at an affine index")
        }
        if !mayFallOutside { problems.append("goes through an index without a value outside") }
      }
    }
    return problems
  }

  private func scalarProblems(_ scalar: Scalar, _ statement: Statement, _ loops: Int) -> [String] {
    let reads = statement.reads.count
    switch scalar {
    case .read(let read):
      return (0..<reads).contains(read) ? [] : ["uses read \(read), which there is not"]
    case .constant: return []
    case .loop(let loop):
      return (0..<loops).contains(loop) ? [] : ["uses loop \(loop), which there is not"]
    case .unary(_, let x): return scalarProblems(x, statement, loops)
    case .binary(_, let a, let b):
      return scalarProblems(a, statement, loops) + scalarProblems(b, statement, loops)
    case .select(let condition, let a, let b):
      return [condition, a, b].flatMap { scalarProblems($0, statement, loops) }
    case .random(_, _, let element, let low, let high):
      var problems: [String] = []
      if element.coefficients.count != loops { problems.append("draws by other loops") }
      for read in [low, high] {
        guard (0..<reads).contains(read) else {
          problems.append("uses read \(read), which there is not")
          continue
        }
        if inputs[statement.reads[read].input].element != .uint32 {
          problems.append("draws by a step that is not uint32")
        }
      }
      return problems
    }
  }

  /// Counts, on small domains, which statement writes each element.
  private func coverage(of statements: [Statement]) -> [String] {
    for output in outputs.indices {
      let count = outputs[output].shape.count
      if count > StatementVerifier.countedPoints { continue }
      var writers = [Int](repeating: -1, count: count)
      var scatters = false
      for (index, statement) in statements.enumerated() {
        for write in statement.writes where covers(write, output) {
          scatters =
            scatters || write.index.contains { if case .indirect = $0 { true } else { false } }
          if scatters { continue }
          for element in elements(of: write, statement, outputs[output].shape) {
            if writers[element] == index, write.combine != .sum {
              return ["statement \(index) writes element \(element) of output \(output) twice"]
            }
            if writers[element] >= 0, writers[element] != index {
              return [
                "statements \(writers[element]) and \(index) both write element \(element) of output "
                  + "\(output)"
              ]
            }
            writers[element] = index
          }
        }
      }
      if let missed = writers.firstIndex(of: -1), !scatters,
        !statements.contains(where: { $0.extents.contains(0) })
      {
        return ["nothing writes element \(missed) of output \(output)"]
      }
    }
    return []
  }

  private func covers(_ write: Statement.Write, _ output: Int) -> Bool {
    write.output == output || (write.combine == .moments && write.output + 1 == output)
  }

  /// The row-major offsets that a write reaches, over the loops that choose an element.
  private func elements(of write: Statement.Write, _ statement: Statement, _ shape: Shape) -> [Int]
  {
    if statement.extents.contains(0) { return [] }
    let merged = Set(write.combine == .set ? [] : write.reductionLoops(of: statement.extents.count))
    let strides = shape.strides
    var elements: [Int] = []
    var point = [Int](repeating: 0, count: statement.extents.count)
    func visit(_ loop: Int) {
      guard loop < point.count else {
        var offset = 0
        for (axis, entry) in write.index.enumerated() {
          guard case .affine(let affine) = entry else { return }
          offset += affine.value(at: point) * strides[axis]
        }
        return elements.append(offset)
      }
      for index in 0..<(merged.contains(loop) ? 1 : statement.extents[loop]) {
        point[loop] = index
        visit(loop + 1)
      }
    }
    visit(0)
    return elements
  }
}
