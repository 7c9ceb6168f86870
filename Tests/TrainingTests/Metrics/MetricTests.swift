import Diagnostics
import Tensors
import Testing

@testable import Experiment
@testable import Training

@Suite("Metrics")
struct MetricTests {
  /// An experiment with these metrics over 60 beats, batches of `batch`.
  private static func experiment(
    _ metrics: String, values: String = "", batch: Int = 7, outputs: String = ""
  ) -> String {
    """
    etch: 1
    name: measured
    data:
      beat: {source: builtin/ecg, count: 75, holdout: 0.2}
    values:
      signal: beat
    \(values)
    networks:
      n: {input: [140], layers: [{dense: {units: 2, activation: sigmoid}}, {dense: 140}]}
    losses: {error: "mse(n(beat), beat)"}
    train:
      epochs: 1
      batch_size: \(batch)
      optimizer: {sgd: {learning_rate: 0.01}}
      step: [{n: {minimize: error}}]
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

  @Test("in training mode have the batch's own statistics, and move none")
  func mode() throws {
    let run = try Rehearsal(
      """
      etch: 1
      name: modes
      data: {beat: {source: builtin/ecg, count: 40, holdout: 0}}
      networks: {net: {input: [140], layers: [batch_norm]}}
      losses: {size: mean(square(net(beat)))}
      train:
        epochs: 1
        batch_size: 40
        optimizer: {sgd: {learning_rate: 0}}
        step: {net: {minimize: size}}
      metrics:
        plain: {value: size, split: train}
        data: {value: mean(square(beat)) / 1.001, split: train}
        own: {value: size, split: train, mode: training}
        both: {value: plain + own, split: train, mode: training}
      """)
    let figures = try run.metrics().evaluate(at: 0)
    let values = Dictionary(uniqueKeysWithValues: figures.map { ($0.name, $0.value) })
    let (plain, own) = try (#require(values["plain"]), #require(values["own"]))
    // As running statistics begin, with mean 0 and variance 1, plus epsilon.
    #expect(try abs(plain - #require(values["data"])) < 1e-5 * plain)
    #expect(own > 0.5 && own < 1 && abs(own - plain) > 0.01)
    #expect(values["both"] == plain + own)
    #expect(try run.values("net.batch_norm_1.running_mean").allSatisfy { $0 == 0 })
  }

  @Test(
    "over a whole split do not depend on the batches",
    arguments: [
      "mean(signal)", "std(signal)", "sum(signal)", "max(signal)", "max(max(signal, per=example))",
      "mean(signal) + 2 * std(signal)",
      "mse(n(signal), signal)", "l1(n(signal), signal, reduction=sum)",
      "mse(n(signal), signal, reduction=batchmean)",
      "mean(square(signal - mean(signal)))", "std(mean(abs(signal), per=example))",
      "mean(abs(signal - mean(signal)) > std(signal))", "sqrt(mean(square(signal)))",
      "maximum(mean(signal), std(signal))", "clip(mean(signal), -0.5, 0.5)",
    ], ["train", "test"])
  func batches(expression: String, split: String) throws {
    let metric = "  m: {value: \"\(expression)\", split: \(split)}"
    let whole = try #require(try figures(metric, batch: 75)["m"])
    for batch in [1, 7, 59] {
      let found = try #require(try figures(metric, batch: batch)["m"])
      #expect(abs(found - whole) <= 1e-5 * abs(whole), "\(batch): \(found) and \(whole)")
    }
  }

  @Test("nest: what a reduction reads of another is over the whole split, not over its batch")
  func nesting() throws {
    let found = try figures(
      """
        centre: {value: mean(signal)}
        variance: {value: mean(square(signal - mean(signal)))}
        same: {value: mean(square(signal - centre))}
        spread: {value: std(signal)}
      """)
    let spread = try #require(found["spread"])
    #expect(abs(try #require(found["variance"]) - spread * spread) < 1e-6)
    #expect(abs(try #require(found["same"]) - spread * spread) < 1e-6)
  }

  @Test("take their split where they say so, and what they read keeps its own")
  func splits() throws {
    let found = try figures(
      """
        errors: {value: "mean(abs(n(beat) - beat), per=example)"}
        threshold: {value: mean(errors) + std(errors), split: train}
        above: {value: mean(errors > threshold)}
        direct: {value: "mean(mean(abs(n(beat) - beat), per=example) > threshold)"}
        train_mean: {value: mean(errors), split: train}
        train_std: {value: std(errors), split: train}
      """)
    let sum = try #require(found["train_mean"]) + #require(found["train_std"])
    #expect(abs(try #require(found["threshold"]) - sum) < 1e-9)
    #expect(found["above"] == found["direct"])
    // Twelve of the examples are the test split, or fifteen: a share is a multiple of one of them.
    #expect(found["errors"] == nil, "a value per example is no figure of the log")
  }

  @Test(
    "are arithmetic on the host",
    arguments: [
      ("2 + 3 * 4", 14.0), ("2 ** 10 / 4", 256), ("-(1 - 3)", 2), ("exp(0) + log(1)", 1),
      ("sqrt(16) + square(3) + abs(-2)", 15), ("(1 < 2) + (2 <= 2) + (1 > 2) + (2 >= 3)", 2),
      ("maximum(1, 3) - minimum(1, 3)", 2), ("clip(7, 0, 5) + clip(-1, 0, 5)", 5),
      ("(1 == 1) + (1 != 1)", 1), ("count * 2", 8),
    ])
  func arithmetic(expression: String, value: Double) throws {
    let rehearsal = try Rehearsal(
      "params: {count: 4}\n" + Self.experiment("  m: {value: \"\(expression)\"}"))
    #expect(try rehearsal.metrics().evaluate(at: 0).first?.value == value)
  }

  @Test(
    "keep what is no number, as NumPy does",
    arguments: [
      "maximum(1, sqrt(-1))", "maximum(sqrt(-1), 1)", "minimum(1, sqrt(-1))",
      "minimum(sqrt(-1), 1)", "clip(sqrt(-1), 0, 1)", "clip(1, sqrt(-1), 2)",
      "clip(1, 0, sqrt(-1))",
    ])
  func noNumber(expression: String) throws {
    let rehearsal = try Rehearsal(Self.experiment("  m: {value: \"\(expression)\"}"))
    #expect(try rehearsal.metrics().evaluate(at: 0).first?.value.isNaN == true)
  }

  @Test("read values and losses by name")
  func names() throws {
    let found = try figures(
      "  by_name: {value: error}\n  direct: {value: \"mse(n(beat), beat)\"}\n  twice: {value: doubled}",
      values: "  level: mean(beat)\n  doubled: level + level")
    #expect(found["by_name"] == found["direct"])
    #expect(try #require(found["twice"]).isFinite)
  }

  @Test("a value that doubles forty times takes no time that doubles")
  func doubling() throws {
    let values = (1...40).map { "  v\($0): v\($0 - 1) + v\($0 - 1)" }.joined(separator: "\n")
    let found = try figures("  m: {value: v40}", values: "  v0: 1\n" + values)
    #expect(found["m"] == 1_099_511_627_776)
  }

  @Test(
    "that cannot be are told of",
    arguments: [
      ("  m: {value: m + 1}", "", "the metric 'm' depends on itself: m -> m"),
      (
        "  beat: {value: mean(beat)}", "",
        "the metric 'beat' depends on itself: beat -> beat; a metric is called otherwise than what it reads"
      ),
      (
        "  a: {value: b}\n  b: {value: mean(beat * a)}", "",
        "the metric 'a' depends on itself: a -> b -> a"
      ),
      ("  m: {value: x}", "  x: y + 1\n  y: x * 2", "'x' depends on itself: x -> y -> x"),
      (
        "  error: {value: mean(beat)}", "",
        "'error' is a loss in metrics.jsonl already; give the metric another name"
      ),
      (
        "  step: {value: mean(beat)}", "",
        "'step' is a count in metrics.jsonl already; give the metric another name"
      ),
      (
        "  n: {value: mean(beat)}", "",
        "'n' is what an update minimizes in metrics.jsonl already; give the metric another name"
      ),
    ])
  func mistakes(metrics: String, values: String, message: String) {
    let found = diagnosis { try Rehearsal(Self.experiment(metrics, values: values)) }
    #expect(found.contains(message), "\(found)")
  }

  @Test("are computed once at one step, and anew at another")
  func memory() throws {
    let rehearsal = try Rehearsal(Self.experiment("  m: {value: \"mean(n(beat))\"}"))
    let runner = try rehearsal.metrics()
    let first = try runner.evaluate(at: 0).map(\.value)
    for entry in rehearsal.state.entries {
      try rehearsal.state.write(entry.name, HostArray(shape: entry.type.shape, repeating: 0))
    }
    #expect(try runner.evaluate(at: 0).map(\.value) == first)
    #expect(try runner.evaluate(at: 1).map(\.value) == [0])
  }
}
