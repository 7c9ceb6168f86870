import Tensors

/// What is done with one field of an example between the store and a batch.
///
/// A byte becomes a float32 through a table, into which the transforms before the first random or picture transform are folded. The
/// others run on the elements: those of one element in place, picture transforms from one buffer to the next.
struct FieldChain: Sendable {
  enum Work: Sendable {
    case elements(any ElementTransform)
    case picture(any PictureTransform)
  }
  struct Step: Sendable {
    let work: Work
    let transform: any Transform
    let stream: RandomStream

    init(_ transform: any Transform, _ stream: RandomStream) {
      self.transform = transform
      self.stream = stream
      switch transform {
      case let transform as any ElementTransform: work = .elements(transform)
      case let transform as any PictureTransform: work = .picture(transform)
      default: preconditionFailure("a transform works on elements or on pictures")
      }
    }
  }

  /// `[256, C]`: what byte `v` of channel `c` becomes, with C 1 where channels are treated alike; empty where elements are no bytes.
  private(set) var table: [Float]
  private(set) var tableChannels = 1
  private(set) var steps: [Step] = []
  private var pictureSteps = 0

  init(_ field: SourceField) {
    let range = field.naturalRange ?? 0...255
    table =
      field.isBytes
      ? (0..<256).map { byte in
        Float(Double(byte) / 255 * (range.upperBound - range.lowerBound) + range.lowerBound)
      } : []
  }

  /// Puts a transform behind those already there.
  mutating func append(_ step: Step) {
    if steps.isEmpty, !table.isEmpty, !step.transform.isRandom,
      case .elements(let transform) = step.work
    {
      if transform.channels > tableChannels {
        table = table.flatMap { Array(repeating: $0, count: transform.channels) }
        tableChannels = transform.channels
      }
      table.withUnsafeMutableBufferPointer { transform.apply(to: $0, draw: nil) }
      return
    }
    steps.append(step)
    if case .picture = step.work { pictureSteps += 1 }
  }

  /// The numbers that a stored byte can become, or some between whose least and greatest lies what it can; `nil` where
  /// that is not known.
  var possibleNumbers: [Float]? {
    guard !table.isEmpty else { return nil }
    var numbers = table
    for step in steps {
      guard step.transform.keepsRange else { return nil }
      guard case .elements(let transform) = step.work else { continue }
      guard transform.channels == 1 else { return nil }
      numbers.withUnsafeMutableBufferPointer { transform.apply(to: $0, draw: nil) }
    }
    return numbers
  }

  /// Which random numbers an example gets; `nil` outside training.
  struct Key {
    let example: UInt64
    let pass: UInt64
  }

  /// Writes the field of one example.
  ///
  /// - Precondition: `target` holds what the transforms leave of `shape`.
  func deliver(
    _ stored: UnsafeRawBufferPointer, size: PictureSize,
    to target: UnsafeMutableBufferPointer<Float>, key: Key?, _ workspace: Workspace
  ) throws {
    var left = pictureSteps
    var size = size
    var current =
      left == 0
      ? target : workspace.buffer(left % 2, count: size.count)
    if table.isEmpty {
      UnsafeMutableRawBufferPointer(current).copyMemory(from: stored)
    } else {
      lookUp(stored, current)
    }
    for step in steps {
      let draw = key.map {
        TransformDraw(stream: step.stream, pass: $0.pass, example: $0.example)
      }
      switch step.work {
      case .elements(let transform):
        if transform.isRandom, draw == nil { continue }
        transform.apply(to: current, draw: transform.isRandom ? draw : nil)
      case .picture(let transform):
        let after = try transform.size(after: size)
        left -= 1
        let next = left == 0 ? target : workspace.buffer(left % 2, count: after.count)
        guard let from = current.baseAddress, let to = next.baseAddress, next.count == after.count
        else { preconditionFailure("\(next.count) elements for \(after.shape)") }
        transform.apply(
          PictureView(size: size, elements: UnsafePointer(from)),
          to: PictureTarget(size: after, elements: to), draw: transform.isRandom ? draw : nil)
        (current, size) = (next, after)
      }
    }
  }

  /// Writes the floats that bytes stand for.
  func lookUp(_ bytes: UnsafeRawBufferPointer, _ values: UnsafeMutableBufferPointer<Float>) {
    precondition(bytes.count == values.count, "\(bytes.count) bytes for \(values.count) elements")
    table.withUnsafeBufferPointer { table in
      guard tableChannels > 1 else {
        for i in values.indices { values[i] = table[Int(bytes[i])] }
        return
      }
      var channel = 0
      for i in values.indices {
        values[i] = table[Int(bytes[i]) * tableChannels + channel]
        channel += 1
        if channel == tableChannels { channel = 0 }
      }
    }
  }
}

/// Memory in which one thread prepares an example.
final class Workspace {
  private var buffers: [UnsafeMutableBufferPointer<Float>] = [
    .init(start: nil, count: 0), .init(start: nil, count: 0),
  ]

  deinit { for buffer in buffers { buffer.deallocate() } }

  /// One of two buffers; what it held is lost where it has to grow.
  func buffer(_ index: Int, count: Int) -> UnsafeMutableBufferPointer<Float> {
    if buffers[index].count < count {
      buffers[index].deallocate()
      buffers[index] = .allocate(capacity: count)
    }
    return UnsafeMutableBufferPointer(rebasing: buffers[index][..<count])
  }
}
