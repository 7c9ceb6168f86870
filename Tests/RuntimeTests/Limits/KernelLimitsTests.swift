import Diagnostics
import Graph
import Tensors
import Testing

@testable import Runtime

@Suite("What is compiled has a limit, in kernels and in bytes of C")
struct KernelLimitsTests {
  @Test(
    "Beyond it, it is told, with what was asked for",
    arguments: [
      (KernelLimits.Spent(kernels: 10, bytes: 100), false),
      (.init(kernels: 11, bytes: 100), true), (.init(kernels: 10, bytes: 101), true),
      (.init(kernels: 1 << 40, bytes: 1 << 60), true),
    ])
  func check(_ spent: KernelLimits.Spent, _ isRefused: Bool) throws {
    let limits = KernelLimits(kernels: 10, bytes: 100)
    if isRefused {
      let problem = try #require(throws: Diagnostic.self) { try limits.check(spent) }
      #expect(problem.message.contains("needs \(spent.kernels) kernels"))
      #expect(problem.notes.map(\.message).joined().contains("--no-limits"))
    } else {
      try limits.check(spent)
    }
  }

  /// A graph of one kernel: `exp` of a constant row of this length.
  private static func graph(_ length: Int) throws -> Graph {
    let builder = GraphBuilder()
    let row = try builder.positions(Shape([length]), axis: 0)
    builder.result(.output("y"), try row.exp())
    return builder.graph
  }

  @Test("A device compiles up to it, all its programs together, and then nothing")
  func device() throws {
    func device(_ limits: KernelLimits?) throws -> Device {
      try Device(threads: 1, cache: .none, limits: limits)
    }
    let limited = try device(KernelLimits(kernels: 2, bytes: 1 << 20))
    let state = try State([])
    for length in [3, 4] { _ = try limited.load(Self.graph(length), state: state) }
    #expect(throws: Diagnostic.self) { try limited.load(Self.graph(5), state: state) }
    // What is there already costs nothing.
    _ = try limited.load(Self.graph(3), state: state)
    let unlimited = try device(nil)
    for length in 3..<7 { _ = try unlimited.load(Self.graph(length), state: state) }
  }
}
