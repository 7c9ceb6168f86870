import Graph
import RecordedCases
import Tensors
import Testing

@testable import Compiler
@testable import Runtime

/// The cases that LayersTests interprets, by kernels, as users run them: in float32, of the numerics `fast`. Their
/// shapes are small, so that convolutions are direct; Winograd's errors are RewriteConvolutionsTests' matter.
@Suite(
  "Compiled kernels are as near to PyTorch's float64 as twice its own float32",
  .enabled(if: Shared.hasCompiler, "no C compiler is here"))
struct RecordedCompiledTests {
  /// How much of what is allowed the worst tensor used, for Documentation/Agreement.md.
  private struct Worst {
    var share = 0.0
    var place = ""

    mutating func add(_ share: Double, _ place: String) {
      if share > self.share || share.isNaN { (self.share, self.place) = (share, place) }
      if !(share <= 1) { Issue.record("\(place): \(share) of what is allowed") }
    }

    func tell(_ kind: String) {
      let rounded = (share * 1000).rounded() / 1000
      print("\(kind): at most \(rounded) of what is allowed (\(place))")
    }
  }

  @Test("the output and gradients of every recorded layer, function and loss")
  func graphs() throws {
    let layers: [LayerCase] = try Recorded.cases("layers")
    let functions: [ExpressionCase] = try Recorded.cases("functions")
    let losses: [ExpressionCase] = try Recorded.cases("losses")
    let kinds: [(name: String, cases: [RecordedGraph])] = [
      ("layers", try layers.map { try $0.graph() }),
      ("functions", try functions.map { try $0.graph() }),
      ("losses", try losses.map { try $0.graph() }),
    ]
    let device = try Shared.device()
    try build(kinds.flatMap(\.cases).map(\.graph), device)
    for (kind, cases) in kinds {
      #expect(!cases.isEmpty, "\(kind)")
      var worst = Worst()
      for recorded in cases {
        let program = try device.load(
          recorded.graph, name: recorded.name, state: State(holding: recorded.inputs))
        try set(recorded.inputs, program)
        try program.run()
        for (number, expected) in recorded.expectations.enumerated() {
          let found = program.output("\(number)")
          worst.add(
            expected.share(usedBy: found.doubles, shape: found.shape),
            "\(recorded.name), \(expected.name)")
        }
      }
      worst.tell(kind)
    }
  }

  @Test("ten applications of every recorded optimizer")
  func optimizers() throws {
    let all: [OptimizerCase] = try Recorded.cases("optimizers")
    let cases = try all.map { try $0.steps() }
    #expect(!cases.isEmpty)
    let device = try Shared.device()
    try build(cases.map(\.graph), device)
    var worst = Worst()
    for recorded in cases {
      let held = recorded.state.map { (Input.Source.state($0.key), $0.value) }
      let state = try State(holding: Dictionary(uniqueKeysWithValues: held))
      let program = try device.load(recorded.graph, name: recorded.name, state: state)
      for (time, step) in recorded.steps.enumerated() {
        try set(step.inputs, program)
        for (name, value) in step.scalars { program.setRuntime(name, value) }
        try program.run()
        let found = try state.read(recorded.value).doubles
        worst.add(
          step.value.share(usedBy: found), "\(recorded.name), application \(time + 1)")
      }
      for (name, slot) in recorded.slots {
        let found = try state.read(name).doubles
        worst.add(slot.share(usedBy: found), "\(recorded.name), \(name)")
      }
    }
    worst.tell("optimizers")
  }

  /// Compiles all kernels in one go; each program then finds its own.
  private func build(_ graphs: [Graph], _ device: Device) throws {
    let kernels = try graphs.flatMap { try device.compile($0).kernels }
    _ = try device.cache?.functions(for: kernels)
  }

  private func set(_ inputs: [Input.Source: HostArray], _ program: Program) throws {
    for (source, array) in inputs {
      if case .state = source { continue }
      try program.setInput(source, array)
    }
  }
}
