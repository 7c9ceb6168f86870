import Graph
import Tensors

extension RandomGraph {
  /// One more value out of those there are.
  mutating func step() throws -> Tensor {
    switch generator.int(0...22) {
    case 0...3: try unary(value())
    case 4...6: try binary(value())
    case 7: try choice(value())
    case 8: try bias(value())
    case 9: try reduction(value())
    case 10: try normalization(value())
    case 11: try softmax(value())
    case 12: try otherShape(value())
    case 13: try cut(value())
    case 14: try joined(value())
    case 15: try product()
    case 16, 17: try convolution()
    case 18: try transposedConvolution()
    case 19: try pooling()
    case 20: try indexed(value())
    case 21: try tiles()
    default: try draws(value())
    }
  }

  private mutating func unary(_ x: Tensor) throws -> Tensor {
    switch generator.int(0...15) {
    case 0: try -x
    case 1: try x.absolute()
    case 2: try x.errorFunction().exp()
    case 3: try (x.squared() + 0.5).log()
    case 4: try (x.squared() + 0.25).squareRoot()
    case 5: try x.sine()
    case 6: try x.cosine()
    case 7: try x.tanh()
    case 8: try x.sigmoid()
    case 9: try x.softplus()
    case 10: try x.relu()
    case 11: try x.clipped(-0.75, 0.5)
    case 12: try (x * 3).floor() * 0.25
    case 13: try x.sign() * x.gradientStopped()
    case 14: try x.converted(to: .int32).converted(to: .float32) + x
    default: try x.squared() * 0.5
    }
  }

  private mutating func binary(_ x: Tensor) throws -> Tensor {
    let y = try value(of: shape(x))
    switch generator.int(0...6) {
    case 0: return try x + y
    case 1: return try x - y
    case 2: return try x * y
    case 3: return try x / (y.squared() + 0.5)
    case 4:
      let base = try x.tanh().squared() + 0.5
      return try base.power(y.tanh())
    case 5: return try x.maximum(y)
    default: return try x.minimum(y)
    }
  }

  private mutating func choice(_ x: Tensor) throws -> Tensor {
    let y = try value(of: shape(x))
    let kind = generator.pick(Compare.Kind.allCases)
    let condition = try x.compared(kind, y)
    return generator.chance(50)
      ? try condition * y : try condition.select(y.tanh(), x)
  }

  /// Adds or multiplies by something of fewer axes.
  private mutating func bias(_ x: Tensor) throws -> Tensor {
    let whole = shape(x)
    let axes = whole.extents.indices.filter { _ in generator.chance(50) }
    let small = try value(of: Shape(axes.map { whole[$0] }))
    let repeated = try small.broadcast(to: whole, axes: axes)
    return generator.chance(50)
      ? try x + repeated : try x * repeated
  }

  private mutating func someAxes(_ shape: Shape) -> [Int] {
    let axes = shape.extents.indices.filter { _ in generator.chance(50) }
    return axes.isEmpty && shape.rank > 0 ? [generator.int(0...(shape.rank - 1))] : axes
  }

  private mutating func reduction(_ x: Tensor) throws -> Tensor {
    let axes = someAxes(shape(x))
    switch generator.int(0...4) {
    case 0: return try x.sum(axes: axes)
    case 1: return try x.mean(axes: axes)
    case 2: return try x.maximum(axes: axes)
    case 3: return try x.argMax(axes: axes).converted(to: .float32)
    default:
      let (mean, variance) = try x.moments(axes: axes)
      return try mean + variance
    }
  }

  private mutating func normalization(_ x: Tensor) throws -> Tensor {
    let whole = shape(x)
    let axes = someAxes(whole)
    let kept = whole.extents.indices.filter { !axes.contains($0) }
    let (mean, variance) = try x.moments(axes: axes)
    let deviation = try (variance + 0.125).squareRoot()
    let centred = try x - mean.broadcast(to: whole, axes: kept)
    return try centred / deviation.broadcast(to: whole, axes: kept)
  }

  private mutating func softmax(_ x: Tensor) throws -> Tensor {
    let whole = shape(x)
    guard whole.rank > 0 else { return try x.sigmoid() }
    let axes = Array(0..<(whole.rank - 1))
    let top = try x.maximum(axes: [whole.rank - 1]).gradientStopped()
    let powers = try (x - top.broadcast(to: whole, axes: axes)).exp()
    let total = try powers.sum(axes: [whole.rank - 1])
    return try powers / total.broadcast(to: whole, axes: axes)
  }

  private mutating func otherShape(_ x: Tensor) throws -> Tensor {
    let whole = shape(x)
    guard whole.rank >= 2 else { return try x.reshaped(Shape([1] + whole.extents)) }
    switch generator.int(0...3) {
    case 0:
      let axis = generator.int(0...(whole.rank - 2))
      var extents = whole.extents
      extents[axis] *= extents.remove(at: axis + 1)
      return try x.reshaped(Shape(extents))
    case 1: return try x.reversed(axes: someAxes(whole))
    default:
      return try x.transposed(Array(0..<whole.rank).shuffled(using: &generator))
    }
  }

  private mutating func cut(_ x: Tensor) throws -> Tensor {
    let whole = shape(x)
    guard whole.rank > 0 else { return try Tensor.filled(0.5, like: x) }
    let amounts = (0..<4).map { _ in whole.extents.map { _ in generator.int(0...2) } }
    switch generator.int(0...2) {
    case 0:
      let stride = whole.extents.map { _ in generator.int(1...2) }
      let start = whole.extents.map { generator.int(0...(($0 - 1) / 2)) }
      let extents = whole.extents.indices.map { (whole[$0] - start[$0] - 1) / stride[$0] + 1 }
      return try x.apply(Slice(start: start, extents: extents, stride: stride))
    case 1: return try x.padded(before: amounts[0], after: amounts[1], value: 0.25)
    default:
      let low = amounts[0].indices.map { amounts[0][$0] - (whole[$0] > 2 ? amounts[1][$0] / 2 : 0) }
      return try x.apply(Pad(low: low, high: amounts[2], interior: amounts[3]))
    }
  }

  private mutating func joined(_ x: Tensor) throws -> Tensor {
    let whole = shape(x)
    guard whole.rank > 0 else { return try x.reshaped([1]) }
    let axis = generator.int(0...(whole.rank - 1))
    var parts = [x, try value(of: whole)]
    if generator.chance(40) {
      parts.append(try x.sliced(axis: axis, 0..<(whole[axis] + 1) / 2))
    }
    return try Tensor.concatenated(parts, axis: axis)
  }

  private mutating func product() throws -> Tensor {
    let matrices = pool.filter { shape($0).rank == 2 }
    let a =
      !matrices.isEmpty && generator.chance(80)
      ? generator.pick(matrices) : try input([generator.int(1...9), generator.int(1...9)])
    let (transposeA, transposeB) = (generator.chance(30), generator.chance(50))
    let inner = shape(a)[transposeA ? 0 : 1]
    let columns = generator.int(1...18)
    let b = try value(of: transposeB ? [columns, inner] : [inner, columns])
    let y = try a.matmul(b, transposeA: transposeA, transposeB: transposeB)
    return try y * (1 / Double(inner))
  }

  private mutating func axis(input: Int, taps: Int) -> WindowAxis {
    let stride = generator.pick([1, 1, 2, 3])
    let dilation = generator.pick([1, 1, 1, 2])
    if generator.chance(60) {
      return .same(input: input, taps: taps, stride: stride, dilation: dilation)
    }
    let reach = (taps - 1) * dilation + 1
    let low = max(0, (reach - input + 1) / 2) + generator.int(0...1)
    return WindowAxis(stride: stride, dilation: dilation, low: low, high: low)
  }

  private mutating func convolution() throws -> Tensor {
    let x = try picture()
    let whole = shape(x)
    let groups =
      generator.chance(25) ? generator.pick((1...whole[3]).filter { whole[3] % $0 == 0 }) : 1
    let filters = groups * generator.int(1...(groups > 1 ? 2 : 6))
    let taps = [generator.int(1...4), generator.int(1...4)]
    let height = axis(input: whole[1], taps: taps[0])
    let width = axis(input: whole[2], taps: taps[1])
    let kernel = try value(of: Shape(taps + [whole[3] / groups, filters]))
    let y = try x.convolved(with: kernel, height: height, width: width, groups: groups)
    return try y * (1 / Double(taps[0] * taps[1] * whole[3] / groups))
  }

  private mutating func transposedConvolution() throws -> Tensor {
    let y = try picture()
    let whole = shape(y)
    let stride = generator.int(1...3)
    let taps = generator.int(1...4)
    let (rows, columns) = (whole[1] * stride, whole[2] * stride)
    let height = WindowAxis.same(input: rows, taps: taps, stride: stride)
    let width = WindowAxis.same(input: columns, taps: taps, stride: stride)
    let kernel = try value(of: [taps, taps, generator.int(1...4), whole[3]])
    let x = try y.convolvedTransposed(
      with: kernel, height: height, width: width, inputExtents: [rows, columns])
    return try x * (1 / Double(whole[3]))
  }

  private mutating func pooling() throws -> Tensor {
    let x = try picture()
    let whole = shape(x)
    let taps = [generator.int(1...3), generator.int(1...3)]
    let height = WindowAxis.same(
      input: whole[1], taps: taps[0], stride: generator.int(1...3))
    let width = WindowAxis.same(input: whole[2], taps: taps[1], stride: generator.int(1...2))
    let pooled = try x.maxPooled(window: taps, height: height, width: width)
    guard generator.chance(20) else { return pooled.value }
    return try pooled.value + pooled.tap.converted(to: .float32)
  }

  /// Tiles of a picture, transformed once or twice and put together again, or not.
  private mutating func tiles() throws -> Tensor {
    let x = try picture()
    let whole = shape(x)
    let tiles = (0..<2).map { _ in generator.int(1...3) }
    let planes = try x.apply(
      TileTransform(
        TileMatrix([[1, 0, -1, 0], [0, 0.5, 1, 0.5], [0, 1, -1, 0]]), step: generator.int(2...4),
        low: (0..<2).map { _ in generator.int(0...2) }, tiles: tiles,
        acrossFirst: generator.chance(50)))
    let smaller = TileMatrix([[1, 0.5, -1], [0, 1, 0.5]])
    switch generator.int(0...2) {
    case 0: return planes
    case 1: return try planes.apply(PlaneTransform(smaller))
    default:
      let extents = [whole[0]] + tiles.map { 2 * $0 - generator.int(0...1) }
      return try planes.apply(TileAssembly(smaller, extents: extents))
    }
  }

  private mutating func indexed(_ x: Tensor) throws -> Tensor {
    let whole = shape(x)
    guard whole.rank > 0 else { return try x.broadcast(to: [3], axes: []) }
    let axis = generator.int(0...(whole.rank - 1))
    if generator.chance(50) {
      let index = try index(
        generator.chance(50) ? [generator.int(1...4)] : [2, generator.int(1...3)],
        below: whole[axis])
      return try x.gathered(index, axis: axis)
    }
    let extent = generator.int(1...4)
    let index = try index([whole[axis]], below: extent)
    return try x.scatterAdded(index, axis: axis, extent: extent)
  }

  private mutating func draws(_ x: Tensor) throws -> Tensor {
    let source = Input.Source.runtime("step")
    inputs[source] = HostArray(shape: [2], storage: .uint32([17, 0]))
    let step = builder.input(source, TensorType([2], .uint32))
    let stream = RandomStream(seed: generator.next(), path: ["draw"])
    switch generator.int(0...2) {
    case 0:
      let draws = try builder.random(.uniform, shape: shape(x), stream: stream, step: step)
      return try x * draws.compared(.greater, 0.5)
    case 1:
      let draws = try builder.random(.normal, shape: shape(x), stream: stream, step: step)
      return try x + draws * 0.25
    default:
      let draws = try builder.random(
        .integer(low: -2, high: 3), shape: shape(x), stream: stream, step: step)
      return try x + draws.converted(to: .float32)
    }
  }
}
