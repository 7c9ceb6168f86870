import Compiler
import Graph
import RandomGraphs
import Tensors
import Testing

@testable import Runtime

@Suite("What compiled graphs are found by")
struct PlanKeyTests {
  private static let options = CompilerOptions(level: .x86v3)

  private func key(
    _ graph: Graph, fixed: Fixed? = nil, options: CompilerOptions = options, build: String = "b"
  ) -> PlanKey { PlanKey(graph, fixed: fixed, options: options, build: build) }

  /// `w · x + 2` of a batch, as an output and as the next value of a state entry.
  private func graph(
    size: Int = 4, number: Double = 2, entry: String = "w", input: String = "x",
    output: String = "y", literal: [Float] = [1, 2, 3, 4], drops: Bool = false
  ) throws -> Graph {
    let builder = GraphBuilder()
    let w = try builder.apply(Input(.state(entry), TensorType([4])))
    let x = try builder.apply(Input(.batch(input), TensorType([4])))
    let two = try builder.apply(Constant(HostArray(shape: [4], repeating: Float(number))))
    let row = try builder.apply(Constant(HostArray(shape: [4], floats: literal)))
    let sum = try builder.apply(Add(), try builder.apply(Multiply(), w, x), two)
    let all = try builder.apply(Add(), sum, row)
    builder.result(.output(output), all)
    if !drops { builder.result(.state(entry), sum) }
    return builder.graph
  }

  @Test("The same graph has the same key, each time it is built")
  func same() throws {
    #expect(try key(graph()) == key(graph()))
    let fixed = Fixed(updated: ["a", "b"], inputs: [.batch("x"), .batch("y")])
    let other = Fixed(updated: ["b", "a"], inputs: [.batch("y"), .batch("x")])
    #expect(try key(graph(), fixed: fixed) == key(graph(), fixed: other))
  }

  @Test("Whatever changes the kernels or the names that a program is used by changes it")
  func different() throws {
    var strict = Self.options
    strict.numerics = .strict
    var keys = [
      try key(graph()), try key(graph(number: 3)), try key(graph(entry: "v")),
      try key(graph(input: "z")), try key(graph(output: "z")),
      try key(graph(literal: [1, 2, 3, 5])), try key(graph(literal: [1, 2, 3, -4])),
      try key(graph(drops: true)), try key(graph(), options: strict),
      try key(graph(), options: CompilerOptions(level: .x86v4)), try key(graph(), build: "c"),
      try key(graph(), fixed: Fixed(updated: [])), try key(graph(), fixed: Fixed(updated: ["w"])),
      try key(graph(), fixed: Fixed(updated: ["w"], inputs: [.batch("x")])),
      try key(graph(), fixed: Fixed(updated: ["w"], inputs: [.state("x")])),
    ]
    keys += try [0.0, -0.0, .nan].map { try key(graph(number: $0)) }
    #expect(Set(keys).count == keys.count)
  }

  @Test("Graphs that are written differently have different keys, each operation's variants too")
  func operations() throws {
    var texts: [PlanKey: String] = [:]
    var graphs = try (0..<300).map { try RandomGraph.make(seed: $0).graph }
    for operation in OperationCases.all {
      graphs += OperationCase.Results.allCases.compactMap { try? operation.graph($0).graph }
    }
    #expect(graphs.count > 400)
    for graph in graphs {
      let text = graph.description
      let known = texts.updateValue(text, forKey: key(graph))
      #expect(known == nil || known == text)
    }
    #expect(texts.count > 300)
  }
}
