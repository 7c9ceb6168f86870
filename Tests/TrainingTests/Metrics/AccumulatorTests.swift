import Testing

@testable import Experiment
@testable import Training

@Suite("An accumulator over batches equals one big batch")
struct AccumulatorTests {
  private static let numbers: [Double] = (0..<60).map { Double(($0 * 7919) % 97) / 8 - 3 }

  private func gathered(_ kind: MetricPlan.Reduction.Kind, batches: [Int]) -> Double {
    var accumulator = Accumulator()
    var position = 0
    for size in batches {
      let batch = Self.numbers[position..<position + size]
      position += size
      let mean = batch.reduce(0, +) / Double(size)
      let variance = batch.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size)
      let value = kind == .sum ? batch.reduce(0, +) : kind == .max ? batch.max() ?? .nan : mean
      accumulator.add(kind, value: value, variance: variance, examples: size)
    }
    return accumulator.result(kind)
  }

  @Test(
    "for sums, means, deviations and the greatest",
    arguments: [MetricPlan.Reduction.Kind.sum, .mean, .std, .max],
    [
      [1, 59], [59, 1], [20, 20, 20], [7, 7, 7, 7, 7, 7, 7, 7, 4], Array(repeating: 1, count: 60),
    ])
  func equal(kind: MetricPlan.Reduction.Kind, batches: [Int]) {
    let whole = gathered(kind, batches: [60])
    #expect(abs(gathered(kind, batches: batches) - whole) <= 1e-12 * abs(whole))
  }

  @Test("a deviation survives a large mean")
  func cancellation() {
    var accumulator = Accumulator()
    for value in [1e9 + 1, 1e9 + 2, 1e9 + 3] {
      accumulator.add(.std, value: value, variance: 0, examples: 1)
    }
    #expect(abs(accumulator.result(.std) - (2.0 / 3).squareRoot()) < 1e-9)
  }

  @Test("the greatest of what is not all numbers is none, in any order", arguments: [0, 1, 2])
  func notNumbers(place: Int) {
    var accumulator = Accumulator()
    for index in 0..<3 {
      accumulator.add(
        .max, value: index == place ? .nan : Double(index), variance: 0, examples: 1)
    }
    #expect(accumulator.result(.max).isNaN)
  }

  @Test("nothing has no mean, no deviation and no greatest, and the sum 0")
  func nothing() {
    #expect(Accumulator().result(.max).isNaN)
    #expect(Accumulator().result(.mean).isNaN)
    #expect(Accumulator().result(.std).isNaN)
    #expect(Accumulator().result(.sum) == 0)
  }
}
