import Graph
import Tensors

/// Writes a convolution as the model has chosen, part after part of the batch: their tiles take the same memory one after
/// another.
struct BatchParts {
  private let form: ConvolutionForm
  private let winograd: ConvolutionAlgorithm.Winograd

  init(_ form: ConvolutionForm, _ winograd: ConvolutionAlgorithm.Winograd) {
    self.form = form.part(of: winograd.parts)
    self.winograd = winograd
  }

  /// - Parameter inputs: as the convolution takes them.
  func value(of inputs: [Tensor]) throws(ShapeMismatch) -> Tensor {
    guard winograd.parts > 1 else { return try part(inputs) }
    let isGradient = form.kind == .weightGradient
    var parts: [Tensor] = []
    for number in 0..<winograd.parts {
      let examples = number * form.batch..<(number + 1) * form.batch
      var own = inputs
      own[0] = try inputs[0].sliced(axis: 0, examples)
      if isGradient { own[1] = try inputs[1].sliced(axis: 0, examples) }
      parts.append(try part(own))
    }
    guard isGradient else { return try Tensor.concatenated(parts, axis: 0) }
    var sum = parts[0]
    for part in parts.dropFirst() { sum = try sum + part }
    return sum
  }

  private func part(_ inputs: [Tensor]) throws(ShapeMismatch) -> Tensor {
    guard let inner = form.phased else {
      return try WinogradGraph(form, outputs: winograd.outputs).value(of: inputs)
    }
    return try PhaseGraph(form, inner).value(of: inputs) { inputs throws(ShapeMismatch) in
      try WinogradGraph(inner, outputs: winograd.outputs).value(of: inputs)
    }
  }
}
