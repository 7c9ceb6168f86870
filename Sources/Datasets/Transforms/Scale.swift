import Config
import Diagnostics

/// Maps the range that elements lie in to another, linearly.
///
/// `y = (x − low) / (high − low) · (b − a) + a`, computed in Double, where [low, high] is the source's natural range
/// (0...255 for bytes), or `from`, or with `fit: train` what the training examples span: all of their elements, or with
/// `per: channel` those of each channel.
public struct Scale: ElementTransform {
  public static let schema = Schema(
    "scale", "Rescales the data from one range to another.",
    discussion: "y = (x - low) / (high - low) * (b - a) + a", mainField: "range",
    example: "scale: [-1, 1]",
    fields: [
      Field("range", .list(.number(.any), count: 2...2), .standard("[0, 1]"), "The range after."),
      Field(
        "from", .list(.number(.any), count: 2...2), .optional,
        "The range before; by default the one that the file's format has."),
      Field(
        "fit", .choice(["train"]), .optional,
        "Takes the range before from the least and greatest element of the training part, whatever 'train_where' chooses of it."
      ),
      Field(
        "per", .choice(["channel"]), .optional,
        "With 'fit', takes a range for each channel, which is the last axis: each column of a table."
      ),
    ])

  let range: SourceRange?
  let target: (low: Double, high: Double)
  let fitted: Bool
  let isPerChannel: Bool
  /// The range before: one, or one for each channel; none before it is known.
  private var sources: [(low: Double, high: Double)] = []
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
    isPerChannel = fields.has("per")
    isOfNaturalRange = !fitted && !fields.has("from")
    guard fitted || !isPerChannel else {
      throw Diagnostic(
        "'per: channel' finds a range for each channel, and stands beside 'fit: train'",
        at: fields.range(of: "per"))
    }
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
      sources = [from]
    }
  }

  public var needsFit: Bool { fitted }
  public var channels: Int { max(1, sources.count) }

  public mutating func prepare(for input: TransformInput) throws -> TransformInput {
    if sources.isEmpty, !fitted {
      guard let natural = input.naturalRange, natural.lowerBound < natural.upperBound else {
        throw Diagnostic(
          "these data have no range of their own to scale from", at: range,
          notes: [
            .init(
              "write 'fit: train' to take it from the training examples, or 'from: [low, high]'")
          ])
      }
      sources = [(natural.lowerBound, natural.upperBound)]
    }
    return TransformInput(
      shapes: input.shapes,
      naturalRange: min(target.low, target.high)...max(target.low, target.high))
  }

  public mutating func fit(
    _ channels: [ClosedRange<Double>?], ofAll whole: ClosedRange<Double>
  ) throws {
    guard whole.lowerBound.isFinite, whole.upperBound.isFinite else {
      throw Diagnostic(
        "the training examples hold numbers that are not finite (nan or inf): no range to scale from",
        at: range)
    }
    guard isPerChannel else {
      guard whole.lowerBound < whole.upperBound else {
        throw Diagnostic(
          "all elements of the training examples are \(CanonicalNumber.text(whole.lowerBound)): no range to scale from",
          at: range)
      }
      sources = [(whole.lowerBound, whole.upperBound)]
      return
    }
    sources = try channels.enumerated().map { channel, found -> (low: Double, high: Double) in
      guard let found, found.lowerBound < found.upperBound else {
        let value = found.map { CanonicalNumber.text($0.lowerBound) } ?? "no number"
        throw Diagnostic(
          "channel \(channel) of the training examples, counted from 0, is \(value) everywhere: no range to scale from",
          at: range, notes: [.init("leave it out; 'columns' of a table says which are read")])
      }
      return (found.lowerBound, found.upperBound)
    }
  }

  public func apply(to values: UnsafeMutableBufferPointer<Float>, draw: TransformDraw?) {
    precondition(!sources.isEmpty, "a fitted scale is fitted before it is applied")
    let targetExtent = target.high - target.low
    var channel = 0
    for i in values.indices {
      let source = sources[channel]
      values[i] = Float(
        (Double(values[i]) - source.low) / (source.high - source.low) * targetExtent + target.low)
      channel += 1
      if channel == sources.count { channel = 0 }
    }
  }
}
