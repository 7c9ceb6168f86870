import Config
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

/// What variables take as a round begins.
package struct RoundStart {
  package let graph: Graph
  package let fields: [Model.FieldInput]
  /// What it reads of networks.
  let declarations: [Declaration]
  /// What it sets, each as it is from then on.
  let variables: [String: Model.Variable]
}

extension Model {
  /// What variables take as a round with these values begins, after what they are in this model; `nil` where no round
  /// sets anything. The values are numbers here, so that a size may follow them.
  ///
  /// - Returns: what they take; or what is no variable, or a value with other axes than it.
  func start(_ round: [String: Double]) -> Composed<RoundStart>? {
    guard let start = definition.train?.start, !start.isEmpty else { return nil }
    let context = self.context(StreamNames(seed: definition.seed, role: "start"), batch: 1)
    let composition = GraphComposition(
      self, context: context, modes: { _ in .inference }, starting: round)
    return composition.composed {
      var variables: [String: Variable] = [:]
      for (name, expression) in start {
        guard definition.variables[name]?.initial != nil else {
          throw Diagnostic(
            "'start' sets variables, and there is no variable '\(name)'"
              + Suggestion.phrase(for: name, among: definition.variables.keys),
            at: expression.range)
        }
        let value = try composition.tensor(
          expression, as: .entry(section: "start", name: name))
        guard let entry = try composition.variableEntry(name) else { continue }
        guard value.type.element == .float32, value.shape.rank == entry.type.shape.rank else {
          throw Diagnostic(
            "'\(name)' is \(entry.type), and this is \(value.type); "
              + "a round may change the size of a variable, and nothing else",
            at: expression.range)
        }
        let next = Variable(name, like: value)
        variables[name] = next
        context.builder.result(.state(name), try composition.clipped(value.value, next.entry))
      }
      return RoundStart(
        graph: context.builder.graph, fields: Array(composition.fields),
        declarations: context.declarations, variables: variables)
    }
  }
}
