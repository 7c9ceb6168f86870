import Diagnostics
import Experiment
import Graph
import Layers

/// A network of a plan: its layers, with what each makes, holds and computes going forward.
struct PlannedNetwork {
  private struct Layer {
    let name: String
    let shape: [Int]
    let parameters: Int
    let operations: Double
  }

  private let name: String
  private let average: NetworkAverage?
  private let parameters: Int
  private let layers: [Layer]

  /// `nil` where no program calls it.
  ///
  /// - Parameter average: what it is an average of: it has as many parameters as that one, and its layers.
  init?(
    _ name: String, average: NetworkAverage?, entries: [StateEntry], graphs: [NamedGraph]
  ) {
    // An average that no program of the plan calls is as its network.
    let known = [name, average?.network].compactMap(\.self).compactMap { name in
      graphs.first { $0.graph.calls(name) }.map { (name: name, graph: $0.graph) }
    }
    guard let called = known.first else { return nil }
    self.name = name
    self.average = average
    let statistics = Set(
      entries.compactMap { entry -> String? in
        guard let average, entry.kind == .statistic, entry.name.hasPrefix(average.network + ".")
        else { return nil }
        return "\(name)\(entry.name.dropFirst(average.network.count))"
      })
    let kind: StateEntry.Kind = average == nil ? .parameter : .average
    let own = entries.filter {
      $0.kind == kind && $0.name.hasPrefix(name + ".") && !statistics.contains($0.name)
    }
    parameters = own.reduce(0) { $0 + $1.type.shape.count }
    layers = called.graph.layers(of: called.name).map { layer in
      let path = layer.path.dropFirst(called.name.count)
      return Layer(
        name: String(path.dropFirst()),
        shape: Array(layer.shape.extents.dropFirst()),
        parameters: own.filter { $0.name.hasPrefix("\(name)\(path).") }
          .reduce(0) { $0 + $1.type.shape.count },
        operations: layer.arithmetic)
    }
  }

  var lines: [String] {
    let rows = layers.map { layer in
      [
        layer.name, "[\(layer.shape.map(String.init).joined(separator: ", "))]",
        layer.parameters == 0 ? "" : "\(layer.parameters) parameters",
        ExperimentPlan.operations(layer.operations),
      ]
    }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    func padded(_ row: [String], _ column: Int) -> String {
      row[column].padded(to: widths[column])
    }
    return ["\(name): \(parameters) parameters"]
      + rows.map { "  \(padded($0, 0))  \(padded($0, 1))  \(padded($0, 2))  \($0[3])" } + [""]
  }

  var json: JSON {
    let layers = layers.map { layer in
      JSON.object([
        JSON.Member("name", .string(layer.name)),
        JSON.Member("shape", ExperimentPlan.shape(layer.shape)),
        JSON.Member("parameters", .integer(layer.parameters)),
        JSON.Member("operations", .number(layer.operations)),
      ])
    }
    var members = [
      JSON.Member("name", .string(name)), JSON.Member("parameters", .integer(parameters)),
    ]
    if let average {
      members += [
        JSON.Member("average_of", .string(average.network)),
        JSON.Member("decay", .number(average.decay)),
      ]
    }
    return JSON.object(members + [JSON.Member("layers", .array(layers))])
  }
}
