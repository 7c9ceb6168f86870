import Diagnostics
import Graph
import Layers
import Tensors

/// One layer, or some, on one input, as PyTorch computes it.
public struct LayerCase: Decodable, Sendable, CustomStringConvertible {
  public let name: String
  /// The list of layers, without its brackets.
  public let layer: String
  let mode: String
  let x: Recorded
  let y: Recorded
  let probe: Recorded
  let dx: Recorded
  let parameters: [String: Recorded]
  let gradients: [String: Recorded]
  let statistics: [String: Recorded]
  let after: [String: Recorded]

  public var description: String { name }

  /// The output, the gradients of Σ output · probe, and the next statistics.
  ///
  /// - Throws: where the layer has other tensors than are recorded.
  public func graph() throws -> RecordedGraph {
    let example = x.shape.dropFirst().map(String.init).joined(separator: ", ")
    let networks = try networks("networks: {net: {input: [\(example)], layers: [\(layer)]}}")
    guard let network = networks["net"], let mode = Mode(rawValue: mode) else {
      throw Diagnostic("no network or mode", at: nil)
    }
    let composition = GraphUnderTest(batch: x.shape[0])
    let context = composition.context
    let input = composition.field("x", x.array)
    let output = try network.call(
      inputs: [input], mode: mode, callPath: "test", context: context
    ).main

    var entries: [String: StateEntry] = [:]
    for entry in context.declarations.map(\.entry) {
      // net.dense_1.weight, net.transformer_encoder_1.attention.query.weight
      let name = entry.name.split(separator: ".").dropFirst(2).joined(separator: ".")
      guard let values = parameters[name] ?? statistics[name],
        entry.type.shape.extents == values.shape
      else { throw Diagnostic("\(entry.name), \(entry.type), is not recorded so", at: nil) }
      entries[name] = entry
      composition.set(entry, values.array)
    }
    guard Set(entries.keys) == Set(parameters.keys).union(statistics.keys),
      Set(gradients.keys) == Set(parameters.keys)
    else { throw Diagnostic("the layer has only \(entries.keys.sorted())", at: nil) }

    let loss = try (output * composition.field("probe", probe.array)).sum()
    let trained = entries.filter { parameters[$0.key] != nil }.sorted { $0.key < $1.key }
    let adjoints = try loss.gradient(
      withRespectTo: [input] + trained.map { context.tensor(context.stateValue($0.value)) })
    var results: [(RecordedGraph.Expectation, Tensor)] = [
      (.init("y", y), output), (.init("dx", dx), adjoints[0]),
    ]
    for ((name, entry), adjoint) in zip(trained, adjoints.dropFirst()) {
      guard let gradient = gradients[name] else { continue }
      results.append((.init("gradient of \(name)", gradient.permuted(entry.layout)), adjoint))
    }
    for (name, value) in after.sorted(by: { $0.key < $1.key }) {
      guard let entry = entries[name], let next = context.stateUpdates[entry.name] else {
        throw Diagnostic("'\(name)' is not updated", at: nil)
      }
      results.append((.init("next \(name)", value.permuted(entry.layout)), context.tensor(next)))
    }
    return RecordedGraph(name, composition, results)
  }
}
