import Config
import Diagnostics

/// Maps the range that elements lie in to another, linearly.
///
/// `y = (x − low) / (high − low) · (b − a) + a`, computed in Double, where [low, high] is the source's natural range
/// (0...255 for bytes), or `from`, or with `fit: train` what the training examples span.
public struct Scale: ElementTransform {
  public static let schema = Schema(
    "scale", "Maps the range of the data to another.",
    discussion: "y = (x - low) / (high - low) * (b - a) + a", mainField: "range",
    example: "scale: [-1, 1]",
    fields: [
      Field("range", .list(.number(.any), count: 2...2), .standard("[0, 1]"), "The range after."),
      Field(
        "from", .list(.number(.any), count: 2...2), .optional,
        "The range before; by default the one that the file's format has."),
      Field(
        "fit", .choice(["train"]), .optional,
        "Takes the range before from the least and greatest element of the training examples."),
    ])

  let range: SourceRange?
  let target: (low: Double, high: Double)
  let fitted: Bool
  var source: (low: Double, high: Double)?
  /// Whether the range before is the one that the data have of themselves.
  let isOfNaturalRange: Bool

  public init(_ fields: Fields) throws {
    func pair(_ name: String) -> (low: Double, high: Double) {
      let values = fields.list(name).map { $0.number(name) }
      return (values[0], values[1])
    }
    range = fields.range
    target = pair("range")
    guard target.low != target.high else {
      throw Diagnostic(
        "this makes every number \(CanonicalNumber.text(target.low)); a range has two different ends",
        at: fields.range(of: "range"))
    }
    fitted = fields.has("fit")
    isOfNaturalRange = !fitted && !fields.has("from")
    if fields.has("from") {
      let from = pair("from")
      guard !fitted else {
        throw Diagnostic(
          "'from' says the range before, 'fit' finds it; write one of them",
          at: fields.range(of: "from"))
      }
      guard from.low != from.high else {
        throw Diagnostic("a range has two different ends", at: fields.range(of: "from"))
      }
      source = from
    }
  }

  public var needsFit: Bool { fitted }

  public mutating func prepare(for input: TransformInput) throws -> TransformInput {
    if source == nil, !fitted {
      guard let natural = input.naturalRange, natural.lowerBound < natural.upperBound else {
        throw Diagnostic(
          "these data have no range of their own to scale from", at: range,
          notes: [
            .init(
              "write 'fit: train' to take it from the training examples, or 'from: [low, high]'")
          ])
      }
      source = (natural.lowerBound, natural.upperBound)
    }
    return TransformInput(
      shapes: input.shapes,
      naturalRange: min(target.low, target.high)...max(target.low, target.high))
  }

  public mutating func fit(_ fitted: ClosedRange<Double>) throws {
    guard fitted.lowerBound < fitted.upperBound else {
      throw Diagnostic(
        "all elements of the training examples are \(fitted.lowerBound): no range to scale from",
        at: range)
    }
    source = (fitted.lowerBound, fitted.upperBound)
  }

  public func apply(to values: UnsafeMutableBufferPointer<Float>, draw: TransformDraw?) {
    guard let source else { preconditionFailure("a fitted scale is fitted before it is applied") }
    let extent = source.high - source.low
    let targetExtent = target.high - target.low
    for i in values.indices {
      values[i] = Float((Double(values[i]) - source.low) / extent * targetExtent + target.low)
    }
  }
}
