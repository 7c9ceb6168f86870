import Config
import Diagnostics
import Graph
import Tensors

/// Over what a function reduces: everything, each example by itself, one axis, or the examples.
struct ReductionAxes {
  static let fields = [
    Field(
      "per", .choice(["all", "example"]), .standard("all"),
      "`all` gives one number, `example` one a row of the batch."),
    Field(
      "axis", .either([.choice(["batch"]), .integer(-8...7)]), .optional,
      "One axis of each example, from 0, or from -1 at the end; one number is left along it. `batch` goes over the examples that are computed at once, and leaves one, which goes with each."
    ),
  ]

  let axes: [Int]
  private let kept: (shape: Shape, batch: BatchAxis)?

  /// - Throws: where there is no such axis, or no example to reduce within; `axis=batch` together with `per=example`.
  init(of x: Tensor, _ arguments: Arguments) throws {
    let all = Array(x.shape.extents.indices)
    guard !arguments.has("axis") else {
      let isBatch = arguments.term("axis") == .text("batch")
      guard !isBatch || arguments.word("per") == "all" else {
        throw Diagnostic(
          "'axis=batch' goes over the examples, and 'per=example' stays within each: leave one of them out",
          at: arguments.range(of: "per"))
      }
      let place =
        try isBatch
        ? Self.batch(of: x, arguments)
        : Self.place(of: arguments.integer("axis"), in: x, arguments)
      var extents = x.shape.extents
      extents[place] = 1
      axes = [place]
      kept = (shape: Shape(extents), batch: isBatch ? .one : x.batch)
      return
    }
    kept = nil
    guard arguments.word("per") == "example" else {
      axes = all
      return
    }
    try Self.requireExamples(x, arguments)
    axes = Array(all.dropFirst())
  }

  private static func requireExamples(_ x: Tensor, _ arguments: Arguments) throws {
    guard x.batch == .none else { return }
    throw Diagnostic(
      x.shape.rank == 0
        ? "a single number has no examples"
        : "this has the shape \(x.shape) and no batch, so it has no examples",
      at: arguments.range(of: "x"))
  }

  /// The axis of the examples.
  ///
  /// - Throws: where there are none, and where they are those of a split, which do not come at once.
  private static func batch(of x: Tensor, _ arguments: Arguments) throws -> Int {
    try requireExamples(x, arguments)
    if let owner = arguments.context.splitOwner(ofExamplesIn: x) {
      throw Diagnostic(
        "'axis=batch' is of the examples that are computed at once, and a \(owner) is of all of them",
        at: arguments.range(of: "axis"))
    }
    return 0
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
    guard let kept else { return .value(reduced) }
    return .value(try reduced.reshaped(kept.shape).with(batch: kept.batch))
  }
}
