import Config
import Diagnostics
import Tensors

/// The points of a square grid, row after row: x to the right, y downwards.
///
/// `lattice([-1, 1], [1, -1], 30)` → `[900, 2]`: x from −1 to 1 along a row, y from 1 in the first row to −1
/// in the last.
public struct LatticeFunction: Function {
  public static let schema = Schema(
    "lattice", "The points of a grid, row after row: x to the right, y downwards.",
    discussion: "`lattice([-1, 1], [1, -1], 30)` is `[900, 2]`, as rows of 30 points.",
    example: "lattice([-1, 1], [1, -1], 30)",
    fields: [
      Field("x", .list(.number(.any), count: 2...2), .required, "The first and last x."),
      Field("y", .list(.number(.any), count: 2...2), .required, "The first and last y."),
      Field("count", .integer(2...1024), .required, "How many points a row and a column have."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (x, y) = (try arguments.numbers("x"), try arguments.numbers("y"))
    guard x.count == 2, y.count == 2 else {
      throw Diagnostic("lattice needs [first, last] for x and for y", at: arguments.range)
    }
    let count = arguments.integer("count")
    func place(_ ends: [Double], _ index: Int) -> Float {
      Float(ends[0] + (ends[1] - ends[0]) * Double(index) / Double(count - 1))
    }
    var points: [Float] = []
    points.reserveCapacity(2 * count * count)
    for row in 0..<count {
      for column in 0..<count { points += [place(x, column), place(y, row)] }
    }
    let array = HostArray(shape: [count * count, 2], floats: points)
    return .value(try arguments.builder.constant(array).with(batch: .many))
  }
}
