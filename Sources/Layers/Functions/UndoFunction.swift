import Config
import Graph

/// Prepared pictures as red, green and blue in 0…255: what `preprocess` made of them taken back.
///
/// `x: [N, H, W, 3]` → same: `(x · deviation + mean) / scale`.
public struct UndoFunction: Function {
  public static let schema = Schema(
    "undo", "Undoes preprocessing: pictures as red, green and blue in 0 to 255.",
    example: "undo(concat([picture, picture, picture]), torch)",
    fields: PreprocessingArguments.fields("What preprocess made."))

  public static func call(_ arguments: Arguments) throws -> Term {
    let (x, mode) = try PreprocessingArguments.read(arguments)
    let (factors, offsets) = try PreprocessingArguments.constants(mode, arguments.builder)
    let ordered = mode.reversesChannels ? try x.reversed(axes: [x.shape.rank - 1]) : x
    return .value(try (ordered + offsets) / factors)
  }
}
