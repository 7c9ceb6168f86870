import Graph

/// What makes two calls of a graph equal.
struct NetworkCall: Hashable {
  let network: String
  let inputs: [Tensor]
  let mode: Mode
}

/// What a call gives.
public struct NetworkOutput: Hashable {
  public let network: String
  /// What went in.
  public let inputs: [Tensor]
  /// The last layer's output.
  public let main: Tensor
  /// The output of each layer, by its name in the network.
  public let taps: [String: Tensor]
  /// The outputs that no layer reads, besides the main one: where there are any, the call used bare is
  /// ambiguous.
  public let unreadHeads: [String]
}
