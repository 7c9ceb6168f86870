import Graph
import Tensors

extension RandomGraph {
  /// One more value out of those there are.
  mutating func step() throws -> Value {
    switch generator.int(0...21) {
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
    default: try draws(value())
    }
  }

  private mutating func unary(_ x: Value) throws -> Value {
    switch generator.int(0...15) {
    case 0: try builder.negate(x)
    case 1: try builder.absolute(x)
    case 2: try builder.exp(builder.tanh(x))
    case 3: try builder.log(builder.add(builder.square(x), 0.5))
    case 4: try builder.sqrt(builder.add(builder.square(x), 0.25))
    case 5: try builder.sin(x)
    case 6: try builder.cos(x)
    case 7: try builder.tanh(x)
    case 8: try builder.sigmoid(x)
    case 9: try builder.softplus(x)
    case 10: try builder.relu(x)
    case 11: try builder.clip(x, -0.75, 0.5)
    case 12: try builder.multiply(builder.floor(builder.multiply(x, 3)), 0.25)
    case 13: try builder.multiply(builder.sign(x), builder.stopGradient(x))
    case 14: try builder.add(builder.convert(builder.convert(x, to: .int32), to: .float32), x)
    default: try builder.multiply(builder.square(x), 0.5)
    }
  }

  private mutating func binary(_ x: Value) throws -> Value {
    let y = try value(of: shape(x))
    switch generator.int(0...6) {
    case 0: return try builder.add(x, y)
    case 1: return try builder.subtract(x, y)
    case 2: return try builder.multiply(x, y)
    case 3: return try builder.divide(x, builder.add(builder.square(y), 0.5))
    case 4:
      let base = try builder.add(builder.square(builder.tanh(x)), 0.5)
      return try builder.power(base, builder.tanh(y))
    case 5: return try builder.maximum(x, y)
    default: return try builder.minimum(x, y)
    }
  }

  private mutating func choice(_ x: Value) throws -> Value {
    let y = try value(of: shape(x))
    let kind = generator.pick(Compare.Kind.allCases)
    let condition = try builder.compare(kind, x, y)
    return generator.chance(50)
      ? try builder.multiply(condition, y) : try builder.select(condition, builder.tanh(y), x)
  }

  /// Adds or multiplies by something of fewer axes.
  private mutating func bias(_ x: Value) throws -> Value {
    let whole = shape(x)
    let axes = whole.extents.indices.filter { _ in generator.chance(50) }
    let small = try value(of: Shape(axes.map { whole[$0] }))
    let repeated = try builder.broadcast(small, to: whole, axes: axes)
    return generator.chance(50)
      ? try builder.add(x, repeated) : try builder.multiply(x, repeated)
  }

  private mutating func someAxes(_ shape: Shape) -> [Int] {
    let axes = shape.extents.indices.filter { _ in generator.chance(50) }
    return axes.isEmpty && shape.rank > 0 ? [generator.int(0...(shape.rank - 1))] : axes
  }

  private mutating func reduction(_ x: Value) throws -> Value {
    let axes = someAxes(shape(x))
    switch generator.int(0...4) {
    case 0: return try builder.sum(x, axes: axes)
    case 1: return try builder.mean(x, axes: axes)
    case 2: return try builder.max(x, axes: axes)
    case 3: return try builder.convert(builder.argMax(x, axes: axes), to: .float32)
    default:
      let (mean, variance) = try builder.moments(x, axes: axes)
      return try builder.add(mean, variance)
    }
  }

  private mutating func normalization(_ x: Value) throws -> Value {
    let whole = shape(x)
    let axes = someAxes(whole)
    let kept = whole.extents.indices.filter { !axes.contains($0) }
    let (mean, variance) = try builder.moments(x, axes: axes)
    let deviation = try builder.sqrt(builder.add(variance, 0.125))
    let centred = try builder.subtract(x, builder.broadcast(mean, to: whole, axes: kept))
    return try builder.divide(centred, builder.broadcast(deviation, to: whole, axes: kept))
  }

  private mutating func softmax(_ x: Value) throws -> Value {
    let whole = shape(x)
    guard whole.rank > 0 else { return try builder.sigmoid(x) }
    let axes = Array(0..<(whole.rank - 1))
    let top = try builder.stopGradient(builder.max(x, axes: [whole.rank - 1]))
    let powers = try builder.exp(
      builder.subtract(x, builder.broadcast(top, to: whole, axes: axes)))
    let total = try builder.sum(powers, axes: [whole.rank - 1])
    return try builder.divide(powers, builder.broadcast(total, to: whole, axes: axes))
  }

  private mutating func otherShape(_ x: Value) throws -> Value {
    let whole = shape(x)
    guard whole.rank >= 2 else { return try builder.reshape(x, to: Shape([1] + whole.extents)) }
    switch generator.int(0...3) {
    case 0:
      let axis = generator.int(0...(whole.rank - 2))
      var extents = whole.extents
      extents[axis] *= extents.remove(at: axis + 1)
      return try builder.reshape(x, to: Shape(extents))
    case 1: return try builder.reverse(x, axes: someAxes(whole))
    default:
      return try builder.permute(x, Array(0..<whole.rank).shuffled(using: &generator))
    }
  }

  private mutating func cut(_ x: Value) throws -> Value {
    let whole = shape(x)
    guard whole.rank > 0 else { return try builder.fill(0.5, like: x) }
    let amounts = (0..<4).map { _ in whole.extents.map { _ in generator.int(0...2) } }
    switch generator.int(0...2) {
    case 0:
      let stride = whole.extents.map { _ in generator.int(1...2) }
      let start = whole.extents.map { generator.int(0...(($0 - 1) / 2)) }
      let extents = whole.extents.indices.map { (whole[$0] - start[$0] - 1) / stride[$0] + 1 }
      return try builder.apply(Slice(start: start, extents: extents, stride: stride), x)
    case 1: return try builder.pad(x, low: amounts[0], high: amounts[1], value: 0.25)
    default:
      let low = amounts[0].indices.map { amounts[0][$0] - (whole[$0] > 2 ? amounts[1][$0] / 2 : 0) }
      return try builder.apply(Pad(low: low, high: amounts[2], interior: amounts[3]), x)
    }
  }

  private mutating func joined(_ x: Value) throws -> Value {
    let whole = shape(x)
    guard whole.rank > 0 else { return try builder.reshape(x, to: [1]) }
    let axis = generator.int(0...(whole.rank - 1))
    var parts = [x, try value(of: whole)]
    if generator.chance(40) {
      parts.append(try builder.slice(x, axis: axis, from: 0, count: (whole[axis] + 1) / 2))
    }
    return try builder.concat(parts, axis: axis)
  }

  private mutating func product() throws -> Value {
    let matrices = pool.filter { shape($0).rank == 2 }
    let a =
      !matrices.isEmpty && generator.chance(80)
      ? generator.pick(matrices) : try input([generator.int(1...9), generator.int(1...9)])
    let (transposeA, transposeB) = (generator.chance(30), generator.chance(50))
    let inner = shape(a)[transposeA ? 0 : 1]
    let columns = generator.int(1...18)
    let b = try value(of: transposeB ? [columns, inner] : [inner, columns])
    let y = try builder.matmul(a, b, transposeA: transposeA, transposeB: transposeB)
    return try builder.multiply(y, 1 / Double(inner))
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

  private mutating func convolution() throws -> Value {
    let x = try picture()
    let whole = shape(x)
    let groups =
      generator.chance(25) ? generator.pick((1...whole[3]).filter { whole[3] % $0 == 0 }) : 1
    let filters = groups * generator.int(1...(groups > 1 ? 2 : 6))
    let taps = [generator.int(1...4), generator.int(1...4)]
    let height = axis(input: whole[1], taps: taps[0])
    let width = axis(input: whole[2], taps: taps[1])
    let kernel = try value(of: Shape(taps + [whole[3] / groups, filters]))
    let y = try builder.conv2D(x, kernel, height: height, width: width, groups: groups)
    return try builder.multiply(y, 1 / Double(taps[0] * taps[1] * whole[3] / groups))
  }

  private mutating func transposedConvolution() throws -> Value {
    let y = try picture()
    let whole = shape(y)
    let stride = generator.int(1...3)
    let taps = generator.int(1...4)
    let (rows, columns) = (whole[1] * stride, whole[2] * stride)
    let height = WindowAxis.same(input: rows, taps: taps, stride: stride)
    let width = WindowAxis.same(input: columns, taps: taps, stride: stride)
    let kernel = try value(of: [taps, taps, generator.int(1...4), whole[3]])
    let x = try builder.conv2DTransposed(
      y, kernel, height: height, width: width, inputExtents: [rows, columns])
    return try builder.multiply(x, 1 / Double(whole[3]))
  }

  private mutating func pooling() throws -> Value {
    let x = try picture()
    let whole = shape(x)
    let taps = [generator.int(1...3), generator.int(1...3)]
    let height = WindowAxis.same(
      input: whole[1], taps: taps[0], stride: generator.int(1...3))
    let width = WindowAxis.same(input: whole[2], taps: taps[1], stride: generator.int(1...2))
    let pooled = try builder.maxPool(x, window: taps, height: height, width: width)
    guard generator.chance(20) else { return pooled.value }
    return try builder.add(pooled.value, builder.convert(pooled.tap, to: .float32))
  }

  private mutating func indexed(_ x: Value) throws -> Value {
    let whole = shape(x)
    guard whole.rank > 0 else { return try builder.broadcast(x, to: [3], axes: []) }
    let axis = generator.int(0...(whole.rank - 1))
    if generator.chance(50) {
      let index = try index(
        generator.chance(50) ? [generator.int(1...4)] : [2, generator.int(1...3)],
        below: whole[axis])
      return try builder.gather(x, index, axis: axis)
    }
    let extent = generator.int(1...4)
    let index = try index([whole[axis]], below: extent)
    return try builder.scatterAdd(x, index, axis: axis, extent: extent)
  }

  private mutating func draws(_ x: Value) throws -> Value {
    let source = Input.Source.runtime("step")
    inputs[source] = HostArray(shape: [2], storage: .uint32([17, 0]))
    let step = try builder.input(source, TensorType([2], .uint32))
    let stream = RandomStream(seed: generator.next(), path: ["draw"])
    switch generator.int(0...2) {
    case 0:
      let draws = try builder.random(.uniform, stream: stream, shape: shape(x), step: step)
      return try builder.multiply(x, builder.compare(.greater, draws, 0.5))
    case 1:
      let draws = try builder.random(.normal, stream: stream, shape: shape(x), step: step)
      return try builder.add(x, builder.multiply(draws, 0.25))
    default:
      let draws = try builder.random(
        .integer(low: -2, high: 3), stream: stream, shape: shape(x), step: step)
      return try builder.add(x, builder.convert(draws, to: .float32))
    }
  }
}
