import Config
import Diagnostics

/// How far training is, when the host computes the scalars of one application of an update.
public struct ScheduleProgress: Hashable, Sendable {
  /// How often the update was applied before.
  public let applications: Int
  /// How many epochs are complete.
  public let epoch: Int

  public init(applications: Int, epoch: Int) {
    self.applications = applications
    self.epoch = epoch
  }
}

/// A number that changes in the course of training: a learning rate. A function of the progress only, in
/// double precision on the host.
public protocol LearningRateSchedule: Sendable {
  static var schema: Schema { get }
  init(_ fields: Fields) throws
  func value(at progress: ScheduleProgress) -> Double
}

/// A stretch of training: `100 steps`, `5 epochs`. A step here is one application of the update.
public struct Span: Hashable, Sendable {
  public enum Unit: String, Hashable, Sendable { case steps, epochs }

  public let count: Double
  public let unit: Unit

  /// - Throws: where the text is no positive number of steps or epochs.
  public init(_ text: String, at range: SourceRange?) throws {
    let words = text.split(separator: " ")
    let units: [Substring: Unit] = [
      "step": .steps, "steps": .steps, "epoch": .epochs, "epochs": .epochs,
    ]
    let unit = words.count == 1 ? Unit.steps : words.count == 2 ? units[words[1]] : nil
    guard let unit, let first = words.first, let count = Double(first), count > 0,
      count.isFinite
    else {
      throw Diagnostic(
        "'\(text)' is no stretch of training; write '100 steps' or '5 epochs'", at: range)
    }
    self.count = count
    self.unit = unit
  }

  init(_ fields: Fields, _ name: String) throws {
    try self.init(fields.text(name), at: fields.range(of: name))
  }

  /// How many of these stretches have passed.
  func passed(at progress: ScheduleProgress) -> Double {
    switch unit {
    case .steps: Double(progress.applications) / count
    case .epochs: Double(progress.epoch) / count
    }
  }
}
