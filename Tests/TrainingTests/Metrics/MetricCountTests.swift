import Testing

@testable import Experiment
@testable import Training

@Suite("A metric of so many rows")
struct MetricCountTests {
  private static let text = """
    etch: 1
    name: counts
    seed: 2
    data:
      digit: {source: builtin/digits, count: 100, holdout: 0.2}
    values: {draw: "normal([2])"}
    losses: {size: mean(square(draw))}
    metrics:
      rows: {value: "sum(0 * draw[0] + 1)", count: 1000}
      spread: {value: std(draw), count: 4000}
      size_of_draws: {value: size, count: 1000}
      some: {value: sum(0 * digit.label + 1), count: 7}
      all: sum(0 * digit.label + 1)

    """

  @Test(
    "runs over draws where no data is read, batch by batch, and over the first examples of data")
  func counts() throws {
    let run = try Rehearsal(Self.text)
    let figures = try run.metrics().evaluate(at: 0)
    let values = Dictionary(uniqueKeysWithValues: figures.map { ($0.name, $0.value) })
    #expect(figures.map(\.name) == ["rows", "spread", "size_of_draws", "some", "all"])
    #expect(values["rows"] == 1000)
    #expect(abs((values["spread"] ?? 0) - 1) < 0.04)
    #expect(abs((values["size_of_draws"] ?? 0) - 1) < 0.1)
    #expect(values["some"] == 7)
    #expect(values["all"] == 20)
  }
}
