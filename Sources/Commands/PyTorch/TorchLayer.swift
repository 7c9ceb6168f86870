import Graph
import Tensors

/// A layer that PyTorch has, too: what it is in a graph, and how it is made and called in Python.
struct TorchLayer: Sendable {
  let pattern: TorchPattern
  /// What makes the module, `nn.Linear(2, 64)`; empty for a function, and `nil` where PyTorch's layer is not exactly this.
  let made: @Sendable (TorchEmitter, TorchMatch) -> String?
  /// What the module, by its name, or the function gives.
  let called: @Sendable (TorchEmitter, TorchMatch, String) throws -> TorchEmitter.Expression

  /// All that are known. A pattern stands before those that are parts of it.
  static let all: [TorchLayer] = {
    let groups: [[TorchLayer]] = [
      convolutions, transposedConvolutions, products, batchNorms, halfBatchNorms, instanceNorms,
      groupNorms, layerNorms, embeddings, [prelu], pictures, activations,
    ]
    return groups.flatMap { $0 }
  }()

  // MARK: Weights

  private static let convolutions: [TorchLayer] = biased(
    .operation("conv2d", [x, .state("weight")])
  ).map { pattern in
    TorchLayer(
      pattern: pattern, made: { $0.convolution($1) },
      called: { emitter, match, name in
        let source = try emitter.convolutionSource(match.node("conv2d"))
        return .init(text: "\(name)(\(source))", order: TorchEmitter.pictureOrder)
      })
  }

  private static let transposedConvolutions: [TorchLayer] = biased(
    .operation("conv2d_input_gradient", [x, .state("weight")])
  ).map { pattern in
    TorchLayer(
      pattern: pattern, made: { $0.transposedConvolution($1) },
      called: { emitter, match, name in
        let rest = emitter.transposedWindows(match)?.rest ?? ""
        return emitter.channelsFirst(match) { "\(name)(\($0))\(rest)" }
      })
  }

  /// Of rows, and of whatever was made rows for the product.
  private static let products: [TorchLayer] = {
    let rows = TorchPattern.operation("reshape", [x])
    let wide = TorchPattern.operation("matmul", [rows, .state("weight")])
    let patterns: [[TorchPattern]] = [
      biased(.operation("reshape", [wide])), biased(.operation("matmul", [x, .state("weight")])),
    ]
    return patterns.flatMap { $0 }.map { pattern in
      TorchLayer(
        pattern: pattern, made: { $0.linear($1) },
        called: { emitter, match, name in
          let source = try emitter.linearSource(match)
          return .init(text: "\(name)(\(source))")
        })
    }
  }()

  private static let embeddings: [TorchLayer] = [
    TorchPattern.operation("convert", [x]), x,
  ].map { places in
    TorchLayer(
      pattern: .operation("gather", [.state("weight"), places]),
      made: { $0.embedding($1) },
      called: { emitter, match, name in
        .init(text: "\(name)(\(emitter.tensor(match.input)).long())")
      })
  }

  private static let prelu = TorchLayer(
    pattern: .operation(
      "select",
      [
        .comparison(.greater, x, .exactly(0)), x,
        .operation("multiply", [x, .channels(.state("weight"))]),
      ]),
    made: { emitter, match in
      emitter.channels(match, ranks: [2, 4]).map { "nn.PReLU(\($0))" }
    },
    called: { emitter, match, name in emitter.channelsFirst(match) { "\(name)(\($0))" } })

  // MARK: Norms

  private static let movedByStatistics = TorchPattern.operation(
    "multiply",
    [
      .operation("subtract", [x, .channels(.state("running_mean"))]),
      .channels(scale(.state("running_var"))),
    ])

  private static let batchNorms: [TorchLayer] = affine(movedByStatistics).map { pattern in
    TorchLayer(
      pattern: pattern,
      made: { emitter, match in
        emitter.channels(match, ranks: [2, 3, 4]).map { channels in
          let rank = emitter.type(match.input).shape.rank
          let affine = match.states["weight"] == nil ? ", affine=False" : ""
          return "nn.BatchNorm\(rank == 4 ? 2 : 1)d(\(channels)\(match.epsilon)\(affine))"
        }
      },
      called: { emitter, match, name in emitter.channelsFirst(match) { "\(name)(\($0))" } })
  }

  /// With trained factors alone, or offsets alone, which PyTorch's module does not have.
  private static let halfBatchNorms: [TorchLayer] = [
    TorchPattern.operation("add", [movedByStatistics, .channels(.state("bias"))]),
    TorchPattern.operation("multiply", [movedByStatistics, .channels(.state("weight"))]),
  ].map { pattern in
    TorchLayer(
      pattern: pattern,
      made: { emitter, match in emitter.channels(match, ranks: [2, 3, 4]) == nil ? nil : "" },
      called: { emitter, match, _ in
        let names = ["running_mean", "running_var", "weight", "bias"]
        let state = names.map { emitter.vector(match, $0) }.joined()
        return emitter.channelsFirst(match) { "F.batch_norm(\($0)\(state)\(match.epsilon))" }
      })
  }

  private static let instanceNorms: [TorchLayer] = affine(
    normalized(x, over: [1, 2])
  ).map { pattern in
    TorchLayer(
      pattern: pattern,
      made: { emitter, match in
        guard let channels = emitter.channels(match, ranks: [4]), emitter.hasPixels(match)
        else { return nil }
        return match.states.isEmpty
          ? "" : "nn.InstanceNorm2d(\(channels)\(match.epsilon), affine=True)"
      },
      called: { emitter, match, name in
        emitter.channelsFirst(match) {
          match.states.isEmpty
            ? "F.instance_norm(\($0)\(match.epsilon))" : "\(name)(\($0))"
        }
      })
  }

  private static let groupNorms: [TorchLayer] = affine(
    .operation("reshape", [normalized(.operation("reshape", [x]), over: [1, 3])])
  ).map { pattern in
    TorchLayer(
      pattern: pattern,
      made: { emitter, match in
        guard let channels = emitter.channels(match, ranks: [4]),
          let groups = emitter.groups(match), groups < channels || emitter.hasPixels(match)
        else { return nil }
        return match.states.isEmpty
          ? "" : "nn.GroupNorm(\(groups), \(channels)\(match.epsilon))"
      },
      called: { emitter, match, name in
        emitter.channelsFirst(match) {
          match.states.isEmpty
            ? "F.group_norm(\($0), \(emitter.groups(match) ?? 1)\(match.epsilon))"
            : "\(name)(\($0))"
        }
      })
  }

  private static let layerNorms: [TorchLayer] = affine(normalized(x, over: [-1])).map { pattern in
    TorchLayer(
      pattern: pattern,
      made: { emitter, match in
        emitter.channels(match, ranks: [2, 3, 4]).map { channels in
          match.states.isEmpty ? "" : "nn.LayerNorm(\(channels)\(match.epsilon))"
        }
      },
      called: { emitter, match, name in
        let source = emitter.tensor(match.input)
        guard match.states.isEmpty else { return .init(text: "\(name)(\(source))") }
        let channels = emitter.channels(match, ranks: [2, 3, 4]) ?? 1
        return .init(text: "F.layer_norm(\(source), (\(channels),)\(match.epsilon))")
      })
  }

  // MARK: Parts of patterns

  static let x = TorchPattern.value("x")

  /// What a bias of the channels is added to, and what has none.
  private static func biased(_ pattern: TorchPattern) -> [TorchPattern] {
    [.operation("add", [pattern, .channels(.state("bias"))]), pattern]
  }

  /// With a trained factor and offset of each channel, and with neither.
  private static func affine(_ pattern: TorchPattern) -> [TorchPattern] {
    let scaled = TorchPattern.operation("multiply", [pattern, .channels(.state("weight"))])
    return [.operation("add", [scaled, .channels(.state("bias"))]), pattern]
  }

  /// `(x − μ) / √(σ² + ε)`, with the mean and the variance over some axes.
  private static func normalized(_ x: TorchPattern, over axes: [Int]) -> TorchPattern {
    let mean = TorchPattern.reduction("moments", over: axes, x)
    let variance = TorchPattern.reduction("moments", output: 1, over: axes, x)
    return .operation(
      "multiply",
      [
        .operation("subtract", [x, .repeated(over: axes, mean)]),
        .repeated(over: axes, scale(variance)),
      ])
  }

  private static func scale(_ variance: TorchPattern) -> TorchPattern {
    .operation(
      "divide",
      [.exactly(1), .operation("sqrt", [.operation("add", [variance, .number("epsilon")])])])
  }
}

extension TorchMatch {
  /// `, eps=0.001`, or nothing where it is PyTorch's own.
  fileprivate var epsilon: String {
    let text = number("epsilon")
    return text == "1e-05" ? "" : ", eps=\(text)"
  }
}
