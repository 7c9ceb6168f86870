import Config
import Foundation

/// Half a cosine wave from `initial` down to `final`.
///
/// Source: Loshchilov & Hutter 2016, equation 5, without restarts.
public struct CosineSchedule: LearningRateSchedule {
  public static let schema = Schema(
    "cosine", "Cosine decay: half a cosine wave down.",
    discussion: "`final + (initial − final) · (1 + cos(π t / over)) / 2`, then `final`.",
    example: "cosine: {initial: 0.1, over: 10 epochs}",
    fields: [
      Field("initial", .number(.nonNegative), .required, "The learning rate that it begins with."),
      Field("final", .number(.nonNegative), .standard("0"), "The value at the end."),
      Field(
        "over", .period(.stretch), .required, "How long it falls: `1000 steps` or `50 epochs`."),
      Span.staircase,
    ])

  let initial: Double
  let final: Double
  let over: Span
  let staircase: Bool

  public init(_ fields: Fields) throws {
    self.initial = fields.number("initial")
    self.final = fields.number("final")
    self.over = Span(fields, "over")
    self.staircase = try Span.staircase(fields, over: [over])
  }

  public func value(at progress: ScheduleProgress) -> Double {
    let passed = min(over.passed(at: progress, wholeEpochs: staircase), 1)
    return final + (initial - final) * 0.5 * (1 + cos(.pi * passed))
  }

  public var spans: [Span] { [over] }
}
