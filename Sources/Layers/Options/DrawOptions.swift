import Config
import Diagnostics
import Graph
import Tensors

/// What functions that make values take: a shape, and for random ones how often they are drawn.
enum DrawOptions {
  static let shapeFields = [
    Field("shape", .shape(rank: 0...5, any: false), .optional, "The shape of one row."),
    Field("count", .integer(1...1 << 24), .optional, "How many rows; the batch's by default."),
    Field("like", .expression, .optional, "A value whose shape is taken, its rows included."),
  ]

  static let per = Field(
    "per", .choice(StreamNames.Freshness.allCases.map(\.rawValue)), .standard("stage"),
    "How often it is drawn anew: in every `stage`, once a `step`, or once a `run`.")

  /// The shape of a draw and what its first axis is.
  struct Rows {
    let shape: Shape
    let batch: BatchAxis
    /// Whether there is one for each example of the batch.
    let areExamples: Bool

    /// A value of that shape, as rows.
    func marked(_ value: Tensor, _ context: BuildContext) -> Tensor {
      if areExamples { context.markExamples(value.value) }
      return value.with(batch: batch)
    }
  }

  /// `[N] + shape`, with N the batch or `count`, as a batch; or the shape and batch of `like`.
  ///
  /// - Throws: where neither or both are given.
  static func rows(_ arguments: Arguments, standard: Tensor? = nil) throws -> Rows {
    func rows(like value: Tensor) -> Rows {
      Rows(
        shape: value.shape, batch: value.batch,
        areExamples: arguments.context.areOfExamples[value.value.node])
    }
    if arguments.has("like") {
      guard !arguments.has("shape"), !arguments.has("count") else {
        throw Diagnostic("'like' stands alone, without a shape and count", at: arguments.range)
      }
      let like = try arguments.tensor("like")
      return rows(like: like)
    }
    if !arguments.has("shape"), !arguments.has("count"), let standard {
      return rows(like: standard)
    }
    guard arguments.has("shape") else {
      throw Diagnostic(
        "say the shape of a row, [100], or [] of a number, or like=…", at: arguments.range)
    }
    try refuseBatch(arguments)
    let count = arguments.has("count") ? arguments.integer("count") : arguments.context.batchExtent
    return Rows(
      shape: try Shape.checked([count] + arguments.extents("shape")), batch: .many,
      areExamples: !arguments.has("count"))
  }

  /// - Throws: a shape that begins with the batch, as other libraries write it. Where the file defines `batch_size`, it is a number of its own.
  private static func refuseBatch(_ arguments: Arguments) throws {
    guard case .list(let items)? = arguments.values["shape"]?.expression.kind,
      let first = items.first, case .name("batch_size") = first.kind,
      (try? arguments.evaluation.evaluator.bindings("batch_size", first.range)) == nil
    else { return }
    let rest = items.dropFirst().map(\.text).joined(separator: ", ")
    throw Diagnostic(
      "the batch is not written: a shape is that of one row, [\(rest)]", at: first.range)
  }

  static func draw(
    _ distribution: Scalar.Distribution, _ rows: Rows, _ arguments: Arguments
  ) throws -> Tensor {
    guard let freshness = StreamNames.Freshness(rawValue: arguments.word("per")) else {
      preconditionFailure("no freshness '\(arguments.word("per"))'")
    }
    let context = arguments.context
    let drawn = try context.draw(
      distribution, shape: rows.shape, names: arguments.evaluation.nextDraw(), per: freshness)
    return rows.marked(context.tensor(drawn), context)
  }
}
