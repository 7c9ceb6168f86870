import Graph
import Tensors
import Testing

@Suite struct PrintingTests {
  @Test("a graph prints one line a node, with attributes, types and origins")
  func lines() throws {
    let builder = GraphBuilder()
    let x = builder.input(.batch("digit"), TensorType([8, 28, 28, 1]))
    builder.origin = Origin(
      .layer(network: "encoder", layer: "conv2d_1", call: "values.z/1"))
    let kernel = builder.input(.state("encoder.conv2d_1.weight"), TensorType([3, 3, 1, 4]))
    let y = try x.convolved(
      with: kernel, height: .same(input: 28, taps: 3, stride: 2),
      width: .same(input: 28, taps: 3, stride: 2))
    builder.origin = Origin(.named(""))
    let moments = try y.moments(axes: [0, 1, 2])
    builder.result(.output("variance"), moments.variance)
    builder.result(.state("encoder.conv2d_1.weight"), kernel)
    #expect(
      builder.graph.description == """
        %0 = input() batch digit -> f32[8, 28, 28, 1]
        %1 = input() state encoder.conv2d_1.weight -> f32[3, 3, 1, 4]  # encoder.conv2d_1
        %2 = conv2d(%0, %1) stride 2 padding 0+1 -> f32[8, 14, 14, 4]  # encoder.conv2d_1
        %3 = moments(%2) axes=[0, 1, 2] -> f32[4], f32[4]
        output variance = %3.1
        state encoder.conv2d_1.weight = %1

        """)
  }
}
