import Config
import Diagnostics

/// How often something happens: `1 epoch`, `500 steps`, `10 minutes`.
///
/// Its fields are of the type `node(definition: "interval")`.
public enum Interval: Hashable, Sendable {
  case epochs(Int)
  case steps(Int)
  case minutes(Double)
  /// Where a round ends; this is not written.
  case rounds

  /// What the field `every` says; `nil` where it is not written.
  static func written(in fields: Fields) throws -> WrittenInterval? {
    guard fields.has("every") else { return nil }
    return WrittenInterval(
      interval: try Interval(fields.value("every")), range: fields.range(of: "every"))
  }

  /// - Throws: `Diagnostic`, where the text is no count and unit.
  public init(_ value: FieldValue) throws {
    let advice = "write a count and a unit, such as '1 epoch', '500 steps' or '10 minutes'"
    let node = value.node()
    guard let text = node.text else {
      throw node.error("\(node.summary) is no interval; \(advice)")
    }
    let words = text.split(separator: " ")
    guard words.count == 2, let count = Double(words[0]), count > 0, count.isFinite else {
      throw Diagnostic("'\(text.excerpt)' is no interval; \(advice)", at: value.range)
    }
    switch words[1] {
    case "epoch", "epochs", "step", "steps":
      guard let whole = Int(exactly: count) else {
        throw Diagnostic(
          "'\(text.excerpt)' is no interval; the count must be a whole number", at: value.range)
      }
      self = words[1].hasPrefix("epoch") ? .epochs(whole) : .steps(whole)
    case "minute", "minutes": self = .minutes(count)
    default:
      throw Diagnostic(
        "'\(String(words[1]).excerpt)' is no unit of an interval; \(advice)", at: value.range)
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
