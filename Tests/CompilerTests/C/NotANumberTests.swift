import Graph
import Tensors
import Testing

@testable import Compiler

/// What is no number stays so through bounds and maxima, as in PyTorch: a layer whose weights are lost must not look like one
/// whose units are off.
@Suite struct NotANumberTests {
  /// 20 rows of 20: of the first five rows each has one number that is none, on another place.
  private static let numbers: [Float] = (0..<400).map { place in
    let (row, column) = (place / 20, place % 20)
    return row < 5 && column == row * 4 ? .nan : Float((place * 37) % 101) - 50
  }
  private static let inputs: [Input.Source: HostArray] = [
    .batch("x"): HostArray(shape: [20, 20], floats: numbers)
  ]

  private static func rows(_ of: ([Float]) -> Float) -> [Float] {
    (0..<20).map { of(Array(numbers[$0 * 20..<$0 * 20 + 20])) }
  }

  private static func columns(_ of: ([Float]) -> Float) -> [Float] {
    (0..<20).map { column in of((0..<20).map { numbers[$0 * 20 + column] }) }
  }

  private static func greatest(_ numbers: [Float]) -> Float {
    numbers.contains(where: \.isNaN) ? .nan : numbers.max() ?? 0
  }

  private static func place(_ numbers: [Float]) -> Float {
    let best = greatest(numbers)
    return Float(numbers.firstIndex { best.isNaN ? $0.isNaN : $0 == best } ?? -1)
  }

  private typealias Case = (
    name: String, of: @Sendable (Tensor) throws -> Tensor, expected: [Float]
  )

  private static let cases: [Case] = [
    ("relu", { try $0.relu() }, numbers.map { $0.isNaN ? $0 : max($0, 0) }),
    ("maximum", { try $0.maximum(7) }, numbers.map { $0.isNaN ? $0 : max($0, 7) }),
    ("minimum", { try $0.minimum(7) }, numbers.map { $0.isNaN ? $0 : min($0, 7) }),
    ("clip", { try $0.clipped(-3, 3) }, numbers.map { $0.isNaN ? $0 : min(max($0, -3), 3) }),
    (
      "the other way round", { try Tensor.filled(7, like: $0).maximum($0) },
      numbers.map { $0.isNaN ? $0 : max($0, 7) }
    ),
    (
      "of two that vary", { try ($0 + 1).maximum($0 * 2) },
      numbers.map { $0.isNaN ? $0 : max($0 + 1, $0 * 2) }
    ),
    ("greatest of rows", { try $0.maximum(axes: [1]) }, rows(greatest)),
    ("greatest of columns", { try $0.maximum(axes: [0]) }, columns(greatest)),
    ("greatest of all", { try $0.maximum(axes: [0, 1]) }, [.nan]),
    ("places in rows", { try $0.argMax(axes: [1]).converted(to: .float32) }, rows(place)),
    ("places in columns", { try $0.argMax(axes: [0]).converted(to: .float32) }, columns(place)),
  ]

  @Test("What is no number stays so", arguments: ContractionMachine.compilers, [true, false])
  func stays(compiler: String, fuse: Bool) throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([20, 20]))
    for each in Self.cases { builder.result(.output(each.name), try each.of(x)) }
    let found = try CompiledRunner.run(
      ConformanceTests.compile(builder.graph, fuse: fuse), inputs: Self.inputs, compiler: compiler)
    let interpreted = try Interpreter.run(builder.graph, inputs: Self.inputs)
    for (each, oracle) in zip(Self.cases, interpreted) {
      let compiled = try #require(found[.output(each.name)]).doubles
      for (who, numbers) in [("compiled", compiled), ("interpreted", oracle.values)] {
        let same = zip(numbers, each.expected).allSatisfy {
          $0 == Double($1) || $0.isNaN && $1.isNaN
        }
        #expect(same && numbers.count == each.expected.count, "\(who) \(each.name): \(numbers)")
      }
    }
  }
}
