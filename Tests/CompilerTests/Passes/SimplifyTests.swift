import Graph
import Tensors
import Testing

@testable import Compiler

@Suite struct SimplifyTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    /// How many nodes stand after the pass, inputs included.
    let nodes: Int
    let build: @Sendable (GraphBuilder, Value) throws -> Value
  }

  static let cases = [
    Case(description: "x times one is x", nodes: 1) { try $0.multiply($1, 1) },
    Case(description: "one times x is x", nodes: 1) { builder, x in
      try builder.multiply(builder.fill(1, like: x), x)
    },
    Case(description: "x divided by one is x", nodes: 1) { try $0.divide($1, 1) },
    Case(description: "twice negated is x", nodes: 1) {
      try $0.apply(Negate(), $0.apply(Negate(), $1))
    },
    Case(description: "x plus nothing stays, for −0 + 0 is 0", nodes: 4) { try $0.add($1, 0) },
    Case(description: "a reshape and back is x", nodes: 1) {
      try $0.apply(Reshape(to: [3, 4]), $0.apply(Reshape(to: [12]), $1))
    },
    Case(description: "a permute and back is x", nodes: 1) {
      try $0.apply(Permute([1, 0]), $0.apply(Permute([1, 0]), $1))
    },
    Case(description: "broadcasts of one another are one", nodes: 2) {
      try $0.apply(
        Broadcast(to: [2, 5, 3, 4], axes: [1, 2, 3]),
        $0.apply(Broadcast(to: [5, 3, 4], axes: [1, 2]), $1))
    },
    Case(description: "x > c beside max(x, c) needs x no more", nodes: 6) { builder, x in
      let most = try builder.maximum(x, 0.5)
      let isMore = try builder.compare(.greater, x, 0.5)
      return try builder.add(most, isMore)
    },
    Case(description: "x > c alone stays", nodes: 4) { try $0.compare(.greater, $1, 0.5) },
    Case(description: "a stopped gradient is the value", nodes: 1) {
      try $0.apply(StopGradient(), $1)
    },
  ]

  @Test("Simplified", arguments: cases)
  func simplified(_ each: Case) throws {
    let builder = GraphBuilder()
    let x = try builder.apply(Input(.batch("x"), TensorType([3, 4])))
    builder.result(.output("y"), try each.build(builder, x))
    // Nothing needs this one.
    _ = try builder.apply(Exp(), x)
    let graph = try OptimizedGraph(builder.graph).graph
    #expect(graph.nodes.count == each.nodes, "\(graph)")
    try Verifier.verify(graph)
  }
}
