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
    case let random as Random: try emitDraw(index, random)
    case is StopGradient:
      alias(value, permuted(inputs[0], Array(type(inputs[0]).shape.extents.indices)))
    case let permute as Permute: alias(value, permuted(inputs[0], permute.order))
    case is Reshape:
      // One extent at most may be left to PyTorch.
      let shape = type(value).shape.extents.indices.map { dimension(value, $0) }
      guard shape.filter({ $0 == nil }).count <= 1 else { throw unsized(index) }
      set(value, "\(tensor(inputs[0])).reshape(\(Self.tuple(shape.map { $0 ?? "-1" })))")
    case let broadcast as Broadcast:
      if isNumber(inputs[0]) {
        alias(value, Expression(text: operand(inputs[0]), isNumber: true))
        return
      }
      let shape = try dimensions(value)
      let ones = shape.indices.map { broadcast.axes.contains($0) ? shape[$0] : "1" }
      set(
        value, "\(tensor(inputs[0])).reshape(\(Self.tuple(ones))).expand(\(Self.tuple(shape)))")
    case is Slice:
      let parts = try type(value).shape.extents.indices.map { try slice(index, axis: $0) }
      set(value, "\(tensor(inputs[0]))[\(parts.joined(separator: ", "))]")
    case let pad as Pad:
      let all = operations(index, as: Pad.self)
      func amounts(_ read: (Pad) -> [Int]) throws -> String {
        let parts = try type(value).shape.extents.indices.map { axis in
          guard let text = dimension(all.map { read($0)[axis] }) else { throw unsized(index) }
          return text
        }
        return "[\(parts.joined(separator: ", "))]"
      }
      let (low, high) = (try amounts(\.low), try amounts(\.high))
      set(
        value,
        "_pad(\(tensor(inputs[0])), \(low), \(high), \(pad.interior), \(Self.number(pad.value)))")
    case let reverse as Reverse: set(value, "\(tensor(inputs[0])).flip(\(reverse.axes))")
    case let concat as Concat:
      let parts = inputs.map { tensor($0) }.joined(separator: ", ")
      set(value, "torch.cat([\(parts)], \(concat.axis))")
    case let gather as Gather:
      set(value, "_gather(\(tensor(inputs[0])), \(tensor(inputs[1])), \(gather.axis))")
    case let iota as Iota:
      let shape = try dimensions(value)
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
    case let conv as Conv2D: try emitConvolution(index, conv)
    case let conv as Conv2DInputGradient: try emitTransposed(index, conv)
    case let pool as MaxPool: try emitMaxPool(index, pool)
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
    case is Exp, is Log, is Sqrt, is Sin, is Cos, is Tanh, is Erf, is Sigmoid, is Sign, is Floor:
      set(value, "torch.\(node.operation.name)(\(tensor(inputs[0])))")
    default: throw unknown(index)
    }
  }

  /// The part of an axis that a slice takes, in numbers that hold for every size: `2:-1`, `:`, `h:`.
  private func slice(_ index: Int, axis: Int) throws -> String {
    let all = operations(index, as: Slice.self)
    let whole = extent(nodes[index].inputs[0], axis)
    let step = all[0].stride[axis]
    let starts = all.map { $0.start[axis] }
    let counts = all.map { $0.extents[axis] }
    guard !counts.contains(0) else { return "0:0" }
    /// From the beginning, or else from the end.
    func place(_ places: [Int]) throws -> String {
      if let text = dimension(places) { return text }
      let rest = zip(places, whole).map { $0 - $1 }
      guard let first = rest.first, first < 0, rest.allSatisfy({ $0 == first }) else {
        throw unsized(index)
      }
      return "\(first)"
    }
    let start = starts.allSatisfy { $0 == 0 } ? "" : try place(starts)
    // What is left from the start on, where that is all that is taken.
    let isToEnd = zip(zip(whole, starts), counts).allSatisfy {
      ($0.0 - $0.1 + step - 1) / step == $1
    }
    let ends = zip(starts, counts).map { $0 + ($1 - 1) * step + 1 }
    return "\(start):\(isToEnd ? "" : try place(ends))" + (step == 1 ? "" : ":\(step)")
  }

  // MARK: Literals

  static func tuple(_ parts: [String]) -> String {
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

  static func type(
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
