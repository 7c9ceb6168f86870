/// The shape and element type of a value: `f32[128, 28, 28, 1]`.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  public let shape: Shape
  public let element: ElementType

  public init(_ shape: Shape, _ element: ElementType = .float32) {
    self.shape = shape
    self.element = element
  }

  public var byteCount: Int { shape.count * element.size }
  public var description: String { element.shortName + shape.description }
}
