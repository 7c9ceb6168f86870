import Testing

@testable import Commands
@testable import Compiler
@testable import Runtime

@Suite("The pace of kernels")
struct KernelPaceTests {
  @Test(
    "Products take the time of their arithmetic, all else and their epilogues that of memory, and each wave its begin",
    arguments: [
      (.contraction, 0.186666667, 0.297222222),
      (.narrowContraction, 0.252380952, 0.297222222),
      (.tiles, 1.185064935, 0.972222222),
      (.loops, 0.100000000, 0.375000000),
      (.narrowLoops, 0.428571429, 0.375000000),
      (.moves, 0.214285714, 0.375000000),
    ] as [(CompiledGraph.Work.Kind, Double, Double)])
  func seconds(kind: CompiledGraph.Work.Kind, wide: Double, narrow: Double) {
    let speed = MachineSpeed(peak: 100, memory: 20)
    for (instructionSet, expected) in [(.x86v4, wide), (.x86v3, narrow), (.armv8, narrow)]
      as [(InstructionSet, Double)]
    {
      let pace = KernelPace(speed, instructionSet)
      for isBesideLast in [false, true] {
        let launch = CompiledGraph.Launch(
          kernel: 0, operands: [], kind: kind, flops: 1e10, bytes: 3_000_000_000,
          epilogueBytes: 600_000_000, isBesideLast: isBesideLast)
        let start = isBesideLast ? 0 : 3e-6
        #expect(abs(pace.seconds(launch) - (expected + start)) < 1e-8)
      }
    }
  }
}
