import Config
import Diagnostics
import Graph
import Tensors

/// Cross-entropy of classes along the last axis, of logits unless they are probabilities.
///
/// `prediction: [N, …, K]`, `target: [N, …]` whole numbers, one number for all, or `[N, …, K]` probabilities.
/// `−Σ t_k · log softmax(x)_k`; not a number where a target is no class. A class whose logit is −∞ is impossible: as a target
/// its loss is infinite, and beside one it counts nothing.
public struct CrossEntropyLoss: Function {
  public static let schema = Schema(
    "cross_entropy", "Cross-entropy of classes, of logits unless they are probabilities.",
    discussion: """
      `−Σ t_k · log softmax(x)_k` along the last axis. What comes out of a softmax counts by what went in. Classes of unequal weight: \
      `mean(lookup([1, 9], picture.label) * cross_entropy(scores, picture.label, reduction=none))`.
      """,
    example: "cross_entropy(scores, picture.label)",
    fields: [
      Field("prediction", .expression, .required, "One number per class, along the last axis."),
      Field(
        "target", .expression, .required,
        "The class of each, one class for all, or a probability for each class."),
      Field(
        "probabilities", .boolean, .standard("false"),
        "Whether the prediction holds probabilities, not logits."),
      Field(
        "ignore", .integer(0...1 << 24), .optional, "A class that is left out, such as padding."),
      LossReduction.field,
    ])

  public static func call(_ arguments: Arguments) throws -> Term {
    let prediction = try arguments.tensor("prediction")
    guard prediction.exampleShape.rank >= 1 else {
      throw ShapeMismatch(
        "the prediction comes first, a number for each class; here it is one number for each example"
      )
    }
    let logarithms: Tensor
    if arguments.boolean("probabilities") {
      arguments.expectProbabilities(prediction, of: .softmax)
      logarithms = try prediction.clipped(1e-7, 1).log()
    } else {
      let logits = try arguments.logits(of: prediction, before: .softmax) ?? prediction
      logarithms = try logits.logSoftmax()
    }
    let shape = prediction.shape
    if shape[shape.rank - 1] == 1 {
      arguments.warn(
        .softmaxOfOne, "cross_entropy of a single class is always 0; bce is the loss of one number")
    }
    let target = try arguments.tensor("target")
    let last = shape.rank - 1
    let outer = Shape(Array(shape.extents.dropLast()))
    guard target.shape.rank == 0 || target.shape == outer || target.shape == shape else {
      let advice =
        target.shape.extents == outer.extents + [1]
        ? "; '[..., 0]' behind the target leaves out its axis of 1"
        : target.shape.extents.dropLast().elementsEqual(shape.extents)
          ? "; the prediction comes first" : ""
      throw ShapeMismatch(
        "cross_entropy of a prediction of shape \(shape) needs targets of shape \(outer) or \(shape), found \(target.shape)\(advice)",
        of: [shape, outer, target.shape])
    }
    try arguments.expectPredictionFirst()
    if target.shape == shape {
      if arguments.has("ignore") {
        throw Diagnostic(
          "'ignore' leaves out a class, and the target has a probability for each: leave 'ignore' away",
          at: arguments.range(of: "ignore"))
      }
      return try LossReduction.apply(-(logarithms * target).sum(axes: [last]), arguments)
    }
    let ignored = arguments.has("ignore") ? arguments.number("ignore") : nil
    try arguments.ask(.classes(count: shape[last], ignored: ignored), of: "target")
    let classes = try target.floating().broadcast(to: outer).with(batch: prediction.batch)
    func losses(_ classes: Tensor) throws -> Tensor {
      let chosen = try classes.oneHot(classes: shape[last])
      // Of the other classes nothing counts, be it a logit of −∞: 0 times that is no number.
      return try -chosen.select(logarithms * chosen, chosen).sum(axes: [last])
    }
    guard let ignored else { return try LossReduction.apply(losses(classes), arguments) }
    let counting = try classes.compared(.notEqual, ignored)
    // What does not count need not be a class.
    return try LossReduction.apply(losses(classes * counting), counting: counting, arguments)
  }
}
