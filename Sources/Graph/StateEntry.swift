import Tensors

/// A tensor that outlives a step: what checkpoints hold.
public struct StateEntry: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case parameter, slot, statistic, average, pool, variable, counter
  }

  /// `generator.conv2d_1.weight`; a slot is `optimizer/G/adam/m/generator.conv2d_1.weight`.
  public let name: String
  public let kind: Kind
  /// The type as published in checkpoints: PyTorch's axis order.
  public let type: TensorType
  /// In memory, axis `d` is the published axis `layout[d]`: `[2, 3, 1, 0]` keeps OIHW weights as HWIO.
  public let layout: [Int]

  public init(name: String, kind: Kind, type: TensorType, layout: [Int]? = nil) {
    self.name = name
    self.kind = kind
    self.type = type
    self.layout = layout ?? Array(0..<type.shape.rank)
    precondition(self.layout.sorted() == Array(0..<type.shape.rank))
  }

  /// The type in memory, which graphs read and write.
  public var memoryType: TensorType {
    TensorType(Shape(layout.map { type.shape[$0] }), type.element)
  }
}
