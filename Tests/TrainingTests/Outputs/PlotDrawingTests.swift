import Artifacts
import Diagnostics
import Testing

@testable import Experiment
@testable import Training

@Suite("The title of lines")
struct PlotDrawingTests {
  private static func experiment(_ plot: String) -> String {
    PlotExperiment.text(
      "titles", plot: plot, epochs: 1, values: ["three: 0 * ink + 3", "seven: 0 * ink + 7"],
      metrics: ["five: {value: 0 * mean(ink) + 5}"])
  }

  private static let lines = "lines: {code: \"one_hot(digit.label, 10)\"}"

  @Test(
    "has a number of the example, and what it is to be compared with",
    arguments: [
      ("", " of the test part"), (", caption: three", ", three 3"),
      (", caption: three, marker: five", ", three 3 &lt; five 5"),
      (", caption: seven, marker: five", ", seven 7 &gt; five 5"),
      (", caption: three, marker: 4", ", three 3 &lt; 4"),
    ])
  func title(more: String, end: String) throws {
    let rehearsal = try Rehearsal(Self.experiment(Self.lines + more))
    #expect(try rehearsal.trainer().run() == .finished)
    let svg = try #require(rehearsal.observer.written.first { $0.hasSuffix(".svg") })
    let text = try TextFile.read(svg)
    #expect(text.contains(">shown, example ") && text.contains("\(end)</text>"), "\(text)")
  }

  @Test(
    "tells two numbers apart, and says of what is none that it is none",
    arguments: [
      (0.061, 0.0381, "error 0.061 > threshold 0.0381"),
      (0.03812, 0.03814, "error 0.03812 < threshold 0.03814"),
      (0.0381, 0.0381, "error 0.0381 = threshold 0.0381"),
      (5.0004, 5, "error 5.0004 > threshold 5"), (-.infinity, 5, "error -inf < threshold 5"),
      (.nan, 0.0381, "error nan, threshold 0.0381"), (2.5, -.nan, "error 2.5, threshold nan"),
      (1.0000000001e-7, 1e-7, "error 1.0000000001e-7 > threshold 1.0e-7"),
    ] as [(Double, Double, String)])
  func comparison(number: Double, limit: Double, expected: String) {
    #expect(Captions.comparison("error", number, "threshold", limit) == expected)
  }

  @Test(
    "that cannot be is told of before anything runs",
    arguments: [
      (lines + ", marker: five", "'marker' is what the caption of lines is compared with"),
      (lines + ", caption: digit", "has 784 for each example, and one number is needed"),
      (lines + ", caption: five", "has no value for each example"),
      ("histogram: ink, x: [4, -4]", "as in 'x: [-4, 4]', and not from 4 to -4"),
      ("histogram: ink, y: [1, 1]", "an axis goes from its lower end to its upper one, as in 'y:"),
      ("histogram: ink, caption: ink", "'caption' does not go with 'histogram'"),
    ])
  func wrong(plot: String, message: String) {
    #expect(diagnosis { try Rehearsal(Self.experiment(plot)).trainer() }.contains(message))
  }

  @Test("Axes of two values that are joined for them have the names of both")
  func joined() throws {
    let plot = "scatter: \"concat([one_hot(digit.label, 10)[:1], one_hot(digit.label, 10)[1:2]])\""
    let rehearsal = try Rehearsal(Self.experiment(plot))
    #expect(try rehearsal.trainer().run() == .finished)
    let svg = try #require(rehearsal.observer.written.first { $0.hasSuffix(".svg") })
    let text = try TextFile.read(svg)
    #expect(text.contains(">one_hot(digit.label, 10)[:1]</text>"), "\(text)")
    #expect(text.contains(">one_hot(digit.label, 10)[1:2]</text>"), "\(text)")
  }

  @Test(
    "A histogram of two sets has all examples of both, as far as its condition is known",
    arguments: ["", ", where: \"light > -1000\""])
  func lengths(condition: String) throws {
    let rehearsal = try Rehearsal(
      PlotExperiment.text(
        "lengths", plot: "histogram: {many: ink, few: light}, x: [2, 3]\(condition)", epochs: 1,
        values: ["light: mean(other, per=example)"]
      ).replacing(
        "data:\n", with: "data:\n  other: {source: builtin/digits, count: 20, holdout: 0.5}\n"))
    #expect(try rehearsal.trainer().run() == .finished)
    let svg = try #require(rehearsal.observer.written.first { $0.hasSuffix(".svg") })
    // 8 of the 40 digits, and 10 of the 20 others, are held out.
    #expect(try TextFile.read(svg).contains("18 outside"))
  }

  @Test("A histogram of two sets has one condition, also where it is drawn by lot")
  func lots() throws {
    func svg(x: String) throws -> String {
      let values = "{many: chance + 0 * ink, few: chance + 0 * light}"
      let other = "other: {source: builtin/digits, count: 20, holdout: 0.5}"
      let rehearsal = try Rehearsal(
        PlotExperiment.text(
          "lots", plot: "histogram: \(values), x: \(x), where: chance > 0.5", epochs: 1,
          values: ["light: mean(other, per=example)", "chance: uniform([])"]
        ).replacing("data:\n", with: "seed: 2\ndata:\n  \(other)\n"))
      #expect(try rehearsal.trainer().run() == .finished)
      let path = try #require(rehearsal.observer.written.first { $0.hasSuffix(".svg") })
      return try TextFile.read(path)
    }
    #expect(try !svg(x: "[0.5, 1]").contains("outside"))
    #expect(try svg(x: "[0, 0.5]").contains("outside"))
  }

  @Test("A histogram of two values is drawn without the one that has no example, which is told")
  func emptyValue() throws {
    let text = PlotExperiment.text(
      "empty", plot: "histogram: {many: ink, few: 1 - ink}, where: digit.label < 5", epochs: 1)
    let rehearsal = try Rehearsal(text)
    let plot = try #require(rehearsal.model.definition.outputs.plots.first)
    let conditions: PlotDrawing.Column = (1, [0, 1, 1])
    let many: PlotDrawing.Column = (1, [0, 0.5, 1])
    // One of a set without examples, and one whose only example is not shown.
    let columns: [[String: PlotDrawing.Column]] = [
      ["value many": many, "where ": conditions],
      ["value many": many, "value few": (1, [1]), "where ": conditions],
    ]
    for known in columns {
      let drawing = PlotDrawing(plot, columns: known, figures: [:])
      #expect(!drawing.isEmpty && drawing.emptyGroups == ["few"])
      _ = try drawing.drawn()
    }
    let before = PlotDrawing(plot, columns: ["where ": conditions], figures: [:])
    #expect(!before.isEmpty && before.emptyGroups == [])
  }

  @Test("Axes stay from one moment to the next while the numbers fill a third of them")
  func kept() throws {
    func axes(epochs: Int) throws -> PlotAxes? {
      let rehearsal = try Rehearsal(
        PlotExperiment.text(
          "kept", plot: "lines: {code: \"one_hot(digit.label, 10) / (1 + mean(level))\"}",
          epochs: epochs))
      let trainer = try rehearsal.trainer()
      #expect(try trainer.run() == .finished)
      return trainer.progress.plotAxes["shown"]
    }
    // Up to 1/3 after the first epoch, which has two steps, and to 1/5 after the second.
    let first = try #require(try axes(epochs: 1))
    #expect(abs(first.y.lowerBound + 0.05) < 1e-9 && abs(first.y.upperBound - 0.35) < 1e-9)
    #expect(try axes(epochs: 2) == first)
  }

  @Test("The axes of a plot are those that it says, whatever its numbers are")
  func axes() throws {
    func numbers(_ more: String) throws -> [[String]] {
      let rehearsal = try Rehearsal(
        PlotExperiment.text(
          "axes", plot: "histogram: moved\(more)", epochs: 2, values: ["moved: ink + mean(level)"]))
      #expect(try rehearsal.trainer().run() == .finished)
      return try rehearsal.observer.written.filter { $0.hasSuffix(".svg") }.map { path in
        try TextFile.read(path).matches(of: />(-?[0-9.]+)<\/text>/).map { String($0.output.1) }
      }
    }
    let (free, said) = (try numbers(""), try numbers(", x: [0, 20], y: [0, 40]"))
    #expect(free.count == 2 && free[0] != free[1])
    #expect(said.count == 2 && said[0] == said[1] && said[0].contains("20"))
  }
}
