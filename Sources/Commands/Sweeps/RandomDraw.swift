import Config
import Diagnostics
import Foundation
import Tensors

/// How one value of `random` is drawn: by Philox keyed by (seed, key), at the trial's place. So one more key, or a higher
/// count, changes no earlier draw.
struct RandomDraw: Sendable {
  private enum Form {
    case integers(Int, Int)
    case uniform(Double, Double)
    /// The logarithm is uniform.
    case log(Double, Double)
    case choice([ConfigNode])
  }

  static let advice =
    "a draw is {integers: [2, 64]}, {uniform: [0, 1]}, {log: [1e-5, 1e-2]} or {choice: [relu, tanh]}"

  private let key: String
  private let form: Form
  private let range: SourceRange?
  private let origin: ValueOrigin

  /// Reads a draw; what is wrong with it goes to `problems`.
  init?(_ node: ConfigNode, key: String, problems: inout DiagnosticList) {
    self.key = key
    range = node.range
    origin = node.origin
    let kind = FieldValue(
      checking: node, type: .kind(of: SweepSchema.draws), label: "'\(key.excerpt)'", scope: Scope(),
      diagnostics: &problems)
    guard let fields = kind?.fields() else { return nil }
    if fields.schema.name == "choice" {
      form = .choice(fields.list("of").map { $0.node() })
      return
    }
    let ends = fields.list("between").map { $0.number() }
    let place = fields.range(of: "between")
    func fail(_ message: String) { problems.add(Diagnostic(message, at: place)) }
    guard ends[0] <= ends[1] else {
      fail(
        "the lower end comes first: [\(CanonicalNumber.text(ends[1])), \(CanonicalNumber.text(ends[0]))]"
      )
      return nil
    }
    switch fields.schema.name {
    case "integers":
      guard ends.allSatisfy({ $0 == $0.rounded() && abs($0) <= 0x1p53 }),
        ends[1] - ends[0] < Double(UInt32.max)
      else {
        fail("'integers' expects two whole numbers that are less than 2^32 apart")
        return nil
      }
      form = .integers(Int(ends[0]), Int(ends[1]))
    case "log":
      guard ends[0] > 0 else {
        fail("'log' expects numbers above 0")
        return nil
      }
      form = .log(ends[0], ends[1])
    default: form = .uniform(ends[0], ends[1])
    }
  }

  /// - Parameter trial: from 0.
  func value(seed: Int, trial: Int) -> ConfigNode {
    let stream = RandomStream(seed: UInt64(seed), path: ["sweep", key])
    let place = UInt64(trial)
    switch form {
    case .integers(let low, let high):
      let offset = stream.integer(below: UInt32(high - low + 1), element: place, step: 0)
      return number(Double(low + Int(offset)))
    case .uniform(let low, let high):
      let part = stream.uniform(element: place, step: 0)
      return number(Self.short(low * (1 - part) + high * part, low, high))
    case .log(let low, let high):
      let part = stream.uniform(element: place, step: 0)
      return number(
        Self.short(exp(Foundation.log(low) * (1 - part) + Foundation.log(high) * part), low, high))
    case .choice(let values):
      return values[Int(stream.integer(below: UInt32(values.count), element: place, step: 0))]
    }
  }

  private func number(_ value: Double) -> ConfigNode {
    ConfigNode(.number(value, text: CanonicalNumber.text(value)), range: range, origin: origin)
  }

  /// Six digits, so that it can be read, and so that no machine's last bit of `exp` makes another experiment.
  private static func short(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(high, max(low, Double(String(format: "%.6g", value)) ?? value))
  }
}
