import Graph
import Tensors

/// How several outputs become one.
enum Join: String, Hashable, Sendable, CaseIterable {
  /// Along the last axis.
  case concat
  case add, multiply

  func build(_ parts: [Tensor]) throws -> Tensor {
    guard let first = parts.first else { preconditionFailure("a joint of nothing") }
    for part in parts.dropFirst() {
      // Along the channels anything may be appended; all else is equal, or 1 where numbers are combined.
      let axes = first.shape.rank - (self == .concat ? 1 : 0)
      let fits =
        part.shape.rank == first.shape.rank
        && zip(first.shape.extents, part.shape.extents).prefix(axes).allSatisfy {
          $0 == $1 || self != .concat && ($0 == 1 || $1 == 1)
        }
      guard fits else {
        throw ShapeMismatch(
          "\(rawValue) needs outputs of one size, found \(first.innerShape) "
            + "and \(part.innerShape)", of: [first.innerShape, part.innerShape])
      }
    }
    switch self {
    case .concat: return try Tensor.concatenated(parts, axis: first.shape.rank - 1)
    case .add: return try parts.dropFirst().reduce(first) { try $0 + $1 }
    case .multiply: return try parts.dropFirst().reduce(first) { try $0 * $1 }
    }
  }
}
