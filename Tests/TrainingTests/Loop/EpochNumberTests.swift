import Artifacts
import Testing

@testable import Training

@Suite("The epochs of the log")
struct EpochNumberTests {
  @Test(
    "are numbered from 1, also the last one where the steps end within it",
    arguments: [(4, [1, 2]), (5, [1, 2, 3]), (2, [1]), (1, [1])])
  func numbers(steps: Int, epochs: [Int]) throws {
    let rehearsal = try Rehearsal(
      """
      etch: 1
      name: partial
      data:
        digit: {source: builtin/digits, count: 20}
      variables:
        level: {init: "zeros([1])"}
      train:
        steps: \(steps)
        batch_size: 8
        optimizer: {sgd: {learning_rate: 0.1}}
        step: [{level: {minimize: "mse(level, mean(digit))"}}]
      """)
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(
      try rehearsal.log().filter { $0["kind"] == .string("epoch") }.map { $0["epoch"] }
        == epochs.map { .integer($0) })
  }

  @Test(
    "go through the data in its order where the schedule or the data says so",
    arguments: [("shuffle: false", "", true), ("", ", shuffle: false", true), ("", "", false)])
  func order(schedule: String, data: String, keeps: Bool) throws {
    let rehearsal = try Rehearsal(
      """
      etch: 1
      name: ordered
      data:
        digit: {source: builtin/digits, count: 20, holdout: 0\(data)}
      variables:
        seen: {init: "zeros([], count=20)"}
      train:
        epochs: 1
        batch_size: 20
        \(schedule)
        step: [{seen: {assign: "sum(digit * 0, per=example) + digit.label"}}]
      """.replacing(
        "sum(digit * 0, per=example) + digit.label",
        with: "sum(digit * 0, per=example) + digit.label"
      )
      .replacing("zeros([], count=20)", with: "zeros([], count=20)"))
    #expect(try rehearsal.trainer().run() == .finished)
    let labels = try #require(rehearsal.data.sets["digit"]).train.first(20, field: 1).doubles
    #expect((try rehearsal.values("seen") == labels) == keeps)
  }
}
