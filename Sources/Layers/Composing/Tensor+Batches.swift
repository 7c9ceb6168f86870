import Graph
import Tensors

extension Tensor {
  /// The tensors as batches of one size: what has no batch, and one example among many, goes with each.
  ///
  /// - Throws: where two batches are of different sizes.
  static func inOneBatch(_ tensors: [Tensor]) throws(ShapeMismatch) -> [Tensor] {
    var batches: [Tensor] = []
    for tensor in tensors { batches.append(try tensor.batched()) }
    guard let many = batches.first(where: { $0.batch == .many }) else { return batches }
    let count = many.shape[0]
    for (index, tensor) in batches.enumerated() {
      guard tensor.shape[0] == count || tensor.batch == .one else {
        throw ShapeMismatch(
          "batches of \(count) and of \(tensor.shape[0]) examples do not meet: \(many.shape) and "
            + "\(tensor.shape)", of: [many.shape, tensor.shape])
      }
      let whole = try Shape.checked([count] + tensor.exampleShape.extents)
      batches[index] = try tensor.broadcast(to: whole, .many)
    }
    return batches
  }
}
