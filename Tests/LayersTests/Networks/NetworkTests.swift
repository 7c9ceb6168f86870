import Config
import Diagnostics
import Graph
import OrderedCollections
import RecordedCases
import Tensors
import Testing

@testable import Layers

/// The names of the nodes of the only network of a text.
private func layerNames(_ text: String) throws -> [String] {
  try networks(text).elements[0].value.definition.nodes.map(\.name)
}

@Suite struct NetworkTests {
  @Test(
    "unnamed layers are numbered per kind, blocks open a scope of names",
    arguments: [
      ("[flatten, dense: 4, relu, dense: 2]", ["flatten_1", "dense_1", "relu_1", "dense_2"]),
      ("[{dense: 4, as: code}, {dense: 2}]", ["code", "dense_1"]),
      (
        "[flatten, twin: {width: 2}, {twin: {width: 3}, as: last}]",
        ["flatten_1", "twin_1.dense_1", "twin_1.relu_1", "last.dense_1", "last.relu_1"]
      ),
      (
        "[flatten, {dense: 4}, residual: [{dense: 4}, relu], repeat: {times: 2, layers: [dense: 4]}]",
        ["flatten_1", "dense_1", "dense_2", "relu_1", "residual_1", "dense_3", "dense_4"]
      ),
      ("[flatten, {twin: {width: 2, act: none}}]", ["flatten_1", "twin_1.dense_1"]),
      (
        "[flatten, {twin: {width: 2, act: {leaky_relu: 0.1}}}]",
        ["flatten_1", "twin_1.dense_1", "twin_1.leaky_relu_1"]
      ),
      ("[flatten, none, relu]", ["flatten_1", "relu_1"]),
    ])
  func names(_ layers: String, _ expected: [String]) throws {
    let found = try layerNames(
      """
      blocks:
        twin:
          params: {width: required, act: relu}
          layers: [{dense: width}, "${act}"]
      networks:
        net:
          input: [2, 2, 1]
          layers: \(layers)
      """)
    #expect(found == expected)
  }

  @Test("a block's params are taken where it is used, under names of their own")
  func blockParams() throws {
    let network = try #require(
      networks(
        """
        params: {filters: 3}
        blocks:
          inner: {params: {filters: required, twice: filters * 2}, layers: [{dense: twice / 2}]}
          outer: {params: {filters: required}, layers: [{inner: {filters: filters * 2}}, {inner: {filters: filters}}]}
        networks:
          net: {input: [4], layers: [{outer: {filters: filters + 1}}, {dense: filters}]}
        """)["net"])
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 4], repeating: 1))
    _ = try network.call(
      inputs: [x], mode: .training, callPath: "", context: composition.context)
    let shapes = composition.context.parameters(ofNetwork: "net").filter {
      $0.name.hasSuffix("weight")
    }
    #expect(shapes.map(\.type.shape) == [[8, 4], [4, 8], [3, 4]])
    #expect(
      shapes.map(\.name) == [
        "net.outer_1.inner_1.dense_1.weight", "net.outer_1.inner_2.dense_1.weight",
        "net.dense_1.weight",
      ])
  }

  @Test(
    "a block's default may be the file's param of its own name, and a tap stands within a block")
  func defaultsAndTaps() throws {
    let network = try #require(
      networks(
        """
        params: {units: 3}
        blocks:
          fire:
            params: {units: units, twice: 2 * units}
            layers: [{dense: units, as: squeeze}, {dense: twice, as: expand}]
        networks:
          net:
            input: [4]
            layers:
              - fire: {units: 5}
                as: one
              - fire
              - dense: 1
                from: one.squeeze
                as: last
              - concat: {of: [fire_1.expand, last, one.expand]}
        """)["net"])
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 4], repeating: 1))
    let output = try network.call(
      inputs: [x], mode: .training, callPath: "", context: composition.context)
    let shapes = composition.context.parameters(ofNetwork: "net").filter {
      $0.name.hasSuffix("weight")
    }.map(\.type.shape)
    #expect(shapes == [[5, 4], [10, 5], [3, 10], [6, 3], [1, 5]])
    #expect(output.main.shape == [2, 6 + 1 + 10])
    #expect(
      messages {
        _ = try networks(
          "{blocks: {b: {layers: [{relu: {}, as: in}]}}, networks: {net: {input: [4], layers: [b, {relu: {}, from: b_1.inn}]}}}"
        )
      } == ["no layer above is named 'b_1.inn'; did you mean 'b_1.in'?"])
  }

  @Test(
    "a layer that does nothing is left out, and an activation may be none",
    arguments: [
      "[{dense: 2}, {dropout: 0}]", "[{dense: {units: 2, activation: none}}]",
      "[none, {dense: 2}, {none: {rate: 1}}]", "[{dense: {units: 2, activation: '${act}'}}]",
    ])
  func leftOut(_ layers: String) throws {
    func nodes(_ layers: String) throws -> Int {
      let network = try #require(
        networks("{params: {act: none}, networks: {net: {input: [4], layers: \(layers)}}}")["net"])
      let composition = GraphUnderTest()
      let x = composition.field("x", HostArray(shape: [2, 4], repeating: 1))
      _ = try network.call(
        inputs: [x], mode: .training, callPath: "", context: composition.context)
      return composition.context.builder.graph.nodes.count
    }
    #expect(try nodes(layers) == nodes("[{dense: 2}]"))
  }

  @Test("skips, residuals, products and several inputs compute what they say")
  func wiring() throws {
    let network = try #require(
      networks(
        """
        networks:
          net:
            input: {a: [2], b: [2]}
            layers:
              - relu: {}
                as: positive
              - concat: [b]
              - crossed: {}
              - add: joined
              - multiply: [joined, joined]
        blocks:
          crossed: {layers: [{permute: [1], as: same}]}
        """.replacing("- concat: [b]", with: "- concat: [b]\n        as: joined"))["net"])
    let composition = GraphUnderTest(batch: 1)
    let a = composition.field("a", HostArray(shape: [1, 2], floats: [-1, 2]))
    let b = composition.field("b", HostArray(shape: [1, 2], floats: [3, -4]))
    let output = try network.call(
      inputs: [a, b], mode: .inference, callPath: "", context: composition.context)
    // joined = [0, 2, 3, −4]; (joined + joined) · joined · joined
    let results = try composition.run([output.main, try #require(output.taps["positive"])])
    #expect(results[0].values == [0, 16, 54, -128])
    #expect(results[1].values == [0, 2])
    #expect(output.unreadHeads == [])
  }

  @Test(
    "a joint of named layers takes them in their order, and layers within blocks are read by their path"
  )
  func joints() throws {
    let network = try #require(
      networks(
        """
        networks:
          net:
            input: [2]
            layers:
              - outer
              - concat: {of: [input, outer_1]}
        blocks:
          outer: {layers: [inner]}
          inner: {layers: [{relu: {}, as: positive}, {permute: [1]}]}
        """)["net"])
    let composition = GraphUnderTest(batch: 1)
    let x = composition.field("x", HostArray(shape: [1, 2], floats: [-1, 2]))
    let output = try network.call(
      inputs: [x], mode: .inference, callPath: "", context: composition.context)
    let results = try composition.run([
      output.main, try #require(output.taps["outer_1.inner_1.positive"]),
    ])
    #expect(results[0].values == [-1, 2, 0, 2])
    #expect(results[1].values == [0, 2])
  }

  @Test(
    "an expression of what goes in is a layer",
    arguments: [
      ("compute: 2 * x + one", [3, 5, 7, 9]), ("compute: x * gain + sum", [10, 15, 20, 25]),
      ("compute: \"x / mean(x, axis=-1)\"", [0.6666667, 1.3333333, 0.8571429, 1.1428571]),
      ("compute: \"x - sum(x, axis=0)\"", [-2, -1, -4, -3]),
      ("compute: \"x - mean(x, per=all)\"", [-1.5, -0.5, 0.5, 1.5]),
    ] as [(String, [Double])])
  func compute(_ layer: String, _ expected: [Double]) throws {
    let network = try #require(
      networks(
        """
        params: {one: 1, sum: 5, x: 7}
        networks:
          net:
            input: [2]
            layers:
              - compute: 0 * x + 5
                as: gain
              - \(layer)
                from: input
        """)["net"])
    let composition = GraphUnderTest(batch: 2)
    let x = composition.field("x", HostArray(shape: [2, 2], floats: [1, 2, 3, 4]))
    let output = try network.call(
      inputs: [x], mode: .inference, callPath: "", context: composition.context)
    let found = try composition.run([output.main])[0].values
    #expect(deviation(found, expected) < 1e-6)
  }

  @Test(
    "an expression of a layer that cannot be is told",
    arguments: [
      ("compute: x + gian", "no layer above is named 'gian'"),
      ("compute: maen(x)", "unknown function or network 'maen'; did you mean 'mean'?"),
      (
        "compute: mean(x)",
        "net.compute_1: compute needs a row for each example, and this has the shape []"
      ),
      (
        "compute: \"normal([2], count=3)\"",
        "net.compute_1: compute needs a row for each example, and this has the shape [3, 2] for 2 examples; 'normal(like=x)' has the rows of x"
      ),
      ("compute: \"mean(x, axis=1)\"", "[2] has no axis 1"),
    ])
  func wrongCompute(_ layer: String, _ message: String) throws {
    let found = messages {
      let network = try #require(
        networks("networks: {net: {input: [2], layers: [{\(layer)}]}}")["net"])
      let composition = GraphUnderTest(batch: 2)
      let x = composition.field("x", HostArray(shape: [2, 2], floats: [1, 2, 3, 4]))
      _ = try network.call(
        inputs: [x], mode: .inference, callPath: "", context: composition.context)
    }
    #expect(found == [message])
  }

  @Test("fields for all layers of a kind hold in blocks too, where the layer does not give them")
  func defaults() throws {
    let text = """
      params: {units: 3}
      blocks: {wide: {params: {units: 4}, layers: [{dense: units}]}}
      networks:
        net:
          input: [2]
          defaults: {dense: {bias: false, activation: relu}, elu: {alpha: units}}
          layers: [dense: 3, wide, {dense: {units: 5, bias: true}}, elu]
      """
    let network = try #require(try networks(text)["net"])
    let composition = GraphUnderTest(batch: 1)
    let x = composition.field("x", HostArray(shape: [1, 2], floats: [-1, 2]))
    _ = try network.call(
      inputs: [x], mode: .inference, callPath: "", context: composition.context)
    #expect(
      composition.context.declarations.map(\.entry.name) == [
        "net.dense_1.weight", "net.wide_1.dense_1.weight", "net.dense_2.weight", "net.dense_2.bias",
      ])
    #expect(
      messages { _ = try networks(text.replacing("{bias: false,", with: "{bais: false,")) } == [
        "dense has no field 'bais'; did you mean 'bias'?"
      ])
    #expect(
      messages { _ = try networks(text.replacing("elu: {alpha", with: "ellu: {alpha")) } == [
        "unknown layer 'ellu'; did you mean 'elu'?"
      ])
  }

  @Test("a file's network sees its own params, and 'like' has weights of its own")
  func useAndLike() throws {
    let all = try networks(
      """
      params: {width: 99}
      networks:
        first: {use: small.yaml, params: {width: 5}}
        second: {like: third}
        third: {like: first}
      """,
      files: [
        "small.yaml": """
        about: A small network.
        params: {width: 3, depth: 1}
        blocks: {wide: {layers: [{dense: width}]}}
        input: [2]
        layers: [{repeat: {times: depth, layers: [wide]}}]
        """
      ])
    #expect(Array(all.keys) == ["first", "second", "third"])
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 2], repeating: 1))
    for network in all.values {
      _ = try network.call(
        inputs: [x], mode: .training, callPath: "", context: composition.context)
    }
    let entries = composition.context.declarations.map(\.entry)
    #expect(entries.filter { $0.type.shape == [5, 2] }.count == 3)
    #expect(Set(entries.map(\.name)).count == 6)
  }

  @Test("equal calls are one value, one dropout mask, one update of running statistics")
  func equalCalls() throws {
    let network = try #require(
      networks("networks: {net: {input: [4], layers: [batch_norm, dropout: 0.5]}}")["net"])
    let composition = GraphUnderTest()
    let context = composition.context
    let x = composition.field("x", HostArray(shape: [2, 4], floats: [1, 2, 3, 4, 3, 2, 1, 0]))
    let z = composition.field("z", HostArray(shape: [2, 4], repeating: 2))
    let first = try network.call(inputs: [x], mode: .training, callPath: "a", context: context)
    let count = context.builder.graph.nodes.count
    let again = try network.call(inputs: [x], mode: .training, callPath: "b", context: context)
    #expect(first == again)
    #expect(context.builder.graph.nodes.count == count)
    _ = try network.call(inputs: [z], mode: .training, callPath: "c", context: context)
    _ = try network.call(inputs: [z], mode: .inference, callPath: "d", context: context)

    // The second distinct call builds on the first: 0.99 (0.99 · 0 + 0.01 · 2) + 0.01 · 2.
    composition.set(context.declarations[0].entry, HostArray(shape: [4], repeating: 0))
    let next = try #require(context.stateUpdates["net.batch_norm_1.running_mean"])
    let mean = try composition.run([context.tensor(next)])[0].values
    #expect(deviation(mean, [0.0398, 0.0398, 0.0398, 0.0398]) < 1e-6)
  }

  @Test("two calls have masks of their own, which the step changes and the seed decides")
  func masks() throws {
    func mask(call: String, step: UInt32, seed: UInt64, mode: Mode = .training) throws -> [Double] {
      let network = try #require(
        networks("networks: {net: {input: [64], layers: [dropout: 0.5]}}")["net"])
      let composition = GraphUnderTest(seed: seed, step: step)
      let x = composition.field("x", HostArray(shape: [2, 64], repeating: 2))
      let output = try network.call(
        inputs: [x], mode: mode, callPath: call, context: composition.context)
      return try composition.run([output.main])[0].values
    }
    let base = try mask(call: "a", step: 0, seed: 1)
    #expect(Set(base) == [0, 4])
    #expect((44...84).contains(base.count { $0 == 4 }))
    #expect(try base == mask(call: "a", step: 0, seed: 1))
    #expect(try base != mask(call: "b", step: 0, seed: 1))
    #expect(try base != mask(call: "a", step: 1, seed: 1))
    #expect(try base != mask(call: "a", step: 0, seed: 2))
    #expect(try Set(mask(call: "a", step: 0, seed: 1, mode: .inference)) == [2])
  }

  @Test("'any' takes every size, and what depends on it must fit")
  func anySize() throws {
    let network = try #require(
      networks(
        "networks: {net: {input: [any, any, 1], layers: [{conv2d: {filters: 2, kernel: 3}}]}}")[
          "net"])
    let composition = GraphUnderTest()
    for size in [4, 7] {
      let x = composition.field(
        "x\(size)", HostArray(shape: Shape([2, size, size, 1]), repeating: 1))
      let output = try network.call(
        inputs: [x], mode: .inference, callPath: "", context: composition.context)
      #expect(output.main.shape == Shape([2, size, size, 2]))
    }
    #expect(composition.context.declarations.count == 2)
  }
}
