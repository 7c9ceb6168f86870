import Graph
import Tensors

extension OperationCases {
  private static let cube: [OperationCase.Operand] = [.floats([4, 3, 5], -2...2)]

  static let reductions: [OperationCase] = [
    .init("a sum over the last axis", cube, one: { try $0.sum($1[0], axes: [2]) }),
    .init("a sum over outer axes", cube, one: { try $0.sum($1[0], axes: [0, 1]) }),
    .init("a sum over everything", cube, one: { try $0.sum($1[0]) }),
    .init("a mean", cube, one: { try $0.mean($1[0], axes: [0, 2]) }),
    .init("the greatest", cube, one: { try $0.max($1[0], axes: [1, 2]) }),
    .init("the greatest over the batch", cube, one: { try $0.max($1[0], axes: [0]) }),
    .init("where the greatest is", cube, one: { try $0.argMax($1[0], axes: [0, 2]) }),
    .init("where the first of equals is", [.integers([3, 6], 0...2)]) {
      [try $0.argMax($0.convert($1[0], to: .float32), axes: [1])]
    },
    .init("where the greatest of a transposed matrix is", [.floats([3, 17], -2...2)]) {
      [try $0.argMax($0.permute($1[0], [1, 0]), axes: [0, 1])]
    },
    .init("where the first of equals in a transposed stack is", [.integers([2, 3, 16], 0...2)]) {
      let turned = try $0.permute($1[0], [2, 0, 1])
      return [try $0.argMax($0.convert(turned, to: .float32), axes: [0, 2])]
    },
    .init("mean and variance over the batch", [.floats([6, 4], 9...11)]) { builder, x in
      let (mean, variance) = try builder.moments(x[0], axes: [0])
      return [mean, variance]
    },
    .init("mean and variance of channels", [.floats([2, 3, 3, 4], -1...3)]) { builder, x in
      let (mean, variance) = try builder.moments(x[0], axes: [0, 1, 2])
      return [mean, variance]
    },
    .init(
      "a normalization",
      [
        .floats([8, 3], -1...3), .floats([3], 0.5...1.5), .floats([3], -1...1),
      ]
    ) { builder, x in
      let (mean, variance) = try builder.moments(x[0], axes: [0])
      let scale = try builder.divide(
        x[1], builder.sqrt(builder.add(variance, 0.001)))
      let centred = try builder.subtract(x[0], builder.broadcast(mean, to: [8, 3]))
      let scaled = try builder.multiply(centred, builder.broadcast(scale, to: [8, 3]))
      return [try builder.add(scaled, builder.broadcast(x[2], to: [8, 3]))]
    },
    .init("a softmax", [.floats([3, 6], -3...3)]) { builder, x in
      let top = try builder.stopGradient(builder.max(x[0], axes: [1]))
      let lowered = try builder.subtract(x[0], builder.broadcast(top, to: [3, 6], axes: [0]))
      let powers = try builder.exp(lowered)
      let total = try builder.sum(powers, axes: [1])
      return [try builder.divide(powers, builder.broadcast(total, to: [3, 6], axes: [0]))]
    },
  ]

  static let contractions: [OperationCase] =
    [(false, false), (false, true), (true, false), (true, true)].map { a, b in
      OperationCase(
        "a matrix product\(a ? ", A transposed" : "")\(b ? ", B transposed" : "")",
        [.floats(a ? [4, 3] : [3, 4], -1...1), .floats(b ? [5, 4] : [4, 5], -1...1)]
      ) { [try $0.matmul($1[0], $1[1], transposeA: a, transposeB: b)] }
    } + [
      .init(
        "a stack of matrix products",
        [
          .floats([2, 3, 2, 4], -1...1), .floats([2, 3, 5, 4], -1...1),
        ]
      ) { [try $0.matmul($1[0], $1[1], transposeB: true)] },
      .init("a product of a matrix with itself", [.floats([4, 4], -1...1)]) {
        [try $0.matmul($1[0], $1[0])]
      },
      .init(
        "a matrix product larger than a tile",
        [
          .floats([37, 19], -1...1), .floats([19, 45], -1...1),
        ]
      ) { [try $0.matmul($1[0], $1[1])] },
      .init(
        "a dense layer",
        [
          .floats([6, 9], -1...1), .floats([7, 9], -1...1), .floats([7], -1...1),
        ]
      ) { builder, x in
        let y = try builder.matmul(x[0], x[1], transposeB: true)
        return [try builder.relu(builder.add(y, builder.broadcast(x[2], to: [6, 7])))]
      },
    ]
}
