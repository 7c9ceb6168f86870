import Tensors

/// One application of an operation. Nodes are immutable and stand after what they read.
public struct Node: Sendable {
  public let operation: any Operation
  public let inputs: [Value]
  public let outputs: [TensorType]
  public let origin: Origin

  public init(operation: any Operation, inputs: [Value], outputs: [TensorType], origin: Origin) {
    self.operation = operation
    self.inputs = inputs
    self.outputs = outputs
    self.origin = origin
  }
}
