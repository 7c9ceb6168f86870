import Compiler
import Graph
import Tensors

/// Graphs as training makes them, written out.
enum Examples {
  /// A dense layer with its parameters as state.
  static func dense(
    _ builder: GraphBuilder, _ x: Value, units: Int, name: String, _ parameters: inout [Value]
  ) throws -> Value {
    let rows = builder.shape(of: x)[0]
    let inputs = builder.shape(of: x)[1]
    builder.origin = Origin(path: name)
    let weight = try builder.apply(Input(.state("\(name).weight"), TensorType([inputs, units])))
    let bias = try builder.apply(Input(.state("\(name).bias"), TensorType([units])))
    parameters += [weight, bias]
    let wide = try builder.apply(Broadcast(to: [rows, units], axes: [1]), bias)
    return try builder.add(builder.apply(MatMul(), x, weight), wide)
  }

  /// The ECG autoencoder's training step: mean absolute error, Adam on every parameter.
  static func autoencoder(batch: Int, sizes: [Int]) throws -> Graph {
    let builder = GraphBuilder()
    let beat = try builder.apply(Input(.batch("beat"), TensorType([batch, sizes[0]])))
    let rate = try builder.apply(Input(.runtime("rate"), TensorType([])))
    var parameters: [Value] = []
    var x = beat
    for (number, units) in (sizes.dropFirst() + sizes.dropLast().reversed()).enumerated() {
      x = try dense(builder, x, units: units, name: "dense_\(number)", &parameters)
      let isLast = number == 2 * sizes.count - 3
      x = isLast ? try builder.apply(Sigmoid(), x) : try builder.maximum(x, 0)
    }
    builder.origin = Origin(path: "losses.error")
    let loss = try builder.mean(builder.apply(Absolute(), builder.subtract(x, beat)))
    builder.result(.output("loss"), loss)
    let gradients = try builder.gradient(of: loss, withRespectTo: parameters)
    for (parameter, gradient) in zip(parameters, gradients) {
      try adam(builder, parameter, gradient, rate)
    }
    return builder.graph
  }

  static func adam(_ builder: GraphBuilder, _ parameter: Value, _ gradient: Value, _ rate: Value)
    throws
  {
    guard let input = builder.graph.nodes[parameter.node].operation as? Input,
      case .state(let name) = input.source
    else { return }
    builder.origin = Origin(path: "optimizer.\(name)")
    let type = builder.type(of: parameter)
    let m = try builder.apply(Input(.state("m/\(name)"), type))
    let v = try builder.apply(Input(.state("v/\(name)"), type))
    let newM = try builder.add(builder.multiply(m, 0.9), builder.multiply(gradient, 0.1))
    let square = try builder.multiply(gradient, gradient)
    let newV = try builder.add(builder.multiply(v, 0.999), builder.multiply(square, 0.001))
    let wide = try builder.apply(Broadcast(to: type.shape, axes: []), rate)
    let step = try builder.divide(
      builder.multiply(wide, newM), builder.add(builder.apply(Sqrt(), newV), 1e-7))
    builder.result(.state("m/\(name)"), newM)
    builder.result(.state("v/\(name)"), newV)
    builder.result(.state(name), try builder.subtract(parameter, step))
  }
}
