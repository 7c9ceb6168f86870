import Config
import Graph
import Tensors

/// Pictures moved down and to the right; what leaves at one edge comes in at the other.
///
/// `x: [N, H, W, C]` → same, `y[i, j] = x[(i − down) mod H, (j − right) mod W]`; `by: [2]` are `[down, right]`, whole
/// numbers within ± 2²⁰, of all examples or of each.
public struct ShiftFunction: Function {
  public static let schema = Schema(
    "shift", "Pictures rolled down and to the right, around the edges.",
    discussion: "`shift(canvas, randint(-16, 17, [2]))`; as tf.roll.",
    example: "shift(picture, randint(-4, 5, [2]))",
    fields: [
      Field("x", .expression, .required, "Pictures."),
      Field("by", .expression, .required, "How far: `[down, right]`."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    var (x, by) = (try arguments.tensor("x"), try arguments.tensor("by").floating())
    try x.requirePictures("shift")
    guard by.exampleShape == [2] else {
      throw ShapeMismatch(
        "shift goes by [down, right], not by a value of shape \(by.exampleShape)",
        of: [by.exampleShape])
    }
    if by.shape.count > 2 {
      let both = try Tensor.inOneBatch([x, by])
      (x, by) = (both[0], both[1])
      let rows = try x.rolled(by.sliced(axis: 1, 0..<1).with(batch: .none))
      let columns = try rows.transposed([0, 2, 1, 3])
        .rolled(by.sliced(axis: 1, 1..<2).with(batch: .none))
      return .value(try columns.transposed([0, 2, 1, 3]))
    }
    let batch = x.batch.merged(with: by.batch)
    by = try by.reshaped(Shape([2])).with(batch: .none)
    for axis in 0..<2 {
      let index = try by.sliced(axis: 0, axis..<axis + 1).sources(of: x.shape[axis + 1])
      x = try x.gathered(index, axis: axis + 1)
    }
    return .value(x.with(batch: batch))
  }
}

extension Tensor {
  /// Where each element of an axis comes from that moves by `self: [1]` or `[N, 1]`: int32 `[extent]` or `[N, extent]`.
  fileprivate func sources(of extent: Int) throws(ShapeMismatch) -> Tensor {
    let places = try builder.positions(Shape([extent]), axis: 0) - self
    let turns = try (places / Double(extent)).floor()
    let inside = try (places - turns * Double(extent)).clipped(0, Double(extent - 1))
    guard shape.rank > 1 else { return try inside.converted(to: .int32) }
    let starts = try builder.positions(shape, axis: 0) * Double(extent)
    return try (inside + starts).converted(to: .int32)
  }

  /// `[N, E, …]` whose second axis moves by `offsets: [N, 1]`.
  fileprivate func rolled(_ offsets: Tensor) throws(ShapeMismatch) -> Tensor {
    let (count, extent) = (shape[0], shape[1])
    guard count * extent <= 1 << 24 else {
      throw ShapeMismatch(
        "a batch of \(count) pictures of \(extent) pixels a side is too large to shift")
    }
    let rest = Array(shape.extents.dropFirst(2))
    let rows = try reshaped(Shape([count * extent] + rest)).with(batch: .none)
    return try rows.gathered(offsets.sources(of: extent), axis: 0)
      .reshaped(Shape([count, extent] + rest)).with(batch: batch)
  }
}
