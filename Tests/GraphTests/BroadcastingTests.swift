import Graph
import Tensors
import Testing

/// Which tensors fit each other, and what comes of it.
@Suite struct BroadcastingTests {
  struct Pair: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let first: (shape: Shape, batch: BatchAxis)
    let second: (shape: Shape, batch: BatchAxis)
    /// The shape of what both make; `nil` where they do not fit.
    let expected: Shape?

    init(
      _ sentence: String, _ first: Shape, _ batch: BatchAxis, _ second: Shape,
      _ other: BatchAxis, _ expected: Shape?
    ) {
      testDescription = sentence
      (self.first, self.second) = ((first, batch), (second, other))
      self.expected = expected
    }
  }

  static let pairs = [
    Pair("numbers fit everything", [], .none, [4, 2, 3], .many, [4, 2, 3]),
    Pair("a number each fits a picture each", [4], .many, [4, 2, 2, 3], .many, [4, 2, 2, 3]),
    Pair("one of an example stretches", [4, 1], .many, [4, 2, 2, 3], .many, [4, 2, 2, 3]),
    Pair("a list fits every example", [3], .none, [3, 2, 3], .many, [3, 2, 3]),
    Pair("a list as long as the batch does not meet it", [4], .none, [4], .many, [4, 4]),
    Pair("a list with more axes than the example", [2, 3], .none, [4, 3], .many, [4, 2, 3]),
    Pair("examples align at the last axis", [4, 3], .many, [4, 2, 1], .many, [4, 2, 3]),
    Pair("a single example goes with each", [1, 3], .one, [4, 3], .many, [4, 3]),
    Pair("two single examples stay one", [1, 3], .one, [1, 1], .one, [1, 3]),
    Pair("a batch of one is no single example", [1, 3], .many, [4, 3], .many, nil),
    Pair("batches of two sizes do not meet", [2, 3], .many, [4, 3], .many, nil),
    Pair("examples of two sizes do not fit", [4, 2], .many, [4, 3], .many, nil),
    Pair("without a batch axes align alike", [2, 1], .none, [3], .none, [2, 3]),
  ]

  @Test("a batch meets its equal, and examples align at the last axis", arguments: pairs)
  func shapes(_ pair: Pair) throws {
    for (a, b) in [(pair.first, pair.second), (pair.second, pair.first)] {
      let builder = GraphBuilder()
      let x = builder.input(.batch("x"), TensorType(a.shape)).with(batch: a.batch)
      let y = builder.input(.batch("y"), TensorType(b.shape)).with(batch: b.batch)
      guard let expected = pair.expected else {
        #expect(throws: ShapeMismatch.self) { try x + y }
        continue
      }
      let sum = try x + y
      #expect(sum.shape == expected)
      let batches = [a.batch, b.batch]
      #expect(
        sum.batch == (batches.contains(.many) ? .many : batches.contains(.one) ? .one : .none))
    }
  }

  @Test("a number each scales its own picture, and its gradient is that picture's sum")
  func values() throws {
    let builder = GraphBuilder()
    let scale = builder.input(.batch("scale"), TensorType([2, 1])).with(batch: .many)
    let picture = builder.input(.batch("picture"), TensorType([2, 1, 2, 2])).with(batch: .many)
    let product = try scale * picture
    let gradient = try product.sum().gradient(withRespectTo: [scale])[0]
    #expect(gradient.batch == .many)
    builder.result(.output("product"), product)
    builder.result(.output("gradient"), gradient)
    let values = try Interpreter.run(
      builder.graph,
      inputs: [
        .batch("scale"): HostArray(shape: [2, 1], floats: [2, -1]),
        .batch("picture"): HostArray(shape: [2, 1, 2, 2], floats: [1, 2, 3, 4, 5, 6, 7, 8]),
      ])
    #expect(values[0].values == [2, 4, 6, 8, -5, -6, -7, -8])
    #expect(values[1].values == [10, 26])
  }

  struct Reduced: Sendable {
    let axes: [Int]
    let keepingAxes: Bool
    let batch: BatchAxis
  }

  @Test(
    "what is reduced over the batch has none, but for one that keeps its axis",
    arguments: [
      Reduced(axes: [0, 1], keepingAxes: false, batch: .none),
      Reduced(axes: [0], keepingAxes: true, batch: .one),
      Reduced(axes: [1], keepingAxes: false, batch: .many),
      Reduced(axes: [1], keepingAxes: true, batch: .many),
    ])
  func reductions(_ reduced: Reduced) throws {
    let x = GraphBuilder().input(.batch("x"), TensorType([4, 3])).with(batch: .many)
    #expect(
      try x.sum(axes: reduced.axes, keepingAxes: reduced.keepingAxes).batch == reduced.batch)
    #expect(
      try x.maximum(axes: reduced.axes, keepingAxes: reduced.keepingAxes).batch == reduced.batch)
    #expect(
      try x.moments(axes: reduced.axes, keepingAxes: reduced.keepingAxes).variance.batch
        == reduced.batch)
  }
}
