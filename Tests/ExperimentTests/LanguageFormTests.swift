import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// Each form of the language composes, is checked, and resolves to a text that is the same experiment.
@Suite("The forms of the language")
struct LanguageFormTests {
  /// A whole experiment in a few lines, and the state that it amounts to.
  struct Form: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let state: [String]
    var files: [String: String] = [:]
    var profile: String?
    var overrides: [String] = []
  }

  static let head = """
    etch: 1
    name: form
    data:
      digit: {source: builtin/digits, count: 64, scale: [0, 1]}

    """
  static let train = """
    train:
      epochs: 1
      optimizer: sgd
      step:
        net: {minimize: error}

    """
  static let losses = "losses:\n  error: mean(square(net(digit)))\n"

  /// An experiment that trains one network of these layers.
  static func network(_ layers: String, input: String = "[28, 28, 1]") -> String {
    head + "networks:\n  net:\n    input: \(input)\n    layers:\n"
      + layers.split(separator: "\n").map { "      \($0)\n" }.joined() + losses + train
  }

  static func parameters(_ layers: String...) -> [String] {
    layers.flatMap { ["net.\($0).weight", "net.\($0).bias"] }
  }

  static let networks: [Form] = [
    Form(
      testDescription: "A block is used twice, its layers under the name of the use",
      text: "blocks:\n  wide:\n    params: {units: 4}\n    layers: [{dense: units}, relu]\n"
        + network("- flatten\n- wide\n- wide: {units: 2}\n  as: last"),
      state: parameters("wide_1.dense_1", "last.dense_1")),
    Form(
      testDescription: "A block within a block",
      text: "blocks:\n  inner: {layers: [{dense: 2}]}\n  outer: {layers: [inner, inner]}\n"
        + network("- flatten\n- outer"),
      state: parameters("outer_1.inner_1.dense_1", "outer_1.inner_2.dense_1")),
    Form(
      testDescription: "A block that is left out",
      text: "params: {norm: none}\n" + network("- flatten\n- ${norm}\n- dense: 2"),
      state: parameters("dense_1")),
    Form(
      testDescription: "Layers under one name, as blocks resolve",
      text: network("- flatten\n- group: [{dense: 2}, relu]\n  as: code\n- dense: 3"),
      state: parameters("code.dense_1", "dense_1")),
    Form(
      testDescription: "A repeat gives each layer weights of its own",
      text: network("- flatten\n- repeat: {times: 3, layers: [{dense: 4}, relu]}\n- dense: 1"),
      state: parameters("dense_1", "dense_2", "dense_3", "dense_4")),
    Form(
      testDescription: "A repeat of a block",
      text: "blocks:\n  wide: {layers: [{dense: 4}]}\n"
        + network("- flatten\n- repeat: {times: 2, layers: [wide]}"),
      state: parameters("wide_1.dense_1", "wide_2.dense_1")),
    Form(
      testDescription: "A residual of convolutions",
      text: network("- residual: [{conv2d: {filters: 1, kernel: 3}}, relu]"),
      state: parameters("conv2d_1")),
    Form(
      testDescription: "Skips: concat, add and multiply",
      text: network(
        """
        - conv2d: {filters: 2, kernel: 3}
          as: a
        - conv2d: {filters: 2, kernel: 3}
          as: b
        - add: [a]
        - multiply: b
        - concat: [a, b]
        """),
      state: parameters("a", "b")),
    Form(
      testDescription: "A layer that reads another than the previous one, and the input",
      text: network(
        """
        - flatten: {}
          as: flat
        - dense: 2
          as: left
        - dense: 2
          from: flat
          as: right
        - flatten: {}
          from: input
        - dense: 2
        - add: [left, right]
        """),
      state: parameters("left", "right", "dense_1")),
    Form(
      testDescription: "Joints of named layers alone, and fields for all layers of a kind",
      text: "params: {sum: false}\n"
        + network(
          """
          - flatten
          - dense: 2
            as: a
          - dense: {units: 2, bias: true}
            as: b
            from: a
          - concat: {of: [b, a]}
          - add: {of: [concat_1, concat_1]}
          """
        ).replacing("    layers:", with: "    defaults: {dense: {bias: sum}}\n    layers:"),
      state: ["net.a.weight", "net.b.weight", "net.b.bias"]),
    Form(
      testDescription: "A layer within a block is read by its path",
      text:
        "blocks:\n  fire:\n    layers:\n      - dense: 2\n        as: squeeze\n      - dense: 3\n"
        + network("- flatten\n- fire\n- dense: 1").replacing(
          "net(digit)", with: "net(digit).fire_1.squeeze"),
      state: parameters("fire_1.squeeze", "fire_1.dense_1", "dense_1")),
    Form(
      testDescription: "Functions of networks and values, one with a word for a param's name",
      text: "params: {sum: 2}\nfunctions:\n  apart(D, x, by): \"mse(D(x), by, reduction=sum)\"\n"
        + "  scaled(x): sum * x\n"
        + network("- flatten\n- dense: 2").replacing(
          "mean(square(net(digit)))", with: "scaled(apart(net, digit, normal([2])))"),
      state: parameters("dense_1")),
    Form(
      testDescription: "Any height and width",
      text: network("- conv2d: {filters: 2, kernel: 3}", input: "[any, any, 1]"),
      state: parameters("conv2d_1")),
    Form(
      testDescription: "Several inputs, given by place and by name",
      text: network(
        """
        - flatten
        - dense: 2
        - concat: [code]
        - dense: 1
        """, input: "{picture: [28, 28, 1], code: [3]}"
      ).replacing("net(digit)", with: "net(digit, code=normal([3]))"),
      state: parameters("dense_1", "dense_2")),
    Form(
      testDescription: "A network from a file, with params, next to one that is like it",
      text: head
        + "params: {latent: 3}\nnetworks:\n  net: {use: parts/net.yaml, params: {units: latent}}\n"
        + "  twin: {like: net}\n"
        + "losses: {error: mean(square(net(digit) - twin(digit)))}\n"
        + train.replacing("net: {", with: "both: {update: [net, twin], "),
      state: parameters("own.dense_1")
        + ["twin.own.dense_1.weight", "twin.own.dense_1.bias"],
      files: [
        "parts/net.yaml":
          "params: {units: required}\nblocks:\n  own: {layers: [flatten, {dense: units}]}\n"
          + "input: [28, 28, 1]\nlayers:\n  - own: {}\n    as: own\n"
      ]),
    Form(
      testDescription: "A layer's output and a block's, read from a call",
      text: "blocks:\n  wide: {layers: [{dense: 4}]}\n"
        + network("- flatten\n- wide: {}\n  as: code\n- dense: 1\n  as: score")
        .replacing(
          "mean(square(net(digit)))", with: "mean(net(digit).score) + mean(net(digit).code)"),
      state: parameters("code.dense_1", "score")),
  ]

  static let schedules: [Form] = [
    Form(
      testDescription: "A variable that is assigned, bounded, and set anew in every round",
      text: head + """
        variables:
          canvas: {init: digit, clip: [-1, 1]}
        losses: {score: mean(square(canvas))}
        values: {ascent: "gradient(score, canvas)"}
        train:
          rounds: {octave: [0, 1, 2], power: [1, 2]}
          start: {canvas: canvas * 1.3 ** octave + power}
          steps: 3
          step:
            - canvas: {assign: canvas + 0.1 * ascent / (std(ascent) + 1e-8)}
        """,
      state: ["canvas"]),
    Form(
      testDescription: "A variable that an optimizer updates",
      text: head + """
        variables:
          canvas: {init: "zeros([28, 28, 1])"}
        losses: {error: "mse(canvas, digit)"}
        train:
          steps: 3
          step:
            - canvas: {minimize: error, optimizer: {sgd: {learning_rate: 1}}}
        """,
      state: ["canvas"]),
    Form(
      testDescription:
        "Updates every few steps and several times, in stages, and one that maximizes",
      text: head + """
        networks:
          net: {input: [28, 28, 1], layers: [flatten, {dense: 1}]}
          critic: {like: net}
        losses: {error: mean(net(digit) - critic(digit))}
        train:
          epochs: 1
          batch_size: 8
          optimizer: sgd
          step:
            - net: {minimize: error, every: 2 steps}
            - critic: {maximize: error, times: 3}
        """,
      state: parameters("dense_1") + ["critic.dense_1.weight", "critic.dense_1.bias"]),
    Form(
      testDescription: "A learning rate with a schedule",
      text: network("- flatten\n- dense: 1").replacing(
        "optimizer: sgd",
        with:
          "optimizer: {sgd: {learning_rate: {exponential_decay: {initial: 1, every: 10 steps, rate: 0.9}}}}"
      ),
      state: parameters("dense_1")),
    Form(
      testDescription: "A call in the other mode, and noise that is drawn once",
      text: network("- flatten\n- dropout: 0.5\n- dense: 1").replacing(
        "net(digit)", with: "net(digit + normal([28, 28, 1], per=run), mode=inference)"),
      state: parameters("dense_1")),
    Form(
      testDescription: "No training: the outputs are evaluated once, gradients included",
      text: head
        + """
        networks:
          net: {input: [28, 28, 1], layers: [flatten, {dense: 10}]}
        values:
          direction: sign(gradient(cross_entropy(net(digit), 3), digit))
        outputs:
          samples:
            wrong: {grid: [digit, digit + 0.1 * direction]}
        """,
      state: parameters("dense_1")),
  ]

  static let compositions: [Form] = [
    Form(
      testDescription: "A profile, in which an update is addressed by its name",
      text: network("- flatten\n- dense: 1")
        + "profiles:\n  quick: {train: {epochs: 3, step: {net: {times: 2}}}}\n",
      state: parameters("dense_1"), profile: "quick"),
    Form(
      testDescription: "A chain of files, each over the one it extends",
      text: "extends: parts/middle.yaml\nname: last\nparams: {units: 3}\n",
      state: parameters("dense_1", "dense_2"),
      files: [
        "parts/middle.yaml": "extends: base.yaml\ntrain: {step: {net: {optimizer: {adam: {}}}}}\n",
        "parts/base.yaml": "params: {units: 2}\n"
          + network("- flatten\n- dense: units\n- dense: units * units"),
      ]),
    Form(
      testDescription: "Overrides of an update, a param and a layer of a list",
      text: "params: {units: 2}\n" + network("- flatten\n- dense: units"),
      state: parameters("dense_1"),
      overrides: [
        "train.step.net.times=2", "params.units=5", "train.optimizer={adam: {beta_1: 0.5}}",
      ]),
    Form(
      testDescription: "A key removed with null",
      text: network("- flatten\n- dense: 1") + "about: of no use\n",
      state: parameters("dense_1"), overrides: ["about=null"]),
  ]

  @Test(
    "It composes, is checked, and resolves to itself",
    arguments: networks + schedules + compositions)
  func form(_ form: Form) throws {
    var texts = form.files.reduce(into: [:]) { $0["folder/" + $1.key] = $1.value }
    texts["folder/it.yaml"] = form.text
    let loaded = try LoadedExperiment(
      .experiment(texts: texts), file: "folder/it.yaml", profile: form.profile,
      overrides: form.overrides, dataFolder: "data")
    let entries = try loaded.graphs.stateEntries().filter { $0.kind != .slot }.map(\.name)
    #expect(entries == form.state)
    let again = try LoadedExperiment(
      text: loaded.resolvedText, name: "run/experiment.yaml", overrides: [], dataFolder: "data")
    #expect(again.identity == loaded.identity)
    #expect(again.resolvedText == loaded.resolvedText)
    #expect(try again.graphs.stateEntries() == loaded.graphs.stateEntries())
  }
}
