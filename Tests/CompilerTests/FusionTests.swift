import Compiler
import Graph
import Tensors
import Testing

/// What becomes one kernel, asserted by counting.
@Suite struct FusionTests {
  static let options = CompilerOptions(level: .x86v4, verify: true)

  /// The kernels after fusion, as `etch kernels --after fuse-elementwise` heads them.
  static func kernels(_ graph: Graph) throws -> [String] {
    try Compiler.text(graph, options: options, after: .fuseElementwise)
      .split(separator: "\n").filter { $0.hasPrefix("k") }.map(String.init)
  }

  static func count(_ build: (GraphBuilder) throws -> Void) throws -> [String] {
    let builder = GraphBuilder()
    try build(builder)
    return try kernels(builder.graph)
  }

  static func input(_ builder: GraphBuilder, _ name: String, _ shape: Shape) throws -> Value {
    try builder.apply(Input(.batch(name), TensorType(shape)))
  }

  @Test("A dense layer with its activation is one kernel")
  func denseLayer() throws {
    let kernels = try Self.count { builder in
      var parameters: [Value] = []
      let x = try Self.input(builder, "x", [64, 20])
      let y = try Examples.dense(builder, x, units: 12, name: "dense", &parameters)
      builder.result(.output("y"), try builder.maximum(y, 0))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("The mean of an absolute difference is one kernel")
  func meanAbsolute() throws {
    let kernels = try Self.count { builder in
      let (a, b) = (
        try Self.input(builder, "a", [512, 140]), try Self.input(builder, "b", [512, 140])
      )
      let error = try builder.mean(builder.apply(Absolute(), builder.subtract(a, b)))
      builder.result(.output("error"), error)
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("A training step of the dense autoencoder is three kernels a layer, and the loss")
  func autoencoder() throws {
    let kernels = try Self.kernels(
      Examples.autoencoder(batch: 512, sizes: [140, 32, 16, 8]))
    // Six layers forward, the loss, five gradients of activations, six of weights with Adam in the
    // epilogue, six of biases likewise.
    #expect(kernels.count == 6 + 1 + 5 + 6 + 6, "\(kernels)")
    #expect(kernels.allSatisfy { $0.contains("matmul") || $0.contains("sum") }, "\(kernels)")
  }

  @Test("An elementwise chain, however long, is one kernel; so are two over the same elements")
  func chains() throws {
    let kernels = try Self.count { builder in
      let x = try Self.input(builder, "x", [8, 28, 28, 3])
      var y = try builder.multiply(x, 0.5)
      for _ in 0..<6 { y = try builder.apply(Tanh(), builder.add(y, 0.1)) }
      builder.result(.output("y"), y)
      builder.result(.output("z"), try builder.apply(Exp(), x))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("Reductions over the same loops read once")
  func siblings() throws {
    let kernels = try Self.count { builder in
      let x = try Self.input(builder, "x", [32, 7, 7, 16])
      let dy = try Self.input(builder, "dy", [32, 7, 7, 16])
      builder.result(.output("a"), try builder.sum(dy, axes: [0, 1, 2]))
      builder.result(.output("b"), try builder.sum(builder.multiply(x, dy), axes: [0, 1, 2]))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("What follows a reshape stays in the kernel before it")
  func reshape() throws {
    let kernels = try Self.count { builder in
      var parameters: [Value] = []
      let x = try Self.input(builder, "x", [16, 2])
      let y = try Examples.dense(builder, x, units: 7 * 7 * 8, name: "dense", &parameters)
      let picture = try builder.apply(Reshape(to: [16, 7, 7, 8]), y)
      let shift = try builder.apply(
        Broadcast(to: [16, 7, 7, 8], axes: [3]), Self.input(builder, "shift", [8]))
      builder.result(.output("y"), try builder.maximum(builder.add(picture, shift), 0))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("A padded convolution with bias and activation is one kernel")
  func convolution() throws {
    let kernels = try Self.count { builder in
      let x = try Self.input(builder, "x", [4, 28, 28, 3])
      let kernel = try Self.input(builder, "w", [3, 3, 3, 8])
      let bias = try Self.input(builder, "b", [8])
      let padded = try builder.apply(Pad(low: [0, 1, 1, 0], high: [0, 1, 1, 0]), x)
      let y = try builder.apply(
        Conv2D(height: WindowAxis(stride: 2), width: WindowAxis(stride: 2)), padded, kernel)
      let wide = try builder.apply(Broadcast(to: builder.shape(of: y), axes: [3]), bias)
      builder.result(.output("y"), try builder.maximum(builder.add(y, wide), 0))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("Each phase of a strided transposed convolution takes the activation in")
  func transposed() throws {
    let kernels = try Self.count { builder in
      let y = try Self.input(builder, "y", [4, 7, 7, 8])
      let kernel = try Self.input(builder, "w", [4, 4, 3, 8])
      let axis = WindowAxis(stride: 2, low: 1, high: 1)
      let x = try builder.apply(
        Conv2DInputGradient(height: axis, width: axis, inputExtents: [14, 14]), y, kernel)
      builder.result(.output("x"), try builder.apply(Tanh(), x))
    }
    #expect(kernels.count == 4, "\(kernels)")
    #expect(kernels.allSatisfy { $0.contains("conv2d_input_gradient -> tanh") }, "\(kernels)")
  }

  @Test("The gradient of an activation reads what it gave: what it was given is not stored")
  func activations() throws {
    for isLow in [true, false] {
      let builder = GraphBuilder()
      var parameters: [Value] = []
      var x = try Self.input(builder, "x", [64, 20])
      for name in ["first", "second", "third"] {
        x = try Examples.dense(builder, x, units: 12, name: name, &parameters)
        x = try isLow ? builder.maximum(x, 0) : builder.minimum(x, 6)
      }
      let loss = try builder.mean(x)
      for (number, gradient) in try builder.gradient(of: loss, withRespectTo: parameters)
        .enumerated()
      {
        builder.result(.output("gradient\(number)"), gradient)
      }
      let compiled = try Compiler.compile(builder.graph, options: Self.options)
      for launch in compiled.launches.prefix(3) {
        let stored = launch.operandNotes.filter { $0.hasPrefix("out") && $0.contains("[64, 12]") }
        #expect(stored.count <= 1, "\(launch.title): \(launch.operandNotes)")
      }
    }
  }

  @Test("What is dear and has two readers in other loops is kept, and says why")
  func kept() throws {
    let kernels = try Self.count { builder in
      let x = try Self.input(builder, "x", [64, 20])
      let e = try builder.apply(Exp(), x)
      builder.result(.output("rows"), try builder.sum(e, axes: [1]))
      builder.result(.output("columns"), try builder.sum(e, axes: [0]))
    }
    #expect(kernels.count == 3, "\(kernels)")
    #expect(kernels[0].contains("several readers"), "\(kernels)")
  }
}
