import Tensors

/// A tensor that comes from outside the graph.
public struct Input: Operation {
  public enum Source: Hashable, Sendable, CustomStringConvertible {
    /// A state entry, by name, in its in-memory layout.
    case state(String)
    /// A field of the batch: `digit`, `digit.label`. The first axis is the batch.
    case batch(String)
    /// A number that the host computes for every run of the program: a learning rate, a position.
    /// `step` is the running number of the step as uint32 `[2]`: low and high word.
    case runtime(String)
    /// A tensor made by another program once: what was hoisted.
    case hoisted(String)

    public var description: String {
      switch self {
      case .state(let name): "state \(name)"
      case .batch(let name): "batch \(name)"
      case .runtime(let name): "runtime \(name)"
      case .hoisted(let name): "hoisted \(name)"
      }
    }
  }

  public static let name = "input"
  public let source: Source
  public let type: TensorType

  public init(_ source: Source, _ type: TensorType) {
    self.source = source
    self.type = type
  }

  public func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] { [type] }

  public func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] { [] }

  public func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] { [] }

  public var attributes: String { "\(source)" }
}
