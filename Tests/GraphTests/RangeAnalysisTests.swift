import Tensors
import Testing

@testable import Graph

@Suite("Ranges")
struct RangeAnalysisTests {
  private struct Bench {
    let builder = GraphBuilder()
    let picture: Tensor
    let free: Tensor

    init() {
      picture = builder.input(.batch("picture"), TensorType([2, 4, 4, 1])).with(batch: .many)
      free = builder.input(.state("w"), TensorType([2, 4, 4, 1])).with(batch: .many)
    }

    func range(_ tensor: Tensor) -> ValueRange {
      var analysis = RangeAnalysis { $0 == .batch("picture") ? ValueRange(0, 1) : nil }
      return analysis.range(of: tensor.value, in: builder.graph.nodes)
    }
  }

  /// Numbers that are the same each time.
  private struct Draws: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state
    }
  }

  @Test("of what is known to be reached")
  func tight() throws {
    let bench = Bench()
    let (x, w) = (bench.picture, bench.free)
    let rows: [(Tensor, Double, Double)] = [
      (x, 0, 1), (try x * 2 - 1, -1, 1), (try 1 - x, 0, 1), (try x * 255, 0, 255),
      (try x * 0.9 + 0.05, 0.05, 0.95), (try w.sigmoid(), 0, 1), (try w.tanh(), -1, 1),
      (try w.errorFunction(), -1, 1),
      (try w.tanh() * 0.5 + 0.5, 0, 1), (try w.clipped(-2, 3), -2, 3),
      (try (x * 2 - 1).squared(), 0, 1), (try (x * 2 - 1).absolute(), 0, 1),
      (try x.reshaped([2, 16]).sliced(axis: 1, 3..<5), 0, 1),
      (try Tensor.concatenated([x, w.sigmoid()], axis: 3), 0, 1),
      (try w.compared(.greater, 0), 0, 1),
      (try x.padded(before: [0, 1, 1, 0], after: [0, 1, 1, 0], value: -1), -1, 1),
      (try x.power(3), 0, 1), (try (x * 2 - 1).power(4.0), 0, 1),
      (try x.exp(), 1, 2.718281828459045),
    ]
    for (index, (tensor, low, high)) in rows.enumerated() {
      let range = bench.range(tensor)
      #expect(
        abs(range.low - low) < 1e-6 && abs(range.high - high) < 1e-6, "row \(index): \(range)")
      #expect(range.isTight, "row \(index)")
    }
  }

  @Test("of what only lies within them, and of what has none")
  func loose() throws {
    let bench = Bench()
    let (x, w) = (bench.picture, bench.free)
    let product = bench.range(try x * w.sigmoid())
    #expect(product.isWithin(0, 1) && !product.isTight)
    let mean = bench.range(try x.mean())
    #expect(mean.low >= 0 && mean.high <= 1 + 1e-6 && !mean.isTight)
    let difference = bench.range(try x - x)
    #expect(difference.isWithin(-1, 1) && !difference.isTight)
    #expect(!bench.range(w).isFinite)
    #expect(!bench.range(try x * w).isFinite)
    #expect(!bench.range(try x / (x - 0.5)).isFinite)
    #expect(!bench.range(try w.log()).isFinite)
    let draw = try bench.builder.random(
      .normal, shape: [4], stream: RandomStream(seed: 1, path: ["a"]),
      step: bench.builder.stepZero())
    #expect(!bench.range(draw).isFinite)
    #expect(bench.range(try draw.tanh()).isWithin(-1, 1))
  }

  @Test("hold every number that a graph computes", arguments: 0..<40)
  func law(_ seed: Int) throws {
    let bench = Bench()
    var random = Draws(state: UInt64(seed) * 2_654_435_761 + 1)
    var values: [Tensor] = [bench.picture, try bench.free.tanh()]
    for _ in 0..<12 {
      guard let a = values.randomElement(using: &random),
        let b = values.randomElement(using: &random)
      else { continue }
      let made: [() throws -> Tensor] = [
        { try a + b }, { try a - b }, { try a * b }, { try a.maximum(b) }, { try a.minimum(b) },
        { try a.sigmoid() }, { try -a }, { try a.absolute() }, { try a.squared() },
        { try a.sine() }, { try a * 3 - 1 }, { try a.exp() }, { try a.sign() }, { try a.floor() },
        { try a.greater(0.3).select(a, b) }, { try a.softplus() }, { try a.errorFunction() },
        { try a.mean(axes: [1, 2]).reshaped([2, 1, 1, 1]).broadcast(to: [2, 4, 4, 1], .many) },
      ]
      if let next = try made.randomElement(using: &random)?(), bench.range(next).high < 1e6 {
        values.append(next)
      }
    }
    let graph = Graph(
      nodes: bench.builder.graph.nodes,
      results: values.enumerated().map { Graph.Result(.output("\($0.offset)"), $0.element.value) })
    let numbers = (0..<32).map { Float(($0 * 7 + seed) % 32) / 31 }
    let found = try Interpreter.run(
      graph,
      inputs: [
        .batch("picture"): HostArray(shape: [2, 4, 4, 1], floats: numbers),
        .state("w"): HostArray(shape: [2, 4, 4, 1], floats: numbers.map { 9 * $0 - 4 }),
      ])
    for (tensor, array) in zip(values, found) {
      let range = bench.range(tensor)
      let slack = 1e-5 * max(1, abs(range.low), abs(range.high))
      #expect(
        array.values.allSatisfy { $0 >= range.low - slack && $0 <= range.high + slack },
        "\(range) and \(array.values)")
    }
  }
}
