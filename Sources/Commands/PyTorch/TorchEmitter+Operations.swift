import Graph
import Tensors

extension TorchEmitter {
  /// Writes what a node computes.
  ///
  /// - Throws: an operation without a counterpart.
  mutating func emit(_ index: Int) throws {
    let node = nodes[index]
    let value = Value(node: index, output: 0)
    let inputs = node.inputs
    switch node.operation {
    case let input as Input: try emitInput(index, input)
    case let constant as Constant: try emitConstant(index, constant)
    case is StopGradient:
      alias(value, permuted(inputs[0], Array(type(inputs[0]).shape.extents.indices)))
    case let permute as Permute: alias(value, permuted(inputs[0], permute.order))
    case is Reshape:
      let shape = try dimensions(index) { ($0 as? Reshape)?.shape.extents }
      set(value, "\(tensor(inputs[0])).reshape(\(Self.tuple(shape)))")
    case let broadcast as Broadcast:
      if isNumber(inputs[0]) {
        alias(value, Expression(text: operand(inputs[0]), isNumber: true))
        return
      }
      let shape = try dimensions(index) { ($0 as? Broadcast)?.shape.extents }
      let ones = shape.indices.map { broadcast.axes.contains($0) ? shape[$0] : "1" }
      set(
        value, "\(tensor(inputs[0])).reshape(\(Self.tuple(ones))).expand(\(Self.tuple(shape)))")
    case let slice as Slice:
      let extents = try dimensions(index) { ($0 as? Slice)?.extents }
      let parts = extents.indices.map { axis -> String in
        let (start, step) = (slice.start[axis], slice.stride[axis])
        let isWhole = start == 0 && step == 1 && slice.extents[axis] == type(inputs[0]).shape[axis]
        if isWhole { return ":" }
        let end = start + (slice.extents[axis] - 1) * step + 1
        return "\(start):\(end)" + (step == 1 ? "" : ":\(step)")
      }
      set(value, "\(tensor(inputs[0]))[\(parts.joined(separator: ", "))]")
    case let pad as Pad:
      set(
        value,
        "_pad(\(tensor(inputs[0])), \(pad.low), \(pad.high), \(pad.interior), \(Self.number(pad.value)))"
      )
    case let reverse as Reverse: set(value, "\(tensor(inputs[0])).flip(\(reverse.axes))")
    case let concat as Concat:
      let parts = inputs.map { tensor($0) }.joined(separator: ", ")
      set(value, "torch.cat([\(parts)], \(concat.axis))")
    case let gather as Gather:
      set(value, "_gather(\(tensor(inputs[0])), \(tensor(inputs[1])), \(gather.axis))")
    case let iota as Iota:
      let shape = try dimensions(index) { ($0 as? Iota)?.type.shape.extents }
      let terms = shape.indices.filter { iota.coefficients[$0] != 0 }.map { axis in
        let view = shape.indices.map { $0 == axis ? "-1" : "1" }
        return
          "torch.arange(\(shape[axis])).reshape(\(Self.tuple(view))) * \(iota.coefficients[axis])"
      }
      let sum = terms.isEmpty ? "torch.zeros(1)" : terms.joined(separator: " + ")
      set(
        value,
        "(\(sum)).expand(\(Self.tuple(shape))).to(\(try Self.type(iota.type.element, self, index)))"
      )
    case let product as MatMul:
      let a = tensor(inputs[0]) + (product.transposeA ? ".transpose(-1, -2)" : "")
      let b = tensor(inputs[1]) + (product.transposeB ? ".transpose(-1, -2)" : "")
      set(value, "torch.matmul(\(a), \(b))")
    case let conv as Conv2D: emitConvolution(value, conv, inputs)
    case let conv as Conv2DInputGradient: emitTransposed(value, conv, inputs)
    case let pool as MaxPool:
      let padded = Self.padded(
        permutedText(inputs[0], [0, 3, 1, 2]), pool.height, pool.width, value: "-math.inf")
      set(
        value,
        "F.max_pool2d(\(padded), (\(pool.window[0]), \(pool.window[1])), "
          + "stride=(\(pool.height.stride), \(pool.width.stride)), "
          + "dilation=(\(pool.height.dilation), \(pool.width.dilation)))", order: [0, 2, 3, 1])
    case let sum as Sum:
      set(value, sum.axes.isEmpty ? tensor(inputs[0]) : "\(tensor(inputs[0])).sum(\(sum.axes))")
    case let max as Max: set(value, "\(tensor(inputs[0])).amax(\(max.axes))")
    case let argmax as ArgMax: set(value, "_argmax(\(tensor(inputs[0])), \(argmax.axes))")
    case let moments as Moments:
      let x = tensor(inputs[0])
      set(value, "\(x).mean(\(moments.axes))")
      set(Value(node: index, output: 1), "\(x).var(\(moments.axes), unbiased=False)")
    case let compare as Compare:
      set(
        value,
        "(\(tensor(inputs[0])) \(Self.sign(compare.kind)) \(operand(inputs[1]))).to(torch.float32)")
    case let convert as Convert:
      set(value, "\(tensor(inputs[0])).to(\(try Self.type(convert.element, self, index)))")
    case is Select:
      set(
        value,
        "torch.where(\(tensor(inputs[0])) != 0, \(operand(inputs[1])), \(operand(inputs[2])))")
    default: try emitElementwise(index)
    }
  }

  /// Operations on numbers, element by element.
  private mutating func emitElementwise(_ index: Int) throws {
    let node = nodes[index]
    let value = Value(node: index, output: 0)
    let inputs = node.inputs
    // One operand at least is a tensor.
    func pair() -> (String, String) {
      inputs.allSatisfy { isNumber($0) }
        ? (tensor(inputs[0]), operand(inputs[1])) : (operand(inputs[0]), operand(inputs[1]))
    }
    switch node.operation {
    case is Add: set(value, "\(pair().0) + \(pair().1)")
    case is Subtract: set(value, "\(pair().0) - \(pair().1)")
    case is Multiply: set(value, "\(pair().0) * \(pair().1)")
    case is Divide: set(value, "\(pair().0) / \(pair().1)")
    case is Power: set(value, "torch.pow(\(pair().0), \(pair().1))")
    case is Maximum, is Minimum:
      let isMaximum = node.operation is Maximum
      let (first, second) =
        isNumber(inputs[0]) ? (inputs[1], inputs[0]) : (inputs[0], inputs[1])
      let x = tensor(first)
      if isNumber(second) {
        set(value, "\(x).clamp(\(isMaximum ? "min" : "max")=\(operand(second)))")
      } else {
        set(value, "torch.\(isMaximum ? "maximum" : "minimum")(\(x), \(tensor(second)))")
      }
    case is Negate: set(value, "-\(tensor(inputs[0]))")
    case is Softplus: set(value, "F.softplus(\(tensor(inputs[0])))")
    case is Absolute: set(value, "torch.abs(\(tensor(inputs[0])))")
    case is Exp, is Log, is Sqrt, is Sin, is Cos, is Tanh, is Sigmoid, is Sign, is Floor:
      set(value, "torch.\(node.operation.name)(\(tensor(inputs[0])))")
    default: throw unknown(index)
    }
  }

  private mutating func emitConstant(_ index: Int, _ constant: Constant) throws {
    let value = Value(node: index, output: 0)
    if let uniform = constant.uniform, constant.array.element == .float32 {
      alias(value, Expression(text: Self.number(uniform), isNumber: true))
      return
    }
    // What depends on the batch would have another length.
    let shape = try dimensions(index) { ($0 as? Constant)?.array.shape.extents }
    guard !shape.contains(where: { $0.contains("n") }) else { throw unknown(index) }
    let numbers = constant.array.doubles.map { Self.number($0) }.joined(separator: ", ")
    set(
      value,
      "torch.tensor([\(numbers)], dtype=\(try Self.type(constant.array.element, self, index))).reshape(\(Self.tuple(shape)))"
    )
  }

  // MARK: Windows

  private mutating func emitConvolution(_ value: Value, _ conv: Conv2D, _ inputs: [Value]) {
    let isEven = conv.height.low == conv.height.high && conv.width.low == conv.width.high
    let x = permutedText(inputs[0], [0, 3, 1, 2])
    let source = isEven ? x : Self.padded(x, conv.height, conv.width, value: "0.0")
    let padding = isEven ? "(\(conv.height.low), \(conv.width.low))" : "0"
    set(
      value,
      "F.conv2d(\(source), \(permutedText(inputs[1], [3, 2, 0, 1])), "
        + "stride=(\(conv.height.stride), \(conv.width.stride)), padding=\(padding), "
        + "dilation=(\(conv.height.dilation), \(conv.width.dilation)), groups=\(conv.groups))",
      order: [0, 2, 3, 1])
  }

  /// PyTorch's gives all positions; of them those are kept that are asked for, and zeros stand where there is none.
  private mutating func emitTransposed(
    _ value: Value, _ conv: Conv2DInputGradient, _ inputs: [Value]
  ) {
    let (y, kernel) = (type(inputs[0]).shape, type(inputs[1]).shape)
    func cut(_ axis: WindowAxis, positions: Int, taps: Int, extent: Int) -> (Int, Int) {
      let whole = (positions - 1) * axis.stride + axis.dilation * (taps - 1) + 1
      return (-axis.low, axis.low + extent - whole)
    }
    let h = cut(
      conv.height, positions: y[1], taps: kernel[0], extent: conv.inputExtents[0])
    let w = cut(conv.width, positions: y[2], taps: kernel[1], extent: conv.inputExtents[1])
    let whole =
      "F.conv_transpose2d(\(permutedText(inputs[0], [0, 3, 1, 2])), \(permutedText(inputs[1], [3, 2, 0, 1])), "
      + "stride=(\(conv.height.stride), \(conv.width.stride)), "
      + "dilation=(\(conv.height.dilation), \(conv.width.dilation)), groups=\(conv.groups))"
    set(
      value, "F.pad(\(whole), (\(w.0), \(w.1), \(h.0), \(h.1)))", order: [0, 2, 3, 1])
  }

  private static func padded(
    _ x: String, _ height: WindowAxis, _ width: WindowAxis, value: String
  ) -> String {
    let amounts = [width.low, width.high, height.low, height.high]
    guard amounts.contains(where: { $0 != 0 }) else { return x }
    return "F.pad(\(x), (\(amounts.map { "\($0)" }.joined(separator: ", "))), value=\(value))"
  }

  // MARK: Literals

  private static func tuple(_ parts: [String]) -> String {
    "(" + parts.map { $0 + "," }.joined(separator: " ") + ")"
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "math.nan" }
    if value.isInfinite { return value < 0 ? "-math.inf" : "math.inf" }
    return "\(value)"
  }

  private static func sign(_ kind: Compare.Kind) -> String {
    switch kind {
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }

  private static func type(
    _ element: ElementType, _ emitter: TorchEmitter, _ index: Int
  ) throws -> String {
    switch element {
    case .float32: "torch.float32"
    case .float64: "torch.float64"
    case .int32: "torch.int32"
    case .int64: "torch.int64"
    case .uint8: "torch.uint8"
    case .uint32: throw emitter.unknown(index)
    }
  }
}
