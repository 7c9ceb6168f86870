import Artifacts
import Config
import Diagnostics

extension WeightsFit {
  /// What is told of weights of a run whose network was another function of them, as its layers were computed then.
  ///
  /// - Parameter network: the network that takes them, in canonical form.
  static func otherNumbers(
    of network: ConfigNode, named name: String, weights: WeightsDefinition,
    header: SafetensorsHeader
  ) -> Diagnostic? {
    guard let then = header.numerics else { return nil }
    let known = NumericsChange.all.filter { $0.version > then && $0.altersFunction(network) }
    guard !known.isEmpty, let text = header.metadata("experiment"),
      let trained = ConfigNode(written: text)
    else { return nil }
    let changes = known.filter { $0.altersFunctions(of: trained) }
    guard !changes.isEmpty else { return nil }
    return Diagnostic(
      .otherNumbers,
      "'\(name)' gives other numbers than the network whose weights it takes, which was trained under an earlier version of the numbers",
      at: weights.range, notes: changes.map { .init($0.sentence) })
  }
}
