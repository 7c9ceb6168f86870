import Graph
import Tensors

extension OperationCases {
  private static let cube: [OperationCase.Operand] = [.floats([2, 3, 4], -2...2)]

  static let movement: [OperationCase] = [
    .init("a literal", [.floats([2, 3], -1...1)]) { builder, x in
      let literal = HostArray(shape: [2, 3], floats: [1, -2, 3, -4, 5, 0.1])
      return [try x[0] * builder.constant(literal)]
    },
    .init("positions", [.floats([2, 3, 4], -1...1)]) { builder, x in
      let positions = try builder.positions([2, 3, 4], axis: 1)
      let linear = Iota(TensorType([2, 3, 4], .int32), coefficients: [12, 4, 1])
      return [try x[0] * positions, Tensor(try builder.apply(linear), builder)]
    },
    .init("a row repeated along the batch", [.floats([4], -2...2)]) {
      [try $1[0].broadcast(to: [3, 4], axes: [1])]
    },
    .init("a column repeated by shape", [.floats([3, 1], -2...2)]) {
      [try $1[0].broadcast(to: [2, 3, 4])]
    },
    .init("a number repeated", [.floats([], -2...2)]) {
      [try $1[0].broadcast(to: [2, 3], axes: [])]
    },
    .init("another shape", cube, one: { try $1[0].reshaped([6, 4]) }),
    .init("a view of a view, squared", cube) { builder, x in
      let flat = try x[0].reshaped([6, 4]).reshaped([24])
      return [try flat.squared()]
    },
    .init("another order of axes", cube, one: { try $1[0].transposed([2, 0, 1]) }),
    .init("a slice", cube, one: { try $1[0].sliced(axis: 2, 1..<3) }),
    .init("a slice in steps", [.floats([7, 5], -2...2)]) {
      [try $1[0].apply(Slice(start: [1, 0], extents: [3, 2], stride: [2, 3]))]
    },
    .init("padding with a value", cube) {
      [try $1[0].padded(before: [0, 1, 2], after: [1, 0, 1], value: 0.5)]
    },
    .init("padding that crops and spreads", [.floats([4, 5], -2...2)]) {
      [try $1[0].apply(Pad(low: [-1, 2], high: [1, -2], interior: [0, 2]))]
    },
    .init(
      "a concatenation of three",
      [
        .floats([2, 3], -2...2), .floats([2, 1], -2...2), .floats([2, 2], -2...2),
      ]
    ) { [try Tensor.concatenated($1, axis: 1)] },
    .init("a value beside itself", [.floats([2, 3], -2...2)]) {
      [try Tensor.concatenated([$1[0], $1[0]], axis: 0)]
    },
    .init("the opposite order", cube, one: { try $1[0].reversed(axes: [0, 2]) }),
  ]
}
