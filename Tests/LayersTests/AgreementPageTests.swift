import Foundation
import RecordedCases
import Testing

@Suite("The page of agreement with PyTorch")
struct AgreementPageTests {
  @Test("tells how many cases are recorded of each kind")
  func counts() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "Documentation/Agreement.md"), encoding: .utf8)
    let layers: [LayerCase] = try Recorded.cases("layers")
    let losses: [ExpressionCase] = try Recorded.cases("losses")
    let functions: [ExpressionCase] = try Recorded.cases("functions")
    let optimizers: [OptimizerCase] = try Recorded.cases("optimizers")
    let averages: [AverageCase] = try Recorded.cases("averages")
    let schedules: [ScheduleCase] = try Recorded.cases("schedules")
    let kinds = [
      ("layers", layers.count), ("losses", losses.count), ("functions", functions.count),
      ("optimizers", optimizers.count), ("running averages", averages.count),
      ("schedules", schedules.count),
    ]
    for (kind, count) in kinds {
      #expect(page.contains("\n| \(kind) | \(count) |"), "there are \(count) \(kind)")
    }
  }
}
