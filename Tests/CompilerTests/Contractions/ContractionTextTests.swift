import Foundation
import Graph
import Tensors
import Testing

@testable import Compiler

@Suite("The text of contractions")
struct ContractionTextTests {
  static let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Goldens")

  static func text(_ parts: KernelParts) -> String {
    parts.steps.map { step in
      let operands = step.operands.map {
        switch $0 {
        case .operand(let operand): "operand \(operand)"
        case .partial(let partial): "partial \(partial)"
        }
      }
      return
        "// \(step.part.rawValue) chunks \(step.kernel.chunks) scratch \(step.kernel.scratchBytes) "
        + "operands \(operands.joined(separator: ", "))\n\(step.kernel.source)"
    }.joined(separator: "\n") + "// partials \(parts.partials)\n"
  }

  @Test("The C of a dense layer and of a padded convolution is as recorded")
  func goldens() throws {
    let dense = try ContractionCase.make(
      "dense", MatMul(), [[512, 140], [140, 32]], epilogue: .biasAndRelu)
    let convolution = try ContractionCase.make(
      "convolution",
      Conv2D(
        height: .same(input: 14, taps: 3, stride: 2), width: .same(input: 14, taps: 3, stride: 2)),
      [[128, 14, 14, 32], [3, 3, 32, 64]], prologue: .relu, epilogue: .biasAndRelu)
    for (name, test) in [("dense", dense[0]), ("convolution", convolution[0])] {
      let parts = try #require(Contractions.compile(test.kernel, level: .x86v4))
      let file = Self.goldens.appendingPathComponent("contraction-\(name).txt")
      let text = Self.text(parts)
      if ProcessInfo.processInfo.environment["ETCH_RECORD"] == "1" {
        try FileManager.default.createDirectory(
          at: Self.goldens, withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      let recorded = try String(contentsOf: file, encoding: .utf8)
      #expect(text == recorded, "\(name): run the tests with ETCH_RECORD=1 if this is meant")
    }
  }

  @Test("A kernel is compiled to the same text every time")
  func stability() throws {
    for test in try ContractionCase.convolutions(
      (8, 9, 9, 20, 24, 3, 2, 1), prologue: .mask, side: 0, epilogue: .residual)
    {
      let first = try #require(Contractions.compile(test.kernel, level: .x86v3))
      for _ in 0..<3 {
        #expect(Contractions.compile(test.kernel, level: .x86v3) == first)
      }
    }
  }

  @Test("Kernels that are no contractions are left to the loop nest")
  func others() throws {
    var kernel = try ContractionCase.make("matmul", MatMul(), [[8, 6], [6, 10]])[0].kernel
    #expect(kernel.isContraction)
    let product = FusedScalar.binary(.multiply, .read(0), .read(1))
    let others: [(String, FusedKernel.Reduction?)] = [
      ("no reduction", nil),
      ("a maximum", .init(loops: [2], terms: [.init(combine: .max, value: product)])),
      (
        "two sums",
        .init(
          loops: [2],
          terms: [.init(combine: .sum, value: product), .init(combine: .sum, value: .read(0))])
      ),
      ("one factor", .init(loops: [2], terms: [.init(combine: .sum, value: .read(0))])),
      (
        "a sum of factors",
        .init(
          loops: [2],
          terms: [.init(combine: .sum, value: .binary(.add, .read(0), .read(1)))])
      ),
    ]
    for (name, reduction) in others {
      kernel.reduction = reduction
      #expect(!kernel.isContraction, "\(name)")
    }
  }

  @Test("A depthwise convolution is left to the loop nest")
  func depthwise() throws {
    let test = try ContractionCase.make(
      "depthwise",
      Conv2D(
        height: .same(input: 8, taps: 3), width: .same(input: 8, taps: 3), groups: 16),
      [[2, 8, 8, 16], [3, 3, 1, 16]])[0]
    #expect(!test.kernel.isContraction)
  }

  @Test("A long sum with few outputs is shared by tasks and merged")
  func splits() throws {
    let test = try ContractionCase.convolutions(
      (64, 14, 14, 16, 32, 3, 1, 1), prologue: .none, side: 0, epilogue: .none)[2]
    let parts = try #require(Contractions.compile(test.kernel, level: .x86v4))
    #expect(parts.steps.map(\.part) == [.partial, .merge])
    #expect(parts.steps[0].kernel.chunks == 16)
    #expect(parts.partials == [16 * 9 * 16 * 32 * 4])
  }

  @Test("Weights with the wrong axis innermost are turned once, before all tasks")
  func packs() throws {
    let test = try ContractionCase.make(
      "matmul", MatMul(transposeB: true), [[2048, 64], [96, 64]])[0]
    let parts = try #require(Contractions.compile(test.kernel, level: .x86v4))
    #expect(parts.steps.map(\.part) == [.pack, .whole])
    #expect(parts.partials == [96 * 64 * 4])
  }

  @Test(
    "Wide weights are read in panels of two vectors, by as many rows as there are registers for")
  func panels() throws {
    let product = try ContractionCase.make("matmul", MatMul(), [[1024, 256], [256, 256]])[0]
    let convolution = try ContractionCase.convolutions(
      (1, 64, 64, 64, 128, 3, 1, 1), prologue: .none, side: 0, epilogue: .none)[0]
    // Of many small pictures: not the pictures in the vectors, and the filters in the rows.
    let small = try ContractionCase.convolutions(
      (256, 7, 7, 128, 256, 5, 1, 1), prologue: .none, side: 0, epilogue: .none)[0]
    for (level, rows) in [(InstructionSet.x86v4, 12), (InstructionSet.x86v3, 6)] {
      let plan = try ContractionPlan(product.kernel, level: level)
      #expect(plan.schedule.rowCount >= rows, "\(level): \(plan.summary)")
      for test in [product, convolution, small] {
        let plan = try ContractionPlan(test.kernel, level: level)
        #expect(plan.packing != nil, "\(level), \(test)")
        #expect(plan.schedule.tile.vectors == [0, level.vectorWidth], "\(level), \(test)")
        #expect(!plan.schedule.columnsStaged, "\(level), \(test)")
      }
    }
  }

  @Test("What is summed over rows far apart is copied to panels, part after part")
  func ownPanels() throws {
    let stack = try ContractionCase.make(
      "matmul", MatMul(transposeA: true), [[64, 1024, 128], [64, 1024, 256]])[0]
    let near = try ContractionCase.make("matmul", MatMul(), [[1024, 256], [256, 256]])[0]
    for level in [InstructionSet.x86v4, .x86v3] {
      let plan = try ContractionPlan(stack.kernel, level: level)
      #expect(plan.summary.hasSuffix("rows in panels, columns in panels"), "\(plan.summary)")
      var inPlace = ContractionLimits()
      (inPlace.distantRows, inPlace.distantColumns) = (.max, .max)
      let before = try ContractionPlan(stack.kernel, level: level, limits: inPlace)
      #expect(before.schedule.panelLoops == (nil, nil))
      #expect(before.schedule.steps.map(\.extent) == [1024])
      #expect(plan.schedule.steps.map(\.extent) == [256])
      #expect(before.schedule.groups == plan.schedule.groups)
      #expect(
        try !ContractionPlan(near.kernel, level: level).summary.contains("rows in panels"))
    }
  }

  @Test(
    "A part is of whole groups where the sum can be cut so, and the whole sum where it cannot be cut",
    arguments: [(6336, 192), (1024, 256), (4096, 256), (1500, 250), (1009, 1009), (2018, 2018)])
  func parts(sum: Int, part: Int) throws {
    let product = try ContractionCase.make(
      "matmul", MatMul(transposeA: true), [[sum, 256], [sum, 2048]])[0]
    for level in [InstructionSet.x86v4, .x86v3] {
      let schedule = try ContractionPlan(product.kernel, level: level).schedule
      #expect(schedule.isPaneled)
      #expect(schedule.steps.reduce(1) { $0 * $1.extent } == part)
      #expect(schedule.splits == 1 || schedule.reductionPieces % schedule.splits == 0)
    }
  }
}
