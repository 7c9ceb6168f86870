import Testing

@testable import Experiment
@testable import Training

@Suite("A metric whose values are iterated")
struct IteratedMetricTests {
  private static func text(_ metrics: String, _ more: String = "") -> String {
    """
    etch: 1
    name: iterated
    seed: 4
    data: {digit: {source: builtin/digits, count: 50, holdout: 0.8, scale: [0, 1]}}
    \(more)
    metrics:
    \(metrics)
    """
  }

  private func figures(_ metrics: String, _ more: String = "", at step: Int = 0) throws
    -> [String: Double]
  {
    let found = try Rehearsal(Self.text(metrics, more)).metrics().evaluate(at: step)
    return Dictionary(uniqueKeysWithValues: found.map { ($0.name, $0.value) })
  }

  @Test("counts from 0 as often as it says, for as many rows as it says")
  func counts() throws {
    let found = try figures(
      """
        sum_of_i: {iterate: {x: {init: "0 * normal([1])", next: x + i + 1}}, times: 4, value: mean(x), count: 64}
        rows: {iterate: {x: {init: "0 * normal([1])", next: x + i + 1}}, times: 2, value: sum(0 * x + 1), count: 70}
        swapped:
          iterate: {a: {init: "0 * normal([1])", next: b}, b: {init: "0 * normal([1]) + 1", next: a}}
          times: 3
          value: mean(a) - 10 * mean(b)
      """)
    #expect(found == ["sum_of_i": 10, "rows": 70, "swapped": 1])
  }

  @Test("draws anew each time and in each batch, and the same at each step")
  func draws() throws {
    let metrics = """
        spread: {iterate: {x: {init: "zeros([4], count=32)", next: x + normal(like=x)}}, times: 100, value: std(x), count: 640}
        once: {iterate: {x: {init: "zeros([4], count=32)", next: x + normal(like=x)}}, times: 100, value: std(x), count: 32}
      """
    let (first, later) = (try figures(metrics), try figures(metrics, at: 7))
    #expect(first == later)
    #expect(abs((first["spread"] ?? 0) - 10) < 0.7)
    #expect(first["once"] != first["spread"])
  }

  @Test("reads the data of its split at the same places, and other metrics, wherever they stand")
  func reads() throws {
    let found = try figures(
      """
        threefold: {iterate: {x: {init: 0 * digit, next: x + digit}}, times: 3, value: mean(x - 3 * digit)}
        levelled: {iterate: {x: {init: 0 * digit + level, next: x + level}}, times: 1, value: mean(x)}
        level: {value: mean(digit)}
        variance: {iterate: {x: {init: "normal([3])", next: x}}, times: 1, value: mean(square(x - mean(x))), count: 64}
        spread: {iterate: {x: {init: "normal([3])", next: x}}, times: 1, value: std(x), count: 64}
      """)
    let level = try #require(found["level"])
    #expect(abs(try #require(found["threefold"])) < 1e-6)
    #expect(abs(try #require(found["levelled"]) - 2 * level) < 1e-6)
    #expect(try #require(found["variance"]) > 0.5 && level > 0.01)
    // Of another metric, so of other draws.
    #expect(found["variance"] != found["spread"].map { $0 * $0 })
  }

  @Test("what it nests is of the same draws")
  func nesting() throws {
    let found = try figures(
      """
        m:
          iterate: {x: {init: "normal([3])", next: x + normal(like=x)}}
          times: 2
          value: mean(square(x - mean(x))) - square(std(x))
          count: 70
      """)
    #expect(abs(try #require(found["m"])) < 1e-5)
  }

  @Test("has the networks that nothing else calls, as a sample has")
  func networks() throws {
    let networks = "networks: {walker: {input: [3], layers: [{dense: 3}]}}"
    let iterated = "iterate: {x: {init: \"normal([3])\", next: walker(x)}}, times: 2"
    let run = try Rehearsal(Self.text("  m: {\(iterated), value: std(x)}", networks))
    #expect(run.state.entries.map(\.name).contains("walker.dense_1.weight"))
    #expect(try run.metrics().evaluate(at: 0).first?.value.isFinite == true)
    let shown = try Rehearsal(
      Self.text(
        "  m: {value: mean(digit)}",
        networks
          + "\noutputs: {samples: {walk: {\(iterated), grid: \"0 * x[0] + ones([4, 4, 1])\", count: 5}}}"
      ))
    #expect(shown.state.entries.map(\.name).contains("walker.dense_1.bias"))
  }

  @Test(
    "is refused where it is no number, takes a name of the file, or says half of it",
    arguments: [
      ("iterate: {x: {init: digit, next: x}}, times: 2, value: x", "is one number"),
      ("iterate: {m: {init: digit, next: m}}, times: 2, value: mean(m)", "name of a metric"),
      (
        "iterate: {digit: {init: digit, next: digit}}, times: 2, value: mean(digit)",
        "'digit' is the name of something else in this file already"
      ),
      ("iterate: {x: {init: digit, next: x}}, value: mean(x)", "needs to know how often"),
      ("times: 3, value: mean(digit)", "'times' goes with 'iterate'"),
      ("iterate: {x: {init: digit, next: x + m}}, times: 2, value: mean(x)", "depends on itself"),
      (
        "iterate: {x: {init: digit, next: mean(x)}}, times: 2, value: mean(x)",
        "'x' begins as [32, 28, 28, 1], and this has the shape []"
      ),
      (
        "iterate: {x: {init: digit.label, next: x + 0.5}}, times: 2, value: mean(x)",
        "'x' begins as int32, and this is float32"
      ),
      ("value: mean(digit) + i", "unknown name 'i'"),
    ])
  func refused(_ metric: String, _ sentence: String) {
    let message = diagnosis { try Rehearsal(Self.text("  m: {\(metric)}")) }
    #expect(message.contains(sentence), "\(message)")
  }
}
