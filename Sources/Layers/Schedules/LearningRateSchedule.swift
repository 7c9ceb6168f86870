import Config
import Diagnostics
import Tensors

/// How far training is, when the host computes the scalars of one application of an update.
public struct ScheduleProgress: Hashable, Sendable {
  /// How often the update was applied before, in this round.
  public let applications: Int
  /// How often it was in earlier rounds, as far as what its optimizer remembers is of them.
  public let earlierApplications: Int
  /// How many epochs are complete.
  public let epoch: Int
  /// How many steps of this epoch are complete, and how many it has; 0 of 1 where there are no epochs.
  public let stepInEpoch: Int
  public let stepsPerEpoch: Int

  public init(
    applications: Int, earlierApplications: Int = 0, epoch: Int, stepInEpoch: Int = 0,
    stepsPerEpoch: Int = 1
  ) {
    precondition(stepsPerEpoch > 0, "an epoch has steps")
    self.applications = applications
    self.earlierApplications = earlierApplications
    self.epoch = epoch
    self.stepInEpoch = stepInEpoch
    self.stepsPerEpoch = stepsPerEpoch
  }
}

/// A number that changes in the course of training: a learning rate. A function of the progress only, in
/// double precision on the host.
public protocol LearningRateSchedule: Sendable {
  static var schema: Schema { get }
  init(_ fields: Fields) throws
  func value(at progress: ScheduleProgress) -> Double

  /// The stretches that it counts in, as written.
  var spans: [Span] { get }
}

extension LearningRateSchedule {
  /// The greatest value in so many steps of training, as far as looks at longer and longer intervals tell.
  public func greatest(steps: Int, stepsPerEpoch: Int) -> Double {
    var (greatest, place) = (0.0, 0)
    while place < steps {
      let progress = ScheduleProgress(
        applications: place, epoch: place / stepsPerEpoch, stepInEpoch: place % stepsPerEpoch,
        stepsPerEpoch: stepsPerEpoch)
      greatest = max(greatest, value(at: progress))
      place = place.addingClamped(max(1, place / 4))
    }
    return greatest
  }

  /// The step from which on it is 0 until training ends; `nil` where it is more at the end. No schedule grows again from 0.
  ///
  /// - Parameters:
  ///   - times: how often the update is applied in a step, of which there is one in `every`.
  public func ending(steps: Int, stepsPerEpoch: Int, times: Int, every: Int) -> Int? {
    func isZero(_ step: Int) -> Bool {
      let progress = ScheduleProgress(
        applications: step.multipliedClamped(by: times) / every, epoch: step / stepsPerEpoch,
        stepInEpoch: step % stepsPerEpoch, stepsPerEpoch: stepsPerEpoch)
      return value(at: progress) == 0
    }
    guard steps > 0, isZero(steps - 1) else { return nil }
    var (low, high) = (0, steps - 1)
    while low < high {
      let middle = low + (high - low) / 2
      if isZero(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// A stretch of training: `100 steps`, `5 epochs`. A step here is one application of the update.
public struct Span: Hashable, Sendable {
  public enum Unit: String, Hashable, Sendable { case steps, epochs }

  public let count: Double
  public let unit: Unit

  init(_ fields: Fields, _ name: String) {
    let period = fields.period(name)
    count = period.count
    unit = period.unit == .epoch ? .epochs : .steps
  }

  /// How many of these stretches have passed. An epoch passes step by step.
  ///
  /// - Parameter wholeEpochs: whether it passes all at once, when it ends.
  func passed(at progress: ScheduleProgress, wholeEpochs: Bool = false) -> Double {
    switch unit {
    case .steps: Double(progress.applications) / count
    case .epochs where wholeEpochs: Double(progress.epoch) / count
    case .epochs:
      (Double(progress.epoch) + Double(progress.stepInEpoch) / Double(progress.stepsPerEpoch))
        / count
    }
  }

  /// How many have passed from end to end. Three tenths of an epoch are three stretches of `0.1 epochs`, also where the
  /// quotient is a little less.
  func wholePassed(at progress: ScheduleProgress, wholeEpochs: Bool = false) -> Double {
    (passed(at: progress, wholeEpochs: wholeEpochs) * (1 + 1e-12)).rounded(.down)
  }

  /// One step, in this unit.
  func step(at progress: ScheduleProgress) -> Double {
    unit == .steps ? 1 : 1 / Double(progress.stepsPerEpoch)
  }

  /// The field `staircase` of a schedule over such stretches.
  static let staircase = Field(
    "staircase", .boolean, .standard("false"), "Whether to change at the ends of epochs only.")

  /// Reads `staircase`.
  ///
  /// - Throws: where these stretches are no epochs, so that there are no ends of epochs among them.
  static func staircase(_ fields: Fields, over spans: [Span]) throws -> Bool {
    guard fields.boolean("staircase") else { return false }
    guard spans.allSatisfy({ $0.unit == .epochs }) else {
      throw Diagnostic(
        "'staircase' goes by whole epochs, and \(fields.schema.name) counts steps here; "
          + "write its stretches in epochs", at: fields.range(of: "staircase"))
    }
    return true
  }
}
