import Graph
import Tensors

extension Tensor {
  /// `[N, H, W, C]` → `[N, C, C]`: `Σ x xᵀ` over the positions, or the mean of that.
  func gram(perPosition: Bool) throws(ShapeMismatch) -> Tensor {
    let positions = shape[1] * shape[2]
    let rows = try reshaped(Shape([shape[0], positions, shape[3]]))
    let gram = try rows.matmul(rows, transposeA: true)
    return perPosition ? try gram * (1 / Double(max(positions, 1))) : gram
  }
}
