import Graph
import Tensors

/// Layers without weights.
extension TorchLayer {
  static let activations: [TorchLayer] = [
    relu6, relu, leakyReLU, elu, gelu, bentGELU, silu, sigmoid, tanh, softplus, softmax,
  ]

  private static let positive = TorchPattern.operation("maximum", [x, .exactly(0)])
  private static let isPositive = TorchPattern.comparison(.greater, x, .exactly(0))

  private static let relu = activation(positive) { x, _ in "F.relu(\(x))" }

  private static let relu6 = activation(.operation("minimum", [positive, .exactly(6)])) { x, _ in
    "F.relu6(\(x))"
  }

  private static let leakyReLU = activation(
    .operation("select", [isPositive, x, .operation("multiply", [x, .number("slope")])])
  ) { x, match in "F.leaky_relu(\(x), \(match.number("slope")))" }

  private static let elu: TorchLayer = {
    let power = TorchPattern.operation("exp", [.operation("minimum", [.exactly(0), x])])
    let negative = TorchPattern.operation(
      "multiply", [.operation("subtract", [power, .exactly(1)]), .number("alpha")])
    return activation(.operation("select", [isPositive, x, negative])) { x, match in
      "F.elu(\(x), alpha=\(match.number("alpha")))"
    }
  }()

  private static let gelu: TorchLayer = {
    let scaled = TorchPattern.operation("multiply", [x, .exactly(0.5.squareRoot())])
    return activation(half(.operation("erf", [scaled]))) { x, _ in "F.gelu(\(x))" }
  }()

  private static let bentGELU: TorchLayer = {
    let cube = TorchPattern.operation("multiply", [x, .operation("multiply", [x, x])])
    let bent = TorchPattern.operation(
      "add", [x, .operation("multiply", [cube, .exactly(0.044715)])])
    let inner = TorchPattern.operation(
      "multiply", [bent, .exactly((2 / Double.pi).squareRoot())])
    return activation(half(.operation("tanh", [inner]))) { x, _ in
      "F.gelu(\(x), approximate=\"tanh\")"
    }
  }()

  /// `x · (y + 1) / 2`.
  private static func half(_ y: TorchPattern) -> TorchPattern {
    let product = TorchPattern.operation("multiply", [x, .operation("add", [y, .exactly(1)])])
    return .operation("multiply", [product, .exactly(0.5)])
  }

  private static let silu = activation(
    .operation("multiply", [x, .operation("sigmoid", [x])])
  ) { x, _ in "F.silu(\(x))" }

  private static let sigmoid = activation(.operation("sigmoid", [x])) { x, _ in
    "torch.sigmoid(\(x))"
  }

  private static let tanh = activation(.operation("tanh", [x])) { x, _ in "torch.tanh(\(x))" }

  private static let softplus = activation(.operation("softplus", [x])) { x, _ in
    "F.softplus(\(x))"
  }

  private static let softmax: TorchLayer = {
    let greatest = TorchPattern.repeated(over: [-1], .reduction("max", over: [-1], x))
    let powers = TorchPattern.operation("exp", [.operation("subtract", [x, greatest])])
    let sum = TorchPattern.repeated(over: [-1], .reduction("sum", over: [-1], powers))
    return TorchLayer(
      pattern: .operation("divide", [powers, sum]), made: { _, _ in "" },
      called: { emitter, match, _ in .init(text: "F.softmax(\(emitter.tensor(match.input)), -1)") })
  }()

  /// A function of each number by itself, whatever the order of the axes.
  private static func activation(
    _ pattern: TorchPattern, _ text: @escaping @Sendable (String, TorchMatch) -> String
  ) -> TorchLayer {
    TorchLayer(
      pattern: pattern, made: { _, _ in "" },
      called: { emitter, match, _ in
        let x = emitter.expression(match.input)
        return .init(text: text(x.text, match), order: x.order)
      })
  }

  // MARK: Pictures

  static let pictures: [TorchLayer] = [mean, averagePool, mirroredTwice, mirroredOnce, repeated]

  private static let mean = TorchLayer(
    pattern: .operation("multiply", [.operation("sum", [x]), .value("share")]),
    made: { $0.isMean($1) ? "" : nil },
    called: { emitter, match, _ in
      emitter.reduced(match.node("sum")) { "torch.mean(\($0), \($1))" }
    })

  private static let averagePool = TorchLayer(
    pattern: .operation(
      "multiply", [.operation("conv2d", [x, .exactly(1)]), .number("share")]),
    made: { $0.averagePool($1) == nil ? nil : "" },
    called: { emitter, match, _ in
      let windows = emitter.averagePool(match) ?? ""
      return emitter.channelsFirst(match) { "F.avg_pool2d(\($0), \(windows))" }
    })

  private static let mirroredTwice = mirrored(
    .operation("gather", [.operation("gather", [x, .value("rows")]), .value("columns")]))

  private static let mirroredOnce = mirrored(.operation("gather", [x, .value("columns")]))

  private static func mirrored(_ pattern: TorchPattern) -> TorchLayer {
    TorchLayer(
      pattern: pattern, made: { $0.mirroredEdges($1) == nil ? nil : "" },
      called: { emitter, match, _ in
        let edges = emitter.mirroredEdges(match) ?? ""
        return emitter.channelsFirst(match) { "F.pad(\($0), (\(edges)), mode=\"reflect\")" }
      })
  }

  private static let repeated = TorchLayer(
    pattern: .operation("reshape", [.operation("broadcast", [x])]),
    made: { $0.repeats($1) == nil ? nil : "" },
    called: { emitter, match, _ in
      let factor = emitter.repeats(match) ?? ""
      return emitter.channelsFirst(match) { "F.interpolate(\($0), scale_factor=\(factor))" }
    })
}
