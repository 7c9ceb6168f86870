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
      let order = commonOrder(inputs)
      let axes = type(value).shape.extents.indices
      let parts = inPlace(order, try axes.map { try slice(index, axis: $0) })
      set(
        value, "\(tensor(inputs[0], like: order))[\(parts.joined(separator: ", "))]", order: order)
    case let pad as Pad: try emitPad(index, pad)
    case let reverse as Reverse:
      let order = commonOrder(inputs)
      let axes = reverse.axes.map { order?[$0] ?? $0 }
      set(value, "\(tensor(inputs[0], like: order)).flip(\(axes))", order: order)
    case let concat as Concat:
      let order = commonOrder(inputs)
      let parts = inputs.map { tensor($0, like: order) }.joined(separator: ", ")
      set(value, "torch.cat([\(parts)], \(order?[concat.axis] ?? concat.axis))", order: order)
    case let gather as Gather:
      // Only where one axis becomes one other, all others stay where they are.
      let order = type(inputs[1]).shape.rank == 1 ? commonOrder([inputs[0]]) : nil
      let axis = order?[gather.axis] ?? gather.axis
      let source = tensor(inputs[0], like: order)
      set(value, "_gather(\(source), \(tensor(inputs[1])), \(axis))", order: order)
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
    case let sum as Sum where sum.axes.isEmpty: alias(value, expression(inputs[0]))
    case is Sum:
      let sum = reduced(index) { "\($0).sum(\($1))" }
      set(value, sum.text, order: sum.order)
    case is Max:
      let greatest = reduced(index) { "\($0).amax(\($1))" }
      set(value, greatest.text, order: greatest.order)
    case let argmax as ArgMax: set(value, "_argmax(\(tensor(inputs[0])), \(argmax.axes))")
    case is Moments:
      let mean = reduced(index) { "\($0).mean(\($1))" }
      let variance = reduced(index) { "\($0).var(\($1), unbiased=False)" }
      set(value, mean.text, order: mean.order)
      set(Value(node: index, output: 1), variance.text, order: variance.order)
    case let compare as Compare:
      let order = commonOrder(inputs)
      let (a, b) = (tensor(inputs[0], like: order), operand(inputs[1], like: order))
      set(value, "(\(a) \(Self.sign(compare.kind)) \(b)).to(torch.float32)", order: order)
    case let convert as Convert:
      let order = commonOrder(inputs)
      let element = try Self.type(convert.element, self, index)
      set(value, "\(tensor(inputs[0], like: order)).to(\(element))", order: order)
    case is Select:
      let order = commonOrder(inputs)
      let (a, b) = (operand(inputs[1], like: order), operand(inputs[2], like: order))
      set(value, "torch.where(\(tensor(inputs[0], like: order)) != 0, \(a), \(b))", order: order)
    default: try emitElementwise(index)
    }
  }

  /// Operations on numbers, element by element.
  private mutating func emitElementwise(_ index: Int) throws {
    let node = nodes[index]
    let inputs = node.inputs
    let order = commonOrder(inputs)
    let x = inputs.isEmpty ? "" : tensor(inputs[0], like: order)
    // One operand at least is a tensor.
    let first =
      inputs.isEmpty || inputs.allSatisfy { isNumber($0) } ? x : operand(inputs[0], like: order)
    let second = inputs.count < 2 ? "" : operand(inputs[1], like: order)
    let text: String
    switch node.operation {
    case is Add: text = "\(first) + \(second)"
    case is Subtract: text = "\(first) - \(second)"
    case is Multiply: text = "\(first) * \(second)"
    case is Divide: text = "\(first) / \(second)"
    case is Power: text = "torch.pow(\(first), \(second))"
    case is Maximum, is Minimum:
      let isMaximum = node.operation is Maximum
      let (one, other) = isNumber(inputs[0]) ? (inputs[1], inputs[0]) : (inputs[0], inputs[1])
      let whole = tensor(one, like: order)
      if isNumber(other) {
        text = "\(whole).clamp(\(isMaximum ? "min" : "max")=\(operand(other)))"
      } else {
        let name = isMaximum ? "maximum" : "minimum"
        text = "torch.\(name)(\(whole), \(tensor(other, like: order)))"
      }
    case is Negate: text = "-\(x)"
    case is Softplus: text = "F.softplus(\(x))"
    case is Absolute: text = "torch.abs(\(x))"
    case is Exp, is Log, is Sqrt, is Sin, is Cos, is Tanh, is Erf, is Sigmoid, is Sign, is Floor:
      text = "torch.\(node.operation.name)(\(x))"
    default: throw unknown(index)
    }
    set(Value(node: index, output: 0), text, order: order)
  }

  /// Numbers beside, or between, the elements of a tensor.
  private mutating func emitPad(_ index: Int, _ pad: Pad) throws {
    let (value, input) = (Value(node: index, output: 0), nodes[index].inputs[0])
    let all = operations(index, as: Pad.self)
    func amounts(_ read: (Pad) -> [Int]) throws -> [String] {
      try type(value).shape.extents.indices.map { axis in
        guard let text = dimension(all.map { read($0)[axis] }) else { throw unsized(index) }
        return text
      }
    }
    let (low, high) = (try amounts(\.low), try amounts(\.high))
    if pad.interior.contains(where: { $0 != 0 }) {
      let (before, behind) = (low.joined(separator: ", "), high.joined(separator: ", "))
      set(
        value,
        "_pad(\(tensor(input)), [\(before)], [\(behind)], \(pad.interior), \(Self.number(pad.value)))"
      )
      return
    }
    let order = commonOrder([input])
    // PyTorch begins at the last axis, and needs no more than those that grow.
    let pairs = inPlace(order, zip(low, high).map { "\($0), \($1)" })
    let first = pairs.firstIndex { $0 != "0, 0" } ?? 0
    let edges = pairs[first...].reversed().joined(separator: ", ")
    let filling = pad.value == 0 ? "" : ", value=\(Self.number(pad.value))"
    set(value, "F.pad(\(tensor(input, like: order)), (\(edges))\(filling))", order: order)
  }

  /// What is told of each axis, in the order of the axes in Python.
  private func inPlace(_ order: [Int]?, _ parts: [String]) -> [String] {
    guard let order else { return parts }
    return parts.indices.map { parts[order.firstIndex(of: $0) ?? $0] }
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
    parts.count == 1 ? "(\(parts[0]),)" : "(\(parts.joined(separator: ", ")))"
  }

  /// In as few digits as say which it is.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "math.nan" }
    if value.isInfinite { return value < 0 ? "-math.inf" : "math.inf" }
    let single = Float(value)
    return Double(single) == value ? "\(single)" : "\(value)"
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
