import Config
import Graph

/// What every optimizer takes.
public struct OptimizerOptions: Sendable {
  public let learningRate: any LearningRateSchedule
  let clipNorm: Double?
  let clipValue: Double?
  let weightDecay: Double

  /// The fields, in order after the learning rate, whose default each optimizer has of its own.
  static func fields(
    learningRate: String, _ own: [Field] = [],
    weightDecay: Field = Field(
      "weight_decay", .number(.nonNegative), .standard("0"),
      "Adds this times each parameter to its gradient (coupled), after the clipping.")
  ) -> [Field] {
    [
      Field(
        "learning_rate", ScheduleCatalogue.fieldType, .standard(learningRate),
        "The size of a step: a number or a schedule.")
    ] + own + [
      Field(
        "clip_norm", .number(.positive), .optional,
        "Scales each tensor's gradient down to this length where it is longer."),
      Field(
        "clip_value", .number(.positive), .optional,
        "Bounds each element of the gradient to ± this."),
      weightDecay,
    ]
  }

  init(_ fields: Fields) throws {
    self.learningRate = try ScheduleCatalogue.make(fields.value("learning_rate"))
    self.clipNorm = fields.has("clip_norm") ? fields.number("clip_norm") : nil
    self.clipValue = fields.has("clip_value") ? fields.number("clip_value") : nil
    self.weightDecay = fields.number("weight_decay")
  }

  /// The gradient after `clip_value` and then `clip_norm`: `g · min(1, c / ‖g‖)`.
  func clipped(_ gradient: Tensor) throws -> Tensor {
    var gradient = gradient
    if let clipValue { gradient = try gradient.clipped(-clipValue, clipValue) }
    if let clipNorm {
      let norm = try gradient.squared().sum().squareRoot()
      gradient = try gradient * (clipNorm / norm.maximum(clipNorm))
    }
    return gradient
  }
}
