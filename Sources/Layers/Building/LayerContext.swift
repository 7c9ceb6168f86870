import Diagnostics
import Graph
import Tensors

/// What a layer knows while it is built: where it stands, how it is called, and the graph.
public struct LayerContext {
  public let context: BuildContext
  /// The path of names: `generator.conv2d_1`.
  public let path: String
  /// What tells this call of the network from its other calls: a random stream's further name.
  public let callPath: String
  public let mode: Mode
  /// The layer's place in the file.
  public let range: SourceRange?

  public var builder: GraphBuilder { context.builder }

  /// A trained tensor of the layer.
  ///
  /// `shape` is as published (PyTorch's axis order); the result is in memory order: axis `d` of it is the
  /// published axis `layout[d]`.
  ///
  /// - Throws: where an earlier call of the layer needed another shape.
  public func parameter(
    _ name: String, shape: Shape, layout: [Int]? = nil, initializer: any Initializer, fans: Fans
  ) throws -> Tensor {
    let entry = StateEntry(
      name: path + "." + name, kind: .parameter, type: TensorType(shape), layout: layout)
    try context.declare(
      Declaration(entry) { initial in
        let published = try initializer.build(
          shape: shape, fans: fans, entry: entry.name, context: initial)
        return try published.transposed(entry.layout).value
      }, at: range)
    return context.tensor(context.stateValue(entry))
  }

  /// A vector parameter (a bias, a scale) that begins with one number.
  public func parameter(_ name: String, count: Int, filledWith number: Double) throws -> Tensor {
    let entry = StateEntry(
      name: path + "." + name, kind: .parameter, type: TensorType([count]))
    try context.declare(Declaration(entry, filledWith: number), at: range)
    return context.tensor(context.stateValue(entry))
  }

  /// The entry of a running statistic of the layer.
  public func statistic(_ name: String, count: Int, filledWith number: Double) throws -> StateEntry
  {
    let entry = StateEntry(
      name: path + "." + name, kind: .statistic, type: TensorType([count]))
    try context.declare(Declaration(entry, filledWith: number), at: range)
    return entry
  }

  /// Warns where a norm's statistics are of one number: it is its own mean, so nothing is left of it.
  func warnOfLoneNumbers(_ count: Int, _ norm: String, place: String = "here") {
    guard count == 1 else { return }
    context.keep(
      Diagnostic(
        .warning,
        "\(norm) takes the mean of one number \(place), so nothing is left of what goes in",
        at: range))
  }

  /// Random numbers of this layer in this call, fresh in every stage of every step.
  public func draw(_ distribution: Scalar.Distribution, shape: Shape) throws -> Tensor {
    context.tensor(
      try context.draw(distribution, shape: shape, names: [path, callPath]))
  }
}
