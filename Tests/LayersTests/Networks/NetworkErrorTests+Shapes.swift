import Diagnostics
import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

extension NetworkErrorTests {
  @Test("that the batch is not written is said of what is drawn, not of a sequence made of data")
  func batchInShape() throws {
    let network = try #require(
      networks("networks: {net: {input: [2], layers: [{dense: 1}]}}")["net"])
    let composition = GraphUnderTest()
    func notes(_ x: Tensor) throws -> [String] {
      let error = try #require(throws: Diagnostic.self) {
        _ = try network.call(
          inputs: [x], mode: .training, callPath: "", context: composition.context)
      }
      return error.notes.map(\.message)
    }
    let told = "the batch is not written: a shape is that of one example, as in 'normal([2])'"
    let drawn = try composition.context.builder.filled(0, [2, 9, 2]).with(batch: .many)
    #expect(try notes(drawn).contains(told))
    let list = try composition.context.builder.filled(0, [2, 2])
    let ofList = try notes(list)
    #expect(
      ofList.contains("this is one example: each of its 2 rows is a call of its own"),
      "\(ofList)")
    #expect(!ofList.contains(told))
    let words = composition.field("x", HostArray(shape: [2, 9, 2], repeating: 1))
    #expect(try !notes(words * 2).contains(told))
  }

  @Test(
    "layers say what they take when they get something else",
    arguments: [
      (
        "[conv2d: {filters: 1, kernel: 3}]", "[4]",
        "net.conv2d_1: conv2d takes [height, width, channels], not [4]"
      ),
      (
        "[global_average_pool]", "[4, 3]",
        "net.global_average_pool_1: global_average_pool takes [height, width, channels], not [4, 3]; of a sequence the mean is 'compute: mean(x, axis=0)', then 'flatten'"
      ),
      (
        "[global_max_pool]", "[4]",
        "net.global_max_pool_1: global_max_pool takes [height, width, channels], not [4]"
      ),
      ("[{crop: 2}]", "[4, 4, 1]", "net.crop_1: nothing of [4, 4, 1] is left after the crop"),
      (
        "[average_pool: {size: [3, 2], padding: 2}]", "[4, 4, 1]",
        "net.average_pool_1: average_pool's padding must be less than its window of 2"
      ),
      (
        "[max_pool: {size: [3, 2], padding: 2}]", "[4, 4, 1]",
        "net.max_pool_1: max_pool's padding must be less than its window of 2"
      ),
      (
        "[conv2d_transpose: {filters: 1, kernel: 1, padding: 2}]", "[4, 5, 1]",
        "net.conv2d_transpose_1: conv2d_transpose would make 0 × 1 pixels of [4, 5, 1]"
      ),
      (
        "[conv2d: {filters: 3, kernel: 3, groups: 2}]", "[4, 4, 2]",
        "net.conv2d_1: 2 groups do not divide 2 channels and 3 filters"
      ),
      (
        "[{relu: {}, as: a}, flatten, {add: [a]}]", "[2, 2]",
        "net.add_1: add needs outputs of one size, found [4] and [2, 2]"
      ),
      (
        "[{residual: [{conv2d: {filters: 8, kernel: 3}}]}]", "[4, 4, 1]",
        "net.residual_1: the layers of a residual block give the shape that goes in, [4, 4, 1], and these give [4, 4, 8]; 'add' stretches an extent of 1"
      ),
      (
        "[{conv2d: {filters: 1, kernel: 5, padding: valid}}]", "[4, 4, 1]",
        "net.conv2d_1: conv2d's window of 5 (dilation 1) does not fit 4 elements with padding 0 and 0"
      ),
    ])
  func shapes(_ layers: String, _ input: String, _ expected: String) throws {
    let network = try #require(
      networks("networks: {net: {input: \(input), layers: \(layers)}}")["net"])
    let composition = GraphUnderTest()
    let shape = network.definition.inputs.values.first ?? []
    let x = composition.field("x", HostArray(shape: Shape([2] + shape), repeating: 1))
    let found = messages {
      _ = try network.call(
        inputs: [x], mode: .training, callPath: "", context: composition.context)
    }
    #expect(found == [expected])
  }
}
