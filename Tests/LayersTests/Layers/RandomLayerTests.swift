import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

/// What recorded cases do not hold: draws outside training and those of attention, and statistics that several calls move.
@Suite("Layers that draw or keep a state")
struct RandomLayerTests {
  /// A layer's output for 2 in all places.
  static func output(
    _ layer: String, shape: [Int], mode: Mode, call: String = "a"
  ) throws -> [Double] {
    let example = shape.dropFirst().map(String.init).joined(separator: ", ")
    let network = try #require(
      networks("networks: {net: {input: [\(example)], layers: [\(layer)]}}")["net"])
    let composition = GraphUnderTest(batch: shape[0])
    let x = composition.field("x", HostArray(shape: Shape(shape), repeating: 2))
    let output = try network.call(
      inputs: [x], mode: mode, callPath: call, context: composition.context)
    return try composition.run([output.main])[0].values
  }

  @Test("dropout that is always there is there outside training")
  func always() throws {
    let base = try Self.output(
      "{dropout: {rate: 0.75, always: true}}", shape: [2, 64], mode: .inference)
    #expect(Set(base) == [0, 8])
    #expect((16...48).contains(base.count { $0 == 8 }))
    let other = try Self.output(
      "{dropout: {rate: 0.75, always: true}}", shape: [2, 64], mode: .inference, call: "b")
    #expect(base != other)
  }

  @Test("spatial_dropout leaves out whole channels")
  func channels() throws {
    let found = try Self.output("{spatial_dropout: 0.5}", shape: [4, 2, 3, 16], mode: .training)
    #expect(Set(found) == [0, 4])
    var kept = 0
    for picture in 0..<4 {
      for channel in 0..<16 {
        let numbers = (0..<6).map { found[(picture * 6 + $0) * 16 + channel] }
        #expect(Set(numbers).count == 1)
        if numbers[0] == 4 { kept += 1 }
      }
    }
    #expect((16...48).contains(kept))
  }

  @Test("attention leaves out shares in training only")
  func attention() throws {
    let layer = "{multi_head_attention: {heads: 2, dropout: 0.5}}"
    let network = try #require(
      networks("networks: {net: {input: [6, 4], layers: [\(layer)]}}")["net"])
    let composition = GraphUnderTest()
    let context = composition.context
    let x = composition.field("x", HostArray(shape: [2, 6, 4], repeating: 1))
    func output(_ mode: Mode) throws -> Tensor {
      try network.call(inputs: [x], mode: mode, callPath: "a", context: context).main
    }
    let (trained, plain) = (try output(.training), try output(.inference))
    for entry in context.declarations.map(\.entry) {
      let shape = entry.type.shape
      composition.set(entry, HostArray(shape: shape, repeating: shape.rank == 1 ? 0 : 0.5))
    }
    let results = try composition.run([trained, plain])
    // All places are alike, so whatever the shares are, they add up to one.
    #expect(results[1].values.allSatisfy { abs($0 - 4) < 1e-6 })
    #expect(results[0].values.contains { abs($0 - 4) > 0.1 })
  }

  @Test("each call of a spectral_norm in training goes a step on from the one before")
  func steps() throws {
    let network = try #require(
      networks("networks: {net: {input: [2], layers: [{spectral_norm: {dense: 2}}]}}")["net"])
    let composition = GraphUnderTest()
    let context = composition.context
    var outputs: [Tensor] = []
    for call in ["a", "b", "c"] {
      let x = composition.field(call, HostArray(shape: [2, 2], floats: [1, 0, 0, 1]))
      outputs.append(
        try network.call(inputs: [x], mode: .training, callPath: call, context: context).main)
    }
    for entry in context.declarations.map(\.entry) {
      switch entry.name {
      case "net.spectral_norm_1.weight":
        composition.set(entry, HostArray(shape: [2, 2], floats: [3, 0, 0, 1]))
      case "net.spectral_norm_1.u":
        composition.set(entry, HostArray(shape: [2], floats: [0.6, 0.8]))
      default: composition.set(entry, HostArray(shape: [2], repeating: 0))
      }
    }
    let next = try #require(context.stateUpdates["net.spectral_norm_1.u"])
    let results = try composition.run(outputs + [context.tensor(next)]).map(\.values)
    // u's direction is (0.6 · 9ᵏ, 0.8) after k steps, and σ = uᵀ W v with the v of the step.
    let values = (1...3).map { k -> Double in
      let before = 0.6 * Double((0..<(k - 1)).reduce(1) { product, _ in product * 9 })
      let (a, b) = (3 * before, 0.8)
      let length = (a * a + b * b).squareRoot()
      return (9 * a * a + b * b).squareRoot() / length
    }
    for (found, sigma) in zip(results, values) {
      #expect(deviation(found, [3 / sigma, 0, 0, 1 / sigma]) < 1e-6)
    }
    let last = (0.6 * 729, 0.8)
    let length = (last.0 * last.0 + last.1 * last.1).squareRoot()
    #expect(deviation(results[3], [last.0 / length, last.1 / length]) < 1e-6)
  }

  @Test("a norm's factors begin as its initializer says")
  func factors() throws {
    let network = try #require(
      networks(
        """
        networks:
          net:
            input: [2, 2, 512]
            layers: [{instance_norm: {initializer: {normal: {mean: 1, std: 0.02}}}}]
        """)["net"])
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 2, 2, 512], repeating: 2))
    _ = try network.call(
      inputs: [x], mode: .training, callPath: "a", context: composition.context)
    let weight = try #require(composition.context.declarations.first)
    #expect(weight.entry.name == "net.instance_norm_1.weight")
    let builder = GraphBuilder()
    builder.result(
      .output("w"), try weight.initial(InitialContext(builder: builder, seed: 1)))
    let values = try Interpreter.run(builder.graph, inputs: [:])[0].values
    let mean = values.reduce(0, +) / 512
    let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 512
    #expect(abs(mean - 1) < 0.003 && abs(variance.squareRoot() - 0.02) < 0.002)
  }
}
