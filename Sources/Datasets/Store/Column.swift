import Tensors

/// One field of all examples: what is stored of it, where that is in memory, and what remains to be done when an example is
/// delivered.
struct Column: Sendable {
  let field: SourceField
  /// As delivered. While transforms are appended behind which examples differ in shape, that of the first one before.
  private(set) var delivered: DataField
  /// `[N, …]`; `nil` where examples are decoded when they are asked for.
  private(set) var storage: HostArray?
  private(set) var chain: FieldChain

  init(_ field: SourceField, storage: HostArray?) {
    self.field = field
    self.storage = storage
    delivered = DataField(field.name, field.type, classes: field.classes)
    chain = FieldChain(field)
  }

  /// Puts a transform behind those already there. What changes single elements of a stored float32 is done at once.
  ///
  /// - Parameter type: what it leaves, where examples have one shape.
  mutating func append(_ transform: any Transform, stream: RandomStream, leaving type: TensorType?)
  {
    if let type { delivered = DataField(field.name, type, classes: field.classes) }
    let step = FieldChain.Step(transform, stream)
    guard chain.steps.isEmpty, !transform.isRandom, case .elements(let work) = step.work,
      let stored = storage, stored.element == .float32
    else { return chain.append(step) }
    var values = stored.floats
    let shape = stored.shape
    // Given up first, so that the elements are changed where they are.
    storage = nil
    values.withUnsafeMutableBufferPointer { work.apply(to: $0, draw: nil) }
    storage = HostArray(shape: shape, floats: values)
  }

  /// Whether an example is delivered by copying what is stored.
  var isCopied: Bool { chain.steps.isEmpty && !field.isBytes }

  /// Writes the field of consecutive places of a batch from the arrays in memory.
  ///
  /// - Precondition: `target` holds the places' elements.
  func deliver(
    _ places: UnsafeBufferPointer<ExamplePlace>, from stored: UnsafeRawBufferPointer,
    to target: UnsafeMutableRawBufferPointer, inTraining: Bool, _ workspace: Workspace
  ) throws {
    let size = field.byteCount(field.shapes[0])
    let deliveredSize = delivered.type.byteCount
    precondition(target.count >= places.count * deliveredSize, "a target of \(target.count) bytes")
    guard let from = stored.baseAddress, let to = target.baseAddress else { return }
    if isCopied {
      for (i, place) in places.enumerated() {
        let start = Int(place.row) * size
        precondition(start + size <= stored.count, "there is no example \(place.row)")
        (to + i * size).copyMemory(from: from + start, byteCount: size)
      }
      return
    }
    let picture = PictureSize(elementsOf: field.shapes[0])
    let values = target.bindMemory(to: Float.self)
    let count = delivered.type.shape.count
    for (i, place) in places.enumerated() {
      let start = Int(place.row) * size
      let bytes = UnsafeRawBufferPointer(rebasing: stored[start..<start + size])
      let example = UnsafeMutableBufferPointer(rebasing: values[i * count..<(i + 1) * count])
      if chain.steps.isEmpty {
        chain.lookUp(bytes, example)
      } else {
        try chain.deliver(
          bytes, size: picture, to: example, key: place.key(inTraining), workspace)
      }
    }
  }

  /// Writes the field of one decoded example.
  func deliver(
    _ example: HostArray, to target: UnsafeMutableRawBufferPointer, key: FieldChain.Key?,
    _ workspace: Workspace
  ) throws {
    precondition(target.count == delivered.type.byteCount, "\(target.count) bytes")
    try example.withUnsafeBytes { bytes in
      if isCopied {
        target.copyMemory(from: bytes)
      } else {
        try chain.deliver(
          bytes, size: PictureSize(elementsOf: example.shape),
          to: target.bindMemory(to: Float.self), key: key, workspace)
      }
    }
  }
}

/// An example of a batch: its number in the source, and the pass over the data that it is delivered in.
struct ExamplePlace {
  var row: UInt32
  var pass: UInt64

  func key(_ inTraining: Bool) -> FieldChain.Key? {
    inTraining ? FieldChain.Key(example: UInt64(row), pass: pass) : nil
  }
}

extension PictureSize {
  /// The picture's size, or one row of all elements where it is none.
  init(elementsOf shape: Shape) {
    self = PictureSize(shape) ?? PictureSize(height: 1, width: shape.count, channels: 1)
  }
}
