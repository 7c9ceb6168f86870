import Diagnostics
import Experiment
import Graph

/// A network of a plan: its layers, with what each makes, holds and computes going forward.
struct PlannedNetwork {
  private struct Layer {
    let name: String
    let shape: [Int]
    let parameters: Int
    let operations: Double
  }

  private let name: String
  private let parameters: Int
  private let layers: [Layer]

  /// `nil` where no program calls it.
  init?(_ name: String, entries: [StateEntry], graphs: [NamedGraph]) {
    guard let graph = graphs.first(where: { $0.graph.calls(name) })?.graph else { return nil }
    self.name = name
    let own = entries.filter { $0.name.hasPrefix(name + ".") && $0.kind == .parameter }
    parameters = own.reduce(0) { $0 + $1.type.shape.count }
    layers = graph.layers(of: name).map { layer in
      Layer(
        name: String(layer.path.dropFirst(name.count + 1)),
        shape: Array(layer.shape.extents.dropFirst()),
        parameters: own.filter { $0.name.hasPrefix(layer.path + ".") }
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
      row[column] + String(repeating: " ", count: widths[column] - row[column].count)
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
    return JSON.object([
      JSON.Member("name", .string(name)), JSON.Member("parameters", .integer(parameters)),
      JSON.Member("layers", .array(layers)),
    ])
  }
}
