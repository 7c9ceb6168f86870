import Compiler
import Graph
import Tensors

/// Graphs as training makes them, written out.
enum Examples {
  /// A dense layer with its parameters as state.
  static func dense(
    _ builder: GraphBuilder, _ x: Tensor, units: Int, name: String, _ parameters: inout [Tensor]
  ) throws -> Tensor {
    let rows = x.shape[0]
    let inputs = x.shape[1]
    builder.origin = Origin(.named(name))
    let weight = builder.input(.state("\(name).weight"), TensorType([inputs, units]))
    let bias = builder.input(.state("\(name).bias"), TensorType([units]))
    parameters += [weight, bias]
    let wide = try bias.apply(Broadcast(to: [rows, units], axes: [1]))
    return try x.apply(MatMul(), weight) + wide
  }

  /// The ECG autoencoder's training step: mean absolute error, Adam on every parameter.
  static func autoencoder(batch: Int, sizes: [Int]) throws -> Graph {
    let builder = GraphBuilder()
    let beat = builder.input(.batch("beat"), TensorType([batch, sizes[0]]))
    let rate = builder.input(.runtime("rate"), TensorType([]))
    var parameters: [Tensor] = []
    var x = beat
    for (number, units) in (sizes.dropFirst() + sizes.dropLast().reversed()).enumerated() {
      x = try dense(builder, x, units: units, name: "dense_\(number)", &parameters)
      let isLast = number == 2 * sizes.count - 3
      x = isLast ? try x.sigmoid() : try x.maximum(0)
    }
    builder.origin = Origin(.named("losses.error"))
    let loss = try (x - beat).absolute().mean()
    builder.result(.output("loss"), loss)
    let gradients = try loss.gradient(withRespectTo: parameters)
    for (parameter, gradient) in zip(parameters, gradients) {
      try adam(builder, parameter, gradient, rate)
    }
    return builder.graph
  }

  static func adam(_ builder: GraphBuilder, _ parameter: Tensor, _ gradient: Tensor, _ rate: Tensor)
    throws
  {
    guard let input = builder.graph.nodes[parameter.value.node].operation as? Input,
      case .state(let name) = input.source
    else { return }
    builder.origin = Origin(.named("optimizer.\(name)"))
    let type = parameter.type
    let m = builder.input(.state("m/\(name)"), type)
    let v = builder.input(.state("v/\(name)"), type)
    let newM = try m * 0.9 + gradient * 0.1
    let square = try gradient * gradient
    let newV = try v * 0.999 + square * 0.001
    let wide = try rate.apply(Broadcast(to: type.shape, axes: []))
    let step = try wide * newM / (newV.squareRoot() + 1e-7)
    builder.result(.state("m/\(name)"), newM)
    builder.result(.state("v/\(name)"), newV)
    builder.result(.state(name), try parameter - step)
  }
}
