/// How a convolution is computed.
enum ConvolutionAlgorithm: Hashable, Sendable, CustomStringConvertible {
  case winograd(Winograd)
  case direct(String)

  /// F(m × m, r × r).
  struct Winograd: Hashable, Sendable {
    var outputs: Int
    var taps: Int
    /// Of the convolution, whose phases are computed as one of stride 1; see ``PhaseGraph``.
    var stride = 1
    /// How many parts the batch is cut into, so that transformed tiles do not take too much memory.
    var parts = 1
    /// What the model says of it and of the direct convolution.
    var milliseconds = 0.0
    var direct = 0.0

    /// `winograd F(4x4, 2x2) over 4 phases in 8 parts`
    var name: String {
      "winograd F(\(outputs)x\(outputs), \(taps)x\(taps))"
        + (stride == 1 ? "" : " over \(stride * stride) phases")
        + (parts == 1 ? "" : " in \(parts) parts")
    }
  }

  var description: String {
    switch self {
    case .winograd(let form):
      "\(form.name), \(ConvolutionCost.text(form.milliseconds)) ms by the model, direct "
        + ConvolutionCost.text(form.direct)
    case .direct(let reason): "direct: \(reason)"
    }
  }
}
