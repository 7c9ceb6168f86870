import Diagnostics
import Graph
import Tensors

/// Why pictures that went down and up again may come back at another size: a window on the way moves by a stride that does
/// not divide the side it goes over.
///
/// 130 pixels become 65, then 33, and 33 become 66, then 132.
enum UnevenSide {
  /// Names the first such layer behind two pictures, where their sides differ by less than its network divides them by.
  static func note(between first: Tensor, _ second: Tensor) -> Diagnostic.Note? {
    let shapes = [first.shape, second.shape]
    guard shapes.allSatisfy({ $0.rank == 4 }), first.builder === second.builder else { return nil }
    let difference = [1, 2].map { abs(shapes[0][$0] - shapes[1][$0]) }.max() ?? 0
    guard difference > 0 else { return nil }
    let nodes = first.builder.graph.nodes
    var found: (call: Call, text: String, range: SourceRange?)?
    // What each value's sides were divided by since they came into the call.
    var factors: [Int: Int] = [:]
    var greatest: [Call: Int] = [:]
    for index in ancestors(of: [first.value.node, second.value.node], nodes).sorted() {
      let node = nodes[index]
      guard let call = Call(node.origin) else { continue }
      let inside = node.inputs.filter { Call(nodes[$0.node].origin) == call }
      let before = inside.compactMap { factors[$0.node] }.max() ?? 1
      factors[index] = before
      if let upwards = node.operation as? Conv2DInputGradient {
        factors[index] = max(before / max(upwards.height.stride, 1), 1)
      } else if let window = Window(node, nodes) {
        // Beyond, no picture has such sides.
        factors[index] = min(before, 1 << 16) * max(window.height.stride, window.width.stride)
        if found == nil, let uneven = window.uneven {
          found = (call, "\(node.origin.path) \(uneven.text)", node.origin.range)
        }
      }
      greatest[call] = max(greatest[call] ?? 1, factors[index] ?? 1)
    }
    guard let found, let factor = greatest[found.call], difference < factor else { return nil }
    return Diagnostic.Note(
      "\(found.text); pictures come back at their size where \(factor) divides their sides",
      at: found.range)
  }

  /// One call of a network, within which sides are followed.
  private struct Call: Hashable {
    let network: String
    let place: String

    init?(_ origin: Origin) {
      guard case .layer(let network, _, let call) = origin.owner else { return nil }
      (self.network, place) = (network, call)
    }
  }

  /// What slides over a picture.
  private struct Window {
    struct Side {
      let stride: Int
      let side: Int
      let made: Int

      var text: String {
        "moves by \(stride) over \(side.counted("pixel")) and makes \(made)"
          + (side < stride ? ", where a stride of 1 would do" : "")
      }
    }

    let height: WindowAxis
    let width: WindowAxis
    /// The first axis of which a part is left over, or counted as a whole.
    let uneven: Side?

    init?(_ node: Node, _ nodes: [Node]) {
      let extents: [Int]
      if let convolution = node.operation as? Conv2D {
        (height, width) = (convolution.height, convolution.width)
        extents = Self.shape(node.inputs[1], nodes).extents
      } else if let pool = node.operation as? MaxPool {
        (height, width) = (pool.height, pool.width)
        extents = pool.window
      } else {
        return nil
      }
      let (picture, made) = (Self.shape(node.inputs[0], nodes), node.outputs[0].shape)
      let axes = [
        Self.uneven(height, taps: extents[0], side: picture[1], made: made[1]),
        Self.uneven(width, taps: extents[1], side: picture[2], made: made[2]),
      ]
      uneven = axes.compactMap { $0 }.first
    }

    private static func uneven(_ axis: WindowAxis, taps: Int, side: Int, made: Int) -> Side? {
      // A window that reaches beyond its stride without padding makes less for another reason.
      let (stride, isWhole) = (axis.stride, axis.low + axis.high > 0 || taps <= axis.stride)
      guard stride > 1, side % stride != 0, isWhole,
        made == side / stride || made == (side - 1) / stride + 1
      else { return nil }
      return Side(stride: stride, side: side, made: made)
    }

    private static func shape(_ value: Value, _ nodes: [Node]) -> Shape {
      nodes[value.node].outputs[value.output].shape
    }
  }

  /// The nodes that some depend on, themselves included.
  private static func ancestors(of some: [Int], _ nodes: [Node]) -> Set<Int> {
    var (open, met) = (some, Set(some))
    while let index = open.popLast() {
      for input in nodes[index].inputs where met.insert(input.node).inserted {
        open.append(input.node)
      }
    }
    return met
  }
}
