import Graph
import Testing

@testable import Compiler

@Suite("The order of sums")
struct SummationOrderTests {
  typealias Numbers = ContractionsTests.Numbers

  /// Products as large as layers have them, which are planned and not computed.
  static func large(_ numbers: inout Numbers) throws -> [ContractionCase] {
    func size() -> Int {
      [1, 3, 10, 16, 28, 32, 64, 99, 128, 200, 256, 1000, 3136][numbers.below(13)]
    }
    if numbers.below(2) == 0 {
      let (m, n, k) = (size(), size(), 2 + size())
      let (a, b) = (numbers.below(2) == 1, numbers.below(2) == 1)
      let stack = numbers.below(3) == 0 ? [36] : []
      return try ContractionCase.make(
        "matmul", MatMul(transposeA: a, transposeB: b),
        [stack + (a ? [k, m] : [m, k]), stack + (b ? [n, k] : [k, n])])
    }
    let taps = 1 + numbers.below(5)
    let side = taps + [3, 7, 14, 28, 32, 60][numbers.below(6)]
    return try ContractionCase.convolutions(
      (
        [1, 32, 128][numbers.below(3)], side, side, min(256, size()), min(256, size()), taps,
        1 + numbers.below(2), 1
      ), prologue: numbers.below(3) == 0 ? .relu : .none, side: 0, epilogue: .none,
      low: numbers.below(taps), high: numbers.below(taps))
  }

  @Test(
    "One order for every family of processors, and a tile of its own for each", arguments: 0..<4)
  func plans(_ seed: Int) throws {
    var numbers = Numbers(state: UInt64(seed) &* 15_485_863 &+ 5)
    var (planned, own, scalar, shared, cut) = (0, 0, 0, 0, 0)
    while planned < 100 {
      for test in try Self.large(&numbers) where test.kernel.isContraction {
        let plans = try InstructionSet.allCases.map { try ContractionPlan(test.kernel, level: $0) }
        for plan in plans.dropFirst() {
          #expect(plan.summation == plans[0].summation, "\(test): \(plan.summary)")
        }
        planned += 1
        own += zip(plans, InstructionSet.allCases).allSatisfy { $0.schedule.level == $1 } ? 1 : 0
        scalar += plans[0].schedule.isDot ? 1 : 0
        shared += plans[0].schedule.splits > 1 ? 1 : 0
        cut += plans[0].schedule.reductionPieces > 1 ? 1 : 0
      }
    }
    #expect(own >= planned - planned / 50, "\(own) of \(planned)")
    #expect(min(scalar, shared, cut) >= 3, "\(scalar), \(shared), \(cut) of \(planned)")
  }

  @Test(
    "Every family of processors gives the same bits: random contractions",
    .enabled(
      if: ContractionMachine.levels.count > 1 || ArmMachine.shared != nil,
      "this machine runs the kernels of one family alone"),
    arguments: 0..<6,
    [
      ContractionLimits(), ContractionsTests.small, ContractionsTests.ownPanels,
      ContractionsTests.readOnce,
    ])
  func bits(_ seed: Int, _ limits: ContractionLimits) throws {
    var numbers = Numbers(state: UInt64(seed) &* 7907 &+ 29)
    var cases = try ContractionsTests.random(&numbers, count: 24)
    // Scalar products of few and many lanes, whole and with a rest.
    for length in [4, 7, 12, 16, 20, 40, 200, 1030] {
      cases += try ContractionCase.make(
        "matmul", MatMul(transposeB: true),
        [[1 + numbers.below(3), length], [2 + numbers.below(3), length]])
    }
    let data = cases.map { ContractionMachine.data($0.kernel) }
    func parts(_ level: InstructionSet) throws -> [KernelParts] {
      try cases.map { try ContractionPlan($0.kernel, level: level, limits: limits) }
        .map(Contractions.compile)
    }
    var found: [(name: String, results: [[[Double]]])] = []
    for level in ContractionMachine.levels {
      let compiled = try parts(level)
      let compiler = ContractionMachine.compilers[seed % ContractionMachine.compilers.count]
      let functions = try ContractionMachine.load(compiled, level, compiler)
      found.append(
        (
          "\(compiler) \(level.rawValue)",
          try cases.indices.map {
            try ContractionMachine.run(cases[$0].kernel, compiled[$0], functions[$0], data[$0])
          }
        ))
    }
    if let arm = ArmMachine.shared {
      let compiled = try parts(.armv8)
      found.append(
        (
          "armv8.2-a",
          try arm.run(
            cases.indices.map { try ArmMachine.Job(cases[$0].kernel, compiled[$0], data[$0]) }
          )
          .map { $0.map { $0.element == .float32 ? $0.doubles : [] } }
        ))
    }
    for other in found.dropFirst() {
      for (number, test) in cases.enumerated() {
        let isSame = zip(found[0].results[number], other.results[number]).allSatisfy {
          $0.elementsEqual($1) { $0.bitPattern == $1.bitPattern }
        }
        #expect(isSame, "\(test): other bits with \(other.name) than with \(found[0].name)")
      }
    }
  }
}
