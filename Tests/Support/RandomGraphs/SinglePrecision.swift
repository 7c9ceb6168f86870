import Foundation
import Graph
import Tensors

/// Statements in single precision, point by point, in reverse order. Beside the random graphs, since these are optimized, and
/// tests are not.
public enum SinglePrecision {
  /// The results of a graph, in order.
  public static func run(_ graph: Graph, _ inputs: [Input.Source: HostArray]) -> [[Float]] {
    var values: [Value: [Float]] = [:]
    for (index, node) in graph.nodes.enumerated() {
      let sources = node.inputs.map { values[$0, default: []] }
      let types = node.inputs.map(graph.type(of:))
      let statements = node.operation.statements(inputs: types, outputs: node.outputs)
      var targets = node.outputs.map { [Float](repeating: 0, count: $0.shape.count) }
      if let input = node.operation as? Input {
        targets = [inputs[input.source]?.floats ?? []]
      } else if let constant = node.operation as? Constant {
        targets = [constant.array.floats]
      } else if node.operation is Reshape {
        targets = [sources[0]]
      } else {
        for statement in statements {
          for write in statement.writes {
            run(write, of: statement, sources, types, &targets, node.outputs)
          }
        }
      }
      for (output, target) in targets.enumerated() {
        values[Value(node: index, output: output)] = target
      }
    }
    return graph.results.map { values[$0.value, default: []] }
  }

  private static func run(
    _ write: Statement.Write, of statement: Statement, _ sources: [[Float]], _ types: [TensorType],
    _ targets: inout [[Float]], _ outputs: [TensorType]
  ) {
    let points = Shape(statement.extents)
    if points.count == 0 { return }
    var merged: [Int: [(value: Float, position: Int)]] = [:]
    let reduced = write.reductionLoops(of: statement.extents.count)
    for number in (0..<points.count).reversed() {
      let point = zip(points.strides, points.extents).map { number / $0 % $1 }
      var reads = [Float](repeating: 0, count: statement.reads.count)
      for (k, read) in statement.reads.enumerated() {
        let offset = offset(read.index, types[read.input].shape, point, reads)
        reads[k] = offset.map { sources[read.input][$0] } ?? Float(read.outside ?? .nan)
      }
      guard let target = offset(write.index, outputs[write.output].shape, point, reads) else {
        continue
      }
      let position = reduced.reduce(0) { $0 * statement.extents[$1] + point[$1] }
      merged[target, default: []].append((evaluate(write.value, reads, point), position))
    }
    for (target, terms) in merged {
      switch write.combine {
      case .set: targets[write.output][target] = terms[0].value
      case .sum: targets[write.output][target] = terms.reduce(0) { $0 + $1.value }
      case .max: targets[write.output][target] = terms.reduce(-.infinity) { max($0, $1.value) }
      case .argmax:
        // Terms are in descending order, so the last of the greatest is the first in the window.
        let top = terms.reduce(-Float.infinity) { max($0, $1.value) }
        targets[write.output][target] = Float(terms.last { $0.value == top }?.position ?? -1)
      case .moments:
        let count = Float(terms.count)
        let mean = terms.reduce(0) { $0 + $1.value } / count
        let squares = terms.reduce(Float(0)) { $0 + ($1.value - mean) * ($1.value - mean) }
        targets[write.output][target] = mean
        targets[write.output + 1][target] = squares / count
      }
    }
  }

  private static func offset(
    _ index: [Statement.Index], _ shape: Shape, _ point: [Int], _ reads: [Float]
  ) -> Int? {
    var offset = 0
    for (axis, entry) in index.enumerated() {
      let place =
        switch entry {
        case .affine(let affine): affine.value(at: point)
        case .indirect(let affine, let read): affine.value(at: point) + Int(reads[read])
        }
      guard (0..<shape[axis]).contains(place) else { return nil }
      offset = offset * shape[axis] + place
    }
    return offset
  }

  private static func evaluate(_ scalar: Scalar, _ reads: [Float], _ point: [Int]) -> Float {
    func value(_ scalar: Scalar) -> Float { evaluate(scalar, reads, point) }
    switch scalar {
    case .read(let read): return reads[read]
    case .constant(let number): return Float(number)
    case .loop(let loop): return Float(point[loop])
    case .select(let condition, let a, let b):
      return value(condition) != 0 ? value(a) : value(b)
    case .random(let distribution, let key, let element, let low, let high):
      let stream = RandomStream(key: key)
      let index = UInt64(element.value(at: point))
      let step = UInt64(reads[low]) | UInt64(reads[high]) << 32
      switch distribution {
      case .uniform: return Float(stream.uniform(element: index, step: step))
      case .normal: return Float(stream.normal(element: index, step: step))
      case .integer(let low, let high):
        let draw = stream.integer(below: UInt32(high - low), element: index, step: step)
        return Float(low + Int(draw))
      }
    case .unary(let operation, let operand): return unary(operation, value(operand))
    case .binary(let operation, let a, let b): return binary(operation, value(a), value(b))
    }
  }

  private static func unary(_ operation: Scalar.Unary, _ x: Float) -> Float {
    switch operation {
    case .negate: -x
    case .absolute: abs(x)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : 0
    case .reciprocal: 1 / x
    case .exp: exp(x)
    case .log: log(x)
    case .sqrt: x.squareRoot()
    case .sin: sin(x)
    case .cos: cos(x)
    case .tanh: tanh(x)
    case .erf: erf(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    case .floor: x.rounded(.down)
    case .truncate: x.rounded(.towardZero)
    }
  }

  private static func binary(_ operation: Scalar.Binary, _ a: Float, _ b: Float) -> Float {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: pow(a, b)
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    }
  }
}
