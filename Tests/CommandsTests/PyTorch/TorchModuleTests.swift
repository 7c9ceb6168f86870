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
        [
          "self.conv2d_1 = nn.Conv2d(3, 4, 3, stride=2)",
          "self.conv2d_1(F.pad(input_in, (*_same(w, 3, 2, 1), *_same(h, 3, 2, 1))))",
          "  # [n, 4, ceil(h / 2), ceil(w / 2)]\n", "def _same(",
        ]
      ),
      (
        "of the picture that a layer before has made smaller",
        "[conv2d: {filters: 4, kernel: 3, stride: 2}, conv2d: {filters: 4, kernel: 3, stride: 2}]",
        ["*_same(conv2d_1.shape[3], 3, 2, 1), *_same(conv2d_1.shape[2], 3, 2, 1)"]
      ),
      (
        "same padding of stride 1, which is the same everywhere",
        "[conv2d: {filters: 4, kernel: 3}]",
        ["nn.Conv2d(3, 4, 3, padding=1)", "= self.conv2d_1(input_in)  # [n, 4, h, w]\n"]
      ),
      (
        "a window that reaches beyond the end", "[max_pool: {size: 3, stride: 2, ceil: true}]",
        ["(*_reaching(w, 3, 2, 0), *_reaching(h, 3, 2, 0)), value=-math.inf"]
      ),
      (
        "a transposed convolution", "[conv2d_transpose: {filters: 4, kernel: 3, stride: 2}]",
        [
          "nn.ConvTranspose2d(3, 4, 3, stride=2)",
          "self.conv2d_transpose_1(input_in)[:, :, :-1, :-1]  # [n, 4, h * 2, w * 2]\n",
        ]
      ),
      (
        "a mean that counts no padding",
        "[average_pool: {size: 3, stride: 1, padding: same}]",
        ["_means(h, w, (3, 3), (1, 1), (1, 1, 1, 1))"]
      ),
      (
        "mirrored edges", "[pad: {size: [1, 2, 3, 0], mode: reflect}]",
        ["F.pad(input_in, (3, 0, 1, 2), mode=\"reflect\")"]
      ),
      ("edges cut off", "[crop: [1, 2, 0, 4]]", ["[:, :, 1:-2, :]", "[:, :, :, :-4]"]),
      (
        "repeated pixels", "[upsample: [2, 3]]", ["F.interpolate(input_in, scale_factor=(2, 3))"]
      ),
      (
        "blended pixels", "[upsample: {size: 2, method: bilinear}]",
        [
          "upsample_1_constant = _bilinear(h, h * 2, True)[0]",
          "_gather(input_in, upsample_1_constant, 2)",
          "_bilinear(h, h * 2, True)[2].reshape((-1, 1, 1))",
          "_bilinear(w, w * 2, True)[2].reshape((-1, 1))",
        ]
      ),
      (
        "pixels blended by a cubic", "[upsample: {size: 2, method: bicubic, centers: corner}]",
        ["_bicubic(h, h * 2, False)[0][0]", "_bicubic(w, w * 2, False)[1][3].reshape((-1, 1))"]
      ),
      ("one size out of any", "[resize: 32]", ["_nearest(h, 32, True)", "_nearest(w, 32, True)"]),
      ("the mean of a picture", "[global_average_pool]", ["torch.mean(input_in, [2, 3])"]),
      ("a norm of groups", "[group_norm: 3]", ["nn.GroupNorm(3, 3, eps=0.001)"]),
      (
        "channels as pixels", "[conv2d: {filters: 12, kernel: 1}, depth_to_space: 2]",
        [".reshape((n, h, w, 2, 2, 3))", ".reshape((n, h * 2, w * 2, 3))"]
      ),
      (
        "what has the size of the input where that is even",
        "[relu, conv2d: {filters: 3, kernel: 3, stride: 2, padding: 1}, "
          + "conv2d_transpose: {filters: 3, kernel: 3, stride: 2, padding: 1, output_padding: 1}, relu]",
        [
          "relu_2 = F.relu(",
          "nn.ConvTranspose2d(3, 3, 3, stride=2, padding=1, output_padding=1)",
        ]
      ),
      (
        "a cubic at a size that some are multiples of", "[resize: {size: 64, method: bicubic}]",
        ["_bicubic(h, 64, True)[0][2]", "_bicubic(w, 64, True)[1][3]"]
      ),
      (
        "a skip that some sizes alone meet",
        "[conv2d: {filters: 3, kernel: 4, stride: 2}, upsample: 2, add: [input]]",
        [
          "takes input: [n, 3, h, w]; sizes are multiples of 2.",
          "nn.Conv2d(3, 3, 4, stride=2, padding=1)", "add_1 = upsample_1 + input_in",
        ]
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
    "What PyTorch has a layer for is that layer, in one line with its activation",
    arguments: [
      (
        "conv2d: {filters: 4, kernel: [3, 5], dilation: 2, activation: {leaky_relu: 0.2}}",
        ["nn.Conv2d(3, 4, (3, 5), padding=(2, 4), dilation=2)"],
        "conv2d_1 = F.leaky_relu(self.conv2d_1(input_in), 0.2)"
      ),
      (
        "conv2d: {filters: 4, kernel: 3, padding: reflect, bias: false, activation: relu}",
        ["nn.Conv2d(3, 4, 3, bias=False)"],
        "conv2d_1 = F.relu(self.conv2d_1(F.pad(input_in, (1, 1, 1, 1), mode=\"reflect\")))"
      ),
      (
        "depthwise_conv2d: {kernel: 3, activation: gelu}",
        ["nn.Conv2d(3, 3, 3, padding=1, groups=3)"],
        "depthwise_conv2d_1 = F.gelu(self.depthwise_conv2d_1(input_in))"
      ),
      (
        "dense: {units: 4, activation: softmax}", ["nn.Linear(3, 4)"],
        "dense_1 = F.softmax(self.dense_1(input_in.permute(0, 2, 3, 1)), -1)"
      ),
      (
        "batch_norm", ["nn.BatchNorm2d(3, eps=0.001)"],
        "batch_norm_1 = self.batch_norm_1(input_in)"
      ),
      (
        "batch_norm: {scale: false}",
        [
          "self.batch_norm_1 = nn.Module()",
          "self.batch_norm_1.register_buffer(\"running_mean\", torch.zeros(3))",
          "self.batch_norm_1.bias = nn.Parameter(torch.zeros(3))",
        ],
        "batch_norm_1 = F.batch_norm(input_in, running_mean=self.batch_norm_1.running_mean, "
          + "running_var=self.batch_norm_1.running_var, bias=self.batch_norm_1.bias, eps=0.001)"
      ),
      (
        "instance_norm", ["nn.InstanceNorm2d(3, affine=True)"],
        "instance_norm_1 = self.instance_norm_1(input_in)"
      ),
      (
        "instance_norm: {scale: false, center: false}", [],
        "instance_norm_1 = F.instance_norm(input_in)"
      ),
      (
        "layer_norm", ["nn.LayerNorm(3, eps=0.001)"],
        "layer_norm_1 = self.layer_norm_1(input_in.permute(0, 2, 3, 1))"
      ),
      ("prelu", ["nn.PReLU(3)"], "prelu_1 = self.prelu_1(input_in)"),
      ("elu: 0.5", [], "elu_1 = F.elu(input_in, alpha=0.5)"),
      ("silu", [], "silu_1 = F.silu(input_in)"),
      ("relu6", [], "relu6_1 = F.relu6(input_in)"),
      ("average_pool: {size: 3, stride: 2}", [], "= F.avg_pool2d(input_in, 3, stride=2)"),
      ("max_pool: 2", [], "max_pool_1 = F.max_pool2d(input_in, 2)"),
    ] as [(String, [String], String)])
  func layers(layer: String, made: [String], called: String) throws {
    let module = try Self.module("[\(layer.contains(":") ? "{\(layer)}" : layer)]")
    #expect(module.notes.diagnostics.isEmpty)
    for part in made {
      #expect(module.text.contains("\(part)\n"), "\(part) in\n\(module.text)")
    }
    #expect(module.text.contains(called), "\(called) in\n\(module.text)")
    #expect(module.text.contains("def __init__") == !made.isEmpty)
  }

  @Test(
    "A norm of one pixel is written by its operations, since PyTorch's refuses it",
    arguments: [
      ("instance_norm", 1, false), ("instance_norm", 2, true), ("group_norm: 3", 1, false),
      ("group_norm: 3", 2, true),
    ])
  func lonePixels(norm: String, width: Int, isModule: Bool) throws {
    let layer = norm.contains(":") ? "{\(norm)}" : norm
    let module = try Self.module(
      "[relu]", more: "small: {input: [1, \(width), 3], layers: [\(layer)]}")
    #expect(module.text.contains("class Small(nn.Module):"))
    let isFound = ["nn.InstanceNorm2d(", "nn.GroupNorm("].contains { module.text.contains($0) }
    #expect(isFound == isModule, "\(module.text)")
  }

  @Test("A name that Python or another variable has gets a number behind it")
  func variables() {
    var names = TorchNames(taken: ["input_in"])
    names.take("h")
    let all = ["down1.conv2d_1", "h", "h", "lambda", "input_in"].map { names.add($0) }
    #expect(all == ["down1_conv2d_1", "h_2", "h_3", "lambda_2", "input_in_2"])
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
        ["dropout_1_random = torch.rand((n, h, w, 3))", " > 0.1)", " dropout_1 = "]
      ),
      ("spatial_dropout: {rate: 0.5, always: true}", ["= torch.rand((n, 1, 1, 3))"]),
      ("compute: x + normal(like=x)", ["= torch.randn((n, h, w, 3))"]),
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
    #expect(module.text.contains("class Net(nn.Module):"))
    #expect(module.text.contains("\n# 'noisy' is missing: \(reason)\n"), "\(module.text)")
    #expect(module.text.contains("in {\"net\": Net}.items()"))
    let note = try #require(module.notes.diagnostics.first)
    #expect(note.message == "'noisy' is missing there: \(reason)")
    #expect(note.range != nil)
  }

  @Test(
    "A layer that is called as no module can be is told, and its network is missing",
    arguments: [("train", true), ("lambda", true), ("weight_of_F", false), ("F", false)])
  func names(name: String, isTold: Bool) throws {
    let module = try Self.module(
      "[conv2d: {filters: 3, kernel: 1}]",
      more: "other: {input: [2], layers: [{dense: 3, as: \(name)}]}")
    let reason = "'other.\(name)' is called as no PyTorch module can be, so it cannot be exported"
    #expect(module.text.contains(reason) == isTold)
    #expect(module.text.contains("class Other(nn.Module):") == !isTold)
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
      #expect(text.contains("\nclass \(name)(nn.Module):\n"), "\(name)")
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
    #expect(apart.contains("torch.mean(b_in, [2, 3])"))
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
