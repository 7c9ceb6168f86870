import Graph
import Tensors

/// What an optimizer's rule reads and writes for one parameter.
public final class OptimizerTensors {
  public let parameter: Tensor
  public let gradient: Tensor
  private let entry: StateEntry
  private let optimizer: String
  private let updateName: String
  private let context: BuildContext
  private(set) var slots: [(entry: StateEntry, next: Value)] = []

  init(
    parameter: Tensor, gradient: Tensor, entry: StateEntry, optimizer: String, updateName: String,
    context: BuildContext
  ) {
    self.parameter = parameter
    self.gradient = gradient
    self.entry = entry
    self.optimizer = optimizer
    self.updateName = updateName
    self.context = context
  }

  /// A scalar of ``Optimizer/hostScalars(_:)``.
  public func scalar(_ name: String) -> Tensor {
    context.builder.input(.runtime(HostScalar.name(updateName, name)), TensorType([]))
  }

  /// Replaces a slot, an entry of the parameter's shape and layout, by a function of its value.
  ///
  /// The entry is `optimizer/G/adam/m/generator.conv2d_1.weight`.
  public func slot(
    _ name: String, initially number: Double = 0, next: (Tensor) throws -> Tensor
  ) throws -> Tensor {
    let slot = StateEntry(
      name: "optimizer/\(updateName)/\(optimizer)/\(name)/\(entry.name)", kind: .slot,
      type: entry.type, layout: entry.layout)
    try context.declare(Declaration(slot, filledWith: number))
    let value = try next(context.tensor(context.stateValue(slot)))
    slots.append((slot, value.value))
    return value
  }
}
