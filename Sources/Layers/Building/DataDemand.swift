import Config
import Diagnostics
import Graph

/// What a function asks of the numbers of an argument. Where it is a field of the data, that is known only once the
/// data is read.
public struct DataDemand: Hashable, Sendable {
  public enum Rule: Hashable, Sendable {
    /// Whole numbers from 0 to `count − 1`, or `ignored`.
    case classes(count: Int, ignored: Double?)
    /// Numbers from 0 to 1; beyond them a loss has no least value.
    case fractions
    /// −1 or 1; for anything between a loss has no meaning.
    case signs
    /// What a prediction that comes out of a function of this name can reach.
    case reach(low: Double, high: Double, of: String)

    /// Whether it is an error not to meet it: other numbers have no meaning at all.
    public var isOfClasses: Bool {
      if case .classes = self { true } else { false }
    }

    /// Whether a number is as asked.
    public func isMet(by number: Double) -> Bool {
      switch self {
      case .classes(let count, let ignored):
        number == ignored
          || (number >= 0 && number < Double(count) && number == number.rounded())
      case .fractions: number >= 0 && number <= 1
      case .signs: abs(number) == 1
      case .reach(let low, let high, _): number >= low && number <= high
      }
    }
  }

  /// The field of the batch.
  public let source: Input.Source
  /// Whether the function reads a part of the field, as `review[:-1]`: it then asks only of a field whose numbers are all of one kind, as
  /// the words of a text.
  public let isOfPart: Bool
  public let rule: Rule
  /// The function that asks.
  public let function: String
  /// The argument's place.
  public let range: SourceRange?

  /// The end of a range that is not as asked, where both ends are reached; of classes and signs no range says enough.
  public func end(beyond range: ValueRange) -> Double? {
    guard range.isTight, range.isFinite else { return nil }
    let slack = 1e-6 * range.width
    switch rule {
    case .classes, .signs: return nil
    case .fractions, .reach:
      let (low, high) = (rule.isMet(by: range.low + slack), rule.isMet(by: range.high - slack))
      return low && high ? nil : low ? range.high : range.low
    }
  }

  /// A number of the data has as many digits as a float32 of it needs: 0.956, not 0.9559999704360962.
  private static func digits(of number: Double) -> String {
    let single = Float(number)
    let shortest = Double(single) == number ? Double("\(single)") : nil
    return CanonicalNumber.text(shortest ?? number)
  }

  /// What is wrong with a number that is not as asked: an error for classes, a warning for anything that has a
  /// value nevertheless.
  ///
  /// - Parameter owner: whose number it is: `of 'digit.label' `.
  public func mistake(_ number: Double, _ owner: String = "", notes: [Diagnostic.Note] = [])
    -> Diagnostic
  {
    let digits = Self.digits(of: number)
    let target = "the target \(digits) \(owner)"
    return switch rule {
    case .classes(let count, _):
      Diagnostic(
        "the class \(digits) \(owner)is \(number == number.rounded() ? "out of bounds" : "no whole number"): "
          + "\(function) has \(count) classes here, 0 to \(count - 1)", at: range, notes: notes)
    case .fractions:
      Diagnostic(
        .targetOutOfReach,
        "\(target)does not lie in 0 to 1, so \(function) has no least value and can fall without end",
        at: range, notes: notes)
    case .reach(let low, let high, let origin):
      Diagnostic(
        .targetOutOfReach,
        "\(target)is out of reach: the prediction comes out of a \(origin), from "
          + "\(CanonicalNumber.text(low)) to \(CanonicalNumber.text(high))", at: range, notes: notes
      )
    case .signs:
      Diagnostic(
        .targetOutOfReach, "\(target)is not -1 or 1, which are the targets of \(function)",
        at: range,
        notes: notes)
    }
  }
}

extension Graph {
  /// The field of the data that a value is as it stands, whatever its type and shape became.
  ///
  /// - Parameter orPart: whether the value may also be a part of the field.
  public func field(behind value: Value, orPart: Bool = false) -> Input.Source? {
    let node = nodes[value.node]
    switch node.operation {
    case let input as Input:
      guard case .batch = input.source else { return nil }
      return input.source
    case is Convert, is Reshape, is Permute, is Broadcast, is StopGradient:
      return field(behind: node.inputs[0], orPart: orPart)
    case is Slice: return orPart ? field(behind: node.inputs[0], orPart: true) : nil
    default: return nil
    }
  }
}
