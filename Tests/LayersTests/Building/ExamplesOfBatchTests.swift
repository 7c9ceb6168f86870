import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

@Suite("What has a row for each example of the batch")
struct ExamplesOfBatchTests {
  @Test("is what is said to have, and what is made of that, whenever it is asked and said")
  func marked() throws {
    let composition = GraphUnderTest()
    let context = composition.context
    let x = composition.field("x", HostArray(shape: [2, 3], repeating: 1))
    let y = composition.field("y", HostArray(shape: [2, 3], repeating: 2))
    let (ofX, ofY) = (try x.exp(), try y.exp())
    func found(_ values: Tensor...) -> [Bool] {
      let all = context.areOfExamples
      return values.map { all[$0.value.node] }
    }
    #expect(found(x, y, ofX, ofY) == [false, false, false, false])
    context.markExamples(x.value)
    #expect(found(x, y, ofX, ofY) == [true, false, true, false])
    let both = try ofX + ofY
    #expect(found(ofY, both) == [false, true])
    context.markExamples(y.value)
    let again = try both.exp()
    #expect(found(x, y, ofX, ofY, both, again) == [true, true, true, true, true, true])
    #expect(context.areOfExamples.count == context.builder.graph.nodes.count)
  }

  @Test("is found in a moment in a graph of many draws, after each of which it is asked")
  func many() throws {
    let context = GraphUnderTest().context
    var last = try context.builder.number(0)
    for number in 0..<20_000 {
      last = try last + context.builder.number(Double(number))
      if number == 10_000 { context.markExamples(last.value) }
      #expect(context.areOfExamples[last.value.node] == (number >= 10_000))
    }
  }
}
