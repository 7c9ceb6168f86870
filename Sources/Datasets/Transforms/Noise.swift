import Config
import Diagnostics

/// Adds normal noise in training.
///
/// `y = clip(x + std · n, low, high)`, `n` drawn anew for every element at every pass over the data; fields of one example share it.
public struct Noise: ElementTransform {
  public static let schema = Schema(
    "noise", "Adds normal noise in training.", discussion: "y = clip(x + std * normal, low, high)",
    mainField: "std",
    example: "noise: 0.1",
    fields: [
      Field("std", .number(.nonNegative), .required, "The noise's standard deviation."),
      Field(
        "clip", .list(.number(.any), count: 2...2), .optional,
        "The bounds that the result is clipped to."),
    ])

  let deviation: Double
  let limits: ClosedRange<Double>?

  public init(_ fields: Fields) throws {
    deviation = fields.number("std")
    guard fields.has("clip") else {
      limits = nil
      return
    }
    let values = fields.list("clip").map { $0.number("clip") }
    guard values[0] <= values[1] else {
      throw Diagnostic("'clip' is [low, high]", at: fields.range(of: "clip"))
    }
    limits = values[0]...values[1]
  }

  public var isRandom: Bool { true }
  public var keepsRange: Bool { false }

  public mutating func prepare(for input: TransformInput) throws -> TransformInput {
    TransformInput(shapes: input.shapes, naturalRange: limits)
  }

  public func apply(to values: UnsafeMutableBufferPointer<Float>, draw: TransformDraw?) {
    guard let draw else { preconditionFailure("noise is drawn") }
    for i in values.indices {
      var value = Double(values[i]) + deviation * draw.normal(i)
      if let limits { value = min(max(value, limits.lowerBound), limits.upperBound) }
      values[i] = Float(value)
    }
  }
}
