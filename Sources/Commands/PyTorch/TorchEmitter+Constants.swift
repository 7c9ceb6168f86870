import Graph
import Layers
import Tensors

/// Numbers that the file does not say but a layer makes, some of them for the size of its input.
extension TorchEmitter {
  mutating func emitConstant(_ index: Int, _ constant: Constant) throws {
    let value = Value(node: index, output: 0)
    let arrays = operations(index, as: Constant.self).map(\.array)
    let element = constant.array.element
    let uniforms = operations(index, as: Constant.self).compactMap(\.uniform)
    if element == .float32, uniforms.count == arrays.count {
      guard let number = number(uniforms) else { throw unsized(index) }
      alias(value, Expression(text: number, isNumber: true))
    } else if arrays.allSatisfy({ $0 == constant.array }) {
      let numbers = constant.array.doubles.map { Self.number($0) }.joined(separator: ", ")
      let shape = Self.tuple(constant.array.shape.extents.map { "\($0)" })
      set(
        value,
        "torch.tensor([\(numbers)], dtype=\(try Self.type(element, self, index))).reshape(\(shape))"
      )
    } else if let text = places(index, arrays) ?? shares(arrays) ?? means(arrays) {
      set(value, text)
    } else {
      throw unsized(index)
    }
  }

  /// A number that may be a size, or one divided by one, as in a mean.
  private func number(_ values: [Double]) -> String? {
    if values.allSatisfy({ $0 == values[0] || ($0.isNaN && values[0].isNaN) }) {
      return Self.number(values[0])
    }
    guard values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let counts = values.map { (1 / $0).rounded() }
    if zip(values, counts).allSatisfy({ $1 >= 1 && Float(1 / $1) == Float($0) }),
      let text = dimension(counts.map { Int($0) })
    {
      return "(1.0 / (\(text)))"
    }
    let wholes = values.compactMap { Int(exactly: $0) }
    return wholes.count == values.count ? dimension(wholes).map { "(\($0))" } : nil
  }

  // MARK: Resampled axes

  /// The elements that a gather reads of an axis: those of a mirrored or a resampled one.
  private func places(_ index: Int, _ arrays: [HostArray]) -> String? {
    let readers = nodes.indices.filter {
      nodes[$0].operation is Gather && nodes[$0].inputs[1] == Value(node: index, output: 0)
    }
    guard let reader = readers.first.map({ nodes[$0] }), let gather = reader.operation as? Gather
    else { return nil }
    let wanted = arrays.map { array in
      if case .int32(let places) = array.storage { places.map { Int($0) } } else { [Int]() }
    }
    let (extents, targets) = (extent(reader.inputs[0], gather.axis), wanted.map(\.count))
    func follows(_ rule: (_ extent: Int, _ target: Int) -> [Int]) -> Bool {
      wanted.indices.allSatisfy { rule(extents[$0], targets[$0]) == wanted[$0] }
    }
    guard let whole = dimension(extents) else { return nil }
    let more = targets[0] - extents[0]
    for twice in [false, true] where (0...1024).contains(more) {
      for before in 0...more
      where follows({ extent, _ in
        Resampling.mirrored(extent, before: before, after: more - before, twice: twice)
      }) {
        return "_mirrored(\(whole), \(before), \(more - before), \(Self.bool(twice)))"
      }
    }
    guard let target = dimension(targets) else { return nil }
    for isHalf in [true, false] {
      let arguments = "(\(whole), \(target), \(Self.bool(isHalf)))"
      if follows({ Resampling.nearest($0, to: $1, isHalf: isHalf) }) {
        return "_nearest" + arguments
      }
      if follows({ Resampling.bilinear($0, to: $1, isHalf: isHalf).lower }) {
        return "_bilinear\(arguments)[0]"
      }
      // Where a picture becomes smaller, these two are equal, and elsewhere they are not.
      let isUpper = follows { Resampling.bilinear($0, to: $1, isHalf: isHalf).upper }
      let tap = (0..<4).first { tap in
        follows { Resampling.bicubic($0, to: $1, isHalf: isHalf)[tap].elements }
      }
      let isWeighed = readers.map { isMultiplied(Value(node: $0, output: 0)) }
      if isUpper, tap != nil, Set(isWeighed).count > 1, Int(target) != nil { return nil }
      if isUpper, tap == nil || !isWeighed[0] { return "_bilinear\(arguments)[1]" }
      if let tap { return "_bicubic\(arguments)[0][\(tap)]" }
    }
    return nil
  }

  /// Whether a value is multiplied as it is, as a cubic's elements are; the others are subtracted from each other first.
  private func isMultiplied(_ value: Value) -> Bool {
    nodes.contains { $0.operation is Multiply && $0.inputs.contains(value) }
  }

  /// The weights of the elements that a resampled axis reads.
  private func shares(_ arrays: [HostArray]) -> String? {
    let shape = arrays[0].shape.extents
    guard arrays[0].element == .float32, shape.dropFirst().allSatisfy({ $0 == 1 }) else {
      return nil
    }
    let wanted = arrays.map(\.floats)
    let targets = wanted.map(\.count)
    guard let target = dimension(targets) else { return nil }
    for extents in knownExtents {
      guard let whole = dimension(extents) else { continue }
      func follows(_ rule: (_ extent: Int, _ target: Int) -> [Double]) -> Bool {
        wanted.indices.allSatisfy {
          rule(extents[$0], targets[$0]).map { Float($0) } == wanted[$0]
        }
      }
      let view = "reshape(\(Self.tuple(["-1"] + shape.dropFirst().map { "\($0)" })))"
      for isHalf in [true, false] {
        let arguments = "(\(whole), \(target), \(Self.bool(isHalf)))"
        if follows({ Resampling.bilinear($0, to: $1, isHalf: isHalf).shares }) {
          return "_bilinear\(arguments)[2].\(view)"
        }
        for tap in 0..<4
        where follows({ Resampling.bicubic($0, to: $1, isHalf: isHalf)[tap].shares }) {
          return "_bicubic\(arguments)[1][\(tap)].\(view)"
        }
      }
    }
    return nil
  }

  /// The extents of pictures, each once.
  private var knownExtents: [[Int]] {
    nodes.indices.flatMap { index in
      let value = Value(node: index, output: 0)
      let rank = type(value).shape.rank
      return rank == 3 || rank == 4 ? (1..<3).map { extent(value, $0) } : []
    }.unique
  }

  // MARK: Averages

  /// One divided by how many pixels of a picture lie under each window of an average: of padding there are none.
  private func means(_ arrays: [HostArray]) -> String? {
    for (index, node) in nodes.enumerated() {
      let value = Value(node: index, output: 0)
      guard let conv = node.operation as? Conv2D, conv.groups == type(value).shape[3],
        arrays[0].shape.extents == [1, type(value).shape[1], type(value).shape[2], 1]
      else { continue }
      let kernel = type(node.inputs[1]).shape
      let all = operations(index, as: Conv2D.self)
      let (rows, columns) = (extent(node.inputs[0], 1), extent(node.inputs[0], 2))
      let follows = arrays.indices.allSatisfy { number in
        let (height, width) = (all[number].height, all[number].width)
        let shape = arrays[number].shape
        let down = height.counts(input: rows[number], taps: kernel[0], positions: shape[1])
        let across = width.counts(input: columns[number], taps: kernel[1], positions: shape[2])
        return arrays[number].floats
          == down.flatMap { row in across.map { Float(1 / Double(row * $0)) } }
      }
      guard follows, let h = dimension(rows), let w = dimension(columns),
        let amounts = try? padding(
          index, all.map(\.height), all.map(\.width), taps: (kernel[0], kernel[1]))
      else { continue }
      return "_means(\(h), \(w), (\(kernel[0]), \(kernel[1])), "
        + "(\(conv.height.stride), \(conv.width.stride)), (\(amounts)))"
    }
    return nil
  }

  private static func bool(_ value: Bool) -> String { value ? "True" : "False" }
}
