import Foundation
import Graph
import Tensors

@testable import Compiler

/// What a kernel means, point by point and in double precision, with a bound on the rounding error of
/// single precision beside each element it writes.
struct ContractionReference {
  let kernel: FusedKernel
  let data: [[Double]]
  private(set) var results: [Int: [Int: (value: Double, bound: Double)]] = [:]
  private let reads: [Route]

  init(_ kernel: FusedKernel, _ data: [[Double]]) {
    self.kernel = kernel
    self.data = data
    reads = kernel.reads.map { Route($0.index, kernel.operands[$0.operand]) }
    let writes = kernel.writes.map { Route($0.index, kernel.operands[$0.operand]) }
    guard let reduction = kernel.reduction else { return }
    let count = reduction.loops.reduce(1) { $0 * kernel.extents[$1] }
    // Errors of sums in groups, which are far from adding up all one way.
    let growth = (2 * Double(count).squareRoot() + 24) * 0x1p-23
    var point = [Int](repeating: 0, count: kernel.extents.count)
    visit(kernel.keptLoops, from: 0, &point) { point in
      var inner = point
      var sum = 0.0
      var size = 0.0
      visit(reduction.loops, from: 0, &inner) { inner in
        let product = value(reduction.terms[0].value, inner, 0)
        sum += product
        size += abs(product)
      }
      for (write, route) in zip(kernel.writes, writes) {
        let result = value(write.value, point, sum)
        let place = route.place(point)
        results[write.operand, default: [:]][place ?? -1] = (
          result, growth * size + 1e-6 * (abs(result) + abs(sum)) + 1e-7
        )
      }
    }
  }

  /// What is wrong with these operands after the kernel, or `nil`.
  func complaint(about operands: [[Double]]) -> String? {
    var wrong = 0
    var first = ""
    for operand in Set(kernel.writes.map(\.operand)).sorted() {
      let expected = results[operand] ?? [:]
      for (element, result) in operands[operand].enumerated() {
        if let (value, bound) = expected[element] {
          if abs(result - value) <= bound { continue }
          if wrong == 0 { first = "[\(element)] is \(result), not \(value) ± \(bound)" }
        } else {
          if result.isNaN { continue }
          if wrong == 0 { first = "[\(element)] is written" }
        }
        wrong += 1
      }
    }
    return wrong == 0 ? nil : "\(wrong) elements wrong, the first: \(first)"
  }

  private func visit(
    _ loops: [Int], from depth: Int, _ point: inout [Int], _ body: ([Int]) -> Void
  ) {
    guard depth < loops.count else { return body(point) }
    let loop = loops[depth]
    for index in 0..<kernel.extents[loop] {
      point[loop] = index
      visit(loops, from: depth + 1, &point, body)
    }
    point[loop] = 0
  }

  /// Where an element stands in its operand. Tests are not optimized, and come here for every factor: so this is whole numbers one
  /// after another, of each axis its extent, its offset and how many loops move along it, and of each of those its number and how far.
  private struct Route {
    private var numbers: [Int] = []
    private var isAffine = true

    init(_ index: [Statement.Index], _ type: TensorType) {
      for (index, extent) in zip(index, type.shape.extents) {
        guard case .affine(let affine) = index else {
          isAffine = false
          return
        }
        let moved = affine.coefficients.indices.filter { affine.coefficients[$0] != 0 }
        numbers += [extent, affine.offset, moved.count]
        for loop in moved { numbers += [loop, affine.coefficients[loop]] }
      }
    }

    /// Its number, row-major; `nil` outside.
    func place(_ point: [Int]) -> Int? {
      guard isAffine else { return nil }
      var place = 0
      var next = 0
      while next < numbers.count {
        let extent = numbers[next]
        var along = numbers[next + 1]
        let end = next + 3 + 2 * numbers[next + 2]
        next += 3
        while next < end {
          along += numbers[next + 1] * point[numbers[next]]
          next += 2
        }
        guard along >= 0, along < extent else { return nil }
        place = place * extent + along
      }
      return place
    }
  }

  private func value(_ scalar: FusedScalar, _ point: [Int], _ sum: Double) -> Double {
    switch scalar {
    case .read(let number):
      guard let place = reads[number].place(point) else {
        return kernel.reads[number].outside ?? .nan
      }
      return data[kernel.reads[number].operand][place]
    case .constant(let value): return value
    case .index(let affine): return Double(affine.value(at: point))
    case .reduced: return sum
    case .unary(let operation, let a):
      let a = value(a, point, sum)
      switch operation {
      case .negate: return -a
      case .tanh: return tanh(a)
      case .erf: return erf(a)
      default: preconditionFailure("\(operation) is not in these tests")
      }
    case .binary(let operation, let a, let b):
      let (a, b) = (value(a, point, sum), value(b, point, sum))
      switch operation {
      case .add: return a + b
      case .multiply: return a * b
      case .maximum: return max(a, b)
      case .greater: return a > b ? 1 : 0
      case .less: return a < b ? 1 : 0
      default: preconditionFailure("\(operation) is not in these tests")
      }
    case .select(let choice, let a, let b):
      return value(choice, point, sum) != 0 ? value(a, point, sum) : value(b, point, sum)
    case .guarded(let guards, let inner, let outside):
      let inside = guards.allSatisfy { (0..<$0.extent).contains($0.index.value(at: point)) }
      return inside ? value(inner, point, sum) : outside
    case .random(_, let key, let element, let low, let high):
      let step =
        UInt64(value(.read(low), point, sum)) | UInt64(value(.read(high), point, sum)) << 32
      return RandomStream(key: key).uniform(
        element: UInt64(element.value(at: point)), step: step)
    }
  }
}
