import Graph
import Tensors

/// Convolutions without the taps at a kernel's edges that meet nothing but padding: of the 4 × 4 taps that make one
/// pixel of 2 × 2, twelve would be read to be multiplied by zeros.
///
/// The gradient to the kernel stays whole: its zeros are the gradients of those taps.
struct CropKernels {
  let graph: Graph

  init(_ original: Graph) throws {
    graph = try GraphRewrite.graph(original) { try Self.cropped($0, $1, original, $2) }
  }

  /// The convolution of the taps that meet the picture; `nil` where all do, or none.
  private static func cropped(
    _ node: Node, _ inputs: [Value], _ graph: Graph, _ builder: GraphBuilder
  ) throws -> [Value]? {
    guard let convolution = node.operation as? any Convolution,
      !(convolution is Conv2DWeightGradient)
    else { return nil }
    let first = graph.type(of: node.inputs[0]).shape
    let kernel = graph.type(of: node.inputs[1]).shape
    let output = node.outputs[0].shape
    let (picture, positions) =
      convolution is Conv2DInputGradient ? (output, first) : (first, output)
    let axes = [convolution.height, convolution.width]
    var ranges: [Range<Int>] = []
    for (axis, window) in axes.enumerated() {
      guard
        let range = window.taps(
          kernel[axis], meeting: picture[axis + 1], positions: positions[axis + 1])
      else { return nil }
      ranges.append(range)
    }
    guard ranges.map(\.count) != [kernel[0], kernel[1]] else { return nil }
    let taps = try Tensor(inputs[1], builder).sliced(axis: 0, ranges[0]).sliced(axis: 1, ranges[1])
    let windows = axes.indices.map { axes[$0].cropped(to: ranges[$0], of: kernel[$0]) }
    if let gradient = convolution as? Conv2DInputGradient {
      return try builder.applyAll(
        Conv2DInputGradient(
          height: windows[0], width: windows[1], groups: gradient.groups,
          inputExtents: gradient.inputExtents), [inputs[0], taps.value])
    }
    return try builder.applyAll(
      Conv2D(height: windows[0], width: windows[1], groups: convolution.groups),
      [inputs[0], taps.value])
  }
}

extension WindowAxis {
  /// The taps from the first to the last that meet an element in any position; `nil` where none does.
  fileprivate func taps(_ taps: Int, meeting extent: Int, positions: Int) -> Range<Int>? {
    let meeting = (0..<taps).filter { tap in
      (0..<positions).contains { position in
        let element = stride * position + dilation * tap - low
        return element >= 0 && element < extent
      }
    }
    guard let first = meeting.first, let last = meeting.last else { return nil }
    // Padding stays padding: it is never less than nothing.
    return min(first, low / dilation)..<max(last + 1, taps - high / dilation)
  }

  /// The window of these taps alone.
  fileprivate func cropped(to range: Range<Int>, of taps: Int) -> WindowAxis {
    WindowAxis(
      stride: stride, dilation: dilation, low: low - dilation * range.lowerBound,
      high: high - dilation * (taps - range.upperBound))
  }
}
