import Config
import Diagnostics
import Graph
import OrderedCollections

/// An expression of the previous output, `x`, and of other outputs by their names.
///
/// `x: [N, …]` → a row for each example. A draw in it is one of this layer in this call.
public struct ComputeLayer: NetworkLayer {
  /// What the expression calls the previous output.
  static let input = "x"

  public static let schema = Schema(
    "compute", "An expression of the previous output, x, and of other outputs by their names.",
    discussion:
      """
      `[…]` → what the expression has for each example. Pixel norm: `compute: x / sqrt(mean(square(x), axis=-1) + 1e-8)`. Minibatch \
      deviation, one channel more: `compute: concat([x, 0 * x[..., :1] + mean(std(x, axis=batch))])`. Noise that all channels \
      share: `compute: x + 0.1 * normal(like=x[..., :1])`.
      """,
    mainField: "value",
    example: "- compute: x / sqrt(mean(square(x), axis=-1) + 1e-8)",
    fields: [
      Field("value", .expression, .required, "What comes out: a row for each example.")
    ])

  private let expression: ExpressionTree
  private let names: [String]
  public let reads: LayerReads

  public init(_ fields: Fields) {
    expression = fields.expression("value")
    names = Array(OrderedSet(expression.names.filter { $0 != Self.input }))
    let range = fields.range(of: "value")
    reads = LayerReads(
      takesPrevious: true, names: names.map { LayerReads.Name(name: $0, range: range) })
  }

  public func build(_ inputs: [Tensor], _ context: LayerContext) throws -> Tensor {
    let terms = Dictionary(
      zip([Self.input] + names, inputs.map { Term.value($0.with(batch: .many)) })
    ) { first, _ in first }
    let evaluator = Evaluator(
      context: context.context, functions: FunctionVocabulary(FunctionCatalogue.all),
      networks: [:], mode: { _ in context.mode }, bindingNames: terms.keys.sorted(),
      bindings: { name, _ in terms[name] })
    let result = try evaluator.tensor(
      expression, as: .named("\(context.path)/\(context.callPath)"),
      at: context.builder.origin.owner)
    guard result.batch == .many, result.shape[0] == inputs[0].shape[0] else {
      let advice =
        result.batch == .many
        ? " for \(inputs[0].shape[0].counted("example")); 'normal(like=x)' has the rows of x" : ""
      throw ShapeMismatch(
        "compute needs a row for each example, and this has the shape \(result.shape)\(advice)",
        of: [result.shape])
    }
    return result.with(batch: .none)
  }
}
