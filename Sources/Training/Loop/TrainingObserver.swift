import Diagnostics

/// Who is told how training goes, while it goes. Called on the training thread, so it must be quick.
public protocol TrainingObserver: AnyObject {
  /// A run is about to compile and train; lines say what.
  func runBegins(_ header: [String])
  /// How long training will take can be said; only who asks has it estimated.
  func expects(_ estimate: () -> String?)
  /// So many kernels of a training step are compiled. Called some twenty times a second.
  ///
  /// - Parameter seconds: since that began; 0 where it is about to.
  func compiles(_ done: Int, of kernels: Int, seconds: Double)
  /// Training begins or goes on.
  func trainingBegins(_ status: TrainingStatus, resumed: Bool)
  /// A step has ended.
  func stepEnded(_ status: TrainingStatus, losses: LossReport)
  /// An epoch has ended: its mean losses and the metrics, as in metrics.jsonl.
  func epochEnded(_ status: TrainingStatus, figures: [(name: String, value: Double)])
  /// An experiment without training was evaluated: its metrics, as in metrics.jsonl, and half of the width of the 95 % confidence
  /// interval of those that have one.
  func evaluated(_ figures: [(name: String, value: Double)], halfWidths: [String: Double])
  /// A file was written.
  func wrote(_ path: String)
  /// Something worth knowing that is no error.
  func remark(_ text: String)
  /// Something is odd that the experiment does not allow.
  func warn(_ warning: Diagnostic)
}

extension TrainingObserver {
  public func runBegins(_ header: [String]) {}
  public func expects(_ estimate: () -> String?) {}
  public func compiles(_ done: Int, of kernels: Int, seconds: Double) {}

  /// A remark like others.
  public func warn(_ warning: Diagnostic) { remark(warning.line) }

  /// Warns, unless the experiment allows it.
  public func warn(_ warning: Diagnostic, unless allowed: AllowedWarnings) {
    if !allowed.contains(warning) { warn(warning) }
  }
}

/// Where training stands.
public struct TrainingStatus: Sendable {
  public var epoch: Int
  /// `nil` for schedules that go by steps.
  public var epochs: Int?
  public var stepInEpoch: Int
  public var stepsInEpoch: Int
  /// Steps of the whole run, and how many of them are done.
  public var step: Int
  public var steps: Int
  /// The figures of the epoch that has ended that are better than in all before.
  public var better: [String] = []
  /// Half of the width of the 95 % confidence interval of those of its figures that have one.
  public var halfWidths: [String: Double] = [:]
}

/// The mean of each loss since the epoch began, read only when it is shown.
public struct LossReport {
  let names: [String]
  let sums: LossSums

  public var means: [(name: String, value: Double)] {
    names.indices.compactMap { index in sums.mean(index).map { (names[index], $0) } }
  }
}
