import Artifacts
import Diagnostics

/// `timings.jsonl`: how long training took, a line beside each line of `metrics.jsonl`. The only file of figures that
/// depends on the clock; nothing is compared with it.
///
/// `{"epoch":2,"step":128,"kind":"epoch","time":"2026-05-17T09:30:00Z","seconds":4.21,"steps_per_second":30.1}`, where
/// `seconds` are those of the whole run, without the time in which it stood still.
final class RunTimings {
  private let log: MetricsLog
  private var last: (step: Int, seconds: Double)
  private var mark = ContinuousClock.now

  /// - Parameter steps: how far training is; what was written of later steps is forgotten.
  /// - Throws: a file that cannot be written, or is there and cannot be read.
  init(_ path: String, upTo steps: Int) throws {
    var old: [JSON] = []
    do {
      old = try MetricsLog.read(path)
    } catch let problem as Diagnostic where problem.fault == .input {
      // A file that is damaged is begun anew: nothing depends on it.
    }
    let kept = old.filter { record in
      if case .integer(let step)? = record["step"] { step <= steps } else { false }
    }
    last = (steps, kept.last?["seconds"]?.double ?? 0)
    try TextFile.write(kept.map { $0.description + "\n" }.joined(), to: path)
    log = try MetricsLog(path)
  }

  /// - Parameter place: the members of the line beside it that say where it stands.
  func add(_ place: [JSON.Member], step: Int) throws {
    let now = ContinuousClock.now
    let passed = (now - mark) / .seconds(1)
    let steps = step - last.step
    last = (step, last.seconds + passed)
    mark = now
    var record = place
    record.append(.init("time", .string(RunRecord.now)))
    record.append(.init("seconds", .number(Self.rounded(last.seconds))))
    if steps > 0, passed > 0 {
      record.append(.init("steps_per_second", .number(Self.rounded(Double(steps) / passed))))
    }
    try log.append(record)
  }

  /// To a thousandth.
  private static func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
