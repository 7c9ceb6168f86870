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

  static func input(_ builder: GraphBuilder, _ name: String, _ shape: Shape) throws -> Tensor {
    builder.input(.batch(name), TensorType(shape))
  }

  @Test("A dense layer with its activation is one kernel")
  func denseLayer() throws {
    let kernels = try Self.count { builder in
      var parameters: [Tensor] = []
      let x = try Self.input(builder, "x", [64, 20])
      let y = try Examples.dense(builder, x, units: 12, name: "dense", &parameters)
      builder.result(.output("y"), try y.maximum(0))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("The mean of an absolute difference is one kernel")
  func meanAbsolute() throws {
    let kernels = try Self.count { builder in
      let (a, b) = (
        try Self.input(builder, "a", [512, 140]), try Self.input(builder, "b", [512, 140])
      )
      let error = try (a - b).absolute().mean()
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
      var y = try x * 0.5
      for _ in 0..<6 { y = try (y + 0.1).tanh() }
      builder.result(.output("y"), y)
      builder.result(.output("z"), try x.exp())
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test(
    "What doubles with each step is computed in several kernels, in as many steps",
    arguments: [8, 60])
  func doubling(steps: Int) throws {
    let kernels = try Self.count { builder in
      var parameters: [Tensor] = []
      let x = try Self.input(builder, "x", [64, 20])
      var y = try Examples.dense(builder, x, units: 12, name: "dense", &parameters)
      for _ in 0..<steps { y = try y + y }
      builder.result(.output("y"), y)
    }
    #expect(steps == 8 ? kernels.count == 1 : (2...12).contains(kernels.count), "\(kernels)")
  }

  @Test(
    "What is written many times over is made in each reader; what is as large as its source, once",
    arguments: [(1, false, 2), (1, true, 2), (40, false, 3)])
  func spread(width: Int, equalParts: Bool, count: Int) throws {
    let kernels = try Self.count { builder in
      let labels = try Self.input(builder, "labels", [64, width]).broadcast(to: [64, 40])
      let x = try Self.input(builder, "x", [64, 40])
      // Of four operations: not cheap by itself. Those that are the same are done once.
      let part = try labels * labels + 1
      let wide = try equalParts ? (part * part + part) * part : part * labels + 2
      builder.result(.output("sum"), try (wide * x).sum(axes: [1]))
      builder.result(.output("other"), try (wide + x).sum(axes: [0]))
    }
    #expect(kernels.count == count, "\(kernels)")
  }

  @Test("Reductions over the same loops read once")
  func siblings() throws {
    let kernels = try Self.count { builder in
      let x = try Self.input(builder, "x", [32, 7, 7, 16])
      let dy = try Self.input(builder, "dy", [32, 7, 7, 16])
      builder.result(.output("a"), try dy.sum(axes: [0, 1, 2]))
      builder.result(.output("b"), try (x * dy).sum(axes: [0, 1, 2]))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("What follows a reshape stays in the kernel before it")
  func reshape() throws {
    let kernels = try Self.count { builder in
      var parameters: [Tensor] = []
      let x = try Self.input(builder, "x", [16, 2])
      let y = try Examples.dense(builder, x, units: 7 * 7 * 16, name: "dense", &parameters)
      let picture = try y.apply(Reshape(to: [16, 7, 7, 16]))
      let shift = try Self.input(builder, "shift", [16]).apply(
        Broadcast(to: [16, 7, 7, 16], axes: [3]))
      builder.result(.output("y"), try (picture + shift).maximum(0))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("A padded convolution with bias and activation is one kernel")
  func convolution() throws {
    let kernels = try Self.count { builder in
      let x = try Self.input(builder, "x", [4, 28, 28, 3])
      let kernel = try Self.input(builder, "w", [3, 3, 3, 8])
      let bias = try Self.input(builder, "b", [8])
      let padded = try x.apply(Pad(low: [0, 1, 1, 0], high: [0, 1, 1, 0]))
      let y = try padded.apply(
        Conv2D(height: WindowAxis(stride: 2), width: WindowAxis(stride: 2)), kernel)
      let wide = try bias.apply(Broadcast(to: y.shape, axes: [3]))
      builder.result(.output("y"), try (y + wide).maximum(0))
    }
    #expect(kernels.count == 1, "\(kernels)")
  }

  @Test("Each phase of a strided transposed convolution takes the activation in")
  func transposed() throws {
    let kernels = try Self.count { builder in
      let y = try Self.input(builder, "y", [4, 7, 7, 8])
      let kernel = try Self.input(builder, "w", [4, 4, 3, 8])
      let axis = WindowAxis(stride: 2, low: 1, high: 1)
      let x = try y.apply(
        Conv2DInputGradient(height: axis, width: axis, inputExtents: [14, 14]), kernel)
      builder.result(.output("x"), try x.tanh())
    }
    #expect(kernels.count == 4, "\(kernels)")
    #expect(kernels.allSatisfy { $0.contains("conv2d_input_gradient -> tanh") }, "\(kernels)")
  }

  @Test("The gradient of an activation reads what it gave: what it was given is not stored")
  func activations() throws {
    let activations: [(Tensor) throws -> Tensor] = [
      { try $0.maximum(0) }, { try $0.minimum(6) }, { try $0.clipped(0, 6) },
      { try $0.greater(0).select($0, $0 * 0.2) },
    ]
    for activation in activations {
      let builder = GraphBuilder()
      var parameters: [Tensor] = []
      var x = try Self.input(builder, "x", [64, 20])
      for name in ["first", "second", "third"] {
        x = try Examples.dense(builder, x, units: 12, name: name, &parameters)
        x = try activation(x)
      }
      let loss = try x.mean()
      for (number, gradient) in try loss.gradient(withRespectTo: parameters)
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

  @Test("A kernel of a next state does not wait for what depends on it and reads the old one")
  func order() throws {
    let kernels = try Self.count { builder in
      let x = try Self.input(builder, "x", [512, 64])
      let scale = builder.input(.state("scale"), TensorType([64]))
      let sum = try (x * x).sum(axes: [0])
      builder.result(.state("scale"), try scale - sum * 0.1)
      builder.result(.output("y"), try (x * sum).exp() * scale)
      let late = try Self.input(builder, "late", [64, 64])
      builder.result(.output("late"), try late.apply(MatMul(), late))
    }
    #expect(kernels.count == 3, "\(kernels)")
    #expect(kernels.last?.contains("matmul") == true, "\(kernels)")
  }

  @Test("What is dear and has two readers in other loops is kept, and says why")
  func kept() throws {
    let kernels = try Self.count { builder in
      let x = try Self.input(builder, "x", [64, 20])
      let e = try x.exp()
      builder.result(.output("rows"), try e.sum(axes: [1]))
      builder.result(.output("columns"), try e.sum(axes: [0]))
    }
    #expect(kernels.count == 3, "\(kernels)")
    #expect(kernels[0].contains("several readers"), "\(kernels)")
  }
}
