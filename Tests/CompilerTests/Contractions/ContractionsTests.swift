import Foundation
import Graph
import Tensors
import Testing

@testable import Compiler

@Suite("Contractions")
struct ContractionsTests {
  /// Limits that send small shapes through split reductions, packing kernels and many blocks.
  static let small = ContractionLimits(
    grain: 4000, rows: 600, columns: 900, sums: 2000, partials: 1 << 16, packed: 16, panelRows: 2,
    group: 24)

  static let targets = ContractionMachine.levels.flatMap { level in
    ContractionMachine.compilers.map { (level, $0) }
  }

  /// Compiles cases for each target and compares each with its meaning, element by element.
  static func check(
    _ cases: [ContractionCase], _ limits: ContractionLimits,
    _ targets: [(InstructionSet, String)], optimization: String? = nil
  ) throws {
    let expected = cases.map { test in
      let data = ContractionMachine.data(test.kernel)
      return (data: data, reference: ContractionReference(test.kernel, data))
    }
    for (level, compiler) in targets {
      let parts = try cases.map {
        try #require(
          Contractions.compile($0.kernel, level: level, limits: limits), "\($0) does not match")
      }
      let functions = try ContractionMachine.load(
        parts, level, compiler, optimization: optimization)
      for (number, test) in cases.enumerated() {
        let (data, reference) = expected[number]
        let results = try ContractionMachine.run(
          test.kernel, parts[number], functions[number], data)
        let complaint = reference.complaint(about: results)
        #expect(complaint == nil, "\(compiler) \(level.rawValue) \(test): \(complaint ?? "")")
        let backward = try ContractionMachine.run(
          test.kernel, parts[number], functions[number], data, backward: true)
        let isSame = zip(results, backward).allSatisfy {
          $0.elementsEqual($1) { $0.bitPattern == $1.bitPattern }
        }
        #expect(isSame, "\(test): the order of chunks changes bits")
      }
    }
  }

  /// Half of the targets for each of two runs of a table.
  static func targets(_ limits: ContractionLimits) -> [(InstructionSet, String)] {
    let odd = limits == small
    let half = targets.enumerated().filter { [1, 2].contains($0.offset % 4) == odd }
    return half.isEmpty ? targets : half.map(\.element)
  }

  @Test("Matrix products agree with their meaning", arguments: [ContractionLimits(), small])
  func matrices(_ limits: ContractionLimits) throws {
    let sizes = [
      (1, 5, 7), (5, 1, 7), (9, 33, 1), (2, 3, 4), (16, 16, 16), (14, 32, 20), (15, 33, 21),
      (10, 140, 6), (61, 1, 30), (1, 61, 30), (3, 20, 150), (33, 24, 9), (4, 6, 610),
    ]
    var cases: [ContractionCase] = []
    for (number, (m, n, k)) in sizes.enumerated() where k > 1 {
      for transposed in 0..<4 {
        let (a, b) = (transposed & 1 == 1, transposed & 2 == 2)
        cases += try ContractionCase.make(
          "matmul", MatMul(transposeA: a, transposeB: b),
          [a ? [k, m] : [m, k], b ? [n, k] : [k, n]],
          prologue: .allCases[(number + transposed) % ContractionCase.Prologue.allCases.count],
          side: transposed / 2,
          epilogue: .allCases[number % ContractionCase.Epilogue.allCases.count])
      }
    }
    cases += try ContractionCase.make("batched", MatMul(), [[3, 5, 9], [3, 9, 18]])
    try Self.check(cases, limits, Self.targets(limits))
  }

  @Test(
    "Convolutions and their gradients agree with their meaning",
    arguments: [ContractionLimits(), small])
  func convolutions(_ limits: ContractionLimits) throws {
    // Batch, height, width, channels, filters, taps, stride, groups.
    let shapes = [
      (2, 7, 7, 1, 32, 3, 2, 1), (2, 5, 4, 16, 20, 3, 2, 1), (2, 5, 7, 8, 6, 3, 1, 1),
      (2, 5, 4, 32, 1, 3, 1, 1), (1, 6, 6, 3, 16, 5, 2, 1), (1, 6, 7, 8, 12, 3, 1, 2),
      (2, 5, 5, 4, 4, 1, 1, 1), (1, 9, 8, 3, 5, 4, 3, 1), (5, 4, 4, 17, 3, 2, 2, 1),
    ]
    var cases: [ContractionCase] = []
    for (number, shape) in shapes.enumerated() {
      for prologue in [ContractionCase.Prologue.none, .allCases[1 + number % 7]] {
        cases += try ContractionCase.convolutions(
          shape, prologue: prologue, side: 0,
          epilogue: .allCases[number % ContractionCase.Epilogue.allCases.count])
      }
    }
    try Self.check(cases, limits, Self.targets(limits))
  }

  @Test(
    "Pictures of one pixel, and those smaller than their window, agree with their meaning",
    arguments: [ContractionLimits(), small])
  func smallerThanWindows(_ limits: ContractionLimits) throws {
    typealias Shape = (Int, Int, Int, Int, Int, Int, Int, Int)
    // Batch, height, width, channels, filters, taps, stride, groups; padding before and behind; how far taps are apart.
    let shapes: [(shape: Shape, low: Int, high: Int, dilation: Int)] = [
      ((2, 1, 1, 17, 20, 3, 1, 1), 1, 1, 1), ((3, 1, 1, 1, 33, 4, 2, 1), 1, 2, 1),
      ((1, 1, 2, 16, 5, 5, 2, 1), 2, 3, 1), ((2, 2, 1, 6, 8, 3, 1, 2), 2, 1, 1),
      ((2, 1, 3, 5, 18, 3, 1, 1), 1, 3, 2), ((5, 1, 1, 32, 16, 4, 2, 1), 3, 0, 1),
    ]
    var cases: [ContractionCase] = []
    for (number, each) in shapes.enumerated() {
      for prologue in [ContractionCase.Prologue.none, .allCases[1 + number % 7]] {
        cases += try ContractionCase.convolutions(
          each.shape, prologue: prologue, side: 0,
          epilogue: .allCases[number % ContractionCase.Epilogue.allCases.count], low: each.low,
          high: each.high, dilation: each.dilation
        ).filter { $0.kernel.isContraction }
      }
    }
    #expect(cases.count >= 2 * shapes.count)
    try Self.check(cases, limits, Self.targets(limits))
  }

  /// Limits that put every factor of whole vectors in panels, however small.
  static let panels = ContractionLimits(
    grain: 100, rows: 600, columns: 900, sums: 2000, packed: 1, panelRows: 1)

  /// Limits that leave the panels to the workers, however small they are.
  static let ownPanels = ContractionLimits(
    grain: 100, rows: 600, columns: 900, sums: 2000, packed: .max, distantRows: 2,
    distantColumns: 2, panelSteps: 4, panelUses: 1, panelDepth: 12)

  /// Limits that put factors in panels, but for those that few rows use, which the workers copy.
  static let readOnce = ContractionLimits(
    grain: 100, rows: 600, columns: 900, sums: 2000, packed: 1, panelRows: 1, distantRows: 2,
    distantColumns: 2, panelSteps: 4, fewRows: 30, largeColumns: 1, panelDepth: 12)

  @Test(
    "Factors in panels: edges, stacks, windows, groups",
    arguments: isThorough ? [0, 1, 2, 3] : [1, 2], [panels, ownPanels, readOnce])
  func paneled(_ seed: Int, _ limits: ContractionLimits) throws {
    var numbers = Numbers(state: UInt64(seed) &* 104729 &+ 3)
    let target = Self.targets[seed % Self.targets.count]
    let width = target.0.vectorWidth
    var cases: [ContractionCase] = []
    while cases.count < 24 {
      // Two to seven vectors, so that there are panels of one, two and three.
      let columns = width * (2 + numbers.below(6))
      let prologue = ContractionCase.Prologue.allCases[numbers.below(8)]
      let epilogue = ContractionCase.Epilogue.allCases[numbers.below(5)]
      if numbers.below(2) == 0 {
        let (m, k) = (1 + numbers.below(30), 2 + numbers.below(60))
        let (a, b) = (numbers.below(2) == 1, numbers.below(2) == 1)
        let stack = numbers.below(3) == 0 ? [3] : []
        cases += try ContractionCase.make(
          "matmul", MatMul(transposeA: a, transposeB: b),
          [stack + (a ? [k, m] : [m, k]), stack + (b ? [columns, k] : [k, columns])],
          prologue: prologue, side: numbers.below(2), epilogue: epilogue)
      } else {
        let groups = numbers.below(4) == 0 ? 2 : 1
        let taps = 1 + numbers.below(3)
        let dilation = 1 + numbers.below(2)
        let reach = (taps - 1) * dilation + 1
        cases += try ContractionCase.convolutions(
          (
            1 + numbers.below(2), reach + numbers.below(4), reach + numbers.below(4),
            groups * (1 + numbers.below(3)), groups * columns, taps, 1 + numbers.below(2), groups
          ), prologue: prologue, side: numbers.below(2), epilogue: epilogue,
          low: numbers.below(taps), high: numbers.below(taps), dilation: dilation
        ).filter { $0.kernel.extents.reduce(1, *) < 40_000 && $0.kernel.isContraction }
      }
    }
    let plans = try cases.map {
      try ContractionPlan($0.kernel, level: target.0, limits: limits)
    }
    if limits == Self.panels {
      #expect(plans.contains { $0.packing != nil && $0.schedule.tile.vectors.count == 2 })
    } else if limits == Self.readOnce {
      #expect(plans.contains { $0.packing == nil && $0.schedule.panelLoops.columns != nil })
      #expect(plans.contains { $0.packing != nil })
    } else {
      #expect(plans.contains { $0.schedule.panelLoops.rows != nil })
      #expect(plans.contains { $0.schedule.panelLoops.columns != nil })
    }
    try Self.check(cases, limits, [target], optimization: Self.ofRandomShapes)
  }

  /// Small matrix products and convolutions with their gradients, of all kinds.
  ///
  /// - Parameter dilation: how far apart taps are at most.
  static func random(
    _ numbers: inout Numbers, count: Int, dilation most: Int = 1
  ) throws -> [ContractionCase] {
    var cases: [ContractionCase] = []
    while cases.count < count {
      let prologue = ContractionCase.Prologue.allCases[numbers.below(8)]
      let epilogue = ContractionCase.Epilogue.allCases[numbers.below(5)]
      let side = numbers.below(2)
      let made: [ContractionCase]
      if numbers.below(3) == 0 {
        let (m, n, k) = (numbers.size(40), numbers.size(70), 1 + numbers.size(60))
        let (a, b) = (numbers.below(2) == 1, numbers.below(2) == 1)
        let stack = numbers.below(4) == 0 ? [2] : []
        made = try ContractionCase.make(
          "matmul", MatMul(transposeA: a, transposeB: b),
          [stack + (a ? [k, m] : [m, k]), stack + (b ? [n, k] : [k, n])], prologue: prologue,
          side: side, epilogue: epilogue)
      } else {
        let groups = numbers.below(5) == 0 ? 2 : 1
        let taps = 1 + numbers.below(4)
        let dilation = most == 1 ? 1 : 1 + numbers.below(most)
        let reach = (taps - 1) * dilation + 1
        made = try ContractionCase.convolutions(
          (
            1 + numbers.below(3), reach + numbers.below(6), reach + numbers.below(6),
            groups * numbers.size(18), groups * numbers.size(20), taps, 1 + numbers.below(3),
            groups
          ), prologue: prologue, side: side, epilogue: epilogue, low: numbers.below(taps),
          high: numbers.below(taps), dilation: dilation)
      }
      cases += made.filter {
        $0.kernel.extents.reduce(1, *) < 8_000 && $0.kernel.isContraction
      }
    }
    return cases
  }

  private static let isThorough = ProcessInfo.processInfo.environment["ETCH_TEST_ALL"] == "1"
  /// Optimization alters no bit, and takes most of the time. The tables of chosen shapes have that of users.
  private static let ofRandomShapes: String? = isThorough ? nil : "-O1"

  /// Each of 36 shapes: 3,456 of them where all is to be tested, else two seeds of either limits, of which each has a target of its
  /// own where there are four.
  @Test(
    "Random contractions agree with their meaning",
    arguments: isThorough ? Array(0..<96) : [0, 3, 5, 6])
  func random(_ seed: Int) throws {
    var numbers = Numbers(state: UInt64(seed) &* 7919 &+ 17)
    try Self.check(
      try Self.random(&numbers, count: 36, dilation: seed < 8 ? 1 : 2),
      seed % 8 < 4 ? Self.small : ContractionLimits(),
      [Self.targets[seed % Self.targets.count]], optimization: Self.ofRandomShapes)
  }

  @Test("Groups keep the rounding error of long sums small", arguments: 0..<4)
  func rounding(_ transposed: Int) throws {
    let (a, b) = (transposed & 1 == 1, transposed & 2 == 2)
    let (m, n, k) = (4, 32, 6400)
    let test = try #require(
      ContractionCase.make(
        "matmul", MatMul(transposeA: a, transposeB: b),
        [a ? [k, m] : [m, k], b ? [n, k] : [k, n]]
      ).first)
    let data = ContractionMachine.data(test.kernel)
    // Sum by sum: the meaning of a kernel, point by point, takes seconds for so many.
    let (left, right) = (data[0], data[1])
    var exact = [Double](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        for l in 0..<k {
          let x = left[a ? l * m + i : i * k + l]
          let y = right[b ? j * k + l : l * n + j]
          exact[i * n + j] += x * y
        }
      }
    }
    let target = try #require(Self.targets.last)
    // Relative, as the root mean square: of all products one after another, and in groups.
    let errors = try [k, ContractionLimits().group].map { group in
      let limits = ContractionLimits(grain: 1e9, group: group)
      let parts = try #require(
        Contractions.compile(test.kernel, level: target.0, limits: limits))
      let functions = try ContractionMachine.load([parts], target.0, target.1)
      let found = try ContractionMachine.run(test.kernel, parts, functions[0], data)
      let result = found[test.kernel.writes[0].operand]
      #expect(result.count == exact.count)
      var (error, size) = (0.0, 0.0)
      for (value, element) in zip(result, exact) {
        error += (value - element) * (value - element)
        size += element * element
      }
      return (error / size).squareRoot()
    }
    #expect(errors[1] < 4e-7)
    #expect(errors[1] < errors[0] / 2)
  }

  struct Numbers {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }

    /// Mostly small, often a power of two or next to one.
    mutating func size(_ bound: Int) -> Int {
      switch below(3) {
      case 0: 1 + below(bound)
      case 1: min(bound, 1 << below(6))
      default: min(bound, max(1, (1 << below(6)) + below(3) - 1))
      }
    }
  }
}
