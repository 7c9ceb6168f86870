import Diagnostics
import Graph
import Tensors
import Testing

@testable import Runtime

@Suite("State keeps entries in memory's layout and hands them out in the published one")
struct StateTests {
  static let entries = [
    StateEntry(name: "step", kind: .counter, type: TensorType([], .uint32)),
    StateEntry(
      name: "conv.weight", kind: .parameter, type: TensorType([2, 3, 4, 5]), layout: [2, 3, 1, 0]),
    StateEntry(name: "dense.weight", kind: .parameter, type: TensorType([3, 7]), layout: [1, 0]),
    StateEntry(name: "bias", kind: .parameter, type: TensorType([7])),
    StateEntry(name: "pool", kind: .pool, type: TensorType([2, 2], .float64), layout: [1, 0]),
    StateEntry(name: "bytes", kind: .variable, type: TensorType([3], .uint8)),
    StateEntry(name: "long", kind: .variable, type: TensorType([2], .int64)),
    StateEntry(name: "label", kind: .variable, type: TensorType([4], .int32)),
    StateEntry(name: "nothing", kind: .variable, type: TensorType([0, 3])),
  ]

  /// Counts up, in the entry's own type.
  static func numbers(_ type: TensorType) -> HostArray {
    let range = 0..<type.shape.count
    let storage: HostArray.Storage =
      switch type.element {
      case .float32: .float32(range.map { Float($0) })
      case .float64: .float64(range.map { Double($0) })
      case .int32: .int32(range.map { Int32($0) })
      case .int64: .int64(range.map { Int64($0) })
      case .uint32: .uint32(range.map { UInt32($0) })
      case .uint8: .uint8(range.map { UInt8($0) })
      }
    return HostArray(shape: type.shape, storage: storage)
  }

  @Test("what is written is read back", arguments: entries)
  func roundTrip(entry: StateEntry) throws {
    let state = try State(Self.entries)
    let zero = try state.read(entry.name)
    #expect(zero.type == entry.type && zero.doubles.allSatisfy { $0 == 0 })
    let written = Self.numbers(entry.type)
    try state.write(entry.name, written)
    #expect(try state.read(entry.name) == written)
    for other in Self.entries where other != entry {
      #expect(try state.read(other.name).doubles.allSatisfy { $0 == 0 })
    }
  }

  @Test("memory holds axis d of the layout's order")
  func layout() throws {
    let state = try State(Self.entries)
    let written = Self.numbers(TensorType([2, 3, 4, 5]))
    try state.write("conv.weight", written)
    let memory = try #require(state.buffer("conv.weight")).bindMemory(to: Float.self)
    // HWIO from OIHW: out 1, in 2, row 3, column 4 stands at ((3·5 + 4)·3 + 2)·2 + 1.
    #expect(memory[((3 * 5 + 4) * 3 + 2) * 2 + 1] == Float(((1 * 3 + 2) * 4 + 3) * 5 + 4))
  }

  @Test("entries stand in order at multiples of 64 bytes")
  func addresses() throws {
    let state = try State(Self.entries)
    #expect(state.names == Self.entries.map(\.name))
    #expect(state.contains("bias") && !state.contains("biases"))
    #expect(state["bias"] == Self.entries[3])
    for name in state.names {
      let address = try #require(state.buffer(name)?.baseAddress)
      #expect(UInt(bitPattern: address) % 64 == 0)
    }
  }

  @Test("a snapshot does not change with its original")
  func snapshot() throws {
    let state = try State(Self.entries)
    try state.write("bias", HostArray(shape: [7], repeating: 1))
    let copy = try state.snapshot()
    try state.write("bias", HostArray(shape: [7], repeating: 2))
    #expect(try copy.read("bias").floats == [1, 1, 1, 1, 1, 1, 1])
  }

  @Test("wrong names and types are errors that name them")
  func errors() throws {
    let state = try State(Self.entries)
    func message(_ body: () throws -> Void) -> String? {
      (#expect(throws: Diagnostic.self, performing: body))?.message
    }
    #expect(message { _ = try state.read("b") } == "the state has no entry 'b'")
    #expect(
      message { try state.write("b", HostArray(shape: [7], repeating: 1)) }
        == "the state has no entry 'b'")
    #expect(
      message { try state.write("bias", HostArray(shape: [1, 7], repeating: 1)) }
        == "'bias' is f32[7], but the value given for it is f32[1, 7]")
    #expect(
      message { try state.write("label", HostArray(shape: [4], repeating: 1)) }
        == "'label' is i32[4], but the value given for it is f32[4]")
  }

  @Test("more than any machine has is an error")
  func tooLarge() throws {
    let large = (0..<6).map {
      StateEntry(
        name: "w\($0)", kind: .parameter, type: TensorType([1 << 20, 1 << 20], .float64))
    }
    let error = #expect(throws: Diagnostic.self) { try State(large) }
    #expect(error?.message.contains("memory") == true)
  }

  @Test(
    "entries with a number that is not finite are named, with the first of them",
    arguments: [
      ("conv.weight", Double.nan), ("dense.weight", .infinity), ("bias", -.infinity),
      ("pool", .nan),
    ])
  func notFinite(name: String, value: Double) throws {
    let state = try State(Self.entries)
    for entry in Self.entries { try state.write(entry.name, Self.numbers(entry.type)) }
    #expect(state.notFinite().isEmpty)
    let entry = try #require(state[name])
    var numbers = Self.numbers(entry.type).doubles
    numbers[numbers.count - 1] = value
    try state.write(
      name,
      HostArray(
        shape: entry.type.shape,
        storage: entry.type.element == .float64
          ? .float64(numbers) : .float32(numbers.map { Float($0) })))
    let found = state.notFinite()
    #expect(found.map(\.entry.name) == [name])
    #expect(found.first.map { $0.value == value || ($0.value.isNaN && value.isNaN) } == true)
  }

  @Test("the largest numbers and the smallest are finite, wherever the first other one stands")
  func blocks() throws {
    let count = 10_000
    let state = try State([StateEntry(name: "w", kind: .parameter, type: TensorType([count]))])
    var numbers = (0..<count).map {
      $0 % 2 == 0 ? Float.greatestFiniteMagnitude : -Float.leastNonzeroMagnitude
    }
    try state.write("w", HostArray(shape: [count], storage: .float32(numbers)))
    #expect(state.notFinite().isEmpty)
    for place in [0, 4095, 4096, 9999] {
      let before = numbers[place]
      numbers[place] = -.nan
      try state.write("w", HostArray(shape: [count], storage: .float32(numbers)))
      #expect(state.notFinite().count == 1, "\(place)")
      numbers[place] = before
    }
  }
}
