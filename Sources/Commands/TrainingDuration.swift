import Diagnostics
import Foundation

/// How long an epoch and all steps of a schedule take.
public struct TrainingDuration: Equatable {
  /// The seconds of a step.
  let step: Double
  /// The steps of an epoch; `nil` where there are none, or it is not known how many examples there are.
  let epoch: Int?
  /// The steps of the whole schedule; `nil` where that is not known.
  let whole: Int?

  /// "an epoch of 64 steps takes about 2 s, all 640 steps 21 s"
  public var text: String {
    if let epoch {
      let rest = whole.map { ", all \($0.counted("step")) \(taking($0))" } ?? ""
      return "an epoch of \(epoch.counted("step")) takes about \(taking(epoch))" + rest
    }
    guard let whole else { return "a step takes about \(taking(1))" }
    return "all \(whole.counted("step")) take about \(taking(whole))"
  }

  /// "estimated: 21 s of computing for 640 steps, 2.1 s an epoch, beside data, metrics and pictures"
  ///
  /// - Parameter steps: how many are to be done.
  func estimate(of steps: Int) -> String {
    let isShort = Double(steps) * step < 1
    let each = epoch.flatMap { $0 < steps && !isShort ? ", \(taking($0)) an epoch" : nil } ?? ""
    let all = isShort ? "less than a second" : taking(steps)
    return "estimated: \(all) of computing for \(steps.counted("step"))\(each), "
      + "beside data, metrics and pictures"
  }

  private func taking(_ steps: Int) -> String { Self.time(Double(steps) * step) }

  /// What is not known is left out.
  var json: JSON {
    func member(_ name: String, _ steps: Int?) -> [JSON.Member] {
      steps.map { [.init(name, .number(Double($0) * step))] } ?? []
    }
    return .object(
      member("step_seconds", 1) + member("epoch_seconds", epoch) + member("whole_seconds", whole))
  }

  /// "300 ms", "21 s", "5 min", "2.3 h", "4 days".
  static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<1: String(format: "%.0f ms", seconds * 1000)
    case ..<10: String(format: "%.1f s", seconds)
    case ..<100: String(format: "%.0f s", seconds)
    case ..<6000: String(format: "%.0f min", seconds / 60)
    case ..<172_800: String(format: "%.1f h", seconds / 3600)
    default: String(format: "%.0f days", seconds / 86_400)
    }
  }
}
