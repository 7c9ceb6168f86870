import RecordedCases
import Testing

@Suite struct RecordedLayerTests {
  static let cases: [LayerCase] = (try? Recorded.cases("layers")) ?? []

  @Test("a layer's output, gradients and statistics are PyTorch's", arguments: cases)
  func recorded(_ recorded: LayerCase) throws {
    try recorded.graph().interpretAndCompare()
  }
}
