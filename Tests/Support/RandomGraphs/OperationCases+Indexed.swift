import Graph
import Tensors

extension OperationCases {
  static let indexed: [OperationCase] = [
    .init("a gather of rows", [.floats([5, 3], -2...2), .integers([4], 0...4)]) {
      [try $0.gather($1[0], $1[1], axis: 0)]
    },
    .init("a gather through a table", [.floats([2, 5, 3], -2...2), .integers([2, 3], 0...4)]) {
      [try $0.gather($1[0], $1[1], axis: 1)]
    },
    .init("a gather that reaches outside", [.floats([4], -2...2), .integers([8], -2...6)]) {
      [try $0.gather($1[0], $1[1], axis: 0)]
    },
    .init("a scatter with collisions", [.floats([6, 2], -2...2), .integers([6], 0...2)]) {
      [try $0.scatterAdd($1[0], $1[1], axis: 0, extent: 4)]
    },
    .init("a scatter in the middle", [.floats([2, 4, 3], -2...2), .integers([4], -1...3)]) {
      [try $0.scatterAdd($1[0], $1[1], axis: 1, extent: 3)]
    },
    .init("uniform draws", [.step(5), .floats([4, 3], -1...1)]) { builder, x in
      let draws = try builder.random(
        .uniform, stream: RandomStream(seed: 1, path: ["u"]), shape: [4, 3], step: x[0])
      return [draws, try builder.multiply(draws, x[1])]
    },
    .init("normal draws", [.step(1 << 33 + 5), .floats([4, 3], -1...1)]) { builder, x in
      let draws = try builder.random(
        .normal, stream: RandomStream(seed: 1, path: ["n"]), shape: [4, 3], step: x[0])
      return [draws, try builder.multiply(draws, x[1])]
    },
    .init("whole draws", [.step(0)]) { builder, x in
      [
        try builder.random(
          .integer(low: -3, high: 11), stream: RandomStream(seed: 1, path: ["i"]), shape: [5, 4],
          step: x[0])
      ]
    },
    .init("a dropout", [.step(3), .floats([4, 5], -1...1)]) { builder, x in
      let draws = try builder.random(
        .uniform, stream: RandomStream(seed: 2, path: ["d"]), shape: [4, 5], step: x[0])
      let kept = try builder.compare(.greaterOrEqual, draws, 0.25)
      return [try builder.multiply(builder.multiply(x[1], kept), 1 / 0.75)]
    },
  ]

  /// Mixtures: where fusion, views and several readers meet.
  static let composed: [OperationCase] = [
    .init("a diamond", [.floats([3, 4], -1...1)]) { builder, x in
      let middle = try builder.exp(x[0])
      let total = try builder.broadcast(
        builder.sum(middle, axes: [1]), to: [3, 4], axes: [0])
      return [try builder.divide(middle, total), middle]
    },
    .init(
      "a small network",
      [
        .floats([2, 6, 6, 1], 0...1), .floats([3, 3, 1, 4], -0.5...0.5), .floats([4], -0.5...0.5),
        .floats([36, 3], -0.5...0.5),
      ]
    ) { builder, x in
      let y = try builder.conv2D(
        x[0], x[1], height: .same(input: 6, taps: 3, stride: 2),
        width: .same(input: 6, taps: 3, stride: 2))
      let active = try builder.relu(builder.add(y, builder.broadcast(x[2], to: [2, 3, 3, 4])))
      return [try builder.matmul(builder.reshape(active, to: [2, 36]), x[3])]
    },
    .init(
      "a gradient penalty",
      [
        .floats([2, 5, 5, 2], -1...1), .floats([3, 3, 2, 3], -0.5...0.5), .floats([27, 1], -1...1),
      ]
    ) { builder, x in
      let y = try builder.conv2D(x[0], x[1], height: WindowAxis(), width: WindowAxis())
      let score = try builder.matmul(
        builder.reshape(builder.tanh(y), to: [2, 27]), x[2])
      let slope = try builder.gradient(of: builder.sum(score), withRespectTo: [x[0]])[0]
      let size = try builder.sqrt(
        builder.add(builder.sum(builder.square(slope), axes: [1, 2, 3]), 1e-3))
      return [try builder.square(builder.subtract(size, 1))]
    },
    .init(
      "attention over two heads",
      [
        .floats([2, 3, 8], -1...1), .floats([2, 3, 8], -1...1), .floats([2, 3, 8], -1...1),
      ]
    ) { builder, x in
      let heads = try x.map {
        try builder.permute(builder.reshape($0, to: [2, 3, 2, 4]), [0, 2, 1, 3])
      }
      let scores = try builder.multiply(
        builder.matmul(heads[0], heads[1], transposeB: true), 0.5)
      let powers = try builder.exp(scores)
      let total = try builder.broadcast(
        builder.sum(powers, axes: [3]), to: [2, 2, 3, 3], axes: [0, 1, 2])
      let mixed = try builder.matmul(builder.divide(powers, total), heads[2])
      return [try builder.reshape(builder.permute(mixed, [0, 2, 1, 3]), to: [2, 3, 8])]
    },
    .init("a picture made twice as large and pooled", [.floats([1, 3, 3, 2], -1...1)]) {
      builder, x in
      let large = try builder.broadcast(
        x[0], to: [1, 3, 2, 3, 2, 2], axes: [0, 1, 3, 5])
      let picture = try builder.reshape(large, to: [1, 6, 6, 2])
      let weighted = try builder.multiply(picture, builder.iota([1, 6, 6, 2], axis: 2))
      let pooled = try builder.maxPool(
        weighted, window: [3, 3], height: WindowAxis(stride: 3), width: WindowAxis(stride: 3))
      return [pooled.value]
    },
    .init(
      "a padded convolution of gathered rows",
      [.floats([1, 5, 4, 2], -1...1), .integers([6], 0...4), .floats([3, 3, 2, 3], -1...1)]
    ) { builder, x in
      let rows = try builder.gather(x[0], x[1], axis: 1)
      return [
        try builder.conv2D(
          rows, x[2], height: .same(input: 6, taps: 3), width: .same(input: 4, taps: 3))
      ]
    },
    .init("reflected edges", [.floats([2, 5], -1...1)]) { builder, x in
      let left = try builder.reverse(
        builder.slice(x[0], axis: 1, from: 1, count: 2), axes: [1])
      let right = try builder.reverse(
        builder.slice(x[0], axis: 1, from: 2, count: 2), axes: [1])
      return [try builder.square(builder.concat([left, x[0], right], axis: 1))]
    },
  ]
}
