import Graph
import Tensors
import Testing

/// An operation whose statements are given: what the verifier must find.
private struct Given: Operation {
  static let name = "given"
  let outputs: [TensorType]
  let statements: [Statement]

  func outputs(of inputs: [TensorType]) throws(ShapeMismatch) -> [TensorType] { outputs }
  func statements(inputs: [TensorType], outputs: [TensorType]) -> [Statement] { statements }
  func gradient(
    inputs: [Tensor], outputs: [Tensor], adjoints: [Tensor?]
  ) throws(ShapeMismatch) -> [Tensor?] { [] }
}

@Suite struct VerifierTests {
  static func loop(_ offset: Int = 0, _ factor: Int = 1) -> Statement.Index {
    .affine(Affine(coefficients: [factor], offset: offset))
  }

  static func copy(
    _ extent: Int, read: Statement.Index = loop(), outside: Double? = nil,
    write: Statement.Index = loop(), combine: Statement.Combine = .set, value: Scalar = .read(0),
    output: Int = 0
  ) -> Statement {
    Statement(
      extents: [extent], reads: [.init(input: 0, index: [read], outside: outside)],
      writes: [.init(output: output, index: [write], combine: combine, value: value)])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let finding: String
    let statements: [Statement]
    var testDescription: String { finding }
  }

  static let faults: [Fault] = [
    Fault(finding: "nothing writes element 3 of output 0", statements: [copy(3)]),
    Fault(
      finding: "statement 0 writes element 0 of output 0 twice",
      statements: [copy(4, write: loop(0, 0))]),
    Fault(
      finding: "statements 0 and 1 both write element 0 of output 0",
      statements: [copy(4), copy(4)]),
    Fault(
      finding: "statement 0: read 0 reaches 1...4 along axis 0 of [4]",
      statements: [copy(4, read: loop(1))]),
    Fault(
      finding: "statement 0: write 0 reaches 0...4 along axis 0 of [4]",
      statements: [copy(5, read: loop(0, 0))]),
    Fault(
      finding: "statement 0: write 0 uses read 1, which there is not",
      statements: [copy(4, value: .unary(.exp, .read(1)))]),
    Fault(
      finding: "statement 0: write 0 uses loop 1, which there is not",
      statements: [copy(4, value: .loop(1))]),
    Fault(
      finding: "statement 0: write 0 is of output 1, which there is not",
      statements: [copy(4, output: 1)]),
    Fault(
      finding: "statement 0: write 0 is of output 1, which there is not",
      statements: [copy(4, combine: .moments)]),
    Fault(
      finding: "statement 0: write 0 puts positions into f32[4]",
      statements: [copy(4, combine: .argmax)]),
    Fault(
      finding: "statement 0: read 0 goes through read 0, which is no int32 at an affine index",
      statements: [copy(4, read: .indirect(Affine(coefficients: [0]), read: 0), outside: 0)]),
    Fault(
      finding: "statement 0: read 0 is not over the statement's loops along axis 0",
      statements: [copy(4, read: .affine(Affine(coefficients: [1, 0])))]),
  ]

  @Test("a fault in a statement is found", arguments: faults)
  func statementFault(_ fault: Fault) throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([4]))
    let given = Given(outputs: [TensorType([4])], statements: fault.statements)
    _ = try x.apply(given)
    #expect(Verifier.findings(in: builder.graph) == ["node %1 (given) \(fault.finding)"])
    #expect(throws: Verifier.Failure.self) { try Verifier.verify(builder.graph) }
  }

  @Test("a fault in the order, the types or the results is found")
  func graphFaults() throws {
    let builder = GraphBuilder()
    let x = builder.input(.state("w"), TensorType([4])).value
    let y = try Tensor(x, builder).exp().value
    let good = builder.graph.nodes
    let exp = good[y.node]
    func node(_ inputs: [Value], _ outputs: [TensorType]) -> Node {
      Node(operation: exp.operation, inputs: inputs, outputs: outputs, origin: exp.origin)
    }
    func findings(_ nodes: [Node], _ results: [Graph.Result] = []) -> [String] {
      Verifier.findings(in: Graph(nodes: nodes, results: results))
    }
    #expect(findings(good, [.init(.state("w"), y)]) == [])
    #expect(
      findings([good[0], node([Value(node: 1)], exp.outputs)])
        == ["node %1 (exp) reads %1, which does not stand before it"])
    #expect(
      findings([good[0], node([Value(node: 0, output: 1)], exp.outputs)])
        == ["node %1 (exp) reads %0.1, which does not stand before it"])
    #expect(
      findings([good[0], node([x], [TensorType([3])])])
        == ["node %1 (exp) makes [f32[4]], but is said to make [f32[3]]"])
    #expect(
      findings([good[0], node([x, x], exp.outputs)])
        == ["node %1 (exp): exp needs 1 inputs, found 2"])
    #expect(
      findings(good, [.init(.output("a"), Value(node: 9))])
        == ["result 'output a' is %9, which does not exist"])
    #expect(
      findings(good, [.init(.state("w"), y), .init(.state("w"), x)])
        == ["result 'state w' is there twice"])
  }

  @Test("a next value of another type than the entry's is found")
  func stateType() throws {
    let builder = GraphBuilder()
    let x = builder.input(.state("w"), TensorType([4]))
    builder.result(.state("w"), try x.sum())
    #expect(
      Verifier.findings(in: builder.graph)
        == ["result 'state w' is f32[], but the entry is f32[4]"])
  }
}
