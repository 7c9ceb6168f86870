extension Tensor {
  public func absolute() throws(ShapeMismatch) -> Tensor { try floating().apply(Absolute()) }
  public func sign() throws(ShapeMismatch) -> Tensor { try floating().apply(Sign()) }
  public func exp() throws(ShapeMismatch) -> Tensor { try floating().apply(Exp()) }
  public func log() throws(ShapeMismatch) -> Tensor { try floating().apply(Log()) }
  public func squareRoot() throws(ShapeMismatch) -> Tensor { try floating().apply(Sqrt()) }
  public func sine() throws(ShapeMismatch) -> Tensor { try floating().apply(Sin()) }
  public func cosine() throws(ShapeMismatch) -> Tensor { try floating().apply(Cos()) }
  public func tanh() throws(ShapeMismatch) -> Tensor { try floating().apply(Tanh()) }
  public func errorFunction() throws(ShapeMismatch) -> Tensor { try floating().apply(Erf()) }
  public func sigmoid() throws(ShapeMismatch) -> Tensor { try floating().apply(Sigmoid()) }
  public func softplus() throws(ShapeMismatch) -> Tensor { try floating().apply(Softplus()) }
  public func floor() throws(ShapeMismatch) -> Tensor { try floating().apply(Floor()) }
  public func squared() throws(ShapeMismatch) -> Tensor { try self * self }
  public func reciprocal() throws(ShapeMismatch) -> Tensor { try 1 / self }
  /// `max(x, 0)`; its slope at 0 is 0.
  public func relu() throws(ShapeMismatch) -> Tensor { try maximum(0) }
  public func gradientStopped() throws(ShapeMismatch) -> Tensor { try apply(StopGradient()) }
}
