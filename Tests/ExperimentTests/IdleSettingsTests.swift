import Diagnostics
import Testing

@testable import Experiment

/// Settings by which something that is asked for never comes to pass.
@Suite("Settings that do nothing")
struct IdleSettingsTests {
  private static func warnings(
    norm: String = "batch_norm", average: String = "{ema: net}"
  ) throws -> [Diagnostic] {
    let text = """
      etch: 1
      name: idle
      data:
        beat: {source: builtin/ecg, count: 40, holdout: 0.5}
      networks:
        net: {input: [140], layers: [{dense: 2}, \(norm)]}
        slow: \(average)
      losses:
        size: mean(square(net(beat)))
      train: {epochs: 1, batch_size: 8, optimizer: sgd, step: {net: {minimize: size}}}
      metrics:
        figure: mean(slow(beat))

      """
    return try LoadedExperiment(text: text, name: "it.yaml", overrides: [], dataFolder: "data")
      .warnings.diagnostics
  }

  @Test("A param called batch_size is a number of its own, in a shape too")
  func ownBatchSize() throws {
    let text = """
      etch: 1
      name: idle
      params: {batch_size: 5}
      metrics:
        figure: mean(zeros([batch_size, 3], count=2))

      """
    let loaded = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    #expect(loaded.warnings.diagnostics.isEmpty)
  }

  private static func text(optimizer: String, update: String = "") -> String {
    """
    etch: 1
    name: idle
    data:
      beat: {source: builtin/ecg, count: 40, holdout: 0.5}
    networks:
      net: {input: [140], layers: [{dense: 2}]}
    variables:
      base: {init: "zeros([2])"}
    losses:
      size: mean(square(net(beat) - base))
    train:
      epochs: 1
      batch_size: 8
      optimizer: {\(optimizer)}
      step:
        - net: {minimize: size\(update)}
          base: {minimize: size}

    """
  }

  @Test(
    "A running mean of which nothing goes, or a step that never ends, is refused",
    arguments: [
      "rmsprop: {rho: 1}", "rmsprop: {momentum: 1}", "sgd: {momentum: 1}", "adamw: {beta_2: 1}",
    ])
  func decays(optimizer: String) throws {
    let text = Self.text(optimizer: optimizer)
    let found = #expect(throws: DiagnosticList.self) {
      _ = try LoadedExperiment(text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    }
    let told = found?.diagnostics.first?.message ?? ""
    #expect(told.hasSuffix("expects a number from 0 and below 1, found 1"), "\(told)")
  }

  @Test(
    "A learning rate by which no network comes to rest is told of, at its greatest",
    arguments: [
      ("adam: {learning_rate: 10}", ["10"]), ("adam: {learning_rate: 1}", []),
      ("sgd: {learning_rate: 10}", []), ("sgd: {learning_rate: 1000}", ["1000"]),
      ("rmsprop: {learning_rate: {warmup: {over: 2 steps, then: 20}}}", ["20"]),
      ("adamw: {learning_rate: {cosine: {initial: 3, over: 10 epochs}}}", ["3"]),
    ] as [(String, [String])])
  func rates(optimizer: String, rates: [String]) throws {
    let text = Self.text(optimizer: optimizer)
    let told = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data"
    ).warnings.diagnostics.filter { $0.warning == .excessiveRate }
    #expect(told.count == rates.count, "\(told.map(\.message))")
    for (found, rate) in zip(told, rates) {
      #expect(found.message.hasPrefix("the learning rate of 'net' is \(rate): "))
    }
  }

  @Test(
    "A learning rate of 0, at the beginning or long before the end, is told of",
    arguments: [
      ("sgd: {learning_rate: 0}", "is 0, so it changes nothing"),
      ("adam: {learning_rate: {warmup: {over: 2 steps, then: 0}}}", "is 0, so it changes nothing"),
      (
        "adam: {learning_rate: {cosine: {initial: 0.01, over: 10 steps}}}",
        "is 0 from step 11 of 30 on, so nothing changes any more"
      ),
      (
        "adam: {learning_rate: {step: {initial: 0.01, every: 2 epochs, rate: 0}}}",
        "is 0 from step 7 of 30 on, so nothing changes any more"
      ),
      ("adam: {learning_rate: {cosine: {initial: 0.01, over: 28 steps}}}", nil),
      ("adam: {learning_rate: {cosine: {initial: 0.01, over: 9 epochs}}}", nil),
      ("adam: {learning_rate: {linear_decay: {initial: 0, final: 1, end: 9 epochs}}}", nil),
      ("adam: {learning_rate: {exponential_decay: {initial: 1, every: 1 epochs, rate: 1}}}", nil),
      ("sgd: {momentum: 0, weight_decay: 0}", nil),
    ] as [(String, String?)])
  func noRate(optimizer: String, words: String?) throws {
    let text = Self.text(optimizer: optimizer).replacing("epochs: 1", with: "epochs: 10")
    let told = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data"
    ).warnings.diagnostics.filter { $0.warning == .neverUpdated }
    let expected = words.map { words in
      ["net", "base"].map { "the learning rate of '\($0)' \(words)" }
    }
    #expect(Set(told.map(\.message)) == Set(expected ?? []))
  }

  @Test("Running values that never move are told of", arguments: [(1, true), (0, false)])
  func momentum(momentum: Int, isTold: Bool) throws {
    let told = try Self.warnings(norm: "{batch_norm: {momentum: \(momentum)}}").filter {
      $0.warning == .batchNormMomentum
    }
    #expect(told.count == (isTold ? 1 : 0))
    #expect(told.allSatisfy { $0.message.hasSuffix("PyTorch's 1, all new, is momentum: 0") })
  }

  @Test("An average that never moves is told of", arguments: [("1", true), ("0.75", false)])
  func decay(decay: String, isTold: Bool) throws {
    let told = try Self.warnings(average: "{ema: net, decay: \(decay)}").filter {
      $0.warning == .neverUpdated
    }
    #expect(
      told.map(\.message)
        == (isTold
          ? [
            "the average 'slow' keeps the initial weights of 'net': 'decay' is how much of it stays, and at 1 all does"
          ] : []))
  }

  @Test("Epochs of one example alone are told with the data that it is of")
  func oneExample() throws {
    let text = """
      etch: 1
      name: idle
      data: {photo: {source: builtin/photo}}
      networks: {net: {input: [any, any, 3], layers: [{conv2d: {filters: 1, kernel: 1}}]}}
      losses: {size: mean(square(net(photo)))}
      train: {epochs: 1, optimizer: sgd, step: {net: {minimize: size}}}

      """
    let found = #expect(throws: DiagnosticList.self) {
      _ = try LoadedExperiment(text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    }
    #expect(
      found?.diagnostics.first?.notes.map(\.message) == [
        "'photo' is one example, and always the same"
      ])
  }

  @Test("A variable that nothing updates is told of, which a step was to learn")
  func variable() throws {
    let text = Self.text(optimizer: "sgd: {momentum: 0}")
    let update = "      base: {minimize: size}\n"
    #expect(text.contains(update))
    let told = try [text, text.replacing(update, with: "")].map { text in
      try LoadedExperiment(text: text, name: "it.yaml", overrides: [], dataFolder: "data")
        .warnings.diagnostics.filter { $0.warning == .neverUpdated }.map(\.message)
    }
    #expect(
      told == [[], ["nothing updates the variable 'base': it keeps its initial value"]])
  }

  @Test(
    "An average that remembers hardly anything is told of",
    arguments: [("0.005", "0.995"), ("0", nil), ("0.5", nil)] as [(String, String?)])
  func shortDecay(decay: String, meant: String?) throws {
    let told = try Self.warnings(average: "{ema: net, decay: \(decay)}").filter {
      $0.warning == .averageDecay
    }
    #expect(told.count == (meant == nil ? 0 : 1))
    #expect(told.allSatisfy { $0.message.hasSuffix("it is decay: \(meant ?? "")") })
  }

  @Test(
    "A learning rate whose steps are not those of training is told of",
    arguments: [
      ("{cosine: {initial: 1, over: 9 steps}}", ", times: 5", "5 in 1 step"),
      ("{cosine: {initial: 1, over: 9 steps}}", ", every: 2 steps", "1 in 2 steps"),
      ("{cosine: {initial: 1, over: 9 steps}}", "", nil),
      ("{cosine: {initial: 1, over: 2 epochs}}", ", times: 5", nil), ("0.1", ", times: 5", nil),
    ] as [(String, String, String?)])
  func ownSteps(rate: String, turns: String, counted: String?) throws {
    let text = """
      etch: 1
      name: idle
      data:
        beat: {source: builtin/ecg, count: 40, holdout: 0.5}
      networks:
        net: {input: [140], layers: [{dense: 2}]}
      losses:
        size: mean(square(net(beat)))
      train:
        epochs: 1
        batch_size: 8
        optimizer: {sgd: {learning_rate: \(rate)}}
        step: {net: {minimize: size\(turns)}}

      """
    let told = try LoadedExperiment(
      text: text, name: "it.yaml", overrides: [], dataFolder: "data"
    ).warnings.diagnostics.map(\.message).filter { $0.contains("counts its own steps") }
    let expected = counted.map {
      "the learning rate of 'net' counts its own steps, \($0) of training"
    }
    #expect(told == [expected].compactMap { $0 })
  }

  @Test(
    "An experiment of which nothing is trained, measured or shown is told of",
    arguments: [("", true), ("metrics: {two: 1 + 1}\n", false)])
  func nothing(rest: String, isTold: Bool) throws {
    let warnings = try LoadedExperiment(
      text: "etch: 1\nname: idle\n" + rest, name: "it.yaml", overrides: [], dataFolder: "data"
    ).warnings.diagnostics
    #expect(
      warnings.map(\.message)
        == (isTold ? ["nothing is done; 'train', 'metrics' or 'outputs' says what is to be"] : []))
  }
}
