import Config
import Diagnostics

/// Subtracts a mean and divides by a standard deviation, each a number or one per channel.
///
/// `x: [H, W, C]` → same. `y = (x − mean_c) / std_c`, computed in Double.
public struct Normalize: ElementTransform {
  public static let schema = Schema(
    "normalize", "Subtracts a mean and divides by a standard deviation.",
    discussion: "y = (x - mean) / std, per channel where lists are given",
    example: "normalize: {mean: 0.5, std: 0.5}",
    fields: [
      Field(
        "mean", .either([.number(.any), .list(.number(.any), count: 1...65536)]), .required,
        "One number, or one per channel."),
      Field(
        "std", .either([.number(.positive), .list(.number(.positive), count: 1...65536)]),
        .required, "One number, or one per channel."),
    ])

  let range: SourceRange?
  let mean: [Double]
  let deviation: [Double]

  public init(_ fields: Fields) throws {
    func numbers(_ name: String) -> [Double] {
      let value = fields.value(name)
      if case .list(let values) = value.content { return values.map { $0.number(name) } }
      return [value.number(name)]
    }
    let mean = numbers("mean")
    let deviation = numbers("std")
    let count = max(mean.count, deviation.count)
    guard mean.count == count || mean.count == 1, deviation.count == count || deviation.count == 1
    else {
      throw Diagnostic(
        "\(mean.count.counted("mean")) and \(deviation.count.counted("standard deviation"))",
        at: fields.range)
    }
    range = fields.range
    self.mean = mean.count == count ? mean : Array(repeating: mean[0], count: count)
    self.deviation =
      deviation.count == count ? deviation : Array(repeating: deviation[0], count: count)
  }

  public var channels: Int { mean.count }

  /// What belongs to numbers from 0 to 1, as torchvision's ToTensor leaves them, where the numbers are bytes.
  public func oddity(behind input: TransformInput) -> (warning: Warning, message: String)? {
    guard let natural = input.naturalRange, natural.lowerBound == 0, natural.upperBound >= 100,
      mean.allSatisfy({ abs($0) <= 1 }), deviation.allSatisfy({ $0 < 1 })
    else { return nil }
    return (
      .unscaledNormalization,
      "this mean and deviation are of numbers from 0 to 1, and these go from 0 to "
        + "\(CanonicalNumber.text(natural.upperBound)); '{scale: [0, 1]}' before it brings them there"
    )
  }

  public mutating func prepare(for input: TransformInput) throws -> TransformInput {
    if channels > 1, let shape = input.shapes.first(where: { $0.extents.last != channels }) {
      throw Diagnostic(
        "\(channels) means for examples of shape \(shape), whose last axis is the channels",
        at: range)
    }
    return TransformInput(shapes: input.shapes, naturalRange: nil)
  }

  public func apply(to values: UnsafeMutableBufferPointer<Float>, draw: TransformDraw?) {
    var channel = 0
    for i in values.indices {
      values[i] = Float((Double(values[i]) - mean[channel]) / deviation[channel])
      channel += 1
      if channel == mean.count { channel = 0 }
    }
  }
}
