import Config
import Graph
import Tensors

/// What layers of attention take.
///
/// Attention of `x: [N, L, D]` to `m: [N, M, E]`: with `q = x Wq`, `k = m Wk`, `v = m Wv` in `heads` parts of
/// `head_size`, the mean of the v weighted by `softmax(q kᵀ / √head_size)`, through `Wo` → `[N, L, D]`. Weights are
/// `query.weight: [heads · head_size, D]`, `key.weight` and `value.weight: [heads · head_size, E]`,
/// `output.weight: [D, heads · head_size]`, each with a `bias`. Source: Vaswani et al. 2017, section 3.2.
struct AttentionOptions: Sendable {
  static let fields = [
    Field("heads", .integer(1...1024), .required, "The number of heads."),
    Field(
      "head_size", .integer(1...1 << 16), .optional,
      "Features per head; by default the input's, divided among the heads."),
    Field(
      "dropout", .number(DropoutOptions.rateRange), .standard("0"),
      "The share of the attention weights that is dropped in training."),
    Field("bias", .boolean, .standard("true"), "Whether the projections have a bias."),
    Field(
      "initializer", .kind(of: InitializerCatalogue.catalogue), .standard("glorot_uniform"),
      "The initializer of the weights."),
  ]

  static let memory = Field(
    "memory", .text, .optional,
    "The layer whose output is attended to, instead of the input itself.")

  let heads: Int
  let headSize: Int?
  let dropout: DropoutOptions
  let hasBias: Bool
  let initializer: any Initializer

  init(_ fields: Fields) throws {
    self.heads = fields.integer("heads")
    self.headSize = fields.has("head_size") ? fields.integer("head_size") : nil
    self.dropout = DropoutOptions(rate: fields.number("dropout"))
    self.hasBias = fields.boolean("bias")
    self.initializer = try InitializerCatalogue.make(fields.kind("initializer"))
  }

  /// The previous output, and the one that is looked at where there is one.
  static func reads(_ fields: Fields) -> LayerReads {
    guard fields.has("memory") else { return .previous }
    let name = LayerReads.Name(name: fields.text("memory"), range: fields.range(of: "memory"))
    return LayerReads(takesPrevious: true, names: [name])
  }

  /// - Parameters:
  ///   - isCausal: whether place i sees places 0 to i only.
  ///   - prefix: what the names of the weights begin with: `self.`.
  func attend(
    _ x: Tensor, to memory: Tensor, isCausal: Bool, prefix: String = "", _ context: LayerContext
  ) throws -> Tensor {
    try x.requireSequences("attention")
    try memory.requireSequences("attention")
    let features = x.shape[2]
    guard headSize != nil || features % heads == 0 else {
      throw ShapeMismatch("\(heads) heads do not divide \(features) features; say head_size")
    }
    let size = headSize ?? features / heads
    func projected(_ tensor: Tensor, _ name: String) throws -> Tensor {
      let y = try project(tensor, to: heads * size, prefix + name, context)
      return try y.reshaped(Shape([y.shape[0], y.shape[1], heads, size])).transposed([0, 2, 1, 3])
    }
    let query = try projected(x, "query") * (1 / Double(size).squareRoot())
    let (key, value) = (try projected(memory, "key"), try projected(memory, "value"))
    var scores = try query.matmul(key, transposeB: true)
    if isCausal {
      let places = Shape([x.shape[1], memory.shape[1]])
      let (rows, columns) = (
        try context.builder.positions(places, axis: 0),
        try context.builder.positions(places, axis: 1)
      )
      // Low enough to leave nothing after the exponential, and finite in any sum.
      scores = try columns.compared(.lessOrEqual, rows).select(
        scores, Tensor.filled(-1e9, like: scores))
    }
    let shifted = try scores - scores.maximum(axes: [3], keepingAxes: true).gradientStopped()
    let powers = try shifted.exp()
    let shares = try dropout.apply(
      powers / powers.sum(axes: [3], keepingAxes: true), drawing: scores.shape, context)
    let means = try shares.matmul(value).transposed([0, 2, 1, 3])
      .reshaped(Shape([x.shape[0], x.shape[1], heads * size]))
    return try project(means, to: features, prefix + "output", context)
  }

  /// `x · W + b` over the last axis.
  func project(
    _ x: Tensor, to units: Int, _ name: String, _ context: LayerContext
  ) throws -> Tensor {
    let features = x.shape[2]
    let weight = try context.parameter(
      name + ".weight", shape: Shape.checked([units, features]), layout: [1, 0],
      initializer: initializer, fans: Fans(input: features, output: units))
    let rows = try x.reshaped(Shape([x.shape[0] * x.shape[1], features]))
    let y = try rows.matmul(weight).reshaped(Shape([x.shape[0], x.shape[1], units]))
    guard hasBias else { return y }
    return try y + context.parameter(name + ".bias", count: units, filledWith: 0)
  }
}
