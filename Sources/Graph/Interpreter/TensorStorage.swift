import Tensors

/// The interpreter's memory for one value.
final class TensorStorage {
  let type: TensorType
  private var owner: TensorStorage?
  let elements: UnsafeMutableBufferPointer<Bounded>

  init(_ type: TensorType) {
    self.type = type
    elements = .allocate(capacity: type.shape.count)
    elements.initialize(repeating: Bounded(0))
  }

  convenience init(_ type: TensorType, _ numbers: [Double]) {
    self.init(type)
    for (index, number) in numbers.enumerated() { elements[index] = Bounded(number) }
  }

  /// The same memory under another shape of the same count.
  init(sharing other: TensorStorage, as shape: Shape) {
    type = TensorType(shape, other.type.element)
    elements = other.elements
    owner = other
  }

  deinit { if owner == nil { elements.deallocate() } }

  func array(of type: TensorType) -> BoundedArray {
    BoundedArray(
      shape: type.shape, element: type.element, values: elements.map(\.value),
      bounds: elements.map(\.bound))
  }
}
