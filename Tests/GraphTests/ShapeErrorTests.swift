import Graph
import Tensors
import Testing

/// The sentences that users read where shapes do not fit.
@Suite struct ShapeErrorTests {
  struct Mistake: Sendable, CustomTestStringConvertible {
    let sentence: String
    let shapes: [TensorType]
    let build: @Sendable (GraphBuilder, [Tensor]) throws -> Void
    var testDescription: String { sentence }

    init(
      _ sentence: String, _ shapes: [Shape], integers: Int = 0,
      _ build: @escaping @Sendable (GraphBuilder, [Tensor]) throws -> Void
    ) {
      self.sentence = sentence
      self.shapes = shapes.enumerated().map {
        TensorType($1, $0 >= shapes.count - integers ? .int32 : .float32)
      }
      self.build = build
    }
  }

  static let plain = WindowAxis()
  static let mistakes: [Mistake] = [
    Mistake("add needs equal shapes, found [2, 3] and [3]", [[2, 3], [3]]) {
      _ = try $1[0].apply(Add(), $1[1])
    },
    Mistake("exp needs float32 numbers, found int32", [[2]], integers: 1) {
      _ = try $1[0].apply(Exp())
    },
    Mistake(
      "compare needs two inputs of one element type, found float32 and int32", [[2], [2]],
      integers: 1
    ) { _ = try $1[0].apply(Compare(.less), $1[1]) },
    Mistake("sum over axis 2: [2, 3] has 2 axes", [[2, 3]]) { _ = try $1[0].sum(axes: [2]) },
    Mistake("sum needs distinct axes in ascending order, found [1, 0]", [[2, 3]]) {
      _ = try $1[0].sum(axes: [1, 0])
    },
    Mistake("max over axis 0 of [0, 3] has nothing to read", [[0, 3]]) {
      _ = try $1[0].maximum(axes: [0])
    },
    Mistake("broadcast cannot repeat [3] along axes [0] of [2, 3]", [[3]]) {
      _ = try $1[0].broadcast(to: [2, 3], axes: [0])
    },
    Mistake(
      "shapes [2, 3] and [4, 3] do not fit: aligned at the last axis, extents must be equal or 1",
      [[2, 3], [4, 3]]
    ) { _ = try $1[0] + $1[1] },
    Mistake("reshape cannot make [4] (4 elements) of [2, 3] (6 elements)", [[2, 3]]) {
      _ = try $1[0].reshaped([4])
    },
    Mistake("permute: [0, 0] is no order of the axes of [2, 3]", [[2, 3]]) {
      _ = try $1[0].transposed([0, 0])
    },
    Mistake(
      "slice of 3 elements from 1 in steps of 1 does not fit axis 1 of [2, 3]", [[2, 3]]
    ) { _ = try $1[0].sliced(axis: 1, 1..<4) },
    Mistake(
      "slice of 2 elements from 9223372036854775807 in steps of 1 does not fit axis 0 of [3]",
      [[3]]
    ) { _ = try $1[0].apply(Slice(start: [.max], extents: [2])) },
    Mistake("pad by 9223372036854775807 and 0 is out of all proportion", [[3]]) {
      _ = try $1[0].padded(before: [.max], after: [0])
    },
    Mistake("pad by -2 and -2 leaves nothing of axis 0 of [3]", [[3]]) {
      _ = try $1[0].padded(before: [-2], after: [-2])
    },
    Mistake(
      "concat along axis 1 needs inputs that are equal but for that axis, found [2, 3] and [3, 3]",
      [[2, 3], [3, 3]]
    ) { _ = try Tensor.concatenated($1, axis: 1) },
    Mistake(
      "matmul cannot multiply [2, 3] by [4, 5]: 3 columns, 4 rows", [[2, 3], [4, 5]]
    ) { _ = try $1[0].matmul($1[1]) },
    Mistake(
      "conv2d needs an input of 4 axes [N, H, W, C], found [128, 16]", [[128, 16], [3, 3, 1, 1]]
    ) { _ = try $1[0].convolved(with: $1[1], height: plain, width: plain) },
    Mistake(
      "conv2d's kernel [3, 3, 3, 8] reads 3 channels, the input has 4",
      [[2, 8, 8, 4], [3, 3, 3, 8]]
    ) { _ = try $1[0].convolved(with: $1[1], height: plain, width: plain) },
    Mistake(
      "conv2d cannot divide 4 channels and 8 filters into 3 groups", [[2, 8, 8, 4], [3, 3, 1, 8]]
    ) { _ = try $1[0].convolved(with: $1[1], height: plain, width: plain, groups: 3) },
    Mistake(
      "conv2d's window of 5 (dilation 1) does not fit 4 elements with padding 0 and 0",
      [[2, 4, 4, 1], [5, 5, 1, 1]]
    ) { _ = try $1[0].convolved(with: $1[1], height: plain, width: plain) },
    Mistake("conv2d needs a stride of at least 1, found 0", [[2, 4, 4, 1], [3, 3, 1, 1]]) {
      _ = try $1[0].convolved(with: $1[1], height: WindowAxis(stride: 0), width: plain)
    },
    Mistake("max_pool's padding must be less than its window of 2", [[2, 4, 4, 1]]) {
      _ = try $1[0].maxPooled(window: [2, 2], height: WindowAxis(stride: 2, low: 2), width: plain)
    },
    Mistake("gather needs an int32 index, found float32", [[4], [2]]) {
      _ = try $1[0].gathered($1[1], axis: 0)
    },
    Mistake(
      "scatter_add along axis 0: [3] does not fit an index of [4]", [[3], [4]], integers: 1
    ) { _ = try $1[0].scatterAdded($1[1], axis: 0, extent: 2) },
    Mistake("random needs the step as u32[2], found f32[2]", [[2]]) {
      _ = try $0.random(.uniform, shape: [3], stream: RandomStream(key: 1), step: $1[0])
    },
    Mistake("gradient needs a single float32 number, found f32[2]", [[2]]) {
      _ = try $1[0].gradient(withRespectTo: [$1[0]])
    },
  ]

  @Test(
    "the sentence says what was needed and what was found, and its shapes are told beside it",
    arguments: mistakes)
  func sentence(_ mistake: Mistake) throws {
    let builder = GraphBuilder()
    var inputs: [Tensor] = []
    for (position, type) in mistake.shapes.enumerated() {
      inputs.append(builder.input(.batch("x\(position)"), type))
    }
    let thrown = #expect(throws: ShapeMismatch.self) { try mistake.build(builder, inputs) }
    #expect(thrown?.message == mistake.sentence)
    for shape in mistake.shapes.map(\.shape) where mistake.sentence.contains("\(shape)") {
      #expect(thrown?.shapes.contains(shape) == true)
    }
  }
}
