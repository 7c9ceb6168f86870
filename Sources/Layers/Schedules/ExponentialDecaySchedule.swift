import Config
import Foundation

/// Falls by a constant factor over every stretch: `initial · rate^(t / every)`.
public struct ExponentialDecaySchedule: LearningRateSchedule {
  public static let schema = Schema(
    "exponential_decay", "Exponential decay: falls by a constant factor over every period.",
    discussion: "`initial · rate^(t / every)`; with `staircase` the exponent is rounded down.",
    example: "exponential_decay: {initial: 0.1, every: 100 steps, rate: 0.96}",
    fields: [
      Field("initial", .number(.nonNegative), .required, "The learning rate that it begins with."),
      Field("every", .period(.stretch), .required, "The period: `100 steps` or `2 epochs`."),
      Field("rate", .number(.nonNegative), .required, "The factor of one period."),
      Field(
        "staircase", .boolean, .standard("false"), "Whether to fall at the ends of periods only."),
    ])

  let initial: Double
  let every: Span
  let rate: Double
  let staircase: Bool

  public init(_ fields: Fields) throws {
    self.initial = fields.number("initial")
    self.every = Span(fields, "every")
    self.rate = fields.number("rate")
    self.staircase = fields.boolean("staircase")
  }

  public func value(at progress: ScheduleProgress) -> Double {
    initial * pow(rate, staircase ? every.wholePassed(at: progress) : every.passed(at: progress))
  }

  public var spans: [Span] { [every] }
}
