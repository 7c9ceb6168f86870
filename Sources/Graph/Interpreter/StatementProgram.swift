import Tensors

/// A statement made ready to run: every affine index is a counter that is advanced by one addition a
/// point, and the values are a straight line of instructions over registers.
struct StatementProgram {
  /// A counter that must lie in `0..<extent`.
  struct Guard {
    var counter: Int
    var extent: Int
  }

  /// A counter to which a read is added, in `0..<extent`, worth `stride` elements.
  struct Indirection {
    var read: Int
    var counter: Int
    var extent: Int
    var stride: Int
  }

  /// Where an element is: the counter of its affine part, and what else it depends on.
  struct Place {
    var tensor: Int
    var linear: Int
    var guards: Range<Int>
    var indirections: Range<Int>
    var outside: Double
    /// Whether the number is rounded to single precision when it takes part in arithmetic.
    var rounds: Bool
  }

  struct Write {
    var place: Place
    var combine: Statement.Combine
    var register: Int
    /// The counter of the position over the reduction loops.
    var position: Int
  }

  enum Instruction {
    case constant(Bounded)
    case counter(Int)
    case unary(Scalar.Unary, Int)
    case binary(Scalar.Binary, Int, Int)
    case select(Int, Int, Int)
    case random(Scalar.Distribution, RandomStream, counter: Int, low: Int, high: Int)
  }

  let extents: [Int]
  /// The affine functions, and so the counters.
  private(set) var affines: [Affine] = []
  private(set) var guards: [Guard] = []
  private(set) var indirections: [Indirection] = []
  /// The places of the reads, and the order to read in: those without indirection first.
  private(set) var reads: [Place] = []
  private(set) var readOrder: [Int] = []
  /// The instruction that computes register `reads.count + k`.
  private(set) var instructions: [Instruction] = []
  private(set) var writes: [Write] = []
  private var known: [Scalar: Int] = [:]

  init(_ statement: Statement, inputs: [TensorType], outputs: [TensorType]) {
    extents = statement.extents
    let moves = statement.writes.allSatisfy { if case .read = $0.value { true } else { false } }
    for read in statement.reads {
      let type = inputs[read.input]
      var place = place(read.input, type.shape, read.index)
      place.outside = read.outside ?? 0
      place.rounds = !moves && type.element != .float32 && type.element != .uint8
      precondition(
        read.outside != nil || (place.guards.isEmpty && place.indirections.isEmpty),
        "a read of input \(read.input) may fall outside")
      reads.append(place)
    }
    readOrder = reads.indices.sorted {
      (reads[$0].indirections.count, $0) < (reads[$1].indirections.count, $1)
    }
    for write in statement.writes {
      let place = place(write.output, outputs[write.output].shape, write.index)
      writes.append(
        Write(
          place: place, combine: write.combine, register: register(of: write.value),
          position: counter(position(of: write))))
    }
  }

  private mutating func counter(_ affine: Affine) -> Int {
    if let known = affines.firstIndex(of: affine) { return known }
    affines.append(affine)
    return affines.count - 1
  }

  private mutating func place(_ tensor: Int, _ shape: Shape, _ index: [Statement.Index]) -> Place {
    precondition(index.count == shape.rank, "\(index.count) indices for \(shape)")
    let strides = shape.strides
    var linear = Affine.constant(0, of: extents.count)
    let (firstGuard, firstIndirection) = (guards.count, indirections.count)
    for axis in 0..<shape.rank {
      switch index[axis] {
      case .affine(let affine):
        linear.offset += affine.offset * strides[axis]
        for loop in extents.indices {
          linear.coefficients[loop] += affine.coefficients[loop] * strides[axis]
        }
        if extents.contains(0) { continue }
        let range = affine.range(over: extents)
        if range.lowerBound < 0 || range.upperBound >= shape[axis] {
          guards.append(Guard(counter: counter(affine), extent: shape[axis]))
        }
      case .indirect(let affine, let read):
        indirections.append(
          Indirection(
            read: read, counter: counter(affine), extent: shape[axis], stride: strides[axis]))
      }
    }
    return Place(
      tensor: tensor, linear: counter(linear), guards: firstGuard..<guards.count,
      indirections: firstIndirection..<indirections.count, outside: 0, rounds: false)
  }

  /// The row-major position over the loops that do not choose the element written.
  private func position(of write: Statement.Write) -> Affine {
    var position = Affine.constant(0, of: extents.count)
    var step = 1
    for loop in write.reductionLoops(of: extents.count).reversed() {
      position.coefficients[loop] = step
      step *= extents[loop]
    }
    return position
  }

  private mutating func register(of scalar: Scalar) -> Int {
    if case .read(let read) = scalar { return read }
    if let register = known[scalar] { return register }
    let instruction: Instruction =
      switch scalar {
      case .read: preconditionFailure("reads are registers")
      case .constant(let number):
        .constant(Bounded(number, number.isFinite ? abs(number - Double(Float(number))) : 0))
      case .loop(let loop): .counter(counter(.loop(loop, of: extents.count)))
      case .unary(let operation, let x): .unary(operation, register(of: x))
      case .binary(let operation, let a, let b):
        .binary(operation, register(of: a), register(of: b))
      case .select(let condition, let a, let b):
        .select(register(of: condition), register(of: a), register(of: b))
      case .random(let distribution, let key, let element, let low, let high):
        .random(
          distribution, RandomStream(key: key), counter: counter(element), low: low, high: high)
      }
    instructions.append(instruction)
    let register = reads.count + instructions.count - 1
    known[scalar] = register
    return register
  }

  /// What each counter gains when a loop steps and the loops inside it start again; `[loop][counter]`.
  var gains: [Int] {
    extents.indices.flatMap { loop in
      affines.map { affine in
        var gain = affine.coefficients[loop]
        for inner in (loop + 1)..<max(extents.count, loop + 1) {
          gain -= affine.coefficients[inner] * (extents[inner] - 1)
        }
        return gain
      }
    }
  }
}

extension Statement.Write {
  /// The loops that do not take part in the index: those that the write merges over.
  public func reductionLoops(of loops: Int) -> [Int] {
    (0..<loops).filter { loop in
      !index.contains { index in
        switch index {
        case .affine(let affine), .indirect(let affine, _): affine.coefficients[loop] != 0
        }
      }
    }
  }
}
