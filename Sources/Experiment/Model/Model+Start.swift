import Config
import Diagnostics
import Graph
import Layers
import OrderedCollections

extension Model {
  /// What variables take as a round begins.
  ///
  /// - Throws: what is no variable, or has another shape than it.
  package func startGraph() throws -> (graph: Graph, fields: [FieldInput])? {
    try composedStart()?.get()
  }

  func checkStart(_ usage: inout NameUsage) throws {
    if let start = composedStart() { _ = try usage.adding(start) }
  }

  /// `nil` where no round sets anything.
  private func composedStart() -> Composed<(graph: Graph, fields: [FieldInput])>? {
    guard let start = definition.train?.start, !start.isEmpty else { return nil }
    let context = self.context(StreamNames(seed: definition.seed, role: "start"), batch: 1)
    let composition = GraphComposition(self, context: context, modes: { _ in .inference })
    return composition.composed {
      for (name, expression) in start {
        guard let entry = try composition.variableEntry(name) else {
          throw Diagnostic(
            "'start' sets variables, and there is no variable '\(name)'"
              + Suggestion.phrase(for: name, among: definition.variables.keys),
            at: expression.range)
        }
        let value = try composition.value(expression, as: .entry(section: "start", name: name))
        let type = context.builder.type(of: value)
        guard type == entry.memoryType else {
          throw Diagnostic(
            "'\(name)' is \(entry.memoryType.shape), and this has the shape \(type.shape); "
              + "resizing a variable is not available yet",
            at: expression.range)
        }
        context.builder.result(.state(name), try composition.clipped(value, entry))
      }
      return (context.builder.graph, Array(composition.fields))
    }
  }
}
