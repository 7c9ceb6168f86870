import Config
import Diagnostics
import Graph
import Tensors

/// How badly each example's features tell which target is theirs, among the targets of all examples that are computed at once.
///
/// `prediction: [N, …]`, `target: [N, …]`, examples of D numbers each → `[N]`. `−log softmax(s)ₙ` with
/// `sₖ = cos(pₙ, tₖ) / temperature` and `cos(a, b) = a · b / (|a| |b|)`; with `within` the other predictions `pₖ`, k ≠ n,
/// are wrong answers too.
/// Source: van den Oord, Li & Vinyals 2018, equation 4; Chen et al. 2020, equation 1.
public struct InfoNCELoss: Function {
  public static let schema = Schema(
    "info_nce", "How badly features tell which target is theirs among all of the batch.",
    discussion: """
      `−log softmax(s)` at the example's own place, with `s = cos(prediction, target) / temperature` for each target of the batch; lengths do not \
      count. CLIP: `0.5 * (info_nce(a, b) + info_nce(b, a))` of what belongs together; SimCLR: the same of two views of one picture, with \
      `within=true`; each place where `shift(digit, randint(-3, 4, [2]))` or `normal(like=digit)` is written makes a view \
      of its own. More examples in a batch make it harder, and greater, so that no metric or plot, which is of all \
      examples of a split, has it. Source: van den Oord, Li & Vinyals 2018; Chen et al. 2020.
      """,
    example: "info_nce(scores, judge(rebuilt), temperature=0.5)",
    fields: [
      Field("prediction", .expression, .required, "Features of each example."),
      Field(
        "target", .expression, .required,
        "Features of what belongs to it; those of the other examples are the wrong answers."),
      Field(
        "temperature", .expression, .standard("0.1"),
        "What cosines are divided by: the smaller, the more the nearest wrong answers count."),
      Field(
        "within", .boolean, .standard("false"),
        "Whether the predictions of the other examples are wrong answers too."),
      LossReduction.field,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let (prediction, target) = (try arguments.tensor("prediction"), try arguments.tensor("target"))
    guard prediction.shape == target.shape, prediction.batch != .none, target.batch != .none else {
      throw ShapeMismatch(
        "info_nce compares as many features of one shape, found \(prediction.shape) and \(target.shape)",
        of: [prediction.shape, target.shape])
    }
    for features in [prediction, target] {
      guard let owner = arguments.context.splitOwner(ofExamplesIn: features) else { continue }
      throw Diagnostic(
        "info_nce is of the examples that are computed at once, and a \(owner) is of all of them: the more come at once, the more answers are wrong",
        at: arguments.range,
        notes: [
          .init(
            "as a loss it is logged of the batches of training, where 'best: {minimize: …}' and 'stop' can watch it"
          ),
          .init(
            "how alike the two of each pair are, a \(owner) can have: 'sum(a * b, axis=-1) / sqrt(sum(square(a), axis=-1) * sum(square(b), axis=-1))'"
          ),
        ])
    }
    arguments.expectTwoValues()
    let temperature = try temperature(arguments)
    let (a, b) = (try unit(prediction), try unit(target))
    var scores = try a.matmul(b, transposeB: true) / temperature
    if arguments.boolean("within") {
      let own = try a.matmul(a, transposeB: true) / temperature
      let others = try diagonal(own).select(a.builder.number(-1e9), own)
      scores = try Tensor.concatenated([scores, others], axis: 1)
    }
    let losses = try -(scores.logSoftmax() * diagonal(scores)).sum(axes: [1])
    return try LossReduction.apply(losses.with(batch: prediction.batch), arguments)
  }

  /// - Throws: what is not one number, or none above 0.
  private static func temperature(_ arguments: Arguments) throws -> Tensor {
    if case .number(let number) = arguments.term("temperature"), number <= 0 {
      throw Diagnostic(
        "'temperature' of info_nce must be above 0",
        at: arguments.range(of: "temperature"))
    }
    let temperature = try arguments.tensor("temperature")
    guard temperature.shape.count == 1 else {
      throw ShapeMismatch(
        "'temperature' of info_nce is one number, found \(temperature.shape)",
        of: [temperature.shape])
    }
    return try temperature.reshaped(Shape([])).with(batch: .none)
  }

  /// `[N, …]` → `[N, D]`, rows of length 1; a row of zeros stays one.
  private static func unit(_ x: Tensor) throws -> Tensor {
    let rows = try x.featureRows()
    return try rows / rows.squared().sum(axes: [1], keepingAxes: true).maximum(1e-24).squareRoot()
  }

  /// 1 where the row's number is the column's, else 0.
  private static func diagonal(_ x: Tensor) throws -> Tensor {
    try x.builder.positions(x.shape, axis: 0)
      .compared(.equal, x.builder.positions(x.shape, axis: 1))
  }
}
