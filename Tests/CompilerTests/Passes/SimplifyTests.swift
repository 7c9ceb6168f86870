import Graph
import Tensors
import Testing

@testable import Compiler

@Suite struct SimplifyTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    /// How many nodes stand after the pass, inputs included.
    let nodes: Int
    let build: @Sendable (GraphBuilder, Tensor) throws -> Tensor
  }

  static let cases = [
    Case(description: "x times one is x", nodes: 1) { try $1 * 1 },
    Case(description: "one times x is x", nodes: 1) { builder, x in
      try Tensor.filled(1, like: x) * x
    },
    Case(description: "x divided by one is x", nodes: 1) { try $1 / 1 },
    Case(description: "twice negated is x", nodes: 1) {
      try $1.apply(Negate()).apply(Negate())
    },
    Case(description: "x plus nothing stays, for −0 + 0 is 0", nodes: 4) { try $1 + 0 },
    Case(description: "a reshape and back is x", nodes: 1) {
      try $1.apply(Reshape(to: [12])).apply(Reshape(to: [3, 4]))
    },
    Case(description: "a permute and back is x", nodes: 1) {
      try $1.apply(Permute([1, 0])).apply(Permute([1, 0]))
    },
    Case(description: "broadcasts of one another are one", nodes: 2) {
      try $1.apply(Broadcast(to: [5, 3, 4], axes: [1, 2])).apply(
        Broadcast(to: [2, 5, 3, 4], axes: [1, 2, 3]))
    },
    Case(description: "x > c beside max(x, c) needs x no more", nodes: 6) { builder, x in
      let most = try x.maximum(0.5)
      let isMore = try x.compared(.greater, 0.5)
      return try most + isMore
    },
    Case(description: "x > c alone stays", nodes: 4) { try $1.compared(.greater, 0.5) },
    Case(description: "a stopped gradient is the value", nodes: 1) {
      try $1.apply(StopGradient())
    },
    Case(description: "rows and then columns of given numbers are chosen at once", nodes: 4) {
      try $1.gathered(places($0, [1, 0, 1, 2]), axis: 0).gathered(places($0, [3, 3]), axis: 1)
    },
    Case(description: "a table of places and then columns of it stay two", nodes: 6) {
      let table = HostArray(shape: [2, 2], storage: .int32([1, 0, 11, 2]))
      return try $1.apply(Reshape(to: [12])).gathered($0.constant(table), axis: 0)
        .gathered(places($0, [1, 1]), axis: 1)
    },
    Case(description: "a row that is not there stays nothing, whatever the column", nodes: 5) {
      try $1.gathered(places($0, [1, -1]), axis: 0).gathered(places($0, [0, 3]), axis: 1)
    },
  ]

  private static func places(_ builder: GraphBuilder, _ places: [Int32]) throws -> Tensor {
    try builder.constant(HostArray(shape: [places.count], storage: .int32(places)))
  }

  @Test("Simplified", arguments: cases)
  func simplified(_ each: Case) throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([3, 4]))
    builder.result(.output("y"), try each.build(builder, x))
    // Nothing needs this one.
    _ = try x.exp()
    let graph = try OptimizedGraph(builder.graph).graph
    #expect(graph.nodes.count == each.nodes, "\(graph)")
    try Verifier.verify(graph)
  }
}
