import Config
import Diagnostics

/// 1 where an element is at least the threshold, else 0.
public struct Binarize: ElementTransform {
  public static let schema = Schema(
    "binarize", "1 where an element is at least the threshold, else 0.", mainField: "threshold",
    example: "binarize: 0.5",
    fields: [
      Field("threshold", .number(.any), .standard("0.5"), "The least element that becomes 1.")
    ])

  let threshold: Double

  public init(_ fields: Fields) throws { threshold = fields.number("threshold") }

  /// A threshold beyond all numbers, or a fraction where they are bytes.
  public func oddity(behind input: TransformInput) -> (warning: Warning, message: String)? {
    guard let range = input.naturalRange else { return nil }
    let isFraction = threshold > 0 && threshold < 1 && range.lowerBound == 0
    let isBeyond = threshold <= range.lowerBound || threshold > range.upperBound
    guard isBeyond || isFraction && range.upperBound >= 100 else { return nil }
    let (low, high) = (
      CanonicalNumber.text(range.lowerBound), CanonicalNumber.text(range.upperBound)
    )
    return (
      .thresholdOutside,
      "the threshold \(CanonicalNumber.text(threshold)) divides nothing: the numbers go from \(low) to \(high) here"
    )
  }

  public mutating func prepare(for input: TransformInput) throws -> TransformInput {
    TransformInput(shapes: input.shapes, naturalRange: 0...1)
  }

  public func apply(to values: UnsafeMutableBufferPointer<Float>, draw: TransformDraw?) {
    for i in values.indices { values[i] = Double(values[i]) >= threshold ? 1 : 0 }
  }
}
