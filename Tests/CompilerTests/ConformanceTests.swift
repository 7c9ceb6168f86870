import Compiler
import Foundation
import Graph
import RandomGraphs
import Tensors
import Testing

/// What the compiled program computes lies within the interpreter's bounds, fused and unfused.
@Suite struct ConformanceTests {
  private static let isThorough = ProcessInfo.processInfo.environment["ETCH_TEST_ALL"] == "1"
  /// The seeds of random graphs whose kernels are built together.
  private static let batches = stride(from: 1, to: isThorough ? 241 : 25, by: 24).map {
    UInt64($0)..<UInt64($0 + 24)
  }

  /// Optimization alters no bit, and takes most of the time; no user has kernels that are not fused, and OracleTests optimize
  /// those of random graphs.
  private static let cheap: String? = isThorough ? nil : "-O1"

  static func compile(_ graph: Graph, fuse: Bool) throws -> CompiledGraph {
    try Compiler.compile(
      graph, options: CompilerOptions(level: CompiledRunner.level, verify: true, fuse: fuse))
  }

  /// Sentences about everything that is out of bounds, and about numbers so many of which have no bound that the
  /// comparison says little.
  static func differences(
    _ cases: [GraphCase], fuse: Bool, compiler: String = CompiledRunner.preferred,
    optimization: String? = nil
  ) throws -> [String] {
    let compiled = try cases.map { try compile($0.graph, fuse: fuse) }
    let functions = try CompiledRunner.functions(
      compiled.flatMap(\.kernels), compiler: compiler, optimization: optimization)
    var findings: [String] = []
    var (numbers, unbounded) = (0, 0)
    for (each, program) in zip(cases, compiled) {
      let expected = try Interpreter.run(each.graph, inputs: each.inputs)
      let found = try CompiledRunner.run(program, inputs: each.inputs, functions: functions)
      for (result, bounded) in zip(each.graph.results, expected) {
        guard let array = found[result.target] else {
          findings.append("\(each.name): no \(result.target)")
          continue
        }
        guard array.type == bounded.array.type else {
          findings.append("\(each.name): \(result.target) is \(array.type)")
          continue
        }
        let values = array.doubles
        numbers += values.count
        unbounded += bounded.bounds.count { !$0.isFinite }
        let bad = values.indices.filter { i in
          guard bounded.bounds[i].isFinite else { return false }
          let inside = abs(values[i] - bounded.values[i]) <= bounded.bounds[i]
          return
            !(inside || values[i] == bounded.values[i]
            || values[i].isNaN && bounded.values[i].isNaN)
        }
        if let first = bad.first {
          findings.append(
            "\(each.name), fuse \(fuse): \(result.target)[\(first)] is \(values[first]), not "
              + "\(bounded.values[first]) ± \(bounded.bounds[first]); \(bad.count) of \(values.count)"
          )
        }
      }
    }
    if unbounded > numbers / 20 {
      findings.append("\(unbounded) of \(numbers) numbers have no bound to be within")
    }
    return findings
  }

  @Test("Every operation and its gradient", arguments: [true, false])
  func operations(fuse: Bool) throws {
    // The gradients' gradients are the same kernels in other mixtures, and C takes its time.
    let wanted: [OperationCase.Results] =
      Self.isThorough ? OperationCase.Results.allCases : fuse ? [.gradients] : [.outputs]
    let cases = try OperationCases.all.flatMap { each in
      try wanted.map { try each.graph($0) }
    }
    let findings = try Self.differences(
      cases, fuse: fuse, optimization: fuse ? nil : Self.cheap)
    for finding in findings { Issue.record("\(finding)") }
  }

  @Test("Random graphs", arguments: [true, false], batches)
  func randomGraphs(fuse: Bool, seeds: Range<UInt64>) throws {
    let cases = try seeds.map { try RandomGraph.make(seed: $0) }
    let findings = try Self.differences(cases, fuse: fuse, optimization: Self.cheap)
    for finding in findings { Issue.record("\(finding)") }
  }

  /// Compilers that are here besides the one that all else is compiled by; of two names for one, the first.
  private static let otherCompilers: [String] = {
    var seen: Set<String> = []
    let names = ["gcc", "gcc-12", "gcc-13", "gcc-14", "clang-14", "clang-15", "clang-16"]
    return names.filter { name in
      guard let path = ContractionMachine.find(name) else { return false }
      return seen.insert(URL(filePath: path).resolvingSymlinksInPath().path).inserted
    }
  }()

  @Test(
    "Every other compiler's kernels compute the same, without a warning", arguments: otherCompilers)
  func otherCompiler(name: String) throws {
    let graphs = try (100..<108).map { try RandomGraph.make(seed: $0) }
    let operations = try Self.isThorough ? OperationCases.all.map { try $0.graph(.gradients) } : []
    let findings = try Self.differences(graphs + operations, fuse: true, compiler: name)
    for finding in findings { Issue.record("\(finding)") }
  }
}
