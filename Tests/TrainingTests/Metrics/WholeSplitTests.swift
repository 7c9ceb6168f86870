import Tensors
import Testing

@testable import Experiment
@testable import Training

@Suite("What is reduced over all examples")
struct WholeSplitTests {
  private static func experiment(
    _ metrics: String, values: String = "", batch: Int = 7, outputs: String = ""
  ) -> String {
    """
    etch: 1
    name: whole
    data:
      beat: {source: builtin/ecg, count: 75, holdout: 0.2}
    values:
      signal: beat
    \(values)
    variables:
      canvas: {init: "ones([3])"}
    networks:
      n: {input: [140], layers: [{dense: {units: 2, activation: sigmoid}}, {dense: 140}]}
    losses: {error: "mse(n(beat), beat)"}
    train:
      epochs: 1
      batch_size: \(batch)
      optimizer: {sgd: {learning_rate: 0.01}}
      step: [{n: {minimize: error}, canvas: {minimize: mean(square(canvas))}}]
    metrics:
    \(metrics)
    \(outputs)
    """
  }

  private func figures(_ metrics: String, values: String = "", batch: Int = 7) throws -> [String:
    Double]
  {
    let rehearsal = try Rehearsal(Self.experiment(metrics, values: values, batch: batch))
    let evaluated = try rehearsal.metrics().evaluate(at: 0)
    return Dictionary(evaluated.map { ($0.name, $0.value) }, uniquingKeysWith: { a, _ in a })
  }

  @Test(
    "is of the whole split also where a value or a loss within a reduction holds it",
    arguments: [
      ("  centred: signal - mean(signal)", "mean(square(centred))", "square(std(signal))"),
      ("  level: mean(signal)", "mean(square(signal - level))", "square(std(signal))"),
      (
        "  level: mean(signal)\n  centred: signal - level", "std(square(centred))",
        "std(square(signal - mean(signal)))"
      ),
      (
        "  unlike: n(signal - mean(signal))", "mean(unlike)", "mean(n(signal - mean(signal)))"
      ),
      ("", "mean(sqrt(mse(n(signal), signal)))", "sqrt(mse(n(signal), signal))"),
      ("", "std(mse(n(signal), signal))", "0"),
      ("", "sum(mse(n(signal), signal))", "mse(n(signal), signal)"),
      ("", "max(l1(n(signal), signal, reduction=sum))", "l1(n(signal), signal, reduction=sum)"),
      ("", "mean(l1(n(signal), signal, reduction=sum))", "l1(n(signal), signal, reduction=sum)"),
      ("", "mean(x=mse(n(signal), signal))", "mse(n(signal), signal)"),
      (
        "", "2 * mean(l2(signal - mean(signal), reduction=sum))",
        "2 * sum(square(signal - mean(signal)))"
      ),
      (
        "", "mse(signal, target=mean(signal) + 0 * signal)",
        "mse(signal, mean(signal) + 0 * signal)"
      ),
      ("", "mean(signal * error)", "mean(signal) * error"),
      ("", "mean(square(signal - mean(signal, per=all)))", "square(std(signal))"),
      ("", "mean(square(signal - mean(x=signal)))", "square(std(signal))"),
      ("", "mean(signal, per=all)", "mean(signal)"),
      ("", "mean(tanh(mean(signal)))", "mean(tanh(mean(signal) + 0 * signal))"),
    ])
  func nested(values: String, expression: String, same: String) throws {
    for batch in [7, 75] {
      let found = try figures(
        "  m: {value: \"\(expression)\"}\n  same: {value: \"\(same)\"}", values: values,
        batch: batch)
      let (m, other) = try (#require(found["m"]), #require(found["same"]))
      #expect(abs(m - other) <= 1e-5 * max(abs(other), 1e-2), "\(batch): \(m) and \(other)")
    }
  }

  @Test(
    "is summed once where it is one value whatever the examples are",
    arguments: [
      ("sum(canvas)", 3.0), ("sum(mean(0 * signal) + 2)", 2), ("sum(range(4))", 6),
      ("l2(canvas, reduction=sum)", 3), ("sum(canvas + 0 * signal[:3])", 45),
      // As many rows as are written, whatever comes at once; without 'count' as many as examples.
      ("sum(0 * normal([2], count=16) + 1)", 32), ("sum(ones([2], count=16))", 32),
      ("sum(0 * n(normal([140], count=16))[0] + 1)", 16), ("sum(ones([2], count=7))", 14),
      ("sum(ones(like=normal([2], count=16)))", 32),
      ("sum(lattice([0, 1], [0, 1], 3) * 0 + 1)", 18),
      ("sum(0 * normal([2]) + 1)", 30), ("sum(ones(like=signal)[0])", 15),
      ("sum(ones([3], count=16).batch[:4])", 12), ("sum(sum(ones([3], count=16), axis=batch))", 48),
    ])
  func common(expression: String, value: Double) throws {
    // Another metric's data makes several batches of the pass: 15 examples of the test part, 7 at once.
    let found = try figures(
      "  m: {value: \"\(expression)\"}\n  beats: {value: \"sum(0 * signal[0] + 1)\"}")
    #expect(found["m"] == value)
    #expect(found["beats"] == 15)
  }

  @Test(
    "takes no arguments that it does not know, in metrics as elsewhere",
    arguments: [
      ("std(signal, ddof=1)", "std has no argument 'ddof'"),
      ("mean(signal, dim=1)", "mean has no argument 'dim'; here it is 'axis'"),
      (
        "mean(square(signal - mean(signal, keepdims=true)))", "mean has no argument 'keepdims'"
      ),
      ("max(signal, x=signal)", "'x' is given twice"),
    ])
  func arguments(expression: String, message: String) {
    let found = diagnosis { try Rehearsal(Self.experiment("  m: {value: \"\(expression)\"}")) }
    #expect(found.contains(message), "\(found)")
  }

  @Test("is of the examples that are computed at once where it is differentiated")
  func gradients() throws {
    let found = try figures(
      """
        lifted: {value: "sum(abs(gradient(sum(square(signal)), signal)))"}
        direct: {value: "sum(abs(2 * signal))"}
      """)
    let (lifted, direct) = try (#require(found["lifted"]), #require(found["direct"]))
    #expect(abs(lifted - direct) <= 1e-5 * direct)
  }

  @Test(
    "has no gradient of a mean with respect to its examples, of which each has a share",
    arguments: [
      "sum(square(gradient(mean(n(signal)), signal)))", "mean(abs(slope))",
      "mean(square(gradient(to=signal, of=0.5 * error + 1)))",
      "max(abs(gradient(mse(n(signal), 0, reduction=batchmean), signal)))",
      "mean(n(sign(signal) + gradient(std(n(signal)), signal)))",
    ])
  func gradientsOfMeans(expression: String) {
    let found = diagnosis {
      try Rehearsal(
        Self.experiment(
          "  m: {value: \"\(expression)\"}", values: "  slope: gradient(mean(n(signal)), signal)"))
    }
    #expect(found.contains("the gradient of a mean has a share of each example"), "\(found)")
  }

  @Test(
    "may have its sign, and those with respect to what is no example",
    arguments: [
      (
        "mean(sign(gradient(mean(n(signal)), signal)))",
        "mean(sign(gradient(sum(n(signal)), signal)))"
      ),
      (
        "mean(n(signal + 0.1 * sign(-slope)))",
        "mean(n(signal - 0.1 * sign(gradient(sum(n(signal)), signal))))"
      ),
      ("mean(slope > 0)", "mean(gradient(sum(n(signal)), signal) > 0)"),
      ("sum(gradient(mean(square(canvas)), canvas))", "2"),
      ("mean(gradient(mean(canvas * signal[:3]), canvas))", "mean(signal[:3]) / 3"),
    ])
  func gradientsOfMeansThatMay(expression: String, same: String) throws {
    let found = try figures(
      "  m: {value: \"\(expression)\"}\n  same: {value: \"\(same)\"}",
      values: "  slope: gradient(mean(n(signal)), signal)")
    let (m, other) = try (#require(found["m"]), #require(found["same"]))
    #expect(abs(m - other) <= 1e-5 * max(abs(other), 1e-2), "\(m) and \(other)")
  }

  @Test("reads a draw of a metric an example once, however often it is named")
  func draws() throws {
    let found = try figures(
      """
        drawn: {value: "normal([500])"}
        squares: {value: mean(drawn * drawn), split: train}
        difference: {value: mean(drawn - drawn), split: train}
      """)
    #expect(found["difference"] == 0)
    #expect(try #require(found["squares"]) > 0.8)
  }

  @Test(
    "is not divided by the examples of a step",
    arguments: ["by_hand", "mean(by_hand)", "mean(signal * by_hand)", "batch_size * mean(signal)"])
  func batchSize(expression: String) {
    let found = diagnosis {
      try Rehearsal(
        Self.experiment(
          "  m: {value: \(expression)}",
          values: "  by_hand: \"l1(signal, 0 * signal, reduction=sum) / batch_size\""))
    }
    #expect(found.contains("'batch_size' is of a step"), "\(found)")
  }

  @Test(
    "is cut into batches, of which none is one example where that says nothing",
    arguments: [
      (33, 16, true, [16, 15, 2]), (33, 16, false, [16, 16, 1]), (32, 16, true, [16, 16]),
      (3, 2, true, [3]), (5, 2, true, [2, 3]), (1, 16, true, [1]), (0, 16, true, []),
      (7, 16, true, [7]),
    ] as [(Int, Int, Bool, [Int])])
  func batches(count: Int, size: Int, inPairs: Bool, sizes: [Int]) {
    let batches = SplitEvaluation.batches(of: count, size: size, inPairs: inPairs)
    #expect(batches.map(\.count) == sizes)
    #expect(batches.flatMap { Array($0) } == Array(0..<count))
  }

  @Test("leaves no example alone of a kid, which is of two at least")
  func pairs() throws {
    // 15 beats are the test part: two batches of 7, and one would be left.
    let found = try figures("  m: {value: \"kid(n(signal), n(2 * signal))\"}")
    #expect(try #require(found["m"]).isFinite)
  }

  @Test(
    "takes none of the examples that are computed at once, nor goes over them, where they are of the split",
    arguments: [
      "mean(signal.batch[:4])", "sum(signal.batch[0])", "mean(half)", "mean(normal([3]).batch[1:])",
      "mean(std(signal, axis=batch))", "mean(std(ones(like=signal), axis=batch))",
      "info_nce(n(signal), n(2 * signal))", "mean(contrast)",
    ])
  func atOnce(expression: String) {
    let found = diagnosis {
      try Rehearsal(
        Self.experiment(
          "  m: {value: \"\(expression)\"}",
          values: "  half: \"signal.batch[:3]\"\n  contrast: info_nce(n(signal), n(2 * signal))"))
    }
    #expect(
      found.contains("is of the examples that are computed at once, and a metric is of all"),
      "\(found)")
  }

  @Test("can be what info_nce names in its place: how alike the two of each pair are")
  func alike() throws {
    let cosine = "sum(a * b, axis=-1) / sqrt(sum(square(a), axis=-1) * sum(square(b), axis=-1))"
    let found = try figures(
      "  m: {value: \"mean(\(cosine))\"}", values: "  a: n(signal)\n  b: n(2 * signal)")
    #expect(try #require(found["m"]).magnitude <= 1.0001)
  }

  @Test("has what is wrong with its last batch alone told before anything is trained")
  func lastBatch() throws {
    let run = try Rehearsal(
      Self.experiment("  m: {value: \"mean(signal - normal([140], count=7))\"}"))
    let found = diagnosis { try run.trainer().run() }
    #expect(found.contains("do not meet"), "\(found)")
    #expect(run.observer.steps == 0)
  }

  @Test("is a use of the value that it is of")
  func uses() throws {
    let rehearsal = try Rehearsal(
      Self.experiment("  m: {value: level}", values: "  level: mean(signal)"))
    #expect(!rehearsal.warnings.contains { $0.contains("used nowhere") })
  }

  @Test("leads back to itself, which is told")
  func circles() {
    let found = diagnosis {
      try Rehearsal(
        Self.experiment(
          "  m: {value: mean(signal * a)}",
          values: "  a: signal - mean(b)\n  b: \"concat([a, signal])\""))
    }
    #expect(found.contains("depends on itself"), "\(found)")
  }

  @Test(
    "is shown in no plot where it has rows of its own, not even as many as come at once",
    arguments: ["normal([], count=7)", "canvas[0] * ones([], count=7)"])
  func plotsOfRows(shown: String) {
    let found = diagnosis {
      try Rehearsal(
        Self.experiment(
          "  m: {value: mean(signal)}", outputs: "outputs: {plots: {p: {histogram: \"\(shown)\"}}}")
      )
    }
    #expect(found.contains("its 7 rows are as many as is written"), "\(found)")
  }

  @Test("is of the whole split in plots too")
  func plots() throws {
    let plots = """
      outputs:
        plots:
          centred: {histogram: "signal[0] - mean(signal[0])", where: "signal[0] > level", split: train}
      """
    let run = try Rehearsal(
      Self.experiment(
        "  m: {value: \"mean(signal[0])\", split: train}", values: "  level: mean(signal[0])",
        outputs: plots))
    let plot = try #require(run.model.definition.outputs.plots.first)
    let runner = try run.metrics()
    let mean = try #require(runner.evaluate(at: 0).first?.value)
    let shown = SplitEvaluation(
      plot.request, model: run.model, data: run.data, state: run.state, device: run.device)
    #expect(try shown.readsFigures())
    let read = try run.model.metricPlan().reductions[0].expression
    let original = SplitEvaluation(
      EvaluationRequest(
        role: "metric", name: "original",
        items: [EvaluationRequest.Item(name: "signal", expression: read, reduction: .none)]),
      model: run.model, data: run.data, state: run.state, device: run.device)
    var (values, chosen, signals): ([Double], [Double], [Double]) = ([], [], [])
    try shown.run(over: .train, limit: nil, batchSize: 7, figures: runner.figures, round: [:]) {
      program, _ in
      values += program.output("value ").doubles
      chosen += program.output("where ").doubles
    }
    try original.run(over: .train, limit: nil, batchSize: 7, figures: [:], round: [:]) {
      program, _ in signals += program.output("signal").doubles
    }
    #expect(values.count == 60 && signals.count == 60)
    for (place, signal) in signals.enumerated() {
      #expect(abs(values[place] - (signal - mean)) < 1e-5)
      #expect(chosen[place] == (signal > mean ? 1 : 0))
    }
  }
}
