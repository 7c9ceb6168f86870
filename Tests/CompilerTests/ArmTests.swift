import Foundation
import Graph
import RandomGraphs
import Tensors
import Testing

@testable import Compiler

/// Programs for 64-bit ARM against those for this machine; more of them with `ETCH_FUZZ=1000`.
@Suite("The same bits on ARM", .enabled(if: ArmMachine.shared != nil))
struct ArmTests {
  private static let batches = stride(
    from: 0,
    to: ProcessInfo.processInfo.environment["ETCH_FUZZ"].flatMap { Int($0) }.map { max(0, $0) }
      ?? 40,
    by: 20
  ).map { $0..<$0 + 20 }

  @Test("random graphs", arguments: batches)
  func randomGraphs(seeds: Range<Int>) throws {
    try compare(try seeds.map { try RandomGraph.make(seed: UInt64($0)) })
  }

  @Test(
    "every operation alone, and its gradient",
    arguments: [OperationCase.Results.outputs, .gradients])
  func operations(results: OperationCase.Results) throws {
    try compare(try OperationCases.all.map { try $0.graph(results) })
  }

  /// A graph with numbers from 0 to 1 for all that it reads.
  private static func example(_ name: String, _ graph: Graph) -> GraphCase {
    var numbers = ContractionsTests.Numbers(state: 31)
    var inputs: [Input.Source: HostArray] = [:]
    for node in graph.nodes {
      guard let input = node.operation as? Input else { continue }
      let shape = node.outputs[0].shape
      inputs[input.source] = HostArray(
        shape: shape, floats: (0..<shape.count).map { _ in Float(numbers.below(1001)) / 1000 })
    }
    return GraphCase(name: name, graph: graph, inputs: inputs)
  }

  @Test("blocks of Winograd's tiles, and a dense network whose rows go together, with Adam")
  func groups() throws {
    let layer = try RewriteConvolutionsTests.rewritten(
      RewriteConvolutionsTests.layer(1, 64, 16, 16), 4)
    let cases = [
      Self.example("a layer", layer),
      Self.example(
        "an autoencoder", try Examples.autoencoder(batch: 512, sizes: [140, 32, 16, 8])),
    ]
    for level in [CompiledRunner.level, .armv8] {
      let algorithms = try cases.map {
        try Compiler.compile($0.graph, options: CompilerOptions(level: level)).launches
          .map { $0.work.algorithm }
      }
      #expect(algorithms[0].contains { $0.hasPrefix("tiles ") }, "\(level)")
      #expect(algorithms[1].contains { $0.hasPrefix("rows of ") }, "\(level)")
    }
    try compare(cases)
  }

  private func compare(_ cases: [GraphCase]) throws {
    func compiled(_ level: InstructionSet) throws -> [CompiledGraph] {
      try cases.map { try Compiler.compile($0.graph, options: CompilerOptions(level: level)) }
    }
    let own = try compiled(CompiledRunner.level)
    let functions = try CompiledRunner.functions(own.flatMap(\.kernels))
    let arm = try #require(ArmMachine.shared).run(
      try zip(compiled(.armv8), cases).map { try ArmMachine.Job($0, $1.inputs) })
    for (index, example) in cases.enumerated() {
      let expected = try CompiledRunner.run(
        own[index], inputs: example.inputs, functions: functions)
      for (result, found) in zip(own[index].results, arm[index]) {
        let wanted = try #require(expected[result.target])
        #expect(
          wanted.withUnsafeBytes { a in found.withUnsafeBytes { b in a.elementsEqual(b) } },
          "\(example): \(result.target)")
      }
    }
  }
}
