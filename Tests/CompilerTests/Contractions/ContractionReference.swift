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

  init(_ kernel: FusedKernel, _ data: [[Double]]) {
    self.kernel = kernel
    self.data = data
    guard let reduction = kernel.reduction else { return }
    let count = reduction.loops.reduce(1) { $0 * kernel.extents[$1] }
    // Errors of sums in groups, which are far from adding up all one way.
    let growth = (2 * Double(count).squareRoot() + 24) * 0x1p-23
    var point = [Int](repeating: 0, count: kernel.extents.count)
    visit(kernel.keptLoops[...], &point) { point in
      var inner = point
      var sum = 0.0
      var size = 0.0
      visit(reduction.loops[...], &inner) { inner in
        let product = value(reduction.terms[0].value, inner, 0)
        sum += product
        size += abs(product)
      }
      for write in kernel.writes {
        let result = value(write.value, point, sum)
        let place = position(write.index, kernel.operands[write.operand], point)
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

  private func visit(_ loops: ArraySlice<Int>, _ point: inout [Int], _ body: ([Int]) -> Void) {
    guard let loop = loops.first else { return body(point) }
    for index in 0..<kernel.extents[loop] {
      point[loop] = index
      visit(loops.dropFirst(), &point, body)
    }
    point[loop] = 0
  }

  private func position(
    _ index: [Statement.Index], _ type: TensorType, _ point: [Int]
  ) -> Int? {
    var place = 0
    for (index, extent) in zip(index, type.shape.extents) {
      guard case .affine(let affine) = index else { return nil }
      let along = affine.value(at: point)
      guard along >= 0, along < extent else { return nil }
      place = place * extent + along
    }
    return place
  }

  private func value(_ scalar: FusedScalar, _ point: [Int], _ sum: Double) -> Double {
    switch scalar {
    case .read(let number):
      let read = kernel.reads[number]
      guard let place = position(read.index, kernel.operands[read.operand], point) else {
        return read.outside ?? .nan
      }
      return data[read.operand][place]
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
