import Graph
import Tensors

/// A state entry that a graph reads or writes, and how it begins.
public struct Declaration: Sendable {
  public let entry: StateEntry
  /// Composes the initial value in the entry's in-memory layout.
  public let initial: @Sendable (InitialContext) throws -> Value

  public init(_ entry: StateEntry, initial: @escaping @Sendable (InitialContext) throws -> Value) {
    self.entry = entry
    self.initial = initial
  }

  /// An entry that begins with one number everywhere.
  public init(_ entry: StateEntry, filledWith number: Double) {
    self.init(entry) { context in
      try context.builder.filled(number, entry.memoryType.shape, entry.type.element).value
    }
  }
}

/// The graph of the `initialize` program, while initial values are composed into it.
public struct InitialContext {
  public let builder: GraphBuilder
  public let seed: UInt64

  public init(builder: GraphBuilder, seed: UInt64) {
    self.builder = builder
    self.seed = seed
  }

  /// A draw for the entry of this name: a function of seed and name only.
  func draw(_ distribution: Scalar.Distribution, shape: Shape, entry: String) throws -> Tensor {
    let stream = RandomStream(seed: seed, path: ["initialize", entry])
    return try builder.random(
      distribution, shape: shape, stream: stream, step: builder.stepZero())
  }
}
