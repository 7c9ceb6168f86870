import Config

/// The schedules, alphabetical: one line each.
public enum ScheduleCatalogue {
  static let plain: [any LearningRateSchedule.Type] = [
    ConstantSchedule.self,
    CosineSchedule.self,
    ExponentialDecaySchedule.self,
    LinearDecaySchedule.self,
    StepSchedule.self,
  ]
  static let withoutWarmup = Catalogue("schedule", plain.map { $0.schema })

  public static let all: [any LearningRateSchedule.Type] = plain + [WarmupSchedule.self]
  public static let catalogue = Catalogue("schedule", all.map { $0.schema })

  /// The type of a field that is a number or a schedule.
  public static let fieldType = FieldType.either([.number(.nonNegative), .kind(of: catalogue)])

  /// The schedule that a checked number or kind describes.
  public static func make(_ value: FieldValue) throws -> any LearningRateSchedule {
    guard case .fields(let fields) = value.content else { return ConstantSchedule(value.number()) }
    return try make(fields)
  }

  public static func make(_ fields: Fields) throws -> any LearningRateSchedule {
    guard let type = all.first(where: { $0.schema.name == fields.schema.name }) else {
      preconditionFailure("no schedule '\(fields.schema.name)'")
    }
    return try type.init(fields)
  }
}
