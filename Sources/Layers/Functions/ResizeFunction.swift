import Config
import Diagnostics
import Graph

/// Pictures at another size.
///
/// `x: [N, H, W, C]` → `[N, height, width, C]`, of `size` or the size of `like`, times `scale`, rounded down. As
/// `tf.image.resize`.
public struct ResizeFunction: Function {
  public static let schema = Schema(
    "resize", "Pictures at another size.",
    discussion: "`resize(x, [224, 224])`, `resize(x, like=photo, scale=1.3)`.",
    example: "resize(picture, [14, 14])",
    fields: [
      Field("x", .expression, .required, "Pictures."),
      Field(
        "size", .shape(rank: 2...2, any: false), .optional,
        "`[height, width]`; those of x by default."),
      Field("like", .expression, .optional, "Pictures whose size is taken."),
      Field(
        "scale", .expression, .standard("1"),
        "A factor of both sides: a number, or in `start` of the round's values."),
    ] + Interpolation.fields(standard: .bilinear))

  public static func call(_ arguments: Arguments) throws -> Term {
    let x = try arguments.tensor("x")
    try x.requirePictures("resize")
    guard !arguments.has("size") || !arguments.has("like") else {
      throw Diagnostic(
        "resize takes a size or a value like which it is, not both", at: arguments.range)
    }
    guard case .number(let scale) = arguments.term("scale") else {
      throw unknown("scale", arguments)
    }
    var extents = [x.shape[1], x.shape[2]]
    if arguments.has("like") {
      let like = try arguments.tensor("like")
      try like.requirePictures("resize")
      extents = [like.shape[1], like.shape[2]]
    } else if arguments.has("size") {
      if case .list(let sides) = arguments.term("size"), sides.contains(where: isOfTheStep) {
        throw unknown("size", arguments)
      }
      extents = try arguments.extents("size")
    }
    // What should be whole is: 10 times 1.3 is 13, also where the product is a little less.
    let sides = extents.map { side in (Double(side) * scale * (1 + 1e-12)).rounded(.down) }
    guard sides.allSatisfy({ (1...16384).contains($0) }) else {
      throw Diagnostic(
        "resize makes pictures of 1 to 16384 pixels a side, not \(sides[0]) × \(sides[1])",
        at: arguments.range)
    }
    let interpolation = Interpolation(arguments.word("method"), arguments.word("centers"))
    return .value(
      try x.resized(height: Int(sides[0]), width: Int(sides[1]), interpolation))
  }

  /// Whether only the step knows it, as a value of the rounds.
  private static func isOfTheStep(_ term: Term) -> Bool {
    if case .value = term { true } else { false }
  }

  private static func unknown(_ argument: String, _ arguments: Arguments) -> Diagnostic {
    Diagnostic(
      "the size of what is made must be known before a round begins, and this '\(argument)' is not; let 'start' resize a variable "
        + "by it, and take that variable's size: resize(x, like=canvas)",
      at: arguments.range(of: argument))
  }
}
