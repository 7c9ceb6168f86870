/// How a convolution is computed.
enum ConvolutionAlgorithm: Hashable, Sendable, CustomStringConvertible {
  /// F(m × m, r × r), and what the model says of it and of the direct convolution, in milliseconds.
  case winograd(outputs: Int, taps: Int, milliseconds: Double, direct: Double)
  case direct(String)

  var description: String {
    switch self {
    case .winograd(let outputs, let taps, let own, let direct):
      "winograd F(\(outputs)x\(outputs), \(taps)x\(taps)), \(ConvolutionCost.text(own)) ms by the model, "
        + "direct \(ConvolutionCost.text(direct))"
    case .direct(let reason): "direct: \(reason)"
    }
  }
}
