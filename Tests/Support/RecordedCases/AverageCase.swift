/// Ten steps of gradient descent on one row, and the running average of what is trained, as PyTorch computes them.
public struct AverageCase: Decodable, Sendable, CustomStringConvertible {
  /// What the network `shadow` is.
  let average: String
  let row: [Double]
  let target: [Double]
  /// `net.dense_1.weight` after each step, and `shadow.dense_1.weight`.
  public let weights: [Recorded]
  public let averages: [Recorded]

  public var description: String { average }

  /// The experiment that takes these steps.
  public var experiment: String {
    """
    etch: 1
    name: average
    networks:
      net: {input: [\(row.count)], layers: [{dense: {units: \(target.count), bias: false, initializer: ones}}]}
      shadow: \(average)
    values: {row: "\(row)"}
    losses: {size: "mean(square(net(row) - \(target)))"}
    train:
      steps: \(weights.count)
      optimizer: {sgd: {learning_rate: 0.1}}
      step: {net: {minimize: size}}
    """
  }
}
