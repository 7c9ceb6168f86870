import Graph
import Tensors

/// Where the inner loops find one factor: how far apart its elements are along each loop, and, where it is
/// staged, the copy's axes.
struct ContractionLayout {
  let operand: ContractionOperand
  let staged: Bool
  let axes: [ContractionOperand.Axis]
  /// The least value of each axis, and how many it has, over blocks that start at 0.
  let lows: [Int]
  let axisExtents: [Int]
  let axisStrides: [Int]
  /// Elements from one point of each loop to the next.
  let strides: [Int]
  /// The element of the copy where all loops are at the start of their blocks.
  let start: Int
  /// Floats of the copy.
  let count: Int
  /// Where the copy is cut into what one tile meets of it.
  var panels: Panels?

  /// All of a unit's sum for the points that a tile spans lies together, in the order in which it is added up.
  struct Panels {
    /// The loop along which tiles stand.
    let loop: Int
    /// Points of that loop in a tile, each beside the one before.
    let points: Int
    /// Floats of a panel.
    let stride: Int
    let count: Int
  }

  /// - Parameter vector: the loop along which elements must be neighbours, if any.
  init(_ operand: ContractionOperand, staged: Bool, blocks: [Int], vector: Int?) {
    guard staged else {
      self.init(inPlace: operand)
      return
    }
    var axes = operand.axes
    if let vector, let index = axes.firstIndex(where: { $0.coefficients[vector] != nil }) {
      let axis = axes.remove(at: index)
      if axis.coefficients[vector] == 1 {
        axes.append(axis)
      } else {
        let loops = axis.coefficients.keys.sorted().filter { $0 != vector } + [vector]
        axes += loops.map { ContractionOperand.Axis(coefficients: [$0: 1]) }
      }
    }
    self.init(operand, axes: axes, blocks: blocks)
  }

  /// A factor that is read where it is.
  private init(inPlace operand: ContractionOperand) {
    let read = operand.kernel.reads[operand.direct ?? 0]
    self.operand = operand
    staged = false
    axes = []
    lows = []
    axisExtents = []
    axisStrides = []
    strides = ContractionOperand.position(read, operand.kernel).coefficients
    start = 0
    count = 0
  }

  /// A copy over these axes, the last one's elements neighbours.
  init(_ operand: ContractionOperand, axes: [ContractionOperand.Axis], blocks: [Int]) {
    self.operand = operand
    staged = true
    let ranges = axes.map { $0.range(blocks) }
    var strides = [Int](repeating: 1, count: axes.count)
    var size = 1
    for index in axes.indices.reversed() {
      strides[index] = size
      size *= ranges[index].count
    }
    var loopStrides = [Int](repeating: 0, count: operand.kernel.extents.count)
    for (axis, stride) in zip(axes, strides) {
      for (loop, coefficient) in axis.coefficients { loopStrides[loop] += coefficient * stride }
    }
    self.axes = axes
    lows = ranges.map(\.lowerBound)
    axisExtents = ranges.map(\.count)
    axisStrides = strides
    self.strides = loopStrides
    start = -zip(lows, strides).reduce(0) { $0 + $1.0 * $1.1 }
    count = size
  }

  /// A copy of a tensor in panels.
  ///
  /// - Parameters:
  ///   - steps: the loops that are summed over, in the order of the sum.
  ///   - points: how many of the loop's points a tile spans.
  init(
    panelsOf operand: ContractionOperand, along loop: Int, points: Int, steps: [Int], blocks: [Int]
  ) {
    let outer = operand.loops.subtracting(steps + [loop]).sorted()
    var panel = blocks
    panel[loop] = points
    let axes = (outer + steps.filter(operand.loops.contains) + [loop]).map {
      ContractionOperand.Axis(coefficients: [$0: 1])
    }
    let one = ContractionLayout(operand, axes: axes, blocks: panel)
    let count = (blocks[loop] + points - 1) / points
    let stride = one.axisExtents.dropFirst(outer.count).reduce(1, *)
    let rest = outer.indices.map { one.axisStrides[$0] * count } + one.axisStrides[outer.count...]
    var strides = [Int](repeating: 0, count: one.strides.count)
    for (axis, stride) in zip(axes, rest) {
      for loop in axis.coefficients.keys { strides[loop] = stride }
    }
    self.operand = operand
    staged = true
    self.axes = axes
    lows = one.lows
    axisExtents = one.axisExtents
    axisStrides = rest
    self.strides = strides
    start = 0
    self.count = one.count * count
    panels = Panels(loop: loop, points: points, stride: stride, count: count)
  }

  /// Whether making the copy reads its largest tensor element after element.
  var isContiguous: Bool {
    guard let axis = axes.last else { return true }
    let kernel = operand.kernel
    let largest = operand.value.readNumbers().max {
      kernel.operands[kernel.reads[$0].operand].shape.count
        < kernel.operands[kernel.reads[$1].operand].shape.count
    }
    guard let largest else { return true }
    let position = ContractionOperand.position(kernel.reads[largest], kernel)
    return operand.overAxes(position, [axis]).coefficients[0] == 1
  }
}
