import Graph

/// What an expression comes to.
public indirect enum Term: Hashable {
  /// A number known on the host.
  case number(Double)
  case value(Tensor)
  /// A call of a network, whose outputs may be read by name.
  case output(NetworkOutput)
  case list([Term])
  case text(String)
}
