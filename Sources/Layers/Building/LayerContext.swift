import Config
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
  /// Whether the layer's tensors are averages of those of another network.
  var isAverage = false
  /// What becomes of a weight before it is used, where another layer is around this one.
  var weightRule: ((Tensor) throws -> Tensor)?

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
      name: path + "." + name, kind: isAverage ? .average : .parameter,
      type: TensorType(shape), layout: layout)
    try context.declare(
      Declaration(entry) { initial in
        let published = try initializer.build(
          shape: shape, fans: fans, entry: entry.name, context: initial)
        return try published.transposed(entry.layout).value
      }, at: range)
    let value = context.tensor(context.stateValue(entry))
    return try weightRule?(value) ?? value
  }

  /// A vector parameter (a bias, a scale) that begins with one number.
  public func parameter(_ name: String, count: Int, filledWith number: Double) throws -> Tensor {
    let entry = StateEntry(
      name: path + "." + name, kind: isAverage ? .average : .parameter,
      type: TensorType([count]))
    try context.declare(Declaration(entry, filledWith: number), at: range)
    return context.tensor(context.stateValue(entry))
  }

  /// The entry of a running statistic of the layer.
  public func statistic(_ name: String, count: Int, filledWith number: Double) throws -> StateEntry
  {
    let entry = StateEntry(
      name: path + "." + name, kind: isAverage ? .average : .statistic, type: TensorType([count]))
    try context.declare(Declaration(entry, filledWith: number), at: range)
    return entry
  }

  /// The entry of a vector of length 1 that begins in a random direction.
  func direction(_ name: String, count: Int) throws -> StateEntry {
    let entry = StateEntry(
      name: path + "." + name, kind: isAverage ? .average : .statistic, type: TensorType([count]))
    try context.declare(
      Declaration(entry) { initial in
        let draw = try initial.draw(.normal, shape: Shape([count]), entry: entry.name)
        return try (draw / draw.squared().sum().squareRoot()).value
      }, at: range)
    return entry
  }

  /// Asks for whole numbers from 0 to `count − 1` to go in.
  ///
  /// - Returns: whether all of them are looked at before anything runs.
  /// - Throws: numbers that are known to be others.
  func askForClasses(_ count: Int, of x: Tensor, _ layer: String) throws -> Bool {
    try context.ask(.classes(count: count, ignored: nil), of: x, by: layer, at: range)
  }

  /// Warns where a norm's statistics are of one number: it is its own mean, so nothing is left of it.
  func warnOfLoneNumbers(_ count: Int, _ norm: String, place: String = "here") {
    guard count == 1 else { return }
    context.keep(
      Diagnostic(
        .normOfOne,
        "\(norm) takes the mean of one number \(place), so nothing is left of what goes in",
        at: range))
  }

  /// Warns where running statistics are those of the last batches: PyTorch's momentum of 0.1 is 0.9 here. So it does where they never
  /// move, as PyTorch's of 0 has it.
  func warnOfShortMemory(_ momentum: Double) {
    if momentum == 1 {
      context.keep(
        Diagnostic(
          .batchNormMomentum,
          "momentum is how much of the running values stays, and at 1 they stay as they begin, at mean 0 and variance 1; PyTorch's 1, all new, is momentum: 0",
          at: range))
    }
    // At 0 nothing is to stay, which is no momentum of PyTorch's.
    guard momentum > 0, momentum < 0.5 else { return }
    let rest = ((1 - momentum) * 1e9).rounded() / 1e9
    let (own, other) = (CanonicalNumber.text(momentum), CanonicalNumber.text(rest))
    context.keep(
      Diagnostic(
        .batchNormMomentum,
        "momentum is how much of the running values stays, \(own) of them here; PyTorch's \(own), the part that is new, is momentum: \(other)",
        at: range))
  }

  /// Random numbers of this layer in this call, fresh in every stage of every step.
  public func draw(_ distribution: Scalar.Distribution, shape: Shape) throws -> Tensor {
    context.tensor(
      try context.draw(distribution, shape: shape, names: [path, callPath]))
  }
}
