import Config
import Graph

extension NumberRange {
  /// How much of what was stays at each step: of 1 nothing would ever come to it, or go.
  static let decay = NumberRange(from: 0, to: 1, excludingHighest: true)
}

/// What every optimizer takes.
public struct OptimizerOptions: Sendable {
  public let learningRate: any LearningRateSchedule
  /// The greatest length of each tensor's gradient, or of all together.
  let clipNorm: Double?
  let clipsGlobally: Bool
  let clipValue: Double?
  let clipWeights: Double?
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
        "The learning rate: a number or a schedule.")
    ] + own + [
      Field(
        "clip_norm", .either([.number(.positive), .map(globalNorm)]), .optional,
        "Scales each tensor's gradient down to this length where it is longer; `{global: 1}` all of the update's together."
      ),
      Field(
        "clip_value", .number(.positive), .optional,
        "Bounds each element of the gradient to ± this."),
      weightDecay,
      Field(
        "clip_weights", .number(.positive), .optional,
        "Bounds each element of what is updated to ± this, after the step."),
    ]
  }

  private static let globalNorm = Schema(
    "clip_norm", "The length of all of an update's gradients.",
    fields: [
      Field("global", .number(.positive), .required, "The greatest length of all together.")
    ])

  init(_ fields: Fields) throws {
    self.learningRate = try ScheduleCatalogue.make(fields.value("learning_rate"))
    if fields.has("clip_norm"), case .fields(let all) = fields.value("clip_norm").content {
      (self.clipNorm, self.clipsGlobally) = (all.number("global"), true)
    } else {
      self.clipNorm = fields.has("clip_norm") ? fields.number("clip_norm") : nil
      self.clipsGlobally = false
    }
    self.clipWeights = fields.has("clip_weights") ? fields.number("clip_weights") : nil
    self.clipValue = fields.has("clip_value") ? fields.number("clip_value") : nil
    self.weightDecay = fields.number("weight_decay")
  }

  /// What `clip_norm: {global: c}` multiplies all gradients of an update with, `min(1, c / ‖g‖)`; `nil` without it.
  public func globalFactor(_ gradients: [Tensor]) throws -> Tensor? {
    guard clipsGlobally, let clipNorm else { return nil }
    let squares = try gradients.map { try bounded($0).squared().sum() }
    guard let first = squares.first else { return nil }
    let norm = try squares.dropFirst().reduce(first) { try $0 + $1 }.squareRoot()
    return try clipNorm / norm.maximum(clipNorm)
  }

  /// The gradient after `clip_value` and then `clip_norm`: `g · min(1, c / ‖g‖)`.
  func clipped(_ gradient: Tensor, globalFactor: Tensor?) throws -> Tensor {
    let gradient = try bounded(gradient)
    if let globalFactor { return try gradient * globalFactor }
    guard let clipNorm, !clipsGlobally else { return gradient }
    let norm = try gradient.squared().sum().squareRoot()
    return try gradient * (clipNorm / norm.maximum(clipNorm))
  }

  private func bounded(_ gradient: Tensor) throws -> Tensor {
    guard let clipValue else { return gradient }
    return try gradient.clipped(-clipValue, clipValue)
  }
}
