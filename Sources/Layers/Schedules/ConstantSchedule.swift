import Config

/// The same number throughout.
public struct ConstantSchedule: LearningRateSchedule {
  public static let schema = Schema(
    "constant", "The same number throughout.", mainField: "value",
    example: "constant: 0.001",
    fields: [Field("value", .number(.nonNegative), .required, "The number.")])

  let value: Double

  public init(_ fields: Fields) { self.value = fields.number("value") }

  public init(_ value: Double) { self.value = value }

  public func value(at progress: ScheduleProgress) -> Double { value }

  public var spans: [Span] { [] }
}
