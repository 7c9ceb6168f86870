import Config
import Graph
import Tensors

/// Pictures as networks trained on ImageNet expect them.
///
/// `x: [N, H, W, 3]`, red, green and blue in 0…255 → same: `(x · scale − mean) / deviation` by channel, for `caffe` in the
/// order blue, green, red. Source: keras.applications.imagenet_utils.preprocess_input.
public struct PreprocessFunction: Function {
  public static let schema = Schema(
    "preprocess", "Pictures in 0 to 255 as networks trained on ImageNet expect them.",
    example: "preprocess(255 * concat([picture, picture, picture]), caffe)",
    fields: PreprocessingArguments.fields("Red, green and blue in 0 to 255."))

  public static func call(_ arguments: Arguments) throws -> Term {
    let (x, mode) = try PreprocessingArguments.read(arguments)
    let (factors, offsets) = try PreprocessingArguments.constants(mode, arguments.builder)
    let y = try x * factors - offsets
    return .value(mode.reversesChannels ? try y.reversed(axes: [x.shape.rank - 1]) : y)
  }
}

/// What `preprocess` and `undo` share.
enum PreprocessingArguments {
  static func fields(_ summary: String) -> [Field] {
    [
      Field("x", .expression, .required, summary),
      Field(
        "mode", .choice(Preprocessing.allCases.map(\.rawValue)), .required,
        "caffe: blue, green, red around 0; torch: normalized 0...1; inception: -1...1."),
    ]
  }

  /// - Throws: something else than three channels.
  static func read(_ arguments: Arguments) throws -> (x: Tensor, mode: Preprocessing) {
    let x = try arguments.tensor("x")
    guard x.exampleShape.extents.last == 3 else {
      throw ShapeMismatch(
        "\(arguments.function.name) takes pictures of 3 channels, not \(x.exampleShape)",
        of: [x.exampleShape])
    }
    return (x, Preprocessing(rawValue: arguments.word("mode")) ?? .caffe)
  }

  /// `x · factors − offsets` prepares red, green and blue.
  static func constants(
    _ mode: Preprocessing, _ builder: GraphBuilder
  ) throws -> (factors: Tensor, offsets: Tensor) {
    let (means, deviations) = (mode.means, mode.deviations)
    let factors = deviations.map { Float(mode.scale / $0) }
    let offsets = zip(means, deviations).map { Float($0 / $1) }
    return (
      try builder.constant(HostArray(shape: [3], floats: factors)),
      try builder.constant(HostArray(shape: [3], floats: offsets))
    )
  }
}
