import Graph
import Tensors

@testable import Compiler

/// A contraction kernel made from an operation's statement, with what fusion could add around it.
struct ContractionCase: Sendable, CustomStringConvertible {
  var name: String
  var kernel: FusedKernel

  var description: String { name }

  /// One case for each statement of the operation that sums.
  static func make(
    _ name: String, _ operation: some Operation, _ inputs: [[Int]], prologue: Prologue = .none,
    side: Int = 0, epilogue: Epilogue = .none
  ) throws -> [ContractionCase] {
    let types = inputs.map { TensorType(Shape($0)) }
    let outputs = try operation.outputs(of: types)
    let statements = operation.statements(inputs: types, outputs: outputs)
    return statements.enumerated().compactMap { number, statement in
      guard statement.writes[0].combine == .sum else { return nil }
      var kernel = FusedKernel(
        extents: statement.extents, operands: types + outputs,
        reads: statement.reads.map {
          FusedKernel.Read(operand: $0.input, index: $0.index, outside: $0.outside)
        },
        reduction: FusedKernel.Reduction(
          loops: reductionLoops(statement),
          terms: [.init(combine: .sum, value: .binary(.multiply, .read(0), .read(1)))]),
        writes: [
          FusedKernel.Write(
            operand: types.count, index: statement.writes[0].index, value: .reduced(0))
        ])
      prologue.apply(&kernel, side)
      epilogue.apply(&kernel)
      let part = statements.count == 1 ? "" : " phase \(number)"
      return ContractionCase(
        name: "\(name) \(inputs)\(part) prologue \(prologue) of \(side) epilogue \(epilogue)",
        kernel: kernel)
    }
  }

  /// A convolution (batch, height, width, channels, filters, taps, stride, groups), and both its gradients.
  static func convolutions(
    _ shape: (Int, Int, Int, Int, Int, Int, Int, Int), prologue: Prologue, side: Int,
    epilogue: Epilogue, low: Int? = nil, high: Int? = nil, dilation: Int = 1
  ) throws -> [ContractionCase] {
    let (n, h, w, c, f, taps, stride, groups) = shape
    func axis(_ extent: Int) -> WindowAxis {
      guard let low, let high else {
        return .same(input: extent, taps: taps, stride: stride, dilation: dilation)
      }
      return WindowAxis(stride: stride, dilation: dilation, low: low, high: high)
    }
    let (rows, columns) = (axis(h), axis(w))
    let x = [n, h, w, c]
    let kernel = [taps, taps, c / groups, f]
    let y = try Conv2D(height: rows, width: columns, groups: groups)
      .outputs(of: [TensorType(Shape(x)), TensorType(Shape(kernel))])[0].shape.extents
    let text = "stride \(stride) groups \(groups)"
    return try make(
      "conv2d \(text)", Conv2D(height: rows, width: columns, groups: groups), [x, kernel],
      prologue: prologue, side: side, epilogue: epilogue)
      + make(
        "input gradient \(text)",
        Conv2DInputGradient(height: rows, width: columns, groups: groups, inputExtents: [h, w]),
        [y, kernel], prologue: prologue, side: side, epilogue: epilogue)
      + make(
        "weight gradient \(text)",
        Conv2DWeightGradient(
          height: rows, width: columns, groups: groups, kernelExtents: [taps, taps]),
        [x, y], prologue: prologue, side: side, epilogue: epilogue)
  }

  private static func reductionLoops(_ statement: Statement) -> [Int] {
    var kept: Set<Int> = []
    for case .affine(let affine) in statement.writes[0].index {
      for (loop, coefficient) in affine.coefficients.enumerated() where coefficient != 0 {
        kept.insert(loop)
      }
    }
    return statement.extents.indices.filter { !kept.contains($0) }
  }

  /// What happens to one factor before it is multiplied.
  enum Prologue: String, CaseIterable, Sendable {
    case none, relu, mask, scaleAndShift, flat, negated, integers, noise

    func apply(_ kernel: inout FusedKernel, _ side: Int) {
      let read = kernel.reads[side]
      let type = kernel.operands[read.operand]
      var factor = FusedScalar.read(side)
      switch self {
      case .none: return
      case .relu: factor = .binary(.maximum, factor, .constant(0))
      case .negated: factor = .unary(.negate, .unary(.tanh, factor))
      case .mask:
        kernel.operands.append(type)
        kernel.reads.append(
          .init(operand: kernel.operands.count - 1, index: read.index, outside: 0))
        factor = .select(
          .binary(.greater, .read(kernel.reads.count - 1), .constant(0)), factor, .constant(0))
      case .scaleAndShift:
        // Inside the padding: a normalized input is 0 outside, not the shift.
        let last = type.shape.rank - 1
        kernel.operands.append(TensorType([type.shape[last]]))
        kernel.reads.append(
          .init(operand: kernel.operands.count - 1, index: [read.index[last]], outside: nil))
        kernel.reads[side].outside = nil
        let vector = FusedScalar.read(kernel.reads.count - 1)
        let value = FusedScalar.binary(
          .add, .binary(.multiply, factor, vector), .binary(.multiply, vector, vector))
        factor = .guarded(guards(read, type), value, 0)
      case .flat:
        // A reshape between the tensor and its reader: one index over all axes, guards of their own.
        let position = position(read, type, loops: kernel.extents.count)
        kernel.operands[read.operand] = TensorType([type.shape.count])
        kernel.reads[side] = .init(operand: read.operand, index: [.affine(position)])
        let guards = guards(read, type)
        if !guards.isEmpty { factor = .guarded(guards, factor, 0) }
      case .integers:
        kernel.operands[read.operand] = TensorType(type.shape, .int32)
      case .noise:
        kernel.operands.append(TensorType([2], .uint32))
        for word in 0..<2 {
          kernel.reads.append(
            .init(
              operand: kernel.operands.count - 1,
              index: [.affine(.constant(word, of: kernel.extents.count))]))
        }
        let position = position(read, type, loops: kernel.extents.count)
        let low = kernel.reads.count - 2
        kernel.reads[side].outside = nil
        let kept = FusedScalar.binary(
          .less,
          .random(.uniform, key: 77, element: position, stepLow: low, stepHigh: low + 1),
          .constant(0.5))
        let value = FusedScalar.binary(.multiply, factor, kept)
        let guards = guards(read, type)
        factor = guards.isEmpty ? value : .guarded(guards, value, 0)
      }
      let other = FusedScalar.read(1 - side)
      kernel.reduction?.terms[0].value =
        side == 0 ? .binary(.multiply, factor, other) : .binary(.multiply, other, factor)
    }

    /// Where an element that is read stands in the whole tensor, row-major.
    private func position(_ read: FusedKernel.Read, _ type: TensorType, loops: Int) -> Affine {
      var position = Affine.constant(0, of: loops)
      for (index, stride) in zip(read.index, type.shape.strides) {
        guard case .affine(let affine) = index else { continue }
        for loop in 0..<loops {
          position.coefficients[loop] += stride * affine.coefficients[loop]
        }
        position.offset += stride * affine.offset
      }
      return position
    }

    private func guards(_ read: FusedKernel.Read, _ type: TensorType) -> [FusedScalar.Guard] {
      guard read.outside != nil else { return [] }
      return zip(read.index, type.shape.extents).compactMap { index, extent in
        guard case .affine(let affine) = index else { return nil }
        return FusedScalar.Guard(index: affine, extent: extent)
      }
    }
  }

  /// What happens to the sum before it is written.
  enum Epilogue: String, CaseIterable, Sendable {
    case none, biasAndRelu, residual, twoWrites, transposed

    func apply(_ kernel: inout FusedKernel) {
      let write = kernel.writes[0]
      let type = kernel.operands[write.operand]
      let last = type.shape.rank - 1
      switch self {
      case .none: return
      case .biasAndRelu:
        kernel.operands.append(TensorType([type.shape[last]]))
        kernel.reads.append(
          .init(operand: kernel.operands.count - 1, index: [write.index[last]]))
        kernel.writes[0].value = .binary(
          .maximum, .binary(.add, .reduced(0), .read(kernel.reads.count - 1)), .constant(0))
      case .residual:
        kernel.operands.append(type)
        kernel.reads.append(.init(operand: kernel.operands.count - 1, index: write.index))
        kernel.writes[0].value = .binary(
          .add, .unary(.tanh, .reduced(0)), .read(kernel.reads.count - 1))
      case .twoWrites:
        kernel.operands.append(type)
        kernel.writes.append(
          .init(
            operand: kernel.operands.count - 1, index: write.index,
            value: .binary(.multiply, .reduced(0), .constant(-0.5))))
      case .transposed:
        kernel.operands[write.operand] = TensorType(Shape(type.shape.extents.reversed()))
        kernel.writes[0].index = write.index.reversed()
      }
    }
  }
}
