import Graph
import Tensors

/// What a pass left behind that no later pass may meet: always a bug of the compiler.
public struct InvalidSchedule: Error, Hashable, Sendable, CustomStringConvertible {
  public let findings: [String]
  public var description: String { findings.joined(separator: "\n") }
}

extension KernelSchedule {
  /// - Throws: `InvalidSchedule`.
  func verify(after pass: PassName) throws(InvalidSchedule) {
    var findings: [String] = []
    var written: Set<Buffer> = []
    for (number, contents) in buffers.enumerated() {
      switch contents.source {
      case .input, .literal: written.insert(Buffer(number: number))
      case .kernels: break
      }
    }
    for (number, scheduled) in kernels.enumerated() {
      let name = "after \(pass.rawValue): k\(number) (\(scheduled.title))"
      findings += scheduled.kernel.findings.map { "\(name): \($0)" }
      for (operand, buffer) in scheduled.buffers.enumerated()
      where scheduled.kernel.operands[operand].byteCount != type(of: buffer).byteCount {
        findings.append("\(name): operand \(operand) is not as large as its buffer")
      }
      for buffer in scheduled.read where !written.contains(buffer) {
        findings.append("\(name): reads b\(buffer.number) before it is written")
      }
      written.formUnion(scheduled.written)
    }
    for result in results where result.type.shape.count > 0 && !written.contains(result.buffer) {
      findings.append("after \(pass.rawValue): nothing writes \(result.target)")
    }
    if !findings.isEmpty { throw InvalidSchedule(findings: findings) }
  }
}

extension FusedKernel {
  /// What is wrong with the kernel by itself.
  var findings: [String] {
    var findings: [String] = []
    let loops = extents.count
    let results = reduction?.terms.reduce(0) { $0 + $1.resultCount } ?? 0
    func check(_ index: [Statement.Index], _ operand: Int, _ what: String, open: Bool) {
      guard operands.indices.contains(operand) else {
        findings.append("\(what) has no operand \(operand)")
        return
      }
      let shape = operands[operand].shape
      if index.count != shape.rank { findings.append("\(what) has not one index for each axis") }
      for (axis, each) in zip(0..<shape.rank, index) {
        if each.affine.coefficients.count != loops {
          findings.append("\(what) is over other loops")
          continue
        }
        guard case .affine(let affine) = each, !open, !extents.contains(0) else { continue }
        let range = affine.range(over: extents)
        if range.lowerBound < 0 || range.upperBound >= shape[axis] {
          findings.append("\(what) is outside along axis \(axis)")
        }
      }
    }
    let guarded = guardedReads
    for (number, read) in reads.enumerated() {
      check(
        read.index, read.operand, "read \(number)",
        open: read.outside != nil || guarded.contains(number))
    }
    for (number, write) in writes.enumerated() {
      check(write.index, write.operand, "write \(number)", open: write.accumulates)
      for loop in reduction?.loops ?? []
      where write.index.contains(where: { $0.affine.coefficients[loop] != 0 }) {
        findings.append("write \(number) depends on reduction loop \(loop)")
      }
    }
    for value in values {
      if !value.reads.allSatisfy(reads.indices.contains) { findings.append("a read is missing") }
      value.visit {
        if case .reduced(let result) = $0, result >= results {
          findings.append("the reduction has no result \(result)")
        }
      }
      if value.affines.contains(where: { $0.coefficients.count != loops }) {
        findings.append("a value is over other loops")
      }
    }
    return findings
  }

  /// Reads that stand inside a guard, and the indices that these go through.
  private var guardedReads: Set<Int> {
    var found: Set<Int> = []
    for value in values {
      value.visit { if case .guarded(_, let inner, _) = $0 { found.formUnion(inner.reads) } }
    }
    for index in found.filter(reads.indices.contains).flatMap({ reads[$0].index }) {
      if case .indirect(_, read: let read) = index { found.insert(read) }
    }
    return found
  }
}
