import Graph
import Testing

@testable import Compiler

@Suite("Epilogues of contractions")
struct EpilogueTests {
  @Test(
    "An epilogue takes what it reads beside the factors, not what it writes",
    arguments: [
      (.none, 0), (.biasAndRelu, 80), (.residual, 2560), (.twoWrites, 0), (.transposed, 0),
    ] as [(ContractionCase.Epilogue, Int)])
  func bytes(epilogue: ContractionCase.Epilogue, expected: Int) throws {
    let cases = try ContractionCase.make(
      "matmul", MatMul(), [[32, 6], [6, 20]], epilogue: epilogue)
    #expect(cases.map(\.kernel.epilogueBytes) == [expected])
  }

  @Test("A factor's own reads are no epilogue's", arguments: ContractionCase.Prologue.allCases)
  func factors(prologue: ContractionCase.Prologue) throws {
    let cases = try ContractionCase.make(
      "matmul", MatMul(), [[32, 6], [6, 20]], prologue: prologue, epilogue: .residual)
    #expect(cases.map(\.kernel.epilogueBytes) == [2560])
  }

  @Test("Each phase of a transposed convolution reads its own part of the picture")
  func phases() throws {
    let axis = WindowAxis.same(input: 8, taps: 3, stride: 2)
    let cases = try ContractionCase.make(
      "input gradient", Conv2DInputGradient(height: axis, width: axis, inputExtents: [8, 8]),
      [[2, 4, 4, 5], [3, 3, 4, 5]], epilogue: .residual)
    #expect(cases.map(\.kernel.epilogueBytes) == [512, 512, 512, 512])
  }

  @Test(
    "Narrow is what is written along fewer elements than a vector has",
    arguments: [
      (8, .none, true), (15, .residual, true), (16, .none, false), (20, .biasAndRelu, false),
      (8, .transposed, false),
    ] as [(Int, ContractionCase.Epilogue, Bool)])
  func narrow(columns: Int, epilogue: ContractionCase.Epilogue, expected: Bool) throws {
    let cases = try ContractionCase.make(
      "matmul", MatMul(), [[32, 6], [6, columns]], epilogue: epilogue)
    #expect(cases.map(\.kernel.writesNarrowly) == [expected])
  }
}
