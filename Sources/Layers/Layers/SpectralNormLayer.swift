import Config
import Graph
import Tensors

/// Spectral normalization: a layer whose weights are divided by their largest singular value.
///
/// `W / σ`, with `σ = uᵀ W v` for the matrix `W: [out, rest]` of the weight and `u: [out]`, a statistic. Each call in
/// training takes steps `v ← Wᵀ u / ‖Wᵀ u‖`, `u ← W v / ‖W v‖` first; u and v are constants of the gradient.
/// Otherwise `σ = ‖Wᵀ u‖`. Source: Miyato et al. 2018, algorithm 1.
public struct SpectralNormLayer: Layer {
  /// The layers that can be inside.
  static let wrapped: [any Layer.Type] = [
    Conv2DLayer.self, Conv2DTransposeLayer.self, DenseLayer.self, DepthwiseConv2DLayer.self,
  ]

  public static let schema = Schema(
    "spectral_norm",
    "Spectral normalization: a layer whose weights are divided by their largest singular value.",
    discussion:
      "`[…]` → as its layer has it. `spectral_norm: {conv2d: {filters: 64, kernel: 4}}`. Source: Miyato et al. 2018.",
    mainField: "layer",
    example: "- spectral_norm: {conv2d: {filters: 8, kernel: 3}}",
    fields: [
      Field(
        "layer", .kind(of: Catalogue("layer with weights", wrapped.map { $0.schema })), .required,
        "The layer: dense or a convolution."),
      Field("iterations", .integer(1...100), .standard("1"), "How many steps each call takes."),
    ])

  let layer: any Layer
  let iterations: Int

  public init(_ fields: Fields) throws {
    let inner = fields.kind("layer")
    guard let type = Self.wrapped.first(where: { $0.schema.name == inner.schema.name }) else {
      preconditionFailure("no layer '\(inner.schema.name)' with weights")
    }
    self.layer = try type.init(inner)
    self.iterations = fields.integer("iterations")
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    var inner = context
    inner.weightRule = { weight in try normalized(weight, context) }
    return try layer.build(x, inner)
  }

  /// - Parameter weight: in memory order, where what comes out is the last axis, or the last but one where the
  ///   convolution is transposed.
  private func normalized(_ weight: Tensor, _ context: LayerContext) throws -> Tensor {
    let rank = weight.shape.rank
    var order = Array(0..<rank)
    if layer is Conv2DTransposeLayer { order.swapAt(rank - 2, rank - 1) }
    let turned = try weight.transposed(order)
    let outputs = turned.shape[rank - 1]
    let matrix = try turned.reshaped(
      Shape([turned.shape.count / max(outputs, 1), outputs])
    ).gradientStopped()
    let entry = try context.direction("u", count: outputs)
    let build = context.context
    guard context.mode == .training else {
      let u = try build.tensor(build.stateValue(entry)).reshaped(Shape([outputs, 1]))
      return try weight / matrix.matmul(u).length()
    }
    var u = try build.tensor(build.currentValue(entry)).reshaped(Shape([outputs, 1]))
    var v = u
    for _ in 0..<iterations {
      v = try matrix.matmul(u).directed()
      u = try matrix.matmul(v, transposeA: true).directed()
    }
    build.setNext(entry, try u.reshaped(Shape([outputs])).value)
    let (left, right) = (try v.gradientStopped(), try u.gradientStopped())
    let whole = try turned.reshaped(Shape([matrix.shape[0], outputs]))
    return try weight / (left * whole.matmul(right)).sum()
  }
}

extension Tensor {
  fileprivate func length() throws(ShapeMismatch) -> Tensor { try squared().sum().squareRoot() }
  /// The same direction at length 1; zeros stay.
  fileprivate func directed() throws(ShapeMismatch) -> Tensor { try self / length().maximum(1e-12) }
}
