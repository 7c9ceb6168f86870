import Compiler
import Graph
import Tensors
import Testing

@Suite struct PipelineTests {
  /// `y = relu(x · w + b)`, its sum, and its moments over the batch.
  static func dense() throws -> (Graph, [Input.Source: HostArray]) {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([37, 20]))
    let w = builder.input(.state("w"), TensorType([20, 24]))
    let b = builder.input(.state("b"), TensorType([24]))
    let product = try x.apply(MatMul(), w)
    let wide = try b.apply(Broadcast(to: [37, 24], axes: [1]))
    let sum = try product.apply(Add(), wide)
    let y = try sum.apply(Maximum(), builder.number(0).apply(Broadcast(to: [37, 24], axes: [])))
    builder.result(.output("y"), y)
    builder.result(.output("total"), try y.apply(Sum(axes: [0, 1])))
    let moments = try y.moments(axes: [0])
    builder.result(.output("mean"), moments.mean)
    builder.result(.output("variance"), moments.variance)
    func values(_ shape: Shape, _ seed: Int) -> HostArray {
      HostArray(
        shape: shape,
        floats: (0..<shape.count).map { Float(($0 * 7919 + seed * 104729) % 1000) / 500 - 1 })
    }
    return (
      builder.graph,
      [
        .batch("x"): values([37, 20], 1), .state("w"): values([20, 24], 2),
        .state("b"): values([24], 3),
      ]
    )
  }

  @Test("A dense layer, its sum and its moments", arguments: [true, false])
  func denseLayer(fuse: Bool) throws {
    let (graph, inputs) = try Self.dense()
    let compiled = try Compiler.compile(
      graph, options: CompilerOptions(level: CompiledRunner.level, verify: true, fuse: fuse))
    let results = try CompiledRunner.run(compiled, inputs: inputs)
    let (x, w, b) = (
      inputs[.batch("x")]!.doubles, inputs[.state("w")]!.doubles, inputs[.state("b")]!.doubles
    )
    var y = [Double](repeating: 0, count: 37 * 24)
    for i in 0..<37 {
      for j in 0..<24 {
        let sum = (0..<20).reduce(b[j]) { $0 + x[i * 20 + $1] * w[$1 * 24 + j] }
        y[i * 24 + j] = max(0, sum)
      }
    }
    let found = try #require(results[.output("y")]).doubles
    #expect(zip(found, y).allSatisfy { abs($0 - $1) < 1e-5 })
    let total = try #require(results[.output("total")]).doubles
    #expect(abs(total[0] - y.reduce(0, +)) < 1e-2)
    let means = try #require(results[.output("mean")]).doubles
    let variances = try #require(results[.output("variance")]).doubles
    for j in 0..<24 {
      let column = (0..<37).map { y[$0 * 24 + j] }
      let mean = column.reduce(0, +) / 37
      #expect(abs(means[j] - mean) < 1e-5)
      let variance = column.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 37
      #expect(abs(variances[j] - variance) < 1e-4)
    }
  }
}
