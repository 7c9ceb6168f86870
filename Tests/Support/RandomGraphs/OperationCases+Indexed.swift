import Graph
import Tensors

extension OperationCases {
  static let indexed: [OperationCase] = [
    .init("a gather of rows", [.floats([5, 3], -2...2), .integers([4], 0...4)]) {
      [try $1[0].gathered($1[1], axis: 0)]
    },
    .init("a gather through a table", [.floats([2, 5, 3], -2...2), .integers([2, 3], 0...4)]) {
      [try $1[0].gathered($1[1], axis: 1)]
    },
    .init("a gather that reaches outside", [.floats([4], -2...2), .integers([8], -2...6)]) {
      [try $1[0].gathered($1[1], axis: 0)]
    },
    .init("a scatter with collisions", [.floats([6, 2], -2...2), .integers([6], 0...2)]) {
      [try $1[0].scatterAdded($1[1], axis: 0, extent: 4)]
    },
    .init("a scatter in the middle", [.floats([2, 4, 3], -2...2), .integers([4], -1...3)]) {
      [try $1[0].scatterAdded($1[1], axis: 1, extent: 3)]
    },
    .init("uniform draws", [.step(5), .floats([4, 3], -1...1)]) { builder, x in
      let draws = try builder.random(
        .uniform, shape: [4, 3], stream: RandomStream(seed: 1, path: ["u"]), step: x[0])
      return [draws, try draws * x[1]]
    },
    .init("normal draws", [.step(1 << 33 + 5), .floats([4, 3], -1...1)]) { builder, x in
      let draws = try builder.random(
        .normal, shape: [4, 3], stream: RandomStream(seed: 1, path: ["n"]), step: x[0])
      return [draws, try draws * x[1]]
    },
    .init("whole draws", [.step(0)]) { builder, x in
      [
        try builder.random(
          .integer(low: -3, high: 11), shape: [5, 4], stream: RandomStream(seed: 1, path: ["i"]),
          step: x[0])
      ]
    },
    .init("a dropout", [.step(3), .floats([4, 5], -1...1)]) { builder, x in
      let draws = try builder.random(
        .uniform, shape: [4, 5], stream: RandomStream(seed: 2, path: ["d"]), step: x[0])
      let kept = try draws.compared(.greaterOrEqual, 0.25)
      return [try x[1] * kept * (1 / 0.75)]
    },
  ]

  /// Mixtures: where fusion, views and several readers meet.
  static let composed: [OperationCase] = [
    .init("a diamond", [.floats([3, 4], -1...1)]) { builder, x in
      let middle = try x[0].exp()
      let total = try middle.sum(axes: [1]).broadcast(to: [3, 4], axes: [0])
      return [try middle / total, middle]
    },
    .init(
      "a small network",
      [
        .floats([2, 6, 6, 1], 0...1), .floats([3, 3, 1, 4], -0.5...0.5), .floats([4], -0.5...0.5),
        .floats([36, 3], -0.5...0.5),
      ]
    ) { builder, x in
      let y = try x[0].convolved(
        with: x[1], height: .same(input: 6, taps: 3, stride: 2),
        width: .same(input: 6, taps: 3, stride: 2))
      let active = try (y + x[2].broadcast(to: [2, 3, 3, 4])).relu()
      return [try active.reshaped([2, 36]).matmul(x[3])]
    },
    .init(
      "a gradient penalty",
      [
        .floats([2, 5, 5, 2], -1...1), .floats([3, 3, 2, 3], -0.5...0.5), .floats([27, 1], -1...1),
      ]
    ) { builder, x in
      let y = try x[0].convolved(with: x[1], height: WindowAxis(), width: WindowAxis())
      let score = try y.tanh().reshaped([2, 27]).matmul(x[2])
      let slope = try score.sum().gradient(withRespectTo: [x[0]])[0]
      let size = try (slope.squared().sum(axes: [1, 2, 3]) + 1e-3).squareRoot()
      return [try (size - 1).squared()]
    },
    .init(
      "attention over two heads",
      [
        .floats([2, 3, 8], -1...1), .floats([2, 3, 8], -1...1), .floats([2, 3, 8], -1...1),
      ]
    ) { builder, x in
      let heads = try x.map {
        try $0.reshaped([2, 3, 2, 4]).transposed([0, 2, 1, 3])
      }
      let scores = try heads[0].matmul(heads[1], transposeB: true) * 0.5
      let powers = try scores.exp()
      let total = try powers.sum(axes: [3]).broadcast(to: [2, 2, 3, 3], axes: [0, 1, 2])
      let mixed = try (powers / total).matmul(heads[2])
      return [try mixed.transposed([0, 2, 1, 3]).reshaped([2, 3, 8])]
    },
    .init("a picture made twice as large and pooled", [.floats([1, 3, 3, 2], -1...1)]) {
      builder, x in
      let large = try x[0].broadcast(to: [1, 3, 2, 3, 2, 2], axes: [0, 1, 3, 5])
      let picture = try large.reshaped([1, 6, 6, 2])
      let weighted = try picture * builder.positions([1, 6, 6, 2], axis: 2)
      let pooled = try weighted.maxPooled(
        window: [3, 3], height: WindowAxis(stride: 3), width: WindowAxis(stride: 3))
      return [pooled.value]
    },
    .init(
      "a padded convolution of gathered rows",
      [.floats([1, 5, 4, 2], -1...1), .integers([6], 0...4), .floats([3, 3, 2, 3], -1...1)]
    ) { builder, x in
      let rows = try x[0].gathered(x[1], axis: 1)
      return [
        try rows.convolved(
          with: x[2], height: .same(input: 6, taps: 3), width: .same(input: 4, taps: 3))
      ]
    },
    .init(
      "a convolution of a mirrored picture, and a mean of one",
      [.floats([2, 8, 6, 4], -1...1), .floats([3, 3, 4, 4], -1...1)]
    ) { builder, x in
      var mirrored = x[0]
      for (axis, places) in [(1, [1] + Array(0..<8) + [6]), (2, [1] + Array(0..<6) + [4])] {
        let index = HostArray(shape: [places.count], storage: .int32(places.map { Int32($0) }))
        mirrored = try mirrored.gathered(builder.constant(index), axis: axis)
      }
      let y = try mirrored.convolved(with: x[1], height: WindowAxis(), width: WindowAxis())
      return [y, try mirrored.squared().mean(axes: [1, 2])]
    },
    .init("reflected edges", [.floats([2, 5], -1...1)]) { builder, x in
      let left = try x[0].sliced(axis: 1, 1..<3).reversed(axes: [1])
      let right = try x[0].sliced(axis: 1, 2..<4).reversed(axes: [1])
      return [try Tensor.concatenated([left, x[0], right], axis: 1).squared()]
    },
  ]
}
