import Graph
import RandomGraphs
import Tensors
import Testing

@testable import Compiler

@Suite("Compiled graphs as bytes")
struct CompiledGraphBytesTests {
  private static func compiled(_ graph: Graph) throws -> CompiledGraph {
    try Compiler.compile(graph, options: CompilerOptions(level: .x86v3))
  }

  @Test("What is written is read, and is the same in all that a program needs", arguments: 0..<60)
  func again(seed: UInt64) throws {
    let graph = try Self.compiled(try RandomGraph.make(seed: seed).graph)
    let read = try #require(CompiledGraph(bytes: graph.bytes))
    #expect(read.kernels == graph.kernels && read.constants == graph.constants)
    #expect(read.inputs == graph.inputs && read.results == graph.results)
    #expect(read.arenaBytes == graph.arenaBytes && read.scratchBytes == graph.scratchBytes)
    #expect(read.launches.map(\.kernel) == graph.launches.map(\.kernel))
    #expect(read.launches.map(\.operands) == graph.launches.map(\.operands))
    #expect(read.launches.map(\.isBesideLast) == graph.launches.map(\.isBesideLast))
    for (work, again) in zip(graph.launches.map(\.work), read.launches.map(\.work)) {
      #expect(work.kind == again.kind && work.flops == again.flops && work.bytes == again.bytes)
      #expect(work.epilogueBytes == again.epilogueBytes)
    }
    #expect(read.bytes == graph.bytes)
  }

  @Test("Every kind of source, target and place is read again")
  func kinds() throws {
    let type = TensorType([2, 3])
    let graph = CompiledGraph(
      kernels: [CompiledKernel(source: "é;\n", chunks: 300, scratchBytes: 1 << 40)],
      launches: [
        .init(
          kernel: 0, operands: [.arena(offset: 64), .input(3), .constant(0), .state("ß")],
          kind: .narrowContraction, flops: 0x1p40, bytes: 128, epilogueBytes: 300,
          isBesideLast: true)
      ],
      arenaBytes: 128, scratchBytes: 0,
      constants: [HostArray(shape: [2], storage: .int64([-1, .max]))],
      inputs: [
        .init(source: .state("a b"), type: type), .init(source: .batch("a.b"), type: type),
        .init(source: .runtime("step"), type: TensorType([2], .uint32)),
        .init(source: .hoisted(""), type: TensorType([], .uint8)),
      ],
      results: [
        .init(target: .output("o"), type: type, place: .arena(offset: 0)),
        .init(target: .state("s"), type: type, place: .state("s")),
      ])
    let read = try #require(CompiledGraph(bytes: graph.bytes))
    #expect(read.inputs == graph.inputs && read.results == graph.results)
    #expect(read.kernels == graph.kernels && read.constants == graph.constants)
    #expect(read.launches == graph.launches)
  }

  @Test("What is cut, goes on, or points outside is no graph")
  func damaged() throws {
    let graph = try Self.compiled(try RandomGraph.make(seed: 7).graph)
    let bytes = graph.bytes
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(CompiledGraph(bytes: Array(bytes.prefix(count))) == nil, "\(count)")
    }
    #expect(CompiledGraph(bytes: bytes + [0]) == nil)
    #expect(CompiledGraph(bytes: [UInt8](repeating: 255, count: 40)) == nil)
    var other = graph
    other.launches[0].kernel = graph.kernels.count
    #expect(CompiledGraph(bytes: other.bytes) == nil)
    other = graph
    other.launches[0].operands = [.input(graph.inputs.count)]
    #expect(CompiledGraph(bytes: other.bytes) == nil)
  }

  @Test("Bytes that are changed never trap", arguments: 0..<20)
  func changed(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bytes = try Self.compiled(try RandomGraph.make(seed: seed).graph).bytes
    for _ in 0..<50 {
      var other = bytes
      for _ in 0..<3 {
        other[Int.random(in: other.indices, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      _ = CompiledGraph(bytes: other)
    }
  }
}
