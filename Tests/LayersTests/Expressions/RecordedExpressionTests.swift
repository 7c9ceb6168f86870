import RecordedCases
import Testing

@Suite struct RecordedExpressionTests {
  static let losses: [ExpressionCase] = (try? Recorded.cases("losses")) ?? []
  static let functions: [ExpressionCase] = (try? Recorded.cases("functions")) ?? []

  @Test("an expression's value and gradient are PyTorch's", arguments: losses + functions)
  func recorded(_ recorded: ExpressionCase) throws {
    try recorded.graph().interpretAndCompare()
  }
}
