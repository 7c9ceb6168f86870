import Graph
import Tensors
import Testing

@testable import Compiler

@Suite("Small steps that do not wait for one another run at once")
struct ArrangeWavesTests {
  private static let options = CompilerOptions(level: .x86v3, verify: true)

  /// The titles of the launches, those of a wave together.
  private static func waves(_ builder: GraphBuilder) throws -> [[String]] {
    let compiled = try Compiler.compile(builder.graph, options: options)
    var waves: [[String]] = []
    for launch in compiled.launches {
      if !launch.isBesideLast { waves.append([]) }
      waves[waves.count - 1].append(launch.title)
    }
    return waves
  }

  @Test(
    "two layers' gradients to their weights, and to the input, wait for one another only where they must"
  )
  func layers() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([32, 20]))
    let (v, w) = (
      builder.input(.state("v"), TensorType([20, 24])),
      builder.input(.state("w"), TensorType([24, 28]))
    )
    let loss = try x.apply(MatMul(), v).tanh().apply(MatMul(), w).tanh().squared().sum()
    let gradients = try loss.gradient(withRespectTo: [v, w])
    builder.result(.output("loss"), loss)
    for (name, gradient) in zip(["v", "w"], gradients) {
      builder.result(.output(name), gradient)
    }
    let waves = try Self.waves(builder)
    // Forward twice; then the loss beside both gradients of the second product; then that of the first.
    #expect(waves.map(\.count) == [1, 1, 3, 1], "\(waves)")
  }

  @Test("a large step has a wave that no other large one is in")
  func large() throws {
    let builder = GraphBuilder()
    for name in ["a", "b"] {
      let x = builder.input(.batch(name), TensorType([1024, 2048]))
      builder.result(.output(name), try x.sum(axes: [1]))
    }
    let x = builder.input(.batch("c"), TensorType([8, 16]))
    builder.result(.output("c"), try x.sum(axes: [1]))
    #expect(try Self.waves(builder).map(\.count).sorted() == [1, 2])
  }

  @Test("an entry of the state is written in place, after all that read what it was")
  func state() throws {
    let builder = GraphBuilder()
    let old = builder.input(.state("w"), TensorType([16, 24]))
    let x = builder.input(.batch("x"), TensorType([24, 16]))
    builder.result(.output("before"), try old.sum(axes: [1]))
    builder.result(.state("w"), try old + x.sum())
    let compiled = try Compiler.compile(builder.graph, options: Self.options)
    #expect(compiled.results.last?.place == .state("w"))
    let readers = compiled.launches.indices.filter {
      compiled.launches[$0].operands.contains(.state("w"))
    }
    #expect(readers.count == 2)
    let last = try #require(readers.last)
    #expect(compiled.launches[(readers[0] + 1)...last].contains { !$0.isBesideLast })
  }

  @Test(
    "what a wave's steps write is apart from what others of it touch, else verification says so")
  func verified() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([32, 20]))
    let once = try x.sum(axes: [1]).tanh()
    builder.result(.output("y"), try once.sum().apply(Broadcast(to: [4], axes: [])).tanh())
    let schedule = FuseElementwise.run(MakeKernels.run(builder.graph))
    var lowered = ArrangeWaves.run(LowerKernels.run(ChooseLowering.run(schedule, level: .x86v3)))
    #expect(lowered.steps.count > 1)
    try lowered.verify(PlanMemory(lowered))
    for step in lowered.steps.indices { lowered.steps[step].wave = 0 }
    #expect(throws: InvalidSchedule.self) { try lowered.verify(PlanMemory(lowered)) }
  }
}
