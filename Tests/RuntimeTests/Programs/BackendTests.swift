import Compiler
import Graph
import Tensors
import Testing

@testable import Runtime

@Suite("Both backends run the same graphs behind the same interface")
struct BackendTests {
  private func device(_ backend: Device.Backend) throws -> Device {
    switch backend {
    case .compiled: try Shared.device()
    case .reference: try Device(backend: .reference)
    }
  }

  /// One step of gradient descent for `w · x ≈ y`, with noise on `x`.
  private func descent() throws -> Graph {
    let builder = GraphBuilder()
    let w = builder.input(.state("w"), TensorType([3]))
    let x = builder.input(.batch("x"), TensorType([8, 3]))
    let y = builder.input(.batch("y"), TensorType([8]))
    let rate = builder.input(.runtime("learning_rate"), TensorType([]))
    let product = try (x * w.broadcast(to: [8, 3])).sum(axes: [1])
    let loss = try (product - y).squared().mean(axes: [0])
    let gradient = try loss.gradient(withRespectTo: [w])[0]
    builder.result(.output("loss"), loss)
    builder.result(
      .state("w"),
      try w - (gradient * rate.broadcast(to: gradient.shape)))
    return builder.graph
  }

  @Test("gradient descent finds the weights", arguments: Device.Backend.allCases)
  func training(backend: Device.Backend) throws {
    let state = try State([StateEntry(name: "w", kind: .parameter, type: TensorType([3]))])
    let program = try device(backend).load(descent(), name: "train", state: state)
    let x = (0..<24).map { Float(($0 * 7) % 11) / 8 - 0.5 }
    let y = (0..<8).map { (row: Int) -> Float in
      let sum = x[3 * row] * 2 - x[3 * row + 1]
      return sum + x[3 * row + 2] * 0.5
    }
    try program.setInput(.batch("x"), HostArray(shape: [8, 3], floats: x))
    try program.setInput(.batch("y"), HostArray(shape: [8], floats: y))
    #expect(program.setRuntime("learning_rate", 0.25))
    #expect(!program.setStep(3))
    for _ in 0..<400 { try program.run() }
    #expect(program.outputScalar("loss") < 1e-6)
    let w = try state.read("w").floats
    #expect(zip(w, [2, -1, 0.5]).allSatisfy { abs($0 - $1) < 1e-2 }, "\(w)")
    #expect(program.inputType(.batch("x")) == TensorType([8, 3]))
    #expect(program.inputType(.batch("z")) == nil)
  }

  @Test("two entries change places", arguments: Device.Backend.allCases)
  func swap(backend: Device.Backend) throws {
    let builder = GraphBuilder()
    let a = builder.input(.state("a"), TensorType([2]))
    let b = builder.input(.state("b"), TensorType([2]))
    builder.result(.state("a"), b)
    builder.result(.state("b"), a)
    builder.result(.output("sum"), try a + b)
    let state = try State(
      ["a", "b"].map { StateEntry(name: $0, kind: .variable, type: TensorType([2])) })
    try state.write("a", HostArray(shape: [2], floats: [1, 2]))
    try state.write("b", HostArray(shape: [2], floats: [3, 5]))
    let program = try device(backend).load(builder.graph, name: "swap", state: state)
    try program.run()
    #expect(try state.read("a").floats == [3, 5])
    #expect(try state.read("b").floats == [1, 2])
    #expect(program.output("sum").floats == [4, 7])
  }

  @Test("each next value is made of the old ones", arguments: Device.Backend.allCases)
  func crossing(backend: Device.Backend) throws {
    let builder = GraphBuilder()
    let a = builder.input(.state("a"), TensorType([2]))
    let b = builder.input(.state("b"), TensorType([2]))
    builder.result(.state("a"), try a + b)
    builder.result(.state("b"), try a - b)
    let state = try State(
      ["a", "b"].map { StateEntry(name: $0, kind: .variable, type: TensorType([2])) })
    try state.write("a", HostArray(shape: [2], floats: [1, 2]))
    try state.write("b", HostArray(shape: [2], floats: [3, 5]))
    let program = try device(backend).load(builder.graph, name: "cross", state: state)
    try program.run()
    #expect(try state.read("a").floats == [4, 7])
    #expect(try state.read("b").floats == [-2, -3])
  }

  @Test("entries are read and written in their layout", arguments: Device.Backend.allCases)
  func layout(backend: Device.Backend) throws {
    let builder = GraphBuilder()
    let entry = StateEntry(name: "w", kind: .parameter, type: TensorType([2, 3]), layout: [1, 0])
    let w = builder.input(.state("w"), entry.memoryType)
    let rows = builder.input(.batch("rows"), TensorType([3, 1]))
    builder.result(
      .state("w"), try w + rows.broadcast(to: [3, 2]))
    let state = try State([entry])
    try state.write("w", HostArray(shape: [2, 3], floats: [1, 2, 3, 4, 5, 6]))
    let program = try device(backend).load(builder.graph, name: "layout", state: state)
    try program.setInput(.batch("rows"), HostArray(shape: [3, 1], floats: [10, 20, 30]))
    try program.run()
    #expect(try state.read("w").floats == [11, 22, 33, 14, 25, 36])
  }

  @Test("what one program hoists, another reads", arguments: Device.Backend.allCases)
  func hoisting(backend: Device.Backend) throws {
    let maker = GraphBuilder()
    let w = maker.input(.state("w"), TensorType([4]))
    maker.result(.output("square"), try w.squared())
    let reader = GraphBuilder()
    let square = reader.input(.hoisted("square"), TensorType([4]))
    let x = reader.input(.batch("x"), TensorType([4]))
    reader.result(.output("y"), try square * x)
    let state = try State([StateEntry(name: "w", kind: .variable, type: TensorType([4]))])
    try state.write("w", HostArray(shape: [4], floats: [1, 2, 3, 4]))
    let programs = try device(backend)
      .load([("hoisted", maker.graph), ("stage", reader.graph)], state: state)
    try programs[0].run()
    #expect(
      programs[1].bind(
        .hoisted("square"), to: try #require(programs[0].outputPointer("square").baseAddress)))
    try programs[1].setInput(.batch("x"), HostArray(shape: [4], floats: [1, 1, 2, 2]))
    try programs[1].run()
    #expect(programs[1].output("y").floats == [1, 4, 18, 32])
  }
}
