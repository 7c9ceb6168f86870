import Config
import Diagnostics

/// Resizes pictures.
///
/// `x: [H, W, C]` → `[h, w, C]`. `resize: 286` is 286×286; `shorter` and `longest` keep the aspect, and the other side is rounded.
public struct Resize: PictureTransform {
  public static let schema = Schema(
    "resize", "Resizes pictures.",
    discussion:
      "`resize: 286` is 286×286, `{shorter: 286}` and `{longest: 512}` keep the aspect. As tf.image.resize.",
    mainField: "size",
    example: "resize: 32",
    fields: [
      PictureFields.size(.optional, "The size: a side, or [height, width]."),
      Field(
        "shorter", .integer(PictureFields.extents), .optional,
        "What the shorter side becomes; the aspect is kept."),
      Field(
        "longest", .integer(PictureFields.extents), .optional,
        "What the longer side becomes; the aspect is kept."),
      PictureFields.method(.bilinear),
    ])

  /// What a size becomes.
  enum Goal: Sendable {
    case exactly(height: Int, width: Int)
    /// The other side follows.
    case height(Int)
    case shorter(Int)
    case longest(Int)
  }

  let goal: Goal
  let method: ResizeMethod

  public init(_ fields: Fields) throws {
    let written = ["size", "shorter", "longest"].filter { fields.has($0) }
    guard written.count == 1 else {
      throw Diagnostic(
        written.isEmpty
          ? "'resize' needs a size: 'resize: 256', or 'shorter' or 'longest'"
          : "'\(written[0])' and '\(written[1])' both say the size; write one of them",
        at: fields.range)
    }
    switch written[0] {
    case "shorter": goal = .shorter(fields.integer("shorter"))
    case "longest": goal = .longest(fields.integer("longest"))
    default:
      let size = PictureFields.size(fields)
      goal = .exactly(height: size.height, width: size.width)
    }
    method = PictureFields.method(fields)
  }

  init(_ goal: Goal, method: ResizeMethod) {
    self.goal = goal
    self.method = method
  }

  public var keepsRange: Bool { method != .bicubic }

  public func size(after size: PictureSize) throws -> PictureSize {
    func scaled(_ side: Int, _ target: Int, of other: Int) throws -> Int {
      let scaled = (Double(side) * Double(target) / Double(other)).rounded(
        .toNearestOrAwayFromZero)
      guard scaled <= Double(PictureFields.extents.upperBound) else {
        throw Diagnostic(
          "a picture \(size.height) high and \(size.width) wide becomes \(Int(scaled)) pixels long",
          at: nil)
      }
      return max(1, Int(scaled))
    }
    switch goal {
    case .exactly(let height, let width): return size.with(height: height, width: width)
    case .height(let height):
      return size.with(
        height: height, width: try scaled(size.width, height, of: size.height))
    case .shorter(let side), .longest(let side):
      var isHeight = size.height <= size.width
      if case .longest = goal { isHeight = size.height >= size.width }
      return isHeight
        ? size.with(height: side, width: try scaled(size.width, side, of: size.height))
        : size.with(height: try scaled(size.height, side, of: size.width), width: side)
    }
  }

  public func apply(_ picture: PictureView, to target: PictureTarget, draw: TransformDraw?) {
    Resampling(height: target.size.height, width: target.size.width, method: method)
      .apply(picture, to: target)
  }
}
