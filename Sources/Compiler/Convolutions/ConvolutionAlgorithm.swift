/// How a convolution is computed.
enum ConvolutionAlgorithm: Hashable, Sendable, CustomStringConvertible {
  /// F(m × m, 3 × 3), and what the model says of it and of the direct convolution, in milliseconds.
  case winograd(Int, milliseconds: Double, direct: Double)
  case direct(String)

  var description: String {
    switch self {
    case .winograd(let outputs, let own, let direct):
      "winograd F(\(outputs)x\(outputs), 3x3), \(ConvolutionCost.text(own)) ms by the model, "
        + "direct \(ConvolutionCost.text(direct))"
    case .direct(let reason): "direct: \(reason)"
    }
  }
}
