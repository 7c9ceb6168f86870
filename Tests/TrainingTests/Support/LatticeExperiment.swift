/// The text of an experiment that shows what a network makes of the places of a lattice, as the sample `map`.
enum LatticeExperiment {
  /// - Parameters:
  ///   - sample: the fields of the sample.
  ///   - code: the value that a lattice may lie over.
  ///   - lines: what stands at the top besides the name.
  ///   - networks: lines of `networks` besides those that are trained.
  static func text(
    sample: String, code: String = "net(digit)", lines: [String] = [], networks: [String] = []
  ) -> String {
    """
    etch: 1
    name: lattices
    \(lines.map { "\($0)\n" }.joined())\
    data: {digit: {source: builtin/digits, count: 40, scale: [0, 1], holdout: 0.5}}
    networks:
      net: {input: [28, 28, 1], layers: [flatten, {dense: 2}]}
      back: {input: [2], layers: [{dense: 784}, {reshape: [28, 28, 1]}]}
    \(networks.map { "  \($0)\n" }.joined())\
    values:
      code: \(code)
    losses:
      error: mse(back(net(digit)), digit)
    train:
      epochs: 1
      batch_size: 8
      optimizer: {sgd: {learning_rate: 0.1}}
      step: {nets: {update: [net, back], minimize: error}}
    outputs:
      samples:
        map: {\(sample)}
    """
  }
}
