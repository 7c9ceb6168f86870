import Graph
import Tensors

/// Convolutions of stride 1 and 2 × 2 to 5 × 5 taps, and those of greater strides over their phases, as transforms
/// and a batched matrix product, where the cost model says that this is faster: Winograd's minimal filtering
/// (Lavin & Gray 2015, "Fast algorithms for convolutional neural networks", section 4).
///
/// Forward, the gradient to the input and the gradient to the weights are rewritten one by one, after the
/// gradients have been made, so that no gradient of a rewritten form is ever taken. All is written in plain
/// operations: fusion makes kernels of them, and takes the neighbours in.
struct RewriteConvolutions {
  let graph: Graph
  /// What was chosen for each convolution.
  let choices: [ConvolutionChoice]

  /// - Parameter choose: which algorithm a convolution takes; by default what the model says.
  init(
    _ original: Graph, updated: Set<String>? = nil,
    choose: (ConvolutionForm) -> ConvolutionAlgorithm = { ConvolutionCost.choice($0) }
  ) throws {
    let frozen = Self.frozenNodes(original, updated)
    var choices: [ConvolutionChoice] = []
    graph = try GraphRewrite.graph(original) { node, inputs, builder in
      guard let convolution = node.operation as? any Convolution else { return nil }
      let form = ConvolutionForm(
        convolution, inputs: node.inputs.map(original.type(of:)), output: node.outputs[0],
        isFrozen: frozen[node.inputs[1].node])
      let algorithm = choose(form)
      choices.append(
        ConvolutionChoice(
          operation: convolution.name, shapes: form.text, origin: node.origin,
          algorithm: algorithm))
      guard case .winograd(let winograd) = algorithm else { return nil }
      return [try BatchParts(form, winograd).value(of: inputs.map { Tensor($0, builder) }).value]
    }
    self.choices = choices
  }

  /// What depends on nothing that is updated: transformed once, whatever it costs.
  private static func frozenNodes(_ graph: Graph, _ updated: Set<String>?) -> [Bool] {
    graph.nodesDependingOnly { source in
      switch source {
      case .state(let name): updated.map { !$0.contains(name) } ?? false
      case .hoisted: true
      case .batch, .runtime: false
      }
    }
  }
}
