import Config
import Diagnostics
import Graph

/// Gradient descent, optionally with momentum.
///
/// `m ← μ m − α g`, `x ← x + m`; Nesterov: `x ← x + μ m − α g`.
/// Source: Sutskever et al. 2013.
public struct SGD: Optimizer {
  public static let schema = Schema(
    "sgd", "Gradient descent, optionally with momentum.",
    discussion: "`m ← μ m − α g`, `x ← x + m`; with `nesterov` `x ← x + μ m − α g`.",
    fields: OptimizerOptions.fields(
      learningRate: "0.01",
      [
        Field(
          "momentum", .number(.decay), .standard("0"),
          "The momentum: how much of the last step is kept, μ."),
        Field("nesterov", .boolean, .standard("false"), "Whether to use Nesterov momentum."),
      ]))

  /// A step is as long as the gradient, too, which may be short.
  public static let greatestRate = 100.0

  public let options: OptimizerOptions
  let momentum: Double
  let nesterov: Bool

  public init(_ fields: Fields) throws {
    self.options = try OptimizerOptions(fields)
    self.momentum = fields.number("momentum")
    self.nesterov = fields.boolean("nesterov")
    guard !nesterov || momentum > 0 else {
      throw Diagnostic(
        "'nesterov' steps ahead by the momentum, and there is none; write 'momentum: 0.9' beside it, or leave 'nesterov' away",
        at: fields.range(of: "nesterov"))
    }
  }

  public func hostScalars(_ updateName: String) -> [HostScalar] { [learningRate(updateName)] }

  public func step(_ tensors: OptimizerTensors) throws -> Tensor {
    let plain = try -(tensors.gradient * tensors.scalar("learning_rate"))
    guard momentum > 0 else { return plain }
    let velocity = try tensors.slot("momentum") { try $0 * momentum + plain }
    return nesterov ? try velocity * momentum + plain : velocity
  }
}
