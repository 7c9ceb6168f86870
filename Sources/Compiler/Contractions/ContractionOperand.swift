import Graph
import Tensors

/// How the inner loops address one factor: straight in a tensor, or in a staged copy.
///
/// A staged copy is a dense array over *axes*. An axis is a combination of loops that only ever appear
/// together, such as `2 · y + ky` of a strided convolution: so the copy of a padded picture holds each
/// pixel once, its border is zero, and the inner loops need neither bounds nor prologues.
struct ContractionOperand {
  struct Axis: Hashable {
    /// The coefficient of each of its loops.
    var coefficients: [Int: Int]

    /// The least and greatest value, the loops running over blocks from 0.
    func range(_ blocks: [Int]) -> ClosedRange<Int> {
      var low = 0
      var high = 0
      for (loop, coefficient) in coefficients {
        let reach = coefficient * (blocks[loop] - 1)
        if reach < 0 { low += reach } else { high += reach }
      }
      return low...high
    }
  }

  let value: FusedScalar
  let kernel: FusedKernel
  /// The loops of more than one point that the factor depends on.
  let loops: Set<Int>
  /// Where the factor is nothing but a float32 tensor that is never read outside: which read it is.
  let direct: Int?
  /// The axes of a staged copy, in the order of the memory it is made from, and what to do without them.
  let axes: [Axis]

  init(_ value: FusedScalar, _ kernel: FusedKernel) {
    self.value = value
    self.kernel = kernel
    let affines = value.affines(kernel.reads) ?? []
    loops = ContractionShape.mentioned(affines).filter { kernel.extents[$0] > 1 }
    if case .read(let read) = value, kernel.operands[kernel.reads[read].operand].element == .float32
    {
      direct = read
    } else {
      direct = nil
    }
    axes = Self.axes(value, affines, loops.sorted(), kernel)
  }

  /// The row-major position of a read in its tensor.
  static func position(_ read: FusedKernel.Read, _ kernel: FusedKernel) -> Affine {
    position(read.index, kernel.operands[read.operand], loops: kernel.extents.count)
  }

  static func position(
    _ index: [Statement.Index], _ type: TensorType, loops: Int
  ) -> Affine {
    var sum = Affine.constant(0, of: loops)
    for (index, stride) in zip(index, type.shape.strides) {
      guard case .affine(let affine) = index else { preconditionFailure("an indirect index") }
      for loop in 0..<loops { sum.coefficients[loop] += affine.coefficients[loop] * stride }
      sum.offset += affine.offset * stride
    }
    return sum
  }

  private static func axes(
    _ value: FusedScalar, _ affines: [Affine], _ loops: [Int], _ kernel: FusedKernel
  ) -> [Axis] {
    var groups: [Axis] = []
    for loop in loops {
      if let index = groups.indices.first(where: {
        Self.extended(groups[$0], by: loop, affines, kernel.extents) != nil
      }), let axis = extended(groups[index], by: loop, affines, kernel.extents) {
        groups[index] = axis
      } else {
        groups.append(Axis(coefficients: [loop: 1]))
      }
    }
    // The largest read decides the order: its outermost axis stands first.
    let largest = value.readNumbers().max {
      kernel.operands[kernel.reads[$0].operand].shape.count
        < kernel.operands[kernel.reads[$1].operand].shape.count
    }
    guard let largest else { return groups }
    let position = Self.position(kernel.reads[largest], kernel)
    func step(_ axis: Axis) -> Int {
      axis.coefficients.keys.map { abs(position.coefficients[$0]) }.min() ?? 0
    }
    func order(_ axis: Axis) -> (Int, Int) { (-step(axis), axis.coefficients.keys.min() ?? 0) }
    return groups.sorted { order($0) < order($1) }
  }

  /// The axis with one more loop, where that loop stands in a fixed ratio to the axis everywhere and the
  /// copy does not grow by it.
  private static func extended(
    _ axis: Axis, by loop: Int, _ affines: [Affine], _ extents: [Int]
  ) -> Axis? {
    guard let first = axis.coefficients.keys.min(), let unit = axis.coefficients[first] else {
      return nil
    }
    var ratio: (loop: Int, axis: Int)?
    for affine in affines {
      let a = affine.coefficients[first]
      let b = affine.coefficients[loop]
      if a == 0, b == 0 { continue }
      guard a != 0, b != 0 else { return nil }
      let divisor = greatestCommonDivisor(a, b) * (a < 0 ? -1 : 1)
      let this = (loop: b / divisor, axis: a / divisor)
      if let ratio, ratio != this { return nil }
      ratio = this
    }
    guard let ratio else { return nil }
    // axis = unit · first + …; the loop joins as unit · ratio.loop / ratio.axis · loop, all made whole.
    var coefficients: [Int: Int] = [:]
    for (other, coefficient) in axis.coefficients { coefficients[other] = coefficient * ratio.axis }
    coefficients[loop] = unit * ratio.loop
    let divisor = coefficients.values.reduce(0, greatestCommonDivisor)
    coefficients = coefficients.mapValues { $0 / divisor }
    let merged = Axis(coefficients: coefficients)
    let extent = merged.range(extents)
    let apart = axis.range(extents).count * extents[loop]
    guard extent.count <= apart else { return nil }
    for affine in affines {
      guard multiple(affine, merged) != nil else { return nil }
    }
    return merged
  }

  private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (abs(a), abs(b))
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// `m` such that the affine is `m · axis` in the axis's loops, if there is one.
  private static func multiple(_ affine: Affine, _ axis: Axis) -> Int? {
    var result: Int?
    for (loop, coefficient) in axis.coefficients {
      let (quotient, rest) = affine.coefficients[loop].quotientAndRemainder(dividingBy: coefficient)
      guard rest == 0, result == nil || result == quotient else { return nil }
      result = quotient
    }
    return result
  }

  /// The affine over axes instead of loops.
  func overAxes(_ affine: Affine, _ axes: [Axis]) -> Affine {
    Affine(
      coefficients: axes.map { axis in
        guard let multiple = Self.multiple(affine, axis) else {
          preconditionFailure("an affine that its own axes do not make")
        }
        return multiple
      }, offset: affine.offset)
  }
}
