import Artifacts
import Diagnostics
import OrderedCollections

/// How far training is: everything besides the state that a resumed run needs to go on as if nothing had
/// happened. It stands in every checkpoint, and holds no time, host or thread count.
public struct TrainingProgress: Equatable, Sendable {
  /// Rounds that are complete.
  public var round = 0
  /// Epochs of this round that are complete.
  public var epoch = 0
  /// Steps of this epoch that are complete.
  public var stepInEpoch = 0
  /// Steps of this round that are complete.
  public var step = 0
  /// Steps of the whole run that are complete.
  public var totalSteps = 0
  /// How often each update was applied in this round.
  public var applications: OrderedDictionary<String, Int> = [:]
  /// How often each was in earlier rounds, as far as what its optimizer remembers is of them.
  public var earlierApplications: OrderedDictionary<String, Int> = [:]
  /// The epochs of earlier rounds, begun ones included.
  public var earlierEpochs = 0
  /// The losses since the epoch began, and since the last line of the log.
  public var epochLosses = LossSums()
  public var intervalLosses = LossSums()
  /// The losses that were nan or infinite in some step, with the first such step of the whole run.
  public var notFinite: OrderedDictionary<String, Int> = [:]
  /// What each loss was when it was first finite, in the order of the log.
  public var firstLosses: [Double?] = []
  /// The greatest size of each loss among the first values that it had, and of how many, in the order of the log.
  private(set) var earlyLosses: [Double] = []
  private(set) var earlyCounts: [Int] = []
  /// The losses that grew beyond all measure, with the first such step of the whole run.
  public var exploded: OrderedDictionary<String, Int> = [:]
  /// How the figures went that `train.stop` and the best checkpoint go by.
  public var stop: Watch?
  public var best: Watch?
  /// The axes that plots had last.
  var plotAxes: OrderedDictionary<String, PlotAxes> = [:]
  /// The bytes of metrics.jsonl that belong to this progress.
  public var logOffset = 0
  /// The bytes of the file for TensorBoard that do; 0 where there is none.
  public var eventsOffset = 0
  /// The SHA-256 of the log's; `nil` in checkpoints from before this was kept.
  public var logDigest: String?

  public init() {}

  /// A loss is said to explode where it is so many times its scale.
  private static let explosion = 1e6
  /// What begins so near to zero says nothing of its scale: a canvas that begins as the photo whose content it keeps.
  private static let nearlyZero = 1e-3
  /// How many values of such a loss tell its scale.
  private static let mostEarly = 10

  /// Whether a loss began so near to zero, by itself or beside the others, that this is no measure of its growth.
  func beganAtNearlyZero(_ index: Int) -> Bool {
    guard firstLosses.indices.contains(index), let first = firstLosses[index] else { return false }
    return abs(first) < Self.nearlyZero || abs(first) * Self.explosion < greatestFirst
  }

  /// The greatest size that any loss began at.
  private var greatestFirst: Double { firstLosses.reduce(0) { max($0, abs($1 ?? 0)) } }

  /// What the growth of a loss is measured by: what it began at, or 1; where that is nearly zero, the greatest of what all losses began
  /// at and of its own first values, of which those that explode are none.
  private func scale(_ index: Int, first: Double) -> Double {
    guard beganAtNearlyZero(index) else { return max(1, abs(first)) }
    let others = max(1, greatestFirst)
    return max(others, min(earlyLosses[index], Self.explosion * others))
  }

  /// Makes room for as many losses, so that taking them in allocates nothing.
  mutating func prepare(losses count: Int) {
    epochLosses.prepare(count: count)
    intervalLosses.prepare(count: count)
    if firstLosses.count != count { firstLosses = Array(repeating: nil, count: count) }
    if earlyLosses.count != count {
      earlyLosses = Array(repeating: 0, count: count)
      earlyCounts = Array(repeating: 0, count: count)
    }
  }

  /// Takes in what a loss was in the step that runs.
  mutating func add(_ index: Int, name: String, _ value: Double, weight: Double) {
    epochLosses.add(index, value, weight: weight)
    intervalLosses.add(index, value, weight: weight)
    guard value.isFinite else {
      if notFinite[name] == nil { notFinite[name] = totalSteps + 1 }
      return
    }
    if earlyCounts[index] < Self.mostEarly {
      earlyLosses[index] = max(earlyLosses[index], abs(value))
      earlyCounts[index] += 1
    }
    guard let first = firstLosses[index] else {
      firstLosses[index] = value
      return
    }
    if abs(value) > Self.explosion * scale(index, first: first), exploded[name] == nil {
      exploded[name] = totalSteps + 1
    }
  }
}

/// Sums of losses, weighted by the examples of each batch.
public struct LossSums: Equatable, Sendable {
  public private(set) var sums: [Double] = []
  public private(set) var weights: [Double] = []

  public init() {}

  /// Makes room for as many losses as are ever added, so that adding allocates nothing.
  public mutating func prepare(count: Int) {
    if sums.count != count {
      sums = Array(repeating: 0, count: count)
      weights = sums
    }
  }

  public mutating func add(_ index: Int, _ value: Double, weight: Double) {
    sums[index] += value * weight
    weights[index] += weight
  }

  public mutating func clear() {
    for index in sums.indices {
      sums[index] = 0
      weights[index] = 0
    }
  }

  /// Whether nothing was added.
  var isEmpty: Bool { weights.allSatisfy { $0 == 0 } }

  /// `nil` where nothing was added.
  public func mean(_ index: Int) -> Double? {
    weights[index] == 0 ? nil : sums[index] / weights[index]
  }
}

extension TrainingProgress {
  /// The text in a checkpoint's metadata.
  var json: JSON {
    func counts(_ numbers: OrderedDictionary<String, Int>) -> JSON {
      .object(numbers.map { .init($0, .integer($1)) })
    }
    var members: [JSON.Member] = [
      .init("round", .integer(round)),
      .init("epoch", .integer(epoch)),
      .init("step_in_epoch", .integer(stepInEpoch)),
      .init("step", .integer(step)),
      .init("total_steps", .integer(totalSteps)),
      .init("applications", counts(applications)),
      .init("epoch_losses", epochLosses.json),
      .init("interval_losses", intervalLosses.json),
      .init("not_finite", counts(notFinite)),
      .init("first_losses", .array(firstLosses.map { $0.map { .number($0) } ?? .null })),
      .init(
        "early_losses",
        .array(zip(earlyLosses, earlyCounts).map { .array([.number($0), .integer($1)]) })),
      .init("exploded", counts(exploded)),
      .init("log_offset", .integer(logOffset)),
    ]
    // Also of a run without rounds that continues one of some.
    if !earlierApplications.isEmpty || earlierEpochs > 0 {
      members.append(.init("earlier_applications", counts(earlierApplications)))
      members.append(.init("earlier_epochs", .integer(earlierEpochs)))
    }
    if !plotAxes.isEmpty {
      members.append(.init("plot_axes", .object(plotAxes.map { .init($0, $1.json) })))
    }
    if let logDigest { members.append(.init("log_digest", .string(logDigest))) }
    if eventsOffset > 0 { members.append(.init("events_offset", .integer(eventsOffset))) }
    if let stop { members.append(.init("stop", stop.json)) }
    if let best { members.append(.init("best", best.json)) }
    return .object(members)
  }

  /// - Throws: `Diagnostic`, where the text is not what ``json`` writes.
  init(_ json: JSON, file: String) throws {
    func count(_ key: String, in object: JSON) throws -> Int {
      // No run counts so far; sums of such numbers do not overflow.
      guard case .integer(let value)? = object[key], (0...1 << 53).contains(value) else {
        throw Diagnostic(
          "the checkpoint '\(file)' says nothing usable of '\(key)'; it was not written by etch, "
            + "or is damaged", at: nil)
      }
      return value
    }
    // Runs from before some of them were kept do not have these.
    func counts(_ key: String) throws -> OrderedDictionary<String, Int> {
      guard case .object(let members)? = json[key] else { return [:] }
      return try members.reduce(into: [:]) { found, member in
        found[member.key] = try count(member.key, in: .object([member]))
      }
    }
    round = try count("round", in: json)
    epoch = try count("epoch", in: json)
    stepInEpoch = try count("step_in_epoch", in: json)
    step = try count("step", in: json)
    totalSteps = try count("total_steps", in: json)
    logOffset = try count("log_offset", in: json)
    if json["events_offset"] != nil { eventsOffset = try count("events_offset", in: json) }
    if case .string(let digest)? = json["log_digest"] { logDigest = digest }
    guard case .object? = json["applications"],
      let epochLosses = LossSums(json["epoch_losses"]),
      let intervalLosses = LossSums(json["interval_losses"])
    else {
      throw Diagnostic("the progress in the checkpoint '\(file)' is damaged", at: nil)
    }
    applications = try counts("applications")
    earlierApplications = try counts("earlier_applications")
    if json["earlier_epochs"] != nil { earlierEpochs = try count("earlier_epochs", in: json) }
    notFinite = try counts("not_finite")
    exploded = try counts("exploded")
    if case .array(let numbers)? = json["first_losses"] {
      firstLosses = numbers.map(\.double)
    }
    if case .array(let pairs)? = json["early_losses"] {
      for pair in pairs {
        guard case .array(let numbers) = pair, numbers.count == 2,
          let greatest = numbers[0].double, case .integer(let count) = numbers[1]
        else { continue }
        earlyLosses.append(greatest)
        earlyCounts.append(count)
      }
    }
    if case .object(let axes)? = json["plot_axes"] {
      for member in axes { plotAxes[member.key] = PlotAxes(member.value) }
    }
    stop = try json["stop"].map { try Watch($0, file: file) }
    best = try json["best"].map { try Watch($0, file: file) }
    self.epochLosses = epochLosses
    self.intervalLosses = intervalLosses
  }
}

extension PlotAxes {
  fileprivate var json: JSON {
    .array([x.lowerBound, x.upperBound, y.lowerBound, y.upperBound].map { .number($0) })
  }

  /// `nil` where these are no axes.
  fileprivate init?(_ json: JSON) {
    guard case .array(let written) = json else { return nil }
    let ends = written.compactMap(\.double)
    guard ends.count == 4, ends[0] < ends[1], ends[2] < ends[3] else { return nil }
    self.init(x: ends[0]...ends[1], y: ends[2]...ends[3])
  }
}

extension LossSums {
  var json: JSON {
    .array(zip(sums, weights).map { .array([.number($0), .number($1)]) })
  }

  init?(_ json: JSON?) {
    guard case .array(let pairs)? = json else { return nil }
    for pair in pairs {
      guard case .array(let numbers) = pair, numbers.count == 2, let sum = numbers[0].double,
        let weight = numbers[1].double
      else { return nil }
      sums.append(sum)
      weights.append(weight)
    }
  }
}
