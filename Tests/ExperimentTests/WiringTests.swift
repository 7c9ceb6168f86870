import Diagnostics
import Testing

@testable import Experiment

/// Experiments that train, but not what anyone means; and variants of theirs that are right.
@Suite("Wiring and ranges")
struct WiringTests {
  private static func warnings(_ text: String) throws -> [Warning] {
    let loaded = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    return loaded.warnings.diagnostics.compactMap(\.warning)
  }

  private static let head = """
    etch: 1
    name: wired
    data:
      real: {source: builtin/digits, count: 64, scale: [-1, 1]}

    """
  private static let networks = """
    networks:
      G: {input: [8], layers: [{dense: 784}, {reshape: [28, 28, 1]}, tanh]}
      D: {input: [28, 28, 1], layers: [flatten, {dense: 1}]}

    """
  private static let train = """
    train:
      epochs: 1
      batch_size: 16
      optimizer: sgd
      step:
        G: {minimize: fool}
        D: {minimize: judge}
    outputs:
      samples:
        made: {grid: fake, range: [-1, 1]}

    """

  private static func gan(
    fool: String = "bce(D(fake), 1)",
    judge: String = "bce(D(real), 1) + bce(D(fake), 0)", more: String = "",
    changing edits: [(String, String)] = []
  ) -> String {
    var text =
      head + networks + "values:\n  z: normal([8])\n  fake: G(z)\n\(more)losses:\n  fool: \(fool)\n"
      + "  judge: \(judge)\n" + train
    for (old, new) in edits { text = text.replacing(old, with: new) }
    return text
  }

  private static let together =
    "mean(softplus(-D(fake))) + mean(softplus(D(0.5 * fake + 0.5 * real)))"
  private static let togetherByLosses = "bce(D(fake), 1) + bce(D(0.5 * fake + 0.5 * real), 0)"

  private static let stages: [(String, String)] = [
    ("    G: {minimize: fool}\n    D:", "    - D: {minimize: judge}\n    - G: {minimize: fool}\n#"),
    ("# {minimize: judge}\n", ""),
  ]

  @Test(
    "Adversaries that pull the same way are told of",
    arguments: [
      gan(judge: "bce(D(real), 0) + bce(D(fake), 1)"), gan(fool: "bce(D(fake), 0)"),
      gan(fool: "mse(D(fake), 0)", judge: "mse(D(real), 1) + mse(D(fake), 0)"),
      gan(fool: "bce(D(G(z)), 0)"), gan(fool: "bce(target=0, prediction=D(fake))"),
      gan(fool: "0.5 * mean(bce(D(fake), 0, reduction=none))"),
      gan(fool: "bce(D(fake), 0)", changing: stages),
      gan(fool: "mean(D(fake))", judge: "mean(D(fake)) - mean(D(real))"),
      gan(
        fool: "mean(D(fake))", judge: "mean(relu(1 - D(real))) + mean(relu(1 + D(fake)))"),
      gan(
        fool: "mean(softplus(score))", judge: "mean(softplus(-D(real))) + mean(softplus(score))",
        more: "  score: D(fake)\n"),
      gan(fool: "-mean(log(1 - sigmoid(D(fake))))", judge: "hinge(D(real), 1) - mean(-D(fake))"),
      gan(fool: "wasserstein(D(fake), -1)", judge: "mean(D(fake)) - mean(D(real))"),
      gan(
        fool: "bce(score, 0)", judge: "bce(D(real), 1) + bce(score, 0)", more: "  score: D(fake)\n"),
      gan(changing: [
        ("  fool: bce(D(fake), 1)", "  fool: bce(D(fake), 1) + bce(D(real), 1) + bce(D(fake), 0)"),
        ("minimize: judge", "minimize: fool"), ("  judge: bce(D(real), 1) + bce(D(fake), 0)\n", ""),
      ]),
    ])
  func opposed(_ text: String) throws {
    #expect(try Set(Self.warnings(text)) == [.opposedLosses], "\(text)")
  }

  @Test(
    "A part that does not depend on what is updated is told of",
    arguments: [
      gan(fool: "bce(D(fake), 1) + bce(D(real), 1)"), gan(judge: "bce(D(real), 1) - mean(fake)"),
      gan(fool: "0.5 * (bce(D(fake), 1) + 3 * bce(D(real), 1))"),
      gan(changing: [("minimize: fool", "minimize: fool + l2(D(real))")]),
      gan(judge: "bce(D(real), 1) + bce(D(fake), 0) + mean(square(stop_gradient(D(fake))))"),
    ])
  func independent(_ text: String) throws {
    #expect(try Set(Self.warnings(text)) == [.independentSummand], "\(text)")
  }

  @Test(
    "Right ones are not",
    arguments: [
      gan(), gan(changing: stages), gan(fool: "-bce(D(fake), 0)"),
      gan(fool: "-mean(D(fake))", judge: "mean(D(fake)) - mean(D(real))"),
      gan(
        fool: "wasserstein(D(fake), 1)", judge: "wasserstein(D(real), 1) + wasserstein(D(fake), -1)"
      ),
      gan(fool: "mse(D(fake), 0)", judge: "mse(D(real), 1) + mse(D(fake), -1)"),
      gan(
        fool: "mean(log(1 - sigmoid(D(fake))))",
        judge: "-mean(log(sigmoid(D(real)))) - mean(log(1 - sigmoid(D(fake))))"),
      gan(fool: "mean(softplus(-D(fake)))", judge: "mean(D(fake)) - mean(D(real))"),
      // Both tell the calls apart, as an encoder and its critic do.
      gan(fool: together, judge: together), gan(fool: togetherByLosses, judge: togetherByLosses),
      gan(judge: "bce(D(real), 0.9) + bce(D(fake), 0)"),
      gan(changing: [
        ("minimize: fool", "maximize: judge2"),
        ("  fool: bce(D(fake), 1)", "  judge2: bce(D(fake), 0)"),
      ]),
      gan(
        judge:
          "bce(D(real), 1) + bce(D(fake), 0) + 10 * mean(square(gradient(sum(D(real)), real)))"),
      gan(fool: "bce(D(fake), 1) + 0.1 * l1(fake, real)"), gan(fool: "bce(D(fake), 1) + 1"),
      gan(
        judge: "hinge(D(real), 1) + hinge(D(fake), -1)",
        changing: [("bce(D(fake), 1)", "-mean(D(fake))")]),
      gan(judge: "bce(D(real + 0.1 * normal(like=real)), 1) + bce(D(fake), 0)"),
      gan(changing: [
        (
          "    G: {minimize: fool}\n    D: {minimize: judge}",
          "    both: {update: [G, D], minimize: \"fool + bce(D(real), 1)\"}"
        ), ("  judge: bce(D(real), 1) + bce(D(fake), 0)\n", ""),
      ]),
    ])
  func right(_ text: String) throws {
    #expect(try Self.warnings(text) == [], "\(text)")
  }

  @Test(
    "One network that is called with numbers of different ranges is told of",
    arguments: [
      [("tanh]", "sigmoid]")], [("scale: [-1, 1]", "scale: [0, 1]")],
      [("scale: [-1, 1]", "transforms: [binarize: 0.5]")],
      [("bce(D(real), 1)", "bce(D(0.5 * real + 0.5), 1)")],
      [("scale: [-1, 1]", "scale: [0, 255]"), ("grid: fake", "grid: real")],
    ])
  func ranges(_ edits: [(String, String)]) throws {
    let text = Self.gan(changing: edits + [("range: [-1, 1]", "range: [-300, 300]")])
    #expect(try Set(Self.warnings(text)) == [.rangesDiffer], "\(text)")
  }

  /// An autoencoder whose last layer, loss and grid are given.
  private static func autoencoder(
    last: String = "sigmoid", loss: String = "bce(again, real)", grid: String = "again",
    scale: String = "scale: [0, 1]"
  ) -> String {
    head.replacing("scale: [-1, 1]", with: scale) + """
      networks:
        net:
          input: [28, 28, 1]
          layers: [flatten, {dense: 8}, {dense: 784}, {reshape: [28, 28, 1]}, \(last)]
      values:
        again: net(real)
      losses:
        error: "\(loss)"
      train:
        epochs: 1
        optimizer: sgd
        step: {net: {minimize: error}}
      outputs:
        samples:
          shown:
            grid: "\(grid)"

      """
  }

  /// The same of data in 0 to 255, whose form is known though its files are not there.
  private static func bytes(_ scale: String) -> String {
    autoencoder(scale: scale).replacing("builtin/digits", with: "mnist")
  }

  @Test(
    "Numbers that cannot be meant so are told of",
    arguments: [
      (autoencoder(loss: "bce(1 - again, real)"), .probabilitiesAsLogits),
      (autoencoder(loss: "bce(0.9 * again + 0.05, real)"), .probabilitiesAsLogits),
      (autoencoder(loss: "bce(again * sigmoid(again - 0.5), real)"), .probabilitiesAsLogits),
      (
        autoencoder(last: "relu", loss: "bce(clip(again, 0, 1), real)", grid: "clip(again, 0, 1)"),
        .probabilitiesAsLogits
      ),
      (autoencoder(last: "tanh", grid: "0.5 * again + 0.5"), .boundedLogits),
      (autoencoder(last: "relu", grid: "clip(again, 0, 1)"), .boundedLogits),
      (gan(changing: [("{dense: 1}", "{dense: 1}, tanh")]), .boundedLogits),
      (gan(changing: [("{dense: 1}", "{dense: {units: 1, activation: relu}}")]), .boundedLogits),
      (autoencoder(grid: "sigmoid(again)"), .sigmoidTwice),
      (autoencoder(last: "sigmoid, sigmoid"), .sigmoidTwice),
      (autoencoder(grid: "sigmoid(1 - again)"), .sigmoidTwice),
      (
        gan(changing: [("{dense: 1}", "{dense: 2}, softmax, softmax, {dense: 1}")]), .sigmoidTwice
      ),
      (autoencoder(last: "tanh", loss: "mse(again, real)"), .shownInPart),
      (autoencoder(grid: "2 * again - 1"), .shownInPart),
      (autoencoder(grid: "255 * real"), .shownInPart),
      (autoencoder(last: "none"), .logitsShown),
      (autoencoder(last: "none", grid: "net(0.5 * real)"), .logitsShown),
      (autoencoder(last: "none", loss: "bce(sigmoid(again), real)"), .logitsShown),
      (
        autoencoder(last: "none", loss: "0.5 * bce(target=real.image, prediction=net(real))"),
        .logitsShown
      ),
      (autoencoder(scale: "transforms: [binarize: 128]"), .thresholdOutside),
      (bytes("transforms: [binarize: 0.5]"), .thresholdOutside),
      (bytes("transforms: [binarize: 300]"), .thresholdOutside),
      (bytes("transforms: [normalize: {mean: 0.5, std: 0.5}]"), .unscaledNormalization),
      (autoencoder(scale: "transforms: [{scale: [0, 1]}, {binarize: 128}]"), .thresholdOutside),
    ] as [(String, Warning)])
  func numbers(_ text: String, _ warning: Warning) throws {
    #expect(try Set(Self.warnings(text)) == [warning], "\(text)")
  }

  @Test(
    "A penalty on the gradient of a mean is told of, of which each example has a share",
    arguments: [
      ("sum(D(fake))", "mean(square(sqrt(sum(square(slope), per=example)) - 1))", false),
      ("mean(D(fake))", "mean(square(sqrt(sum(square(slope), per=example)) - 1))", true),
      ("bce(D(fake), 1)", "mean(square(slope))", true),
      ("bce(D(fake), 1, reduction=sum)", "mean(square(slope))", false),
      ("mean(D(fake))", "mean(square(batch_size * slope))", false),
      ("batch_size * mean(D(fake))", "mean(square(slope))", false),
      ("mean(D(fake))", "mean(D(fake + 0.1 * sign(slope)))", false),
      ("mean(D(fake))", "mean(D(fake + 0.1 * slope / sqrt(mean(square(slope)))))", false),
    ])
  func shares(of: String, penalty: String, isTold: Bool) throws {
    let text = Self.gan(
      judge: "bce(D(real), 1) + bce(D(fake), 0) + \(penalty)",
      more: "  slope: gradient(\(of), fake)\n")
    #expect(try Self.warnings(text).contains(.meanGradient) == isTold, "\(text)")
  }

  @Test(
    "Numbers that can be are not",
    arguments: [
      autoencoder(), autoencoder(loss: "bce(1 - again, real, probabilities=true)"),
      autoencoder(last: "relu6", loss: "mse(again / 6, real)", grid: "again / 6"),
      autoencoder(last: "tanh", loss: "mse(again, 2 * real - 1)", grid: "0.5 * again + 0.5"),
      autoencoder(last: "none", loss: "bce(again, real)", grid: "sigmoid(again)"),
      bytes("transforms: [{binarize: 128}]"),
      bytes("transforms: [{scale: [0, 1]}, {normalize: {mean: 0.5, std: 0.5}}]"),
      bytes("transforms: [{normalize: {mean: 127.5, std: 127.5}}]"),
      autoencoder(scale: "transforms: [{scale: [0, 1]}, {binarize: 0.5}]"),
      autoencoder(grid: "again + 0.2 * (real - again)"),
      autoencoder(loss: "mean(real.label * mean(mse(again, real, reduction=none), per=example))"),
      autoencoder(loss: "mean(uniform([], count=1) * mse(again, real))"),
      autoencoder(last: "none", loss: "mse(again, real)"),
      autoencoder(last: "none", loss: "-log_normal_pdf(real, again, log(1 + square(again)))"),
      autoencoder(last: "none", grid: "clip(again, 0, 1)"),
      // Whoever says so looks at logits.
      autoencoder(last: "none").replacing("grid:", with: "range: [-8, 8]\n      grid:"),
    ])
  func rightNumbers(_ text: String) throws {
    #expect(try Self.warnings(text) == [], "\(text)")
  }

  @Test(
    "Scores that are compared with a class are told of, and their argmax is not",
    arguments: [
      ("scores == real.label", true), ("real.label == softmax(scores)", true),
      ("scores != real.label", true), ("argmax(scores) == real.label", false),
      ("scores[0] == real.label", false),
      ("argmax(scores) == one_hot(real.label, 10)", true),
      ("one_hot(real.label, 10) == argmax(softmax(scores))", true),
      ("argmax(scores) == argmax(one_hot(real.label, 10))", false),
      ("one_hot(argmax(scores), 10) == one_hot(real.label, 10)", false),
    ])
  func scores(_ comparison: String, _ isTold: Bool) throws {
    let text =
      Self.head + """
        networks:
          net: {input: [28, 28, 1], layers: [flatten, {dense: 10}]}
        values: {scores: net(real)}
        losses: {error: "cross_entropy(scores, real.label)"}
        train: {epochs: 1, optimizer: sgd, step: {net: {minimize: error}}}
        metrics: {accuracy: "mean(\(comparison))"}

        """
    #expect(try Self.warnings(text) == (isTold ? [.scoresAsClass] : []), "\(text)")
  }

  @Test(
    "Scores of classes that come out of anything but a softmax are told of",
    arguments: [
      ("none", "", nil), ("softmax", "", nil), ("softmax", ", probabilities=true", nil),
      ("leaky_relu", "", nil),
      ("sigmoid", "", "is never below 0 or above 1: leave the sigmoid out"),
      ("tanh", "", "is never below -1 or above 1: leave the tanh out"),
      ("relu", "", "is never below 0: leave the relu out"),
      (
        "sigmoid", ", probabilities=true",
        "does not add up to 1 over the classes: leave the sigmoid and 'probabilities=true' out"
      ),
    ] as [(String, String, String?)])
  func classes(_ last: String, _ options: String, _ told: String?) throws {
    let text =
      Self.head + """
        networks:
          net: {input: [28, 28, 1], layers: [flatten, {dense: 10}, \(last)]}
        losses: {error: "cross_entropy(net(real), real.label\(options))"}
        train: {epochs: 1, optimizer: sgd, step: {net: {minimize: error}}}

        """
    let loaded = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    let warnings = loaded.warnings.diagnostics.filter { $0.warning != nil }
    #expect(warnings.map(\.warning) == (told == nil ? [] : [.boundedLogits]), "\(text)")
    if let told {
      #expect(warnings.allSatisfy { $0.message.hasSuffix(told) }, "\(warnings)")
    }
  }

  @Test("A bce of what comes out of a softmax is told of cross_entropy")
  func softmax() throws {
    let text =
      Self.head + """
        networks:
          net: {input: [28, 28, 1], layers: [flatten, {dense: 10}, softmax]}
        losses: {error: "bce(net(real), one_hot(real.label, 10))"}
        train: {epochs: 1, optimizer: sgd, step: {net: {minimize: error}}}

        """
    let loaded = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    let warnings = loaded.warnings.diagnostics.filter { $0.warning != nil }
    #expect(warnings.map(\.warning) == [.probabilitiesAsLogits])
    #expect(warnings.first?.message.hasSuffix("the loss of classes is cross_entropy") == true)
  }

  @Test(
    "What is watched for the worse of it is told of",
    arguments: [
      ("minimize: accuracy", true), ("maximize: accuracy", false), ("maximize: error", true),
      ("minimize: error", false), ("maximize: test_error", true), ("maximize: other", false),
    ])
  func direction(_ best: String, _ isTold: Bool) throws {
    let text =
      Self.head + """
        networks:
          net: {input: [28, 28, 1], layers: [flatten, {dense: 10}]}
        values: {scores: net(real)}
        losses: {error: "cross_entropy(scores, real.label)"}
        train: {epochs: 1, optimizer: sgd, step: {net: {minimize: error}}}
        metrics: {accuracy: "mean(argmax(scores) == real.label)", test_error: error, other: mean(scores)}
        outputs: {checkpoints: {best: {\(best)}}}

        """
    #expect(try Self.warnings(text) == (isTold ? [.wrongDirection] : []), "\(text)")
  }

  @Test(
    "What an update's own optimizer leaves out, and train's of the same kind sets, is told of",
    arguments: [
      ("adam: {beta_1: 0.5}", "adam: {learning_rate: 1e-4}", true),
      ("adam: {learning_rate: 1e-4}", "adam: {beta_1: 0.5}", true),
      ("adam: {clip_norm: 1}", "adam: {learning_rate: 1e-4}", true),
      ("adam: {clip_norm: 1}", "adam: {learning_rate: 1e-4, clip_norm: null}", false),
      ("adam: {beta_1: 0.5}", "adam: {learning_rate: 1e-4, beta_1: 0.9}", false),
      ("adam: {beta_1: 0.9}", "adam: {learning_rate: 1e-4}", false),
      ("adam: {learning_rate: 1e-4}", "adam: {learning_rate: 1e-3}", false),
      ("sgd: {momentum: 0.9}", "adam: {learning_rate: 1e-4}", false),
    ])
  func optimizers(_ common: String, _ own: String, _ isTold: Bool) throws {
    let text = Self.gan(changing: [
      ("optimizer: sgd", "optimizer: {\(common)}"),
      ("{minimize: judge}", "{minimize: judge, optimizer: {\(own)}}"),
    ])
    #expect(try Self.warnings(text).contains(.optimizerOfItsOwn) == isTold, "\(text)")
  }

  @Test(
    "A network without weights has nothing to be updated",
    arguments: [
      ("[flatten, relu]", false), ("[{max_pool: 2}, {dropout: 0.5}]", false),
      ("[{upsample: 2}]", false), ("[{conv2d: {filters: 1, kernel: 3}}]", true),
      ("[batch_norm]", true), ("[{batch_norm: {scale: false, center: false}}]", false),
    ])
  func weightless(_ layers: String, _ isTold: Bool) throws {
    let text = Self.autoencoder().replacing(
      "networks:\n", with: "networks:\n  fixed: {input: [28, 28, 1], layers: \(layers)}\n"
    ).replacing("bce(again, real)", with: "bce(again, real) + 0 * mean(fixed(again))")
    #expect(try Self.warnings(text).contains(.neverUpdated) == isTold)
  }
}
