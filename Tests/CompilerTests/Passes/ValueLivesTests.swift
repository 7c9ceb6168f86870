import Graph
import Tensors
import Testing

@testable import Compiler

@Suite struct ValueLivesTests {
  @Test(
    "What takes little arithmetic lasts as long as what it is made of; all else until it is read")
  func lives() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([64, 8]))
    let most = try x.apply(Max(axes: [1]))
    let cheap = try most + 1
    let dear = try cheap.exp()
    let square = try dear * dear
    let product = try square.tanh() * most
    builder.result(.output("y"), product)
    let lives = ValueLives(builder.graph)
    let end = builder.graph.nodes.count
    // From outside, and a result.
    #expect(lives.end(of: x.value) == end && lives.end(of: product.value) == end)
    #expect(lives.lastRead(of: most.value) == product.value.node)
    #expect(lives.lastRead(of: cheap.value) == dear.value.node)
    #expect(lives.end(of: cheap.value) == product.value.node)
    #expect(lives.end(of: dear.value) == lives.end(of: square.value))
    #expect(lives.end(of: dear.value) < product.value.node)
  }

  @Test("What is read by something made again lasts as long as that; comparisons do not count")
  func madeAgain() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("x"), TensorType([64, 8]))
    let (most, least) = (try x.apply(Max(axes: [1])), try (x * -1).apply(Max(axes: [1])))
    let (double, isPositive) = (try most * 2, try least.greater(0))
    let late = try most.exp().tanh() * least.exp()
    builder.result(.output("a"), try (late + double).tanh())
    builder.result(.output("b"), try isPositive.select(late, late.exp()))
    let lives = ValueLives(builder.graph)
    #expect(lives.end(of: most.value) == lives.lastRead(of: double.value))
    #expect(lives.end(of: least.value) < lives.lastRead(of: isPositive.value))
  }
}
