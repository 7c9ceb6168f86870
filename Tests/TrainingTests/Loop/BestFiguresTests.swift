import Diagnostics
import Testing

@testable import Experiment
@testable import Training

@Suite("The marks of the best epochs")
struct BestFiguresTests {
  private let goals = [WatchedFigure(minimized: "loss")]

  private func marks(_ values: [Double], after log: [Double] = []) -> [Bool] {
    var best = BestFigures(goals)
    best.take(
      log.map {
        .object(["epoch": .integer(1), "kind": .string("epoch"), "loss": .number($0)])
      })
    return values.map {
      !best.take([(name: "loss", value: $0), (name: "other", value: 0)]).isEmpty
    }
  }

  @Test("An epoch is marked that is better than all before; the first one is not")
  func course() {
    #expect(
      marks([3, 2, 2, 2.5, .nan, 1, -.infinity, -.infinity])
        == [false, true, false, false, false, true, true, false])
    #expect(marks([.nan, 4, 3]) == [false, true, true])
  }

  @Test("A run that goes on counts the epochs of its log")
  func resumed() {
    #expect(marks([2.5, 1.5], after: [3, 2]) == [false, true])
    var best = BestFigures(goals)
    best.take([.object(["kind": .string("interval"), "loss": .number(-9)]), .null])
    #expect(best.take([(name: "loss", value: 1)]).isEmpty)
    #expect(best.take([(name: "loss", value: 0)]) == ["loss"])
  }

  @Test("Without figures that have a direction nothing is marked")
  func none() {
    var best = BestFigures([])
    #expect(best.take([(name: "loss", value: 1)]).isEmpty)
    #expect(best.take([(name: "loss", value: 0)]).isEmpty)
  }
}
