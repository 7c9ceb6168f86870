import Artifacts
import Diagnostics
import Testing

@testable import Experiment
@testable import Training

/// Plots of examples that there are not.
@Suite("The conditions of a plot")
struct ConditionTests {
  private static func experiment(_ plot: String) -> String {
    PlotExperiment.text("conditions", plot: plot, epochs: 3)
  }

  @Test(
    "that no example of the data satisfies are an error before training",
    arguments: [
      "histogram: ink, where: digit.label == 12",
      "lines: {code: \"one_hot(digit.label, 10)\"}, where: ink > 2",
      "scatter: \"one_hot(digit.label, 10)[:2]\", where: {a: digit.label > 9, b: ink < 0}",
    ])
  func known(plot: String) throws {
    let rehearsal = try Rehearsal(Self.experiment(plot))
    #expect(
      diagnosis { try rehearsal.trainer() }
        == "no example of the test part satisfies this, so the plot 'shown' would show nothing")
  }

  @Test("that leave one of several groups empty are told of before training")
  func group() throws {
    let rehearsal = try Rehearsal(
      Self.experiment("histogram: ink, where: {all: digit.label < 10, none: digit.label > 9}"))
    let trainer = try rehearsal.trainer()
    #expect(rehearsal.observer.remarks.count == 1)
    #expect(try trainer.run() == .finished)
    #expect(
      rehearsal.observer.remarks == [
        "warning: no example of the test part is in the group 'none' of the plot 'shown' [empty-plot]"
      ])
    #expect(rehearsal.observer.pictures.count == 3)
  }

  @Test("A histogram of several values has a group for each, and at most one condition")
  func values() throws {
    let both = "histogram: {dark: ink, light: 1 - ink}"
    let rehearsal = try Rehearsal(Self.experiment(both + ", where: digit.label < 5"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(rehearsal.observer.remarks.isEmpty)
    let svg = try #require(rehearsal.observer.written.first { $0.hasSuffix(".svg") })
    let text = try TextFile.read(svg)
    for words in [">dark</text>", ">light</text>", "dark: ink; light: 1 - ink"] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test(
    "that do not fit a histogram are told of",
    arguments: [
      (
        "{a: ink, b: 1 - ink}, where: {a: ink > 0, b: ink < 0}",
        "a histogram of 2 values has one condition, not 2"
      ), ("{}", "'histogram' shows at least one value"),
      ("{a: ink, b: digit}", "has 784 for each example"),
    ])
  func wrong(histogram: String, message: String) {
    let text = Self.experiment("histogram: " + histogram)
    #expect(diagnosis { try Rehearsal(text).trainer() }.contains(message))
  }

  @Test("that no example satisfies in the course of training leave the plot out, and say so once")
  func late() throws {
    // The level is 2, 4 and 6 at the ends of the epochs: the plot is there after the first only.
    let rehearsal = try Rehearsal(
      Self.experiment("histogram: ink, where: ink + mean(level) < 3.5"))
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(rehearsal.observer.pictures.map { $0.contains("epoch-0001") } == [true])
    #expect(
      rehearsal.observer.remarks == [
        "warning: no example of the test part satisfies 'where' of the plot 'shown', which is left out [empty-plot]"
      ])
    #expect(try rehearsal.checkpointNames().last == "epoch-0003")
  }

  @Test("in several groups give each a colour of its own in a scatter plot")
  func colors() throws {
    func colors(_ conditions: String) throws -> Set<[UInt8]> {
      let rehearsal = try Rehearsal(
        Self.experiment("scatter: \"one_hot(digit.label, 10)[:2]\", where: \(conditions)"))
      #expect(try rehearsal.trainer().run() == .finished)
      let file = try #require(rehearsal.observer.pictures.last)
      let pixels = try PNG.decode(InputFile.contents(of: file), name: file).pixels
      return Set(stride(from: 0, to: pixels.count, by: 3).map { Array(pixels[$0..<$0 + 3]) })
    }
    let second: [UInt8] = [213, 94, 0]
    #expect(try colors("{low: digit.label < 5, high: digit.label > 4}").contains(second))
    #expect(try !colors("digit.label < 10").contains(second))
  }
}
