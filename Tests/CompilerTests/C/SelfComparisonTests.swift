import Foundation
import Graph
import RandomGraphs
import Tensors
import Testing

@testable import Compiler

/// C compilers warn where a value is compared with itself, and warnings are errors; whether it is a number
/// must be told all the same.
@Suite struct SelfComparisonTests {
  private static let numbers: [Float] = [1, -.zero, .infinity, -.infinity, .nan]
  private static let inputs: [Input.Source: HostArray] = [
    .batch("x"): HostArray(shape: [5], floats: numbers)
  ]

  /// Every comparison of x with itself as a number and as a choice, and other uses of it twice.
  private static func graph() throws -> (Graph, expected: [[Float]]) {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([5]))
    let other = try Tensor.filled(2, like: x)
    var results: [(Tensor, (Float) -> Float)] = []
    for kind in Compare.Kind.allCases {
      let same = try x.compared(kind, x)
      let holds = [.equal, .lessOrEqual, .greaterOrEqual].contains(kind)
      let truth: (Float) -> Bool = { holds ? !$0.isNaN : kind == .notEqual && $0.isNaN }
      results.append((same, { truth($0) ? 1 : 0 }))
      results.append((try same.select(other, x), { truth($0) ? 2 : $0 }))
      let constants = try other.compared(kind, 2)
      results.append((try x + constants, { $0 + (holds ? 1 : 0) }))
    }
    results += [
      (try x - x, { $0 - $0 }), (try x / x, { $0 / $0 }),
      (try x.minimum(x), { $0 }), (try x.maximum(x), { $0 }),
      (try x.select(x, x), { $0 }),
    ]
    for (number, result) in results.enumerated() {
      builder.result(.output("y\(number)"), result.0)
    }
    return (builder.graph, results.map { numbers.map($0.1) })
  }

  private static let compilers = ["clang", "gcc"].filter(CompiledRunner.isInstalled)

  @Test("A value compared with itself", arguments: compilers, [true, false])
  func values(compiler: String, fuse: Bool) throws {
    let (graph, expected) = try Self.graph()
    let found = try CompiledRunner.run(
      ConformanceTests.compile(graph, fuse: fuse), inputs: Self.inputs, compiler: compiler)
    for (number, numbers) in expected.enumerated() {
      let result = try #require(found[.output("y\(number)")]).doubles
      for (index, number) in numbers.enumerated() {
        let (a, b) = (result[index], Double(number))
        #expect(
          a == b || a.isNaN && b.isNaN, "y\(number) of \(Self.numbers[index]): \(a), not \(b)")
      }
    }
  }

  @Test("A position compared with itself, a whole number in C", arguments: compilers)
  func positions(compiler: String) throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([3, 17]))
    let place = try x.argMax(axes: [1])
    let number = try place.converted(to: .float32)
    for kind in Compare.Kind.allCases {
      let same = try number.compared(kind, number)
      builder.result(.output("\(kind)"), same)
      builder.result(.output("chosen \(kind)"), try same.select(number, same))
    }
    var generator = SeededGenerator(seed: 3)
    let example = GraphCase(
      name: "positions", graph: builder.graph,
      inputs: [.batch("x"): generator.floats([3, 17], -1...1)])
    let differences = try ConformanceTests.differences([example], fuse: true, compiler: compiler)
    #expect(differences == [])
  }
}
