import Config
import Diagnostics

/// Constant until `start`, then on a straight line to `final` at `end`.
public struct LinearDecaySchedule: LearningRateSchedule {
  public static let schema = Schema(
    "linear_decay", "Linear decay: constant at first, then on a straight line down.",
    discussion: "`initial` until `start`, `final` from `end` on, a straight line between.",
    example: "linear_decay: {initial: 2e-4, start: 5 epochs, end: 10 epochs}",
    fields: [
      Field("initial", .number(.nonNegative), .required, "The learning rate that it begins with."),
      Field("final", .number(.nonNegative), .standard("0"), "The value at the end."),
      Field(
        "start", .period(.stretchFromZero), .standard("0 steps"),
        "When it begins to fall: `100 epochs`."),
      Field("end", .period(.stretch), .required, "When it has fallen: `200 epochs`."),
      Span.staircase,
    ])

  let initial: Double
  let final: Double
  let start: Span?
  let end: Span
  let staircase: Bool

  public init(_ fields: Fields) throws {
    self.initial = fields.number("initial")
    self.final = fields.number("final")
    self.start = fields.period("start").count == 0 ? nil : Span(fields, "start")
    self.end = Span(fields, "end")
    self.staircase = try Span.staircase(fields, over: [end])
    guard let start else { return }
    guard start.unit == end.unit, start.count < end.count else {
      throw Diagnostic(
        "'start' must lie before 'end', both in steps or both in epochs",
        at: fields.range(of: "start"))
    }
  }

  public func value(at progress: ScheduleProgress) -> Double {
    let beginning = start?.count ?? 0
    let position = end.passed(at: progress, wholeEpochs: staircase) * end.count
    let fraction = (position - beginning) / (end.count - beginning)
    return initial + (final - initial) * min(max(fraction, 0), 1)
  }

  public var spans: [Span] { [end] }
}
