import Config
import Foundation

/// Multiplied by `rate` at the end of every stretch.
public struct StepSchedule: LearningRateSchedule {
  public static let schema = Schema(
    "step", "Step decay: multiplied by a factor at the end of every period.",
    discussion: "`initial · rate^⌊t / every⌋`.",
    example: "step: {initial: 0.1, every: 4 epochs, rate: 0.1}",
    fields: [
      Field("initial", .number(.nonNegative), .required, "The learning rate that it begins with."),
      Field("every", .period(.stretch), .required, "The period: `1000 steps` or `30 epochs`."),
      Field("rate", .number(.nonNegative), .standard("0.1"), "The factor."),
      Span.staircase,
    ])

  let initial: Double
  let every: Span
  let rate: Double
  let staircase: Bool

  public init(_ fields: Fields) throws {
    self.initial = fields.number("initial")
    self.every = Span(fields, "every")
    self.rate = fields.number("rate")
    self.staircase = try Span.staircase(fields, over: [every])
  }

  public func value(at progress: ScheduleProgress) -> Double {
    initial * pow(rate, every.wholePassed(at: progress, wholeEpochs: staircase))
  }

  public var spans: [Span] { [every] }
}
