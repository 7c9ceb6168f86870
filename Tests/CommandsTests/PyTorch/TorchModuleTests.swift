import Experiment
import Testing

@testable import Commands

/// What a network of any size is as a PyTorch module; that it computes the same, `Benchmarks/torch_export.py` measures.
@Suite("Networks for PyTorch")
struct TorchModuleTests {
  private static func module(_ layers: String, more: String = "") throws -> TorchModule {
    let text = """
      etch: 1
      name: sizes
      data:
        picture: {source: builtin/horses, size: 48, count: 8}
      networks:
        net:
          input: [any, any, 3]
          layers: \(layers)
        \(more)
      metrics: {figure: {value: mean(net(picture))}}
      """
    return try TorchModule(
      LoadedExperiment(text: text, name: "a.yaml", overrides: [], dataFolder: "data"),
      weights: "w.safetensors")
  }

  @Test(
    "What a layer does to a picture of any size is written with the sizes of its input",
    arguments: [
      (
        "same padding of stride 2", "[conv2d: {filters: 4, kernel: 3, stride: 2}]",
        ["F.pad(input_in, (*_same(w, 3, 2, 1), *_same(h, 3, 2, 1)))", "def _same("]
      ),
      (
        "of the picture that a layer before has made smaller",
        "[conv2d: {filters: 4, kernel: 3, stride: 2}, conv2d: {filters: 4, kernel: 3, stride: 2}]",
        ["*_same(v0.shape[3], 3, 2, 1), *_same(v0.shape[2], 3, 2, 1)"]
      ),
      (
        "same padding of stride 1, which is the same everywhere",
        "[conv2d: {filters: 4, kernel: 3}]", ["stride=(1, 1), padding=(1, 1)"]
      ),
      (
        "a window that reaches beyond the end", "[max_pool: {size: 3, stride: 2, ceil: true}]",
        ["(*_reaching(w, 3, 2, 0), *_reaching(h, 3, 2, 0)), value=-math.inf"]
      ),
      (
        "a transposed convolution", "[conv2d_transpose: {filters: 4, kernel: 3, stride: 2}]",
        ["F.conv_transpose2d(input_in", "(0, -1, 0, -1))"]
      ),
      (
        "a mean that counts no padding",
        "[average_pool: {size: 3, stride: 1, padding: same}]",
        ["_means(h, w, (3, 3), (1, 1), (1, 1, 1, 1))"]
      ),
      (
        "mirrored edges", "[pad: {size: [1, 2, 3, 0], mode: reflect}]",
        ["_mirrored(h, 1, 2, False)", "_mirrored(w, 3, 0, False)"]
      ),
      ("edges cut off", "[crop: [1, 2, 0, 4]]", ["[:, 1:-2, :, :]", "[:, :, :-4, :]"]),
      ("repeated pixels", "[upsample: [2, 3]]", [".reshape((n, h * 2, w * 3, 3,))"]),
      (
        "blended pixels", "[upsample: {size: 2, method: bilinear}]",
        [
          "v0 = _bilinear(h, h * 2, True)[0]", "_gather(input_in.permute(0, 2, 3, 1), v0, 1)",
          "_bilinear(h, h * 2, True)[2].reshape((-1, 1, 1,))",
          "_bilinear(w, w * 2, True)[2].reshape((-1, 1,))",
        ]
      ),
      (
        "pixels blended by a cubic", "[upsample: {size: 2, method: bicubic, centers: corner}]",
        ["_bicubic(h, h * 2, False)[0][0]", "_bicubic(w, w * 2, False)[1][3].reshape((-1, 1,))"]
      ),
      ("one size out of any", "[resize: 32]", ["_nearest(h, 32, True)", "_nearest(w, 32, True)"]),
      ("the mean of a picture", "[global_average_pool]", ["* (1.0 / (h * w))"]),
      ("a norm of groups", "[group_norm: 3]", [".reshape((n, h * w, 3, 1,))"]),
      (
        "channels as pixels", "[conv2d: {filters: 12, kernel: 1}, depth_to_space: 2]",
        [".reshape((n, h, w, 2, 2, 3,))", ".reshape((n, h * 2, w * 2, 3,))"]
      ),
      (
        "what has the size of the input where that is even",
        "[relu, conv2d: {filters: 3, kernel: 3, stride: 2, padding: 1}, "
          + "conv2d_transpose: {filters: 3, kernel: 3, stride: 2, padding: 1, output_padding: 1}, relu]",
        ["# relu_2", "F.conv_transpose2d("]
      ),
      (
        "a cubic at a size that some are multiples of", "[resize: {size: 64, method: bicubic}]",
        ["_bicubic(h, 64, True)[0][2]", "_bicubic(w, 64, True)[1][3]"]
      ),
      (
        "a skip that some sizes alone meet",
        "[conv2d: {filters: 3, kernel: 4, stride: 2}, upsample: 2, add: [input]]",
        ["takes input: [n, 3, h, w]; sizes are multiples of 2.", "padding=(1, 1)"]
      ),
    ])
  func anySize(what: String, layers: String, parts: [String]) throws {
    let module = try Self.module(layers)
    #expect(module.notes.diagnostics.isEmpty)
    for part in parts + ["takes input: [n, 3, h, w]"] {
      #expect(module.text.contains(part), "\(what): \(part) in\n\(module.text)")
    }
  }

  @Test(
    "A network that is another at each size is written for the data's, which is told",
    arguments: [
      (
        "[flatten, dense: 2]",
        "the weights of 'net' are others for other sizes of its input"
      ),
      (
        "[average_pool: {size: 2, padding: same}]",
        "'net.average_pool_1' computes differently for other sizes of its input"
      ),
      (
        "[conv2d: {filters: 3, kernel: 3, stride: 2, padding: reflect}]",
        "'net.conv2d_1' cannot be exported for inputs of any size"
      ),
    ])
  func oneSize(layers: String, reason: String) throws {
    let module = try Self.module(layers)
    #expect(module.text.contains("# 'net' takes inputs of one size: \(reason)"), "\(module.text)")
    #expect(module.text.contains("takes input: [n, 3, 48, 48]."))
    let note = try #require(module.notes.diagnostics.first)
    #expect(note.severity == .note)
    #expect(note.message.hasPrefix("'net' takes inputs of the data's size alone there: \(reason)"))
  }

  @Test(
    "Numbers that a layer draws are drawn by PyTorch, in the shape that they have at each size",
    arguments: [
      (
        "dropout: {rate: 0.1, always: true}",
        ["= torch.rand((n, h, w, 3,))", " > 0.1000", "# dropout_1"]
      ),
      ("spatial_dropout: {rate: 0.5, always: true}", ["= torch.rand((n, 1, 1, 3,))"]),
      ("compute: x + normal(like=x)", ["= torch.randn((n, h, w, 3,))"]),
    ])
  func draws(layer: String, parts: [String]) throws {
    let module = try Self.module("[{\(layer)}]")
    #expect(module.notes.diagnostics.isEmpty)
    let head = "takes input: [n, 3, h, w]; draws numbers of its own, as torch.manual_seed says."
    for part in parts + [head] {
      #expect(module.text.contains(part), "\(part) in\n\(module.text)")
    }
    #expect(!(try Self.module("[{dropout: 0.1}]").text.contains("draws")))
  }

  @Test(
    "A network that cannot be exported is missing, the layer is named, and the others are there")
  func missing() throws {
    let module = try Self.module(
      "[conv2d: {filters: 3, kernel: 1}]",
      more: "noisy: {input: [2], layers: [relu, {compute: 'x + normal(like=x, per=run)'}]}")
    let reason =
      "'noisy.compute_1' draws the same numbers at every step, so it cannot be exported"
    #expect(module.text.contains("class Net(_Network):"))
    #expect(module.text.contains("\n# 'noisy' is missing: \(reason)\n"), "\(module.text)")
    #expect(module.text.contains("in {\"net\": Net}.items()"))
    let note = try #require(module.notes.diagnostics.first)
    #expect(note.message == "'noisy' is missing there: \(reason)")
    #expect(note.range != nil)
  }

  @Test("A class has a name that neither Python nor another network has")
  func classNames() throws {
    let text = try Self.module(
      "[conv2d: {filters: 3, kernel: 1}]",
      more: ["F", "f", "none", "d_zebra", "D_zebra"].map {
        "\($0): {input: [2], layers: [{dense: 2}]}"
      }.joined(separator: "\n  ")
    ).text
    let list =
      "{\"net\": Net, \"F\": F2, \"f\": F3, \"none\": None2, \"d_zebra\": DZebra, \"D_zebra\": DZebra2}"
    #expect(text.contains(list), "\(text)")
    for name in ["Net", "F2", "F3", "None2", "DZebra", "DZebra2"] {
      #expect(text.contains("\nclass \(name)(_Network):\n"), "\(name)")
    }
  }

  @Test("What a network was given, and what its classes are called, stands in its file")
  func uses() throws {
    let experiment = try LoadedExperiment(
      text: """
        etch: 1
        name: classes
        data:
          digit: {source: builtin/digits, count: 64, holdout: 0.25, scale: [-1, 1]}
        networks:
          net: {input: [28, 28, 1], layers: [flatten, {dense: 10}]}
          back: {input: [10], layers: [{dense: 2}]}
        values: {scores: net(digit), drawn: "normal([10])"}
        losses: {error: "cross_entropy(scores, digit.label) + mean(back(drawn))"}
        train: {steps: 1, optimizer: sgd, step: {both: {update: [net, back], minimize: error}}}
        """, name: "a.yaml", overrides: [], dataFolder: "data")
    let text = try TorchModule(
      experiment, weights: "w.safetensors",
      classes: [("digit.label", ["a", "\""], 2), ("other.label", ["b"], 9)]
    ).text
    for part in [
      "net: takes input: [n, 1, 28, 28].\n\n    In the experiment:\n\n"
        + "    'input' is 'digit' of the data, {source: builtin/digits, scale: {range: [-1, 1]}}, numbers from -1 to 1\n"
        + "    the scores are of the classes 'digit.label'\n    \"\"\"",
      "    'input' is normal([10])\n",
      "CLASSES = {\n    \"digit.label\": [\"a\", \"\\\"\"],\n    \"other.label\": [\"b\"],  # the first of 9\n}",
    ] {
      #expect(text.contains(part), "\(text)")
    }
  }

  @Test("Two inputs of any size have sizes of their own, unless they must be equal")
  func twoInputs() throws {
    func text(_ layers: String) throws -> String {
      try Self.module(
        "[conv2d: {filters: 3, kernel: 1}]",
        more: "two: {input: {a: [any, any, 3], b: [any, any, 3]}, layers: [\(layers)]}"
      ).text
    }
    let apart = try text(
      "{upsample: 2, from: a}, {global_average_pool: {}, as: p}, "
        + "{global_average_pool: {}, from: b, as: q}, {add: {of: [p, q]}}")
    #expect(apart.contains("takes a: [n, 3, h, w], b: [n, 3, h2, w2]"), "\(apart)")
    #expect(apart.contains("(1.0 / (h2 * w2))"))
    let tied = try text("{concat: {of: [a, b]}}, {global_average_pool}")
    #expect(tied.contains("takes a: [n, 3, h, w], b: [n, 3, h, w]"), "\(tied)")
  }

  @Test(
    "A number is known by what it is at each size",
    arguments: [
      ([7, 7, 7], "7"), ([2, 3, 5], "n"), ([40, 64, 52], "h"), ([80, 128, 104], "h * 2"),
      ([4, 6, 10], "n * 2"), ([2000, 2112, 3172], "h * w"), ([6000, 6336, 9516], "h * w * 3"),
      ([1600, 4096, 2704], "h * h"), ([39, 63, 51], nil), ([20, 32, 26], nil), ([0, 1, 0], nil),
    ] as [([Int], String?)])
  func numbers(values: [Int], text: String?) {
    var extents = TorchExtents()
    extents.add([2, 3, 5], "n")
    extents.add([40, 64, 52], "h")
    extents.add([50, 33, 61], "w")
    extents.add([80, 128, 104], "never")
    #expect(extents.text(values) == text)
  }
}
