import Testing

@testable import Experiment
@testable import Training

@Suite("How many examples a metric is of")
struct MetricLengthTests {
  private static let data = """
    etch: 1
    name: lengths
    seed: 2
    data:
      digit: {source: builtin/digits, count: 100, holdout: 0.2}
      some: {source: builtin/digits, count: 20, holdout: 0.5}
      photo: {source: builtin/photo, size: 16, scale: [0, 1]}
    metrics:

    """

  private static let digits = "  digits: sum(0 * digit.label + 1)\n"

  private static func figures(_ metrics: String) throws -> [String: Double] {
    let figures = try Rehearsal(data + metrics).metrics().evaluate(at: 0)
    return Dictionary(uniqueKeysWithValues: figures.map { ($0.name, $0.value) })
  }

  @Test("is that of the sets it reads, whatever other metrics of the file read")
  func others() throws {
    let few = "  few: sum(0 * some.label + 1)\n"
    let drawn = "  drawn: \"sum(0 * normal([1]) + 1)\"\n"
    for metrics in [few + Self.digits, Self.digits + few, drawn + few + Self.digits] {
      let figures = try Self.figures(metrics)
      #expect(figures["digits"] == 20)
      #expect(figures["few"] == 10)
      #expect(figures["drawn"] == (metrics.hasPrefix(drawn) ? 20 : nil))
    }
  }

  @Test("is the shorter of two sets that one metric reads")
  func both() throws {
    let figures = try Self.figures("  both: sum(0 * some.label + 0 * digit.label + 1)\n")
    #expect(figures["both"] == 10)
  }

  @Test("is no matter of a constant beside them, which fits each example")
  func constants() throws {
    let one = "  one: \"sum(0 * photo[0, 0, 0] + 1)\"\n"
    let beside = "  beside: \"sum(0 * photo[0, 0, 0] + 0 * digit.label + 1)\"\n"
    for metrics in [one + beside + Self.digits, Self.digits + beside + one] {
      let figures = try Self.figures(metrics)
      #expect(figures["one"] == 1)
      #expect(figures["beside"] == 20)
      #expect(figures["digits"] == 20)
    }
  }
}
