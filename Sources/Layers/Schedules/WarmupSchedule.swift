import Config

/// Grows from nothing to another schedule's value: `target · min(1, (t + 1) / over)` by steps.
public struct WarmupSchedule: LearningRateSchedule {
  public static let schema = Schema(
    "warmup", "Grows on a straight line to a number or another schedule.",
    discussion: "`then · min(1, (t + 1) / over)`, with t counted in the unit of `over`.",
    fields: [
      Field("over", .text, .required, "How long it grows: `500 steps`."),
      Field(
        "then",
        .either([.number(.nonNegative), .kind(of: ScheduleCatalogue.withoutWarmup)]), .required,
        "What it grows to."),
    ])

  let over: Span
  let then: any LearningRateSchedule

  public init(_ fields: Fields) throws {
    self.over = try Span(fields, "over")
    self.then = try ScheduleCatalogue.make(fields.value("then"))
  }

  public func value(at progress: ScheduleProgress) -> Double {
    then.value(at: progress) * min(1, over.passed(at: progress) + 1 / over.count)
  }
}
