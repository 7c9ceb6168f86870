import Config
import Diagnostics
import Graph
import Tensors

/// Over what a function reduces: everything, each example by itself, or one axis.
struct ReductionAxes {
  static let fields = [
    Field(
      "per", .choice(["all", "example"]), .standard("all"),
      "`all` gives one number, `example` one a row of the batch."),
    Field(
      "axis", .integer(-8...7), .optional,
      "One axis of each example, from 0, or from -1 at the end; one number is left along it."),
  ]

  let axes: [Int]
  private let kept: Shape?

  /// - Throws: where there is no such axis, or no example to reduce within.
  init(of x: Tensor, _ arguments: Arguments) throws {
    let all = Array(x.shape.extents.indices)
    guard !arguments.has("axis") else {
      let place = try Self.place(of: arguments.integer("axis"), in: x, arguments)
      var extents = x.shape.extents
      extents[place] = 1
      (axes, kept) = ([place], Shape(extents))
      return
    }
    kept = nil
    guard arguments.word("per") == "example" else {
      axes = all
      return
    }
    guard x.batch != .none else {
      throw Diagnostic(
        x.shape.rank == 0
          ? "a single number has no examples"
          : "this has the shape \(x.shape) and no batch, so it has no examples",
        at: arguments.range(of: "x"))
    }
    axes = Array(all.dropFirst())
  }

  /// What functions with an axis say of it.
  static let axisSummary = "An axis of each example, from 0, or from -1 at the end."

  /// Where an axis of the examples stands in the whole tensor.
  ///
  /// - Throws: where there is no such axis.
  static func place(of axis: Int, in x: Tensor, _ arguments: Arguments) throws -> Int {
    let first = x.batch == .none ? 0 : 1
    let place = axis < 0 ? x.shape.rank + axis : axis + first
    guard place >= first, place < x.shape.rank else {
      throw Diagnostic("\(x.exampleShape) has no axis \(axis)", at: arguments.range(of: "axis"))
    }
    return place
  }

  /// What was reduced, with an axis that stays.
  func term(_ reduced: Tensor) throws -> Term {
    .value(try kept.map { try reduced.reshaped($0) } ?? reduced)
  }
}
