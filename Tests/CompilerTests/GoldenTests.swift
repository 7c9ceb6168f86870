import Compiler
import Foundation
import Graph
import Tensors
import Testing

/// The C of a handful of programs, as text in `Goldens/`. A refactor leaves it unchanged.
@Suite struct GoldenTests {
  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let build: @Sendable (GraphBuilder) throws -> Void
  }

  static let cases = [
    Case(description: "mean-absolute-error") { builder in
      let a = try FusionTests.input(builder, "a", [512, 140])
      let b = try FusionTests.input(builder, "b", [512, 140])
      let error = try (a - b).absolute().mean()
      builder.result(.output("error"), error)
    },
    Case(description: "channel-moments") { builder in
      let x = try FusionTests.input(builder, "x", [8, 14, 14, 24])
      let moments = try x.moments(axes: [0, 1, 2])
      builder.result(.output("mean"), moments.mean)
      builder.result(.output("variance"), moments.variance)
    },
    Case(description: "adam") { builder in
      let weight = builder.input(.state("w"), TensorType([32, 16]))
      let gradient = try FusionTests.input(builder, "gradient", [32, 16])
      let rate = builder.input(.runtime("rate"), TensorType([]))
      try Examples.adam(builder, weight, gradient, rate)
    },
    Case(description: "embedding-gradient") { builder in
      let tokens = builder.input(.batch("tokens"), TensorType([4, 10], .int32))
      let dy = try FusionTests.input(builder, "dy", [4, 10, 64])
      builder.result(
        .output("dx"), try dy.apply(ScatterAdd(axis: 0, extent: 100), tokens))
    },
  ]

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Goldens")

  @Test("The printed program is the recorded one, byte for byte", arguments: cases)
  func golden(_ each: Case) throws {
    let builder = GraphBuilder()
    builder.origin = Origin(.named("golden"))
    try each.build(builder)
    let text = try Compiler.text(
      builder.graph, options: FusionTests.options, after: .planMemory)
    let file = Self.folder.appending(path: "\(each).txt")
    if ProcessInfo.processInfo.environment["ETCH_RECORD"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(text == (try? String(contentsOf: file, encoding: .utf8)))
  }

  @Test("The same graph is the same text every time")
  func deterministic() throws {
    let first = try Examples.autoencoder(batch: 33, sizes: [20, 12, 5])
    let second = try Examples.autoencoder(batch: 33, sizes: [20, 12, 5])
    for pass in PassName.allCases {
      #expect(
        try Compiler.text(first, options: FusionTests.options, after: pass)
          == Compiler.text(second, options: FusionTests.options, after: pass))
    }
  }

  @Test("A kernel names what made it, and not where a constant that it shares was first written")
  func origins() throws {
    let builder = GraphBuilder()
    // Of two that run at once the larger is the first.
    let x = try FusionTests.input(builder, "x", [5])
    let y = try FusionTests.input(builder, "y", [4])
    builder.origin = Origin(.named("first"))
    builder.result(.output("a"), try x.maximum(0.25))
    builder.origin = Origin(.named("second"))
    builder.result(.output("b"), try y.exp().maximum(0.25))
    let text = try Compiler.text(
      builder.graph, options: FusionTests.options, after: .planMemory)
    let headings = text.split(separator: "\n").filter { $0.hasPrefix("// k") }
    #expect(headings.map { $0.contains("first") } == [true, false])
    #expect(headings.map { $0.contains("second") } == [false, true])
  }

  @Test("Names from an experiment cannot leave the comment they stand in")
  func comments() throws {
    let builder = GraphBuilder()
    builder.origin = Origin(.named("a\n#include \"x\" \\ */ }"))
    let x = try FusionTests.input(builder, "x", [4])
    builder.result(.output("y"), try x.exp())
    let text = try Compiler.text(
      builder.graph, options: FusionTests.options, after: .planMemory)
    #expect(!text.contains("#include") && !text.contains("\\") && !text.contains("*/"))
  }
}
