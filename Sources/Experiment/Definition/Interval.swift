import Config
import Diagnostics

/// How often something happens: `1 epoch`, `500 steps`, `10 minutes`.
public enum Interval: Hashable, Sendable {
  case epochs(Int)
  case steps(Int)
  case minutes(Double)
  /// Where a round ends; this is not written.
  case rounds

  /// What the field `every` says; `nil` where it is not written.
  static func written(in fields: Fields) -> WrittenInterval? {
    guard fields.has("every") else { return nil }
    return WrittenInterval(
      interval: Interval(fields.period("every")), range: fields.range(of: "every"))
  }

  public init(_ period: Period) {
    switch period.unit {
    case .epoch: self = .epochs(Int(exactly: period.count) ?? .max)
    case .step: self = .steps(Int(exactly: period.count) ?? .max)
    case .minute: self = .minutes(period.count)
    }
  }
}

/// An interval, and where it stands.
public struct WrittenInterval: Sendable {
  public let interval: Interval
  public let range: SourceRange?
}

extension Interval: CustomStringConvertible {
  public var description: String {
    switch self {
    case .epochs(let count): count == 1 ? "1 epoch" : "\(count) epochs"
    case .steps(let count): count == 1 ? "1 step" : "\(count) steps"
    case .minutes(let count): count == 1 ? "1 minute" : "\(count) minutes"
    case .rounds: "1 round"
    }
  }
}
