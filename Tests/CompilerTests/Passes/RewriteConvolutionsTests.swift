import Foundation
import Graph
import Tensors
import Testing

@testable import Compiler

/// Winograd's convolutions against what they stand for.
@Suite struct RewriteConvolutionsTests {
  /// One of the three convolutions of a shape, alone in a graph.
  struct Case: Sendable, CustomStringConvertible {
    var kind: ConvolutionForm.Kind
    var batch: Int
    var size: [Int]
    var channels: Int
    var filters: Int
    var low: [Int]
    var high: [Int]
    var taps: Int
    var stride = 1

    var description: String {
      "\(kind) of \(taps) taps, \(batch) x \(size) x \(channels) to \(filters), padding \(low) and \(high), stride \(stride)"
    }

    static func random(
      _ numbers: inout ContractionsTests.Numbers, taps: Int, channels most: Int, stride: Int = 1
    ) -> Case {
      let low = [numbers.below(taps), numbers.below(taps)]
      let high = [numbers.below(taps), numbers.below(taps)]
      return Case(
        kind: [.forward, .inputGradient, .weightGradient][numbers.below(3)],
        batch: 1 + numbers.below(3),
        size: (0..<2).map { max(1, taps - low[$0] - high[$0]) + numbers.below(12) },
        channels: numbers.size(most), filters: numbers.size(most), low: low, high: high,
        taps: taps, stride: stride)
    }

    var axes: [WindowAxis] {
      (0..<2).map { WindowAxis(stride: stride, low: low[$0], high: high[$0]) }
    }
    var positions: [Int] {
      (0..<2).map { (size[$0] + low[$0] + high[$0] - taps) / stride + 1 }
    }
    var x: Shape { [batch, size[0], size[1], channels] }
    var y: Shape { [batch, positions[0], positions[1], filters] }
    var kernel: Shape { [taps, taps, channels, filters] }

    var inputs: [Shape] {
      switch kind {
      case .forward: [x, kernel]
      case .inputGradient: [y, kernel]
      case .weightGradient: [x, y]
      }
    }

    func graph() throws -> Graph {
      let builder = GraphBuilder()
      let values = try inputs.enumerated().map {
        try FusionTests.input(builder, "\($0)", $1)
      }
      let result: Tensor =
        switch kind {
        case .forward:
          try values[0].convolved(with: values[1], height: axes[0], width: axes[1])
        case .inputGradient:
          try values[0].convolvedTransposed(
            with: values[1], height: axes[0], width: axes[1], inputExtents: size)
        case .weightGradient:
          try values[0].apply(
            Conv2DWeightGradient(height: axes[0], width: axes[1], kernelExtents: [taps, taps]),
            values[1])
        }
      builder.result(.output("result"), result)
      return builder.graph
    }

    func data(_ numbers: inout ContractionsTests.Numbers) -> [Input.Source: HostArray] {
      var data: [Input.Source: HostArray] = [:]
      for (number, shape) in inputs.enumerated() {
        data[.batch("\(number)")] = HostArray(
          shape: shape,
          floats: (0..<shape.count).map { _ in Float(numbers.below(20001)) / 10000 - 1 })
      }
      return data
    }
  }

  /// The graph with every convolution as F(m × m, r × r), whatever the model says.
  static func rewritten(_ graph: Graph, _ m: Int, parts: Int? = nil) throws -> Graph {
    let result = try RewriteConvolutions(
      graph,
      choose: { form in
        let inner = form.phased
        if let obstacle = (inner ?? form).obstacle { return .direct(obstacle) }
        return .winograd(
          .init(
            outputs: m, taps: (inner ?? form).taps[0], stride: form.height.stride,
            // By examples where that is no more than one in two cases.
            parts: parts ?? (form.filters % 2 == 0 ? form.batch : 1)))
      })
    try Verifier.verify(result.graph)
    return result.graph
  }

  /// Σ|a||b| at its largest.
  static func magnitude(_ graph: Graph, _ data: [Input.Source: HostArray]) throws -> Double {
    let sizes = data.mapValues { array in
      HostArray(shape: array.type.shape, floats: array.floats.map(abs))
    }
    return try Interpreter.run(graph, inputs: sizes)[0].values.max() ?? 0
  }

  private static let isThorough = ProcessInfo.processInfo.environment["ETCH_TEST_ALL"] == "1"

  /// Outputs, taps and stride: of each window that is rewritten, and of its phases.
  private static let forms =
    [2, 3, 4, 5].flatMap { taps in
      WinogradMatrices.outputs(taps: taps).map { [$0, taps, 1] }
    }
    + [
      [4, 3, 2], [3, 4, 2], [4, 4, 2], [4, 5, 2], [3, 6, 2], [4, 7, 3], [3, 4, 3], [4, 10, 4],
    ]

  /// Constants such as 1/3 are in single precision, also where the interpreter computes in double.
  @Test(
    "But for its constants' rounding a rewritten convolution is the convolution", arguments: forms)
  func exact(form: [Int]) throws {
    let (m, taps, stride) = (form[0], form[1], form[2])
    var numbers = ContractionsTests.Numbers(state: UInt64(m + 10 * taps + 100 * stride))
    var rewrittenCount = 0
    for _ in 0..<(Self.isThorough ? 1500 : 24) {
      let test = Case.random(&numbers, taps: taps, channels: 5, stride: stride)
      let graph = try test.graph()
      let rewritten = try Self.rewritten(graph, m)
      if rewritten.nodes.contains(where: { $0.operation is any Convolution }) {
        // Only where padding is so wide that positions lie beyond the picture.
        #expect(stride > 1 && test.kind == .inputGradient, "\(test)")
      } else {
        rewrittenCount += 1
      }
      let data = test.data(&numbers)
      let expected = try Interpreter.run(graph, inputs: data)[0].values
      let found = try Interpreter.run(rewritten, inputs: data)[0].values
      let worst = zip(expected, found).map { abs($0 - $1) }.max() ?? 0
      #expect(expected.count == found.count)
      #expect(worst <= 1e-6 * (try Self.magnitude(graph, data)), "\(test): \(worst)")
    }
    #expect(rewrittenCount >= 12)
  }

  @Test(
    "The largest error is at most 1e-5 of the largest sum of products' sizes", arguments: forms)
  func law(form: [Int]) throws {
    let (m, taps, step) = (form[0], form[1], form[2])
    var numbers = ContractionsTests.Numbers(state: UInt64(m + 10 * taps + 100 * step) + 1000)
    let cases = (0..<(Self.isThorough ? 400 : 5)).map { _ in
      Case.random(&numbers, taps: taps, channels: 24, stride: step)
    }
    for start in stride(from: 0, to: cases.count, by: 9) {
      let part = cases[start..<min(start + 9, cases.count)]
      let compiled = try part.map { test in
        try Compiler.compile(
          Self.rewritten(test.graph(), m),
          options: CompilerOptions(level: CompiledRunner.level, verify: true))
      }
      // Optimization alters no bit, and takes most of the time.
      let functions = try CompiledRunner.functions(
        compiled.flatMap(\.kernels), optimization: "-O1")
      for (test, program) in zip(part, compiled) {
        let graph = try test.graph()
        let data = test.data(&numbers)
        let expected = try Interpreter.run(graph, inputs: data)[0].values
        let results = try CompiledRunner.run(program, inputs: data, functions: functions)
        let found = try #require(results[.output("result")]).doubles
        let worst = zip(expected, found).map { abs($0 - $1) }.max() ?? 0
        let bound = 1e-5 * (try Self.magnitude(graph, data))
        #expect(worst <= bound, "\(test): \(worst)")
        #expect(!found.contains { $0.isNaN }, "\(test)")
      }
    }
  }

  /// A convolution and its gradients, with what a layer has around them.
  static func layer(_ n: Int, _ size: Int, _ c: Int, _ f: Int) throws -> Graph {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [n, size, size, c])
    let kernel = builder.input(.state("kernel"), TensorType([3, 3, c, f]))
    let bias = builder.input(.state("bias"), TensorType([f]))
    let axis = WindowAxis(low: 1, high: 1)
    let y = try x.convolved(with: kernel, height: axis, width: axis)
    let active = try (y + bias).maximum(0)
    let found = try active.mean().gradient(withRespectTo: [kernel, x])
    builder.result(.output("kernel"), found[0])
    builder.result(.output("x"), found[1])
    builder.result(.output("y"), active)
    return builder.graph
  }

  @Test("A wide layer's three convolutions are rewritten; strict numerics forbid it")
  func choice() throws {
    let graph = try Self.layer(1, 64, 256, 256)
    let fast = try RewriteConvolutions(OptimizedGraph(graph).graph)
    #expect(fast.choices.count == 3)
    for choice in fast.choices {
      guard case .winograd(let form) = choice.algorithm, form.outputs == 4, form.taps == 3 else {
        Issue.record("\(choice)")
        continue
      }
    }
    for numerics in Numerics.allCases {
      let text = try Compiler.text(
        graph, options: CompilerOptions(level: .x86v4, numerics: numerics),
        after: .chooseLowering)
      #expect(text.contains("conv2d") == (numerics == .strict), "\(numerics)")
      #expect(text.contains("matmul") == (numerics == .fast), "\(numerics)")
    }
  }

  @Test("What the model or the shape speaks against stays direct, and says why")
  func direct() throws {
    let narrow = try RewriteConvolutions(OptimizedGraph(Self.layer(8, 28, 8, 8)).graph)
    #expect(narrow.choices.count == 3)
    for choice in narrow.choices {
      #expect(choice.description.contains("direct: "), "\(choice)")
      #expect(choice.description.contains("by the model"), "\(choice)")
    }
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [1, 64, 64, 256])
    let kernel = try FusionTests.input(builder, "kernel", [3, 3, 256, 256])
    let axis = WindowAxis.same(input: 64, taps: 3, stride: 5)
    builder.result(.output("y"), try x.convolved(with: kernel, height: axis, width: axis))
    let strided = try RewriteConvolutions(builder.graph)
    #expect(strided.choices.map(\.algorithm) == [.direct("stride 5")])
  }

  @Test("Wide convolutions of stride 2 are computed over their phases, with their gradients")
  func phases() throws {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [1, 64, 64, 64])
    let kernel = builder.input(.state("kernel"), TensorType([4, 4, 64, 128]))
    let axis = WindowAxis(stride: 2, low: 1, high: 1)
    let y = try x.convolved(with: kernel, height: axis, width: axis)
    for gradient in try (y * y).mean().gradient(withRespectTo: [kernel, x]) {
      builder.result(.output("\(gradient.shape)"), gradient)
    }
    let found = try RewriteConvolutions(OptimizedGraph(builder.graph).graph)
    #expect(found.choices.count == 3)
    for choice in found.choices {
      guard case .winograd(let form) = choice.algorithm else {
        Issue.record("\(choice)")
        continue
      }
      #expect(form.stride == 2 && form.taps == 2 && form.milliseconds < form.direct)
      #expect(choice.description.contains(": winograd F("))
      #expect(choice.description.contains(") over 4 phases, "))
    }
  }

  @Test("A batch whose transformed tiles would take too much memory is taken in parts")
  func parts() throws {
    let graph = try Self.layer(64, 64, 128, 128)
    for choice in try RewriteConvolutions(OptimizedGraph(graph).graph).choices {
      guard case .winograd(let form) = choice.algorithm else {
        Issue.record("\(choice)")
        continue
      }
      let side = form.outputs + form.taps - 1
      let tiles = 64 / form.parts * (64 / form.outputs) * (64 / form.outputs)
      #expect(form.parts > 1 && 4 * side * side * tiles * 128 <= ConvolutionCost.largest)
      #expect(choice.description.contains(" in \(form.parts) parts, "))
    }
    // One example after the other, in memory that they share.
    let whole = try Compiler.compile(graph, options: FusionTests.options)
    #expect(whole.arenaBytes < 3 * ConvolutionCost.largest + 3 * 4 * 64 * 64 * 64 * 128)
  }

  @Test("Two calls of a layer share the transform of its taps")
  func shared() throws {
    let builder = GraphBuilder()
    let kernel = builder.input(.state("kernel"), TensorType([3, 3, 64, 64]))
    let axis = WindowAxis(low: 1, high: 1)
    for name in ["real", "fake"] {
      let x = try FusionTests.input(builder, name, [4, 32, 32, 64])
      builder.result(.output(name), try x.convolved(with: kernel, height: axis, width: axis))
    }
    let operations = try Self.rewritten(builder.graph, 4, parts: 1).nodes.map(\.operation)
    #expect(operations.filter { $0 is TileTransform }.count == 2)
    #expect(operations.filter { $0 is PlaneTransform }.count == 1)
  }

  @Test("The bias and the activation are done where the outputs are made")
  func fused() throws {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [1, 64, 64, 256])
    let kernel = try FusionTests.input(builder, "kernel", [3, 3, 256, 256])
    let bias = try FusionTests.input(builder, "bias", [256])
    let axis = WindowAxis(low: 1, high: 1)
    let y = try x.convolved(with: kernel, height: axis, width: axis)
    builder.result(.output("y"), try (y + bias).maximum(0))
    let kernels = try FusionTests.kernels(builder.graph).map {
      $0.split(separator: "  ").dropFirst().first.map(String.init) ?? ""
    }
    #expect(
      kernels == [
        "tile_transform", "plane_transform", "matmul", "tile_assembly -> add -> maximum",
      ])
  }

  @Test("A mirrored edge is read where tiles are transformed, and is in no memory")
  func mirrored() throws {
    let builder = GraphBuilder()
    var x = try FusionTests.input(builder, "x", [1, 64, 64, 256])
    let kernel = try FusionTests.input(builder, "kernel", [3, 3, 256, 256])
    let places = HostArray(shape: [66], storage: .int32([1] + (0..<64) + [62]))
    for axis in [1, 2] { x = try x.gathered(builder.constant(places), axis: axis) }
    let y = try x.convolved(with: kernel, height: WindowAxis(), width: WindowAxis())
    builder.result(.output("y"), y)
    let kernels = try FusionTests.kernels(builder.graph).map {
      $0.split(separator: "  ").dropFirst().first.map(String.init) ?? ""
    }
    #expect(
      kernels == ["gather -> tile_transform", "plane_transform", "matmul", "tile_assembly"])
  }

  /// One step of gradient descent on a kernel.
  static func update(_ size: Int, _ channels: Int) throws -> Graph {
    let builder = GraphBuilder()
    let x = try FusionTests.input(builder, "x", [1, size, size, channels])
    let kernel = builder.input(.state("kernel"), TensorType([3, 3, channels, channels]))
    let axis = WindowAxis(low: 1, high: 1)
    let y = try x.convolved(with: kernel, height: axis, width: axis)
    let gradient = try (y * y).mean().gradient(withRespectTo: [kernel])[0]
    builder.result(.state("kernel"), try kernel - gradient * 0.5)
    return builder.graph
  }

  @Test("An update behind the transform of a gradient is done in it, straight over the weights")
  func updated() throws {
    let compiled = try Compiler.compile(
      Self.rewritten(Self.update(8, 8), 4),
      options: CompilerOptions(level: CompiledRunner.level, verify: true))
    #expect(compiled.results.map(\.place) == [.state("kernel")])
    #expect(compiled.launches.last?.title == "plane_transform -> multiply -> subtract")
    // The input is transformed again for the gradient, and not kept transformed since the forward pass.
    #expect(!compiled.launches.contains { $0.title == "tile_transform -> tile_transform" })
    var numbers = ContractionsTests.Numbers(state: 11)
    func floats(_ shape: Shape) -> HostArray {
      HostArray(
        shape: shape,
        floats: (0..<shape.count).map { _ in Float(numbers.below(2001)) / 1000 - 1 })
    }
    let data: [Input.Source: HostArray] = [
      .batch("x"): floats([1, 8, 8, 8]), .state("kernel"): floats([3, 3, 8, 8]),
    ]
    let expected = try Interpreter.run(Self.update(8, 8), inputs: data)[0].values
    let results = try CompiledRunner.run(compiled, inputs: data)
    let found = try #require(results[.state("kernel")]).doubles
    #expect(zip(expected, found).allSatisfy { abs($0 - $1) <= 1e-5 })
  }

  @Test("Weights that nothing updates are transformed once a run")
  func frozen() throws {
    let halves = try Compiler.compile(
      Self.layer(1, 32, 128, 128), fixed: Fixed(updated: []), options: FusionTests.options)
    #expect(!halves.hoisted.launches.isEmpty)
    #expect(!halves.step.inputs.contains { $0.source == .state("kernel") })
  }
}
