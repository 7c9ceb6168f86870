/// A stretch of training or of time: `100 steps`, `5 epochs`, `10 minutes`.
public struct Period: Hashable, Sendable, CustomStringConvertible {
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    case epoch, step, minute

    /// The unit that a word names, in the singular or the plural.
    init?(word: String) {
      self.init(rawValue: word.hasSuffix("s") ? String(word.dropLast()) : word)
    }
  }

  /// More than any run takes, and few enough that a step's number times a batch's size is a whole number.
  static let most = 1e12

  public let count: Double
  public let unit: Unit

  public init(_ count: Double, _ unit: Unit) {
    self.count = count
    self.unit = unit
  }

  public var description: String {
    "\(CanonicalNumber.text(count)) \(unit.rawValue)\(count == 1 ? "" : "s")"
  }

  /// Which periods a field takes.
  public enum Form: Hashable, Sendable {
    /// How often something happens: whole epochs or steps, or minutes.
    case interval
    /// How long a schedule does something: epochs or steps.
    case stretch
    /// The same, or nothing: `0 steps`.
    case stretchFromZero

    var units: [Unit] { self == .interval ? Unit.allCases : [.epoch, .step] }
    var range: NumberRange { self == .stretchFromZero ? .nonNegative : .positive }
    var phrase: String {
      "a count and a unit, such as '1 epoch'"
        + (self == .interval ? ", '500 steps' or '10 minutes'" : " or '500 steps'")
    }
  }
}
