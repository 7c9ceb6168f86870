import Graph
import Tensors
import Testing

@testable import Compiler

/// Which whole number becomes of what none is, C leaves open, and processors differ in it.
@Suite struct ConversionTests {
  /// Enough of them for vectors, with a rest.
  private static func repeated<Number>(_ numbers: [Number]) -> [Number] {
    Array(repeating: numbers, count: 7).flatMap { $0 }
  }

  private static let numbers: [Float] = repeated([
    .nan, .infinity, -.infinity, 1e30, -1e30, 3.9, -3.9, -0.5, 255.5, -.zero,
  ])
  private static let inputs: [Input.Source: HostArray] = [
    .batch("x"): HostArray(shape: [70], floats: numbers)
  ]

  private static let cases: [(ElementType, [Double])] = [
    (
      .int32,
      [
        -2_147_483_648, 2_147_483_520, -2_147_483_648, 2_147_483_520, -2_147_483_648, 3, -3, 0, 255,
        0,
      ]
    ),
    (
      .int64, [-0x1p63, 0x1.fffffep62, -0x1p63, 0x1.fffffep62, -0x1p63, 3, -3, 0, 255, 0]
    ),
    (.uint32, [0, 4_294_967_040, 0, 4_294_967_040, 0, 3, 0, 0, 255, 0]),
    (.uint8, [0, 255, 0, 255, 0, 3, 0, 0, 255, 0]),
  ]

  @Test(
    "Of what is no number the least comes, of what is out of range the nearest, on every processor",
    arguments: cases)
  func whole(element: ElementType, expected: [Double]) throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([70]))
    builder.result(.output("y"), try x.converted(to: element))
    func compiled(_ level: InstructionSet) throws -> CompiledGraph {
      try Compiler.compile(
        builder.graph, options: CompilerOptions(level: level, verify: true))
    }
    let expected = Self.repeated(expected)
    for level in ContractionMachine.levels {
      for compiler in ContractionMachine.compilers {
        let found = try CompiledRunner.run(
          compiled(level), inputs: Self.inputs, compiler: compiler)
        let numbers = try #require(found[.output("y")]).doubles
        #expect(numbers == expected, "\(compiler) \(level.rawValue)")
      }
    }
    if let arm = ArmMachine.shared {
      let found = try arm.run([ArmMachine.Job(compiled(.armv8), Self.inputs)])
      #expect(found[0][0].doubles == expected, "armv8.2-a")
    }
  }
}
