import Compiler
import Diagnostics
import Testing

@testable import Experiment
@testable import Training

/// A picture that is one example beside data that comes in batches.
@Suite("Data of one example")
struct ConstantDataTests {
  private static func experiment(_ photo: String = "") -> String {
    """
    etch: 1
    name: constant
    data:
      photo: {source: builtin/photo, size: 16, \(photo)}
      digit: {source: builtin/digits, count: 6, holdout: 0, scale: [0, 1]}
    networks:
      eye:
        input: [16, 16, 3]
        layers:
          - conv2d: {filters: 4, kernel: 3, activation: relu}
          - conv2d: {filters: 4, kernel: 3}
    variables:
      a: {init: "zeros([1])"}
    losses:
      far: mean(square(a - mean(eye(photo), per=example)) * mean(digit, per=example))
    train:
      epochs: 1
      batch_size: 4
      optimizer: {sgd: {learning_rate: 0.5}}
      step:
        a: {minimize: far}
    """
  }

  private static func step(_ text: String) throws -> (hoisted: CompiledGraph, step: CompiledGraph) {
    let experiment = try LoadedExperiment(
      text: text, name: "test.yaml", overrides: [], dataFolder: "data")
    let stage = try #require(try experiment.graphs.namedGraphs().first { $0.isStep })
    let fixed = Fixed(
      updated: try experiment.graphs.updatedEntries(),
      inputs: try experiment.graphs.constantFields())
    return try Compiler.compile(
      stage.graph, fixed: fixed, options: CompilerOptions(level: .x86v3, verify: true))
  }

  @Test("what depends on it alone is computed once, and not in every step")
  func kernels() throws {
    let constant = try Self.step(Self.experiment("scale: [0, 1]"))
    let varying = try Self.step(Self.experiment("transforms: [{noise: 1}]"))
    #expect(constant.hoisted.kernels.count >= 2)
    #expect(varying.hoisted.kernels.isEmpty)
    #expect(constant.step.kernels.count < varying.step.kernels.count)
    func reads(_ graph: CompiledGraph) -> [String] { graph.inputs.map { "\($0.source)" }.sorted() }
    #expect(!reads(constant.step).contains { $0.contains("photo") })
    #expect(reads(constant.hoisted).contains { $0.contains("photo") })
    #expect(reads(varying.step).contains { $0.contains("photo") })
  }

  @Test("it makes no epochs, and stands in batches of every size")
  func batches() throws {
    let rehearsal = try Rehearsal(Self.experiment())
    #expect(rehearsal.data.plan?.sizes == [4, 2])
    #expect(try rehearsal.trainer().run() == .finished)
    #expect(rehearsal.observer.steps == 2)
    let far = try rehearsal.values("a")[0]
    #expect(far.isFinite && far != 0)
  }

  @Test("a set of which training sees one example is as constant as one that has no other")
  func held() throws {
    let text = Self.experiment().replacing(
      "{source: builtin/photo, size: 16, }",
      with: "{source: builtin/faces, size: 16, count: 2, holdout: 0.5}")
    #expect(try Self.step(text).hoisted.kernels.count >= 2)
  }
}
