import Config
import Diagnostics
import Graph
import OrderedCollections
import RecordedCases
import Tensors
import Testing

@testable import Layers

@Suite struct NetworkErrorTests {
  /// What is wrong with a list of layers after `[4, 4, 2]`.
  private static func mistakes(_ layers: String, blocks: String = "{}") -> [String] {
    messages {
      _ = try networks(
        """
        blocks: \(blocks)
        networks:
          net:
            input: [4, 4, 2]
            layers: \(layers)
        """)
    }
  }

  @Test(
    "a wrong list of layers is told in sentences, all at once",
    arguments: [
      ("[dens: 3]", ["unknown layer 'dens'; did you mean 'dense'?"]),
      (
        "[{dense: {units: 3, unit: 3}}, flaten]",
        [
          "dense has no field 'unit'; did you mean 'units'?",
          "unknown layer 'flaten'; did you mean 'flatten'?",
        ]
      ),
      (
        "[flatten, {relu: {}, from: flat}]",
        ["no layer above is named 'flat'; did you mean 'flatten_1'?"]
      ),
      (
        "[{dense: {unit: 3}, as: features}, {relu: {}, from: features}]",
        ["dense has no field 'unit'; did you mean 'units'?"]
      ),
      (
        "[{flatten: {}, as: flat}, {relu: {}, from: flatt}]",
        ["no layer above is named 'flatt'; did you mean 'flat'?"]
      ),
      (
        "[{relu: {}, as: a}, {relu: {}, as: a}]",
        ["the name 'a' is taken; every name in a network is given once"]
      ),
      ("[{relu: {}, as: 2a}]", ["'2a' is no name: a name is a letter, then letters, digits and _"]),
      (
        "[{relu: {}, tanh: {}}]",
        ["a layer is one kind with its fields, and 'as' or 'from' beside it; found relu, tanh"]
      ),
      (
        "[{concat: {}}]",
        [
          "concat takes the layers after the previous output, 'concat: [a]', or all of them, 'concat: {of: [a, b]}'"
        ]
      ),
      (
        "[{relu: {}, as: a}, {add: {of: [a, a]}, from: a}]",
        ["'of' names all that goes in; leave out 'from'"]
      ),
      ("[{add: {of: [a, input]}}]", ["no layer above is named 'a'"]),
      (
        "[dens: 3, {repeat: {times: 2, layers: [{relu: {slope: 1}}, flaten]}}, {residual: [tanhh]}]",
        [
          "unknown layer 'dens'; did you mean 'dense'?", "relu has no field 'slope'",
          "unknown layer 'flaten'; did you mean 'flatten'?",
          "unknown layer 'tanhh'; did you mean 'tanh'?",
        ]
      ),
      ("[3]", ["expected a layer: its name, or a map like 'dense: 10'"]),
      ("dense", ["expected a list of layers; a list is written [dense]"]),
      (
        "{dense: 3, relu: {}}",
        ["expected a list of layers; a list is written [{dense: 3}, {relu: {}}]"]
      ),
      ("[{reshape: [any, any]}]", ["only one extent may be 'any'"]),
      ("[{permute: [1, 1]}]", ["'order' must hold each number from 1 to 2 once"]),
      (
        "[{conv2d_transpose: {filters: 2, kernel: 3, output_padding: 1}}]",
        [
          "'output_padding' goes with a number of pixels as padding, or 'valid'; 'same' makes H · stride rows"
        ]
      ),
      (
        "[{conv2d_transpose: {filters: 2, kernel: 3, stride: 2, padding: 1, output_padding: [1, 2]}}]",
        ["'output_padding' must be less than the stride"]
      ),
      (
        "[{transformer_decoder: {heads: 1, hidden: 4, causal_memory: true}}]",
        [
          "'causal_memory' is of the attention to a memory; write 'memory: LAYER' beside it, or leave it away"
        ]
      ),
      (
        "[{max_pool: {size: 3, padding: same, ceil: true}}]",
        [
          "'ceil' goes with 'valid', or a number of pixels as padding; with 'same' no window is left out"
        ]
      ),
      (
        "[{batch_norm: {scale: false, initializer: {normal: {mean: 1, std: 0.02}}}}]",
        ["'initializer' begins the factors, and there are none with 'scale: false'"]
      ),
      (
        "[{spectral_norm: {flaten: {}}}]",
        ["unknown layer with weights 'flaten'"]
      ),
    ])
  func layers(_ layers: String, _ expected: [String]) {
    #expect(Self.mistakes(layers) == expected)
  }

  @Test(
    "a wrong use of a block is told in sentences",
    arguments: [
      ("[twin]", ["block 'twin' needs the param 'width'"]),
      (
        "[{twin: {widht: 3}}]",
        [
          "block 'twin' has no param 'widht'; did you mean 'width'?",
          "block 'twin' needs the param 'width'",
        ]
      ),
      ("[{twin: 3}]", ["block 'twin' takes its params as a map"]),
      ("[self]", ["block 'self' contains itself"]),
      (
        "[{outer: {secret: 3}}]",
        [
          "'units' of dense expects a whole number from 1 to 16777216, found the text 'secret', which is no param; a param is written 'params: {secret: …}'"
        ]
      ),
    ])
  func blocks(_ layers: String, _ expected: [String]) {
    let blocks =
      """
      {twin: {params: {width: required}, layers: [{dense: width}]}, self: {layers: [self]},
      outer: {params: {secret: required}, layers: [inner]}, inner: {layers: [{dense: secret}]}}
      """
    #expect(Self.mistakes(layers, blocks: blocks) == expected)
  }

  @Test(
    "what a block's param makes wrong names the one use that gives it",
    arguments: [
      ("{plain: {v: 0}}", "in this use of 'plain'"),
      ("{nested: {w: 1}}", "in this use of 'nested'"),
      ("within", "in this use of 'plain'"), ("unasked", nil),
    ] as [(String, String?)])
  func use(_ layer: String, _ expected: String?) throws {
    let blocks =
      """
      {plain: {params: {v: required}, layers: [{dense: v}]},
      nested: {params: {w: required}, layers: [{plain: {v: w - 1}}]},
      within: {layers: [{plain: {v: 0}}]},
      unasked: {params: {v: 3}, layers: [{dense: 0}]}}
      """
    var told = DiagnosticList()
    _ = try told.collect {
      try networks(
        """
        blocks: \(blocks)
        networks:
          net:
            input: [4, 4, 2]
            layers: [\(layer)]
        """)
    }
    #expect(told.diagnostics.count == 1)
    let notes = told.diagnostics.flatMap(\.notes).map(\.message)
    #expect(notes == [expected].compactMap(\.self))
  }

  @Test(
    "a mistake in a block is told once, and no nesting of repeats takes for ever",
    arguments: [
      (
        "[bad, bad, {repeat: {times: 9, layers: [bad]}}]",
        ["unknown layer 'dens'; did you mean 'dense'?"]
      ),
      (thousands("relu"), ["the network has more than 20000 layers"]),
      (thousands(""), ["the network has more than 20000 layers"]),
      ("[a0]", ["the network has more than 20000 layers"]),
    ])
  func bounds(_ layers: String, _ expected: [String]) {
    let doubling = (0..<20).map { "a\($0): {layers: [a\($0 + 1), a\($0 + 1)]}" }
    let blocks =
      "{bad: {layers: [dens: 3]}, a20: {layers: [relu]}, \(doubling.joined(separator: ", "))}"
    #expect(Self.mistakes(layers, blocks: blocks) == expected)
  }

  @Test(
    "blocks that stand too deep in one another are no circle, and a circle is one",
    arguments: [
      (20, "relu", []), (40, "relu", ["blocks stand more than 32 deep in one another"]),
      (5, "b3", ["block 'b3' contains itself"]), (1, "b0", ["block 'b0' contains itself"]),
      // A circle that is longer than that is not gone round.
      (40, "b39", ["blocks stand more than 32 deep in one another"]),
    ] as [(Int, String, [String])])
  func deepBlocks(_ count: Int, _ innermost: String, _ expected: [String]) {
    let blocks = (0..<count).map {
      "b\($0): {layers: [\($0 == 0 ? innermost : "b\($0 - 1)")]}"
    }
    let found = Self.mistakes(
      "[b\(count - 1)]", blocks: "{\(blocks.joined(separator: ", "))}")
    // A circle is told where its depth is reached, which may be at any of its blocks.
    let isCircle = expected.first?.hasSuffix("itself") == true
    #expect(isCircle ? found.allSatisfy { $0.hasSuffix("contains itself") } : found == expected)
    #expect(found.count == expected.count, "\(found)")
  }

  /// A billion layers in a few words.
  private static func thousands(_ inner: String) -> String {
    (0..<3).reduce("[\(inner)]") { layers, _ in "[{repeat: {times: 1000, layers: \(layers)}}]" }
  }

  @Test(
    "sizes out of all proportion are mistakes, not crashes",
    arguments: [
      "[flatten, {dense: 16777216}, {dense: 16777216}, {dense: 16777216}]",
      "[\(Array(repeating: "{upsample: 64}", count: 6).joined(separator: ", "))]",
      "[{upsample: {size: 64, method: bilinear}}, {upsample: {size: 64, method: bilinear}}, {upsample: {size: 64, method: bilinear}}, {upsample: {size: 64, method: bilinear}}]",
      "[{pad: 4096}, {conv2d_transpose: {filters: 1048576, kernel: 1024, stride: 1024}}]",
      "[{conv2d_transpose: {filters: 1, kernel: 2, padding: 1024}}]",
    ])
  func proportions(_ layers: String) throws {
    let network = try #require(
      networks("networks: {net: {input: [4, 4, 2], layers: \(layers)}}")["net"])
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 4, 4, 2], repeating: 1))
    let found = messages {
      _ = try network.call(
        inputs: [x], mode: .training, callPath: "", context: composition.context)
    }
    #expect(found.count == 1 && found[0].hasPrefix("net."))
  }

  @Test(
    "a wrong network is told in sentences",
    arguments: [
      (
        "{layers: [relu]}",
        ["network 'net' needs an 'input', the shape of one example: 'input: [28, 28, 1]'"]
      ),
      (
        "{input: [2], layers: [relu], like: other}",
        [
          "a network has 'layers' with an 'input', or 'use', or 'like', or 'ema'; found layers and like"
        ]
      ),
      ("{like: other}", ["unknown network 'other'"]),
      ("{like: net}", ["'net' is like 'net', which is like it again"]),
      ("{use: gone.yaml}", ["there is no file 'gone.yaml'"]),
      ("{ema: other, decay: 0.9}", ["unknown network 'other'"]),
      ("{input: {a: [2], b: [3]}, layers: [relu]}", ["no layer reads the input 'b'"]),
    ])
  func networkForms(_ network: String, _ expected: [String]) {
    #expect(messages { _ = try networks("networks: {net: \(network)}") } == expected)
  }

  @Test("a shape that does not fit points at its layer and tells the layers that led there")
  func chain() throws {
    let network = try #require(
      networks(
        """
        networks:
          net:
            input: [4, 4, 2]
            layers:
              - conv2d: {filters: 3, kernel: 3, stride: 2}
              - flatten
              - reshape: [5, 5]
        """)["net"])
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, 4, 4, 2], repeating: 1))
    let error = try #require(throws: Diagnostic.self) {
      _ = try network.call(
        inputs: [x], mode: .training, callPath: "", context: composition.context)
    }
    #expect(
      error.message
        == "net.reshape_1: reshape to [5, 5] does not fit [12], which has 12 numbers")
    #expect(
      error.notes.map(\.message) == [
        "input is [4, 4, 2]", "conv2d_1 makes [2, 2, 3]", "flatten_1 makes [12]",
      ])
    #expect(pointed { throw error } == ["reshape"])
  }

  @Test(
    "pictures that come back at another size are told of the first stride that does not divide them",
    arguments: [
      (
        5, "[{conv2d: {filters: 2, kernel: 3, stride: 2}}, {upsample: 2}, {add: [input]}]",
        "net.conv2d_1 moves by 2 over 5 pixels and makes 3; pictures come back at their size where 2 divides their sides"
      ),
      (
        2,
        """
        [{conv2d: {filters: 2, kernel: 4, stride: 2}, as: half}, {conv2d: {filters: 2, kernel: 4, stride: 2}},
        {conv2d_transpose: {filters: 2, kernel: 4, stride: 2}}, {concat: [half]}]
        """,
        "net.conv2d_1 moves by 2 over 1 pixel and makes 1, where a stride of 1 would do; pictures come back at their size where 4 divides their sides"
      ),
      (
        7, "[{average_pool: 3}, {upsample: 3}, {add: [input]}]",
        "net.average_pool_1 moves by 3 over 7 pixels and makes 2; pictures come back at their size where 3 divides their sides"
      ),
      (
        5, "[max_pool, {upsample: 2}, {add: [input]}]",
        "net.max_pool_1 moves by 2 over 5 pixels and makes 2; pictures come back at their size where 2 divides their sides"
      ),
      // Without padding the window takes more than the stride does, and 4 pixels and a wrong factor are no matter of strides.
      (
        5,
        "[{conv2d: {filters: 2, kernel: 3, stride: 2, padding: valid}}, {upsample: 2}, {add: [input]}]",
        nil
      ),
      (4, "[max_pool, {upsample: 4}, {add: [input]}]", nil),
      (5, "[max_pool, {upsample: 4}, {add: [input]}]", nil),
    ] as [(Int, String, String?)])
  func strides(_ side: Int, _ layers: String, _ expected: String?) throws {
    let network = try #require(
      networks("networks: {net: {input: [any, any, 2], layers: \(layers)}}")["net"])
    let composition = GraphUnderTest()
    let x = composition.field("x", HostArray(shape: [2, side, side, 2], repeating: 1))
    let error = try #require(throws: Diagnostic.self) {
      _ = try network.call(
        inputs: [x], mode: .training, callPath: "", context: composition.context)
    }
    let notes = error.notes.map(\.message)
    #expect(notes.filter { $0.contains("moves by") } == [expected].compactMap(\.self))
  }

  @Test(
    "inputs that do not fit are told as a user writes shapes",
    arguments: [
      ([[4, 4, 3]], "net takes [4, 4, 2], found [4, 4, 3]"),
      ([[4]], "net takes [4, 4, 2], found [4]"),
      ([[4, 4, 2], [4, 4, 2]], "net takes 1 input, found 2"),
    ])
  func inputs(_ shapes: [[Int]], _ expected: String) throws {
    let network = try #require(
      networks("networks: {net: {input: [4, 4, 2], layers: [flatten]}}")["net"])
    let composition = GraphUnderTest()
    let inputs = shapes.enumerated().map { index, shape in
      composition.field("x\(index)", HostArray(shape: Shape([2] + shape), repeating: 1))
    }
    let found = messages {
      _ = try network.call(
        inputs: inputs, mode: .training, callPath: "", context: composition.context)
    }
    #expect(found == [expected])
  }
}
