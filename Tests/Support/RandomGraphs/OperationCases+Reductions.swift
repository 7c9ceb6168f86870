import Graph
import Tensors

extension OperationCases {
  private static let cube: [OperationCase.Operand] = [.floats([4, 3, 5], -2...2)]

  static let reductions: [OperationCase] = [
    .init("a sum over the last axis", cube, one: { try $1[0].sum(axes: [2]) }),
    .init("a sum over outer axes", cube, one: { try $1[0].sum(axes: [0, 1]) }),
    .init("a sum over everything", cube, one: { try $1[0].sum() }),
    .init("a mean", cube, one: { try $1[0].mean(axes: [0, 2]) }),
    .init("the greatest", cube, one: { try $1[0].maximum(axes: [1, 2]) }),
    .init("the greatest over the batch", cube, one: { try $1[0].maximum(axes: [0]) }),
    .init("where the greatest is", cube, one: { try $1[0].argMax(axes: [0, 2]) }),
    .init("where the first of equals is", [.integers([3, 6], 0...2)]) {
      [try $1[0].converted(to: .float32).argMax(axes: [1])]
    },
    .init("where the greatest of a transposed matrix is", [.floats([3, 17], -2...2)]) {
      [try $1[0].transposed([1, 0]).argMax(axes: [0, 1])]
    },
    .init("where the first of equals in a transposed stack is", [.integers([2, 3, 16], 0...2)]) {
      let turned = try $1[0].transposed([2, 0, 1])
      return [try turned.converted(to: .float32).argMax(axes: [0, 2])]
    },
    .init("mean and variance over the batch", [.floats([6, 4], 9...11)]) { builder, x in
      let (mean, variance) = try x[0].moments(axes: [0])
      return [mean, variance]
    },
    .init("mean and variance of channels", [.floats([2, 3, 3, 4], -1...3)]) { builder, x in
      let (mean, variance) = try x[0].moments(axes: [0, 1, 2])
      return [mean, variance]
    },
    .init(
      "a normalization",
      [
        .floats([8, 3], -1...3), .floats([3], 0.5...1.5), .floats([3], -1...1),
      ]
    ) { builder, x in
      let (mean, variance) = try x[0].moments(axes: [0])
      let scale = try x[1] / (variance + 0.001).squareRoot()
      let centred = try x[0] - mean.broadcast(to: [8, 3])
      let scaled = try centred * scale.broadcast(to: [8, 3])
      return [try scaled + x[2].broadcast(to: [8, 3])]
    },
    .init("a softmax", [.floats([3, 6], -3...3)]) { builder, x in
      let top = try x[0].maximum(axes: [1]).gradientStopped()
      let lowered = try x[0] - top.broadcast(to: [3, 6], axes: [0])
      let powers = try lowered.exp()
      let total = try powers.sum(axes: [1])
      return [try powers / total.broadcast(to: [3, 6], axes: [0])]
    },
  ]

  static let contractions: [OperationCase] =
    [(false, false), (false, true), (true, false), (true, true)].map { a, b in
      OperationCase(
        "a matrix product\(a ? ", A transposed" : "")\(b ? ", B transposed" : "")",
        [.floats(a ? [4, 3] : [3, 4], -1...1), .floats(b ? [5, 4] : [4, 5], -1...1)]
      ) { [try $1[0].matmul($1[1], transposeA: a, transposeB: b)] }
    } + [
      .init(
        "a stack of matrix products",
        [
          .floats([2, 3, 2, 4], -1...1), .floats([2, 3, 5, 4], -1...1),
        ]
      ) { [try $1[0].matmul($1[1], transposeB: true)] },
      .init("a product of a matrix with itself", [.floats([4, 4], -1...1)]) {
        [try $1[0].matmul($1[0])]
      },
      .init(
        "a matrix product larger than a tile",
        [
          .floats([37, 19], -1...1), .floats([19, 45], -1...1),
        ]
      ) { [try $1[0].matmul($1[1])] },
      .init(
        "a dense layer",
        [
          .floats([6, 9], -1...1), .floats([7, 9], -1...1), .floats([7], -1...1),
        ]
      ) { builder, x in
        let y = try x[0].matmul(x[1], transposeB: true)
        return [try (y + x[2].broadcast(to: [6, 7])).relu()]
      },
    ]
}
