import Config

/// Grows from nothing to another schedule's value: `target · min(1, (t + δ) / over)`, δ one step.
public struct WarmupSchedule: LearningRateSchedule {
  public static let schema = Schema(
    "warmup", "Linear warm-up to a number or another schedule.",
    discussion:
      """
      `then · min(1, (t + δ) / over)`, with t in the unit of `over` and δ one step. What it grows to runs from the first step, \
      beside the warm-up and not behind it.
      """,
    example: "warmup: {over: 100 steps, then: 0.001}",
    fields: [
      Field("over", .period(.stretch), .required, "How long it grows: `500 steps`."),
      Field(
        "then",
        .either([.number(.nonNegative), .kind(of: ScheduleCatalogue.withoutWarmup)]), .required,
        "What it grows to."),
      Span.staircase,
    ])

  let over: Span
  let then: any LearningRateSchedule
  let staircase: Bool

  public init(_ fields: Fields) throws {
    self.over = Span(fields, "over")
    self.then = try ScheduleCatalogue.make(fields.value("then"))
    self.staircase = try Span.staircase(fields, over: [over])
  }

  public func value(at progress: ScheduleProgress) -> Double {
    let passed = over.passed(at: progress, wholeEpochs: staircase)
    // The first stair is as high as the others.
    let step = staircase ? 1 : over.step(at: progress)
    return then.value(at: progress) * min(1, passed + step / over.count)
  }

  public var spans: [Span] { [over] + then.spans }
}
