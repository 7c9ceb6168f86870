import Config
import Diagnostics
import Graph
import Tensors

/// The points of a square grid, row after row: x to the right, y downwards.
///
/// `lattice([-1, 1], [1, -1], 30)` → `[900, 2]`: x from −1 to 1 along a row, y from 1 in the first row to −1
/// in the last. In the grid of a sample, `lattice(posterior.mean, 30)` lies over what the two numbers of a value are: the
/// experiment puts their quantiles in the places of the ends.
public struct LatticeFunction: Function {
  public static let schema = Schema(
    "lattice", "The points of a grid, row after row: x to the right, y downwards.",
    discussion: """
      `lattice([-1, 1], [1, -1], 30)` is `[900, 2]`, as rows of 30 points. In the grid of a sample, \
      `lattice(posterior.mean, 30)` reaches from the 2 % quantile to the 98 % quantile of each of the two numbers that the \
      value has, over the examples of the sample's split (the first 2,000); y upwards, as on paper. `lattice(posterior.mean)` \
      has as many points a row as the sample has `columns`, or 20.
      """,
    example: "lattice([-1, 1], [1, -1], 30)",
    fields: [
      Field("x", .list(.number(.any), count: 2...2), .required, "The first and last x."),
      Field("y", .list(.number(.any), count: 2...2), .required, "The first and last y."),
      Field("count", .integer(2...1024), .required, "How many points a row and a column have."),
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let count = arguments.integer("count")
    let ends = [arguments.term("x"), arguments.term("y")].map { term -> [Term] in
      if case .list(let items) = term { items } else { [] }
    }
    let areKnown = ends.joined().allSatisfy { if case .number = $0 { true } else { false } }
    if !areKnown, ends.allSatisfy({ $0.count == 2 }) {
      let tensors = try arguments.tensors("x") + arguments.tensors("y")
      return .value(try lattice(between: tensors, count, arguments))
    }
    let (x, y) = (try arguments.numbers("x"), try arguments.numbers("y"))
    guard x.count == 2, y.count == 2 else {
      throw Diagnostic("lattice needs [first, last] for x and for y", at: arguments.range)
    }
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

  /// The same between numbers that are known when it runs: left, right, top, bottom.
  private static func lattice(
    between ends: [Tensor], _ count: Int, _ arguments: Arguments
  ) throws -> Tensor {
    guard ends.allSatisfy({ $0.shape.rank == 0 }) else {
      throw Diagnostic("the ends of a lattice are numbers", at: arguments.range)
    }
    // How much of each end a coordinate has.
    let shares = try ends.indices.map { end in
      var parts: [Float] = []
      parts.reserveCapacity(2 * count * count)
      for row in 0..<count {
        for column in 0..<count {
          let way = Float(end < 2 ? column : row) / Float(count - 1)
          let share = end % 2 == 0 ? 1 - way : way
          parts += end < 2 ? [share, 0] : [0, share]
        }
      }
      let array = HostArray(shape: [count * count, 2], floats: parts)
      return try arguments.builder.constant(array).with(batch: .many) * ends[end].floating()
    }
    return try shares.dropFirst().reduce(shares[0]) { try $0 + $1 }
  }
}
