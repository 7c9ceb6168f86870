import Foundation
import Graph
import RandomGraphs
import Tensors
import Testing

@testable import Compiler
@testable import Runtime

/// Compiled kernels against the interpreter, within its error bounds: `make fuzz COUNT=5000` for more,
/// `ETCH_FUZZ_FROM` for others.
@Suite("Compiled equals interpreted")
struct OracleTests {
  private static func environment(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.map { max(0, $0) }
  }

  /// Graphs whose kernels are built together.
  private static let batch = 50
  /// Each random graph is named by its seed; every fifth batch is for the smaller instruction set first, and then for all
  /// others of this machine.
  private static let batches: [(Range<Int>, InstructionSet)] = {
    let first = environment("ETCH_FUZZ_FROM") ?? 0
    let end = first + (environment("ETCH_FUZZ") ?? 250)
    let sets = Shared.instructionSets
    return stride(from: first, to: end, by: batch).enumerated().compactMap { number, seed in
      let set = number % 5 == 4 ? sets.last : sets.first
      return set.map { (seed..<min(seed + batch, end), $0) }
    }
  }()

  @Test(
    "random graphs, with 2 threads, and the same bits with 1 and 5 and on every instruction set",
    arguments: batches)
  func randomGraphs(seeds: Range<Int>, instructionSet: InstructionSet) throws {
    try compare(try seeds.map { try RandomGraph.make(seed: UInt64($0)) }, instructionSet)
  }

  @Test(
    "every operation alone, its gradient, and the gradient of that",
    arguments: Shared.instructionSets)
  func operations(instructionSet: InstructionSet) throws {
    try compare(
      try OperationCases.all.flatMap { example in
        try OperationCase.Results.allCases.map { try example.graph($0) }
      }, instructionSet)
  }

  private func compare(_ cases: [GraphCase], _ instructionSet: InstructionSet) throws {
    var machines = try [2, 1, 5].map {
      Machine(try Shared.device(threads: $0, instructionSet: instructionSet), "with \($0) threads")
    }
    if instructionSet == Shared.instructionSets.last {
      for other in Shared.instructionSets.dropLast() {
        machines.append(
          Machine(try Shared.device(instructionSet: other), "for \(other.rawValue)"))
      }
    }
    var compiled: [[CompiledGraph]] = []
    for machine in machines {
      if let last = compiled.last, machine.device.instructionSet == instructionSet {
        compiled.append(last)
        continue
      }
      compiled.append(try cases.map { try machine.device.compile($0.graph) })
    }
    // All kernels in one go; each program then finds its own.
    for (machine, graphs) in zip(machines, compiled) {
      do {
        _ = try machine.device.cache?.functions(for: graphs.flatMap(\.kernels))
      } catch let failure {
        // Whose kernel it is, only building each alone can tell.
        for (example, graph) in zip(cases, graphs) {
          do {
            _ = try machine.device.cache?.functions(for: graph.kernels)
          } catch { Issue.record("\(example)'s kernels do not build: \(error)") }
        }
        throw failure
      }
    }
    for (index, example) in cases.enumerated() {
      try compare(example, compiled.map { $0[index] }, machines)
    }
  }

  private struct Machine {
    let device: Device
    let name: String

    init(_ device: Device, _ name: String) {
      self.device = device
      self.name = name
    }
  }

  private func compare(_ example: GraphCase, _ graphs: [CompiledGraph], _ machines: [Machine])
    throws
  {
    let expected = try Interpreter.run(example.graph, inputs: example.inputs)
    var first: [HostArray] = []
    for (machine, graph) in zip(machines, graphs) {
      let device = machine.device
      let state = try State(holding: example.inputs)
      let program = try #require(
        try device.load(compiled: [(example.name, graph)], state: state).first)
      for (source, array) in example.inputs {
        if case .state = source { continue }
        try program.setInput(source, array)
      }
      try program.run()
      let results = try example.graph.results.map { result in
        switch result.target {
        case .output(let name): program.output(name)
        case .state(let name): try state.read(name)
        }
      }
      guard first.isEmpty else {
        for (index, result) in results.enumerated() where !sameBits(result, first[index]) {
          Issue.record(
            """
            \(example): \(example.graph.results[index].target) has other bits \(machine.name) than \
            \(machines[0].name)
            """)
        }
        continue
      }
      first = results
      for (index, result) in results.enumerated() {
        if let difference = difference(result, expected[index]) {
          Issue.record("\(example): \(example.graph.results[index].target) \(difference)")
        }
      }
    }
  }

  /// The first number that is farther from the interpreter's than its bound.
  private func difference(_ result: HostArray, _ expected: BoundedArray) -> String? {
    guard result.shape == expected.shape, result.element == expected.element else {
      return "is \(result.type), not \(expected.element)\(expected.shape)"
    }
    for (index, number) in result.doubles.enumerated() {
      let value = expected.values[index]
      let bound = expected.bounds[index]
      // An infinite bound says that single precision may hold anything there.
      if bound == .infinity || bound.isNaN || value.isNaN || number == value { continue }
      if !(abs(number - value) <= bound) {
        return "at \(index) is \(number), not \(value) ± \(bound)"
      }
    }
    return nil
  }

  private func sameBits(_ a: HostArray, _ b: HostArray) -> Bool {
    a.withUnsafeBytes { a in b.withUnsafeBytes { b in a.elementsEqual(b) } }
  }
}
