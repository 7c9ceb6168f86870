import Config
import Graph
import Tensors

/// Pictures cut into squares, which follow one another along the batch.
///
/// `x: [N, H, W, C]` → `[N · rows · columns, size, size, C]`, row after row. What does not fill a square at the bottom and
/// right is left out; a side that is shorter than a square is one.
public struct TilesFunction: Function {
  public static let schema = Schema(
    "tiles", "Pictures cut into squares, which follow one another along the batch.",
    discussion: "What does not fill a square at the bottom and right is left out.",
    example: "tiles(picture, 14)",
    fields: [
      Field("x", .expression, .required, "Pictures."),
      Field("size", .integer(1...1 << 14), .required, "The side of a square."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requirePictures("tiles")
    let size = arguments.integer("size")
    let (count, channels) = (x.shape[0], x.shape[3])
    let (height, width) = (min(size, x.shape[1]), min(size, x.shape[2]))
    guard height > 0, width > 0 else { throw ShapeMismatch("there is nothing to cut into tiles") }
    let (rows, columns) = (x.shape[1] / height, x.shape[2] / width)
    if rows * columns == 1, x.shape[1] == height, x.shape[2] == width { return .value(x) }
    let whole = try x.sliced(axis: 1, 0..<rows * height).sliced(axis: 2, 0..<columns * width)
    let parts = try whole.reshaped(Shape([count, rows, height, columns, width, channels]))
      .transposed([0, 1, 3, 2, 4, 5])
    return .value(
      try parts.reshaped(Shape([count * rows * columns, height, width, channels]))
        .with(batch: .many))
  }
}
