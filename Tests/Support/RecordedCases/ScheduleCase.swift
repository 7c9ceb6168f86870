import Layers

/// Ten values of a schedule: of PyTorch's own, or of its formula.
public struct ScheduleCase: Decodable, Sendable, CustomStringConvertible {
  public let schedule: String
  let source: String
  let stepsPerEpoch: Int
  public let values: [Double]

  public var description: String { "\(schedule), \(stepsPerEpoch) steps an epoch, of \(source)" }

  /// Our values, one for each step.
  public func found() throws -> [Double] {
    let schedule = try RecordedCases.schedule(schedule)
    return values.indices.map { step in
      schedule.value(
        at: ScheduleProgress(
          applications: step, epoch: step / stepsPerEpoch, stepInEpoch: step % stepsPerEpoch,
          stepsPerEpoch: stepsPerEpoch))
    }
  }
}
