import Diagnostics
import Graph
import RandomGraphs
import Tensors
import Testing

@Suite struct InterpreterTests {
  private func run(
    _ inputs: [HostArray], _ build: (GraphBuilder, [Tensor]) throws -> [Tensor]
  ) throws -> [BoundedArray] {
    let builder = GraphBuilder()
    var sources: [Input.Source: HostArray] = [:]
    var values: [Tensor] = []
    for (position, array) in inputs.enumerated() {
      sources[.batch("x\(position)")] = array
      let element = array.element == .float64 ? .float32 : array.element
      values.append(
        builder.input(.batch("x\(position)"), TensorType(array.shape, element)))
    }
    for (index, value) in try build(builder, values).enumerated() {
      builder.result(.output("\(index)"), value)
    }
    return try Interpreter.run(builder.graph, inputs: sources)
  }

  private func floats(_ numbers: [Float]) -> HostArray {
    HostArray(shape: [numbers.count], floats: numbers)
  }

  @Test("what single precision computes exactly has no bound")
  func exact() throws {
    let results = try run([floats([1, 2.5, -3]), floats([4, 0.5, 8])]) { builder, x in
      [
        try x[0] + x[1], try x[0] * x[1],
        try x[0].maximum(x[1]), try x[1].sum(axes: []),
        try x[0].floor().sum(), try x[0].compared(.less, x[1]),
      ]
    }
    #expect(results.allSatisfy { $0.bounds.allSatisfy { $0 == 0 } })
    #expect(results.map(\.values)[0...1] == [[5, 3, 5], [4, 1.25, -24]])
    #expect(results[4].values == [0])
  }

  @Test("a sum of n numbers may be off by γ of their sizes, in any order")
  func sums() throws {
    var generator = SeededGenerator(seed: 3)
    let numbers = (0..<1000).map { _ in generator.float(-1...1) }
    let result = try run([floats(numbers)]) { [try $1[0].sum()] }[0]
    var forward: Float = 0
    for number in numbers { forward += number }
    var backward: Float = 0
    for number in numbers.reversed() { backward += number }
    let size = numbers.reduce(0) { $0 + Double(abs($1)) }
    #expect(abs(Double(forward) - result.values[0]) <= result.bounds[0])
    #expect(abs(Double(backward) - result.values[0]) <= result.bounds[0])
    #expect(result.bounds[0] <= 1.001 * 1000 * 0x1p-24 * size)
  }

  @Test("a comparison that rounding may turn is in doubt, and so is what it chooses")
  func doubt() throws {
    // √2² is near 2, on either side of it.
    let results = try run([floats([2, 3])]) { builder, x in
      let square = try x[0].squareRoot().squared()
      let below = try square.compared(.less, 2)
      let chosen = try below.select(Tensor.filled(10, like: x[0]), Tensor.filled(-5, like: x[0]))
      let whole = try square.floor()
      return [below, chosen, whole, try (square - 2).sign()]
    }
    #expect(results[0].bounds == [1, 0])
    #expect(results[1].bounds[0] >= 15 && results[1].bounds[1] == 0)
    #expect(results[2].bounds[0] == 1 && results[3].bounds[0] >= 1)
    #expect(results[3].bounds[1] == 0)
  }

  @Test("the place of the greatest is certain at an exact tie, and unknown at a rounded one")
  func argMax() throws {
    let results = try run([floats([1, 4, 4, 2])]) { builder, x in
      let rounded = try (x[0] + 1).squareRoot().squared()
      let place = try rounded.argMax()
      let places = try place.broadcast(to: [2], axes: [])
      return [
        try x[0].argMax(), place, try x[0].gathered(places, axis: 0),
        try rounded.maximum(),
      ]
    }
    #expect(results[0].values == [1] && results[0].bounds == [0])
    #expect(results[1].bounds == [.infinity])
    #expect(results[2].bounds == [.infinity, .infinity])
    #expect(results[3].bounds[0] < 1e-5)
  }

  @Test("where a number may be out of a function's domain or of range, anything may come")
  func unbounded() throws {
    let results = try run([floats([2, 3e38])]) { builder, x in
      let almostZero = try x[0].squareRoot().squared() - x[0]
      return [
        try almostZero.log(), try x[0] / almostZero,
        try x[0] * x[0],
      ]
    }
    #expect(results[0].bounds[0] == .infinity)
    #expect(results[1].bounds[0] == .infinity)
    #expect(results[2].bounds == [0, .infinity])
  }

  @Test("the greater and the lesser of what is no number is none, wherever it stands")
  func noNumber() throws {
    let results = try run([floats([.nan, 1, .nan]), floats([1, .nan, 2])]) { _, x in
      [
        try x[0].maximum(x[1]), try x[0].minimum(x[1]), try x[0].maximum(), try x[1].maximum(),
      ]
    }
    #expect(results.allSatisfy { $0.values.allSatisfy(\.isNaN) })
  }

  @Test("moments of numbers far from 0 keep a small bound")
  func moments() throws {
    var generator = SeededGenerator(seed: 4)
    let numbers = (0..<256).map { _ in generator.float(99...101) }
    let results = try run([floats(numbers)]) { builder, x in
      let (mean, variance) = try x[0].moments()
      return [mean, variance]
    }
    let mean = numbers.reduce(0) { $0 + Double($1) } / 256
    let variance = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 256
    #expect(abs(results[0].values[0] - mean) < 1e-9)
    #expect(abs(results[1].values[0] - variance) < 1e-9)
    #expect(results[1].bounds[0] < 0.05 * variance)
  }

  @Test("draws are those of the stream, by row-major element and step")
  func draws() throws {
    let stream = RandomStream(seed: 9, path: ["a"])
    let step: UInt64 = 7 << 32 + 3
    let result = try run([HostArray(shape: [2], storage: .uint32([3, 7]))]) { builder, x in
      [
        try builder.random(.uniform, shape: [2, 3], stream: stream, step: x[0]),
        try builder.random(.normal, shape: [2, 3], stream: stream, step: x[0]),
        try builder.random(.integer(low: -5, high: 5), shape: [6], stream: stream, step: x[0]),
      ]
    }
    for element in 0..<6 {
      let index = UInt64(element)
      #expect(result[0].values[element] == stream.uniform(element: index, step: step))
      #expect(result[1].values[element] == stream.normal(element: index, step: step))
      let whole = stream.integer(below: 10, element: index, step: step)
      #expect(result[2].values[element] == Double(whole) - 5)
    }
  }

  @Test("an input that is missing or of another type is an error that names it")
  func inputs() throws {
    let builder = GraphBuilder()
    builder.result(.output("y"), try builder.input(.state("w"), TensorType([2])).exp())
    func message(_ inputs: [Input.Source: HostArray]) -> String? {
      do {
        _ = try Interpreter.run(builder.graph, inputs: inputs)
        return nil
      } catch { return (error as? Diagnostic)?.message }
    }
    #expect(message([:]) == "the reference backend has no value for state w")
    #expect(
      message([.state("w"): HostArray(shape: [3], repeating: 1)])
        == "state w needs f32[2], found f32[3]")
    #expect(message([.state("w"): HostArray(shape: [2], repeating: 1)]) == nil)
  }

  @Test("results come back as arrays of their element type")
  func arrays() throws {
    let results = try run([floats([1.5, -7, 300])]) { builder, x in
      [x[0], try x[0].converted(to: .int32), try x[0].converted(to: .uint8)]
    }
    #expect(results[0].array == floats([1.5, -7, 300]))
    #expect(results[1].array == HostArray(shape: [3], storage: .int32([1, -7, 300])))
    #expect(results[2].array == HostArray(shape: [3], storage: .uint8([1, 0, 255])))
  }
}
