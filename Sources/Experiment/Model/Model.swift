import Config
import Datasets
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

/// An experiment with the shapes of its data: makes the graphs of every role.
public final class Model {
  public let definition: ExperimentDefinition
  /// What each data set delivers; missing where its files are not there.
  public let descriptions: [String: DataDescription]
  /// What the definition lacks.
  let unread: UnreadNames
  let networks: OrderedDictionary<String, Network>
  /// Each variable as a graph reads it.
  private(set) lazy var variables = definition.variables.mapValues { composedVariable($0) }
  private(set) lazy var epochs = findEpochs()

  /// - Parameter unread: what the file defines besides, but could not be read.
  public init(
    _ definition: ExperimentDefinition, descriptions: [String: DataDescription],
    unread: UnreadNames = UnreadNames()
  ) {
    self.unread = unread
    self.definition = definition
    self.descriptions = descriptions
    networks = definition.networks.mapValues { Network($0) }
  }

  /// The same experiment once variables have other shapes.
  func resized(_ shapes: [String: Variable]) -> Model {
    let model = Model(definition, descriptions: descriptions, unread: unread)
    model.variables = variables
    for (name, variable) in shapes {
      model.variables[name]?.content = .success(variable)
    }
    return model
  }

  /// A variable as a graph reads it: an entry of the shape of its initial value, or of what a round made of it.
  struct Variable {
    let entry: StateEntry
    let batch: BatchAxis
  }

  /// A field of the batch as a graph reads it.
  package struct FieldInput: Hashable {
    package let data: String
    package let field: String
    package let isMain: Bool

    /// The main field goes by the name of the data alone.
    package var source: Input.Source { .batch(isMain ? data : "\(data).\(field)") }
  }

  package static func figureInput(_ name: String) -> String { "figure/\(name)" }
  /// What the host calls an end of a lattice over a value.
  package static func latticeInput(_ name: String) -> String { "lattice/\(name)" }
  package static func roundInput(_ name: String) -> String { "round/\(name)" }
  /// What the host calls a variable as it was before a round.
  package static func earlierInput(_ name: String) -> String { "earlier/\(name)" }
  /// What the host calls an iterated value of a sample, or `i`.
  package static func iteratedInput(_ name: String) -> String { "iterated/\(name)" }
  /// What the host calls what a text is written by: `place`, `temperature`.
  package static func textInput(_ name: String) -> String { "text/\(name)" }
  package static func lossOutput(_ name: String) -> String { "loss/\(name)" }

  /// What the numbers of an input lie in, by the data's format and transforms or a variable's bounds.
  func range(of source: Input.Source) -> ValueRange? {
    switch source {
    case .batch(let name):
      let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
      guard let description = descriptions[parts[0]] else { return nil }
      let field = parts.count == 2 ? parts[1] : description.main.name
      return description.range(of: field).map { ValueRange($0.lowerBound, $0.upperBound) }
    case .state(let name):
      guard case (.number(let low), .number(let high))? = definition.variables[name]?.clip else {
        return nil
      }
      return ValueRange(low, high)
    case .runtime, .hoisted: return nil
    }
  }

  /// The names of the classes that an expression has as numbers: `surface.label`, a field of the data as it stands; none
  /// where it is anything else, or they have none.
  package func classes(of expression: ExpressionTree?) -> [String] {
    guard case .member(let base, let field)? = expression?.kind, case .name(let data) = base.kind
    else { return [] }
    return descriptions[data]?.field(field)?.classes ?? []
  }

  /// A graph to build, whose data is this experiment's.
  func context(
    builder: GraphBuilder = GraphBuilder(), _ streams: StreamNames, batch: Int
  ) -> BuildContext {
    BuildContext(
      builder: builder, streams: streams, batchExtent: batch,
      ranges: { [unowned self] in range(of: $0) },
      transformsKey: { [definition] in definition.data[$0]?.transformsKey })
  }

  /// What a misspelt name may have been meant to be.
  private(set) lazy var bindingNames: [String] =
    Array(definition.values.keys) + Array(definition.losses.keys) + Array(definition.data.keys)
    + Array(definition.variables.keys) + Array(definition.scope.params.keys)
    + definition.metrics.map(\.name) + unread.names

  /// The networks that some update changes.
  var trainedNetworks: Set<String> {
    Set((definition.train?.stages ?? []).flatMap { $0.updates.flatMap(\.targets) })
      .intersection(networks.keys)
  }

  /// How many examples metrics, plots and samples take at once.
  package var evaluationBatch: Int { definition.train?.batchSize ?? 32 }

  func trainingModes() -> (String) -> Mode {
    let trained = trainedNetworks
    return { trained.contains($0) ? .training : .inference }
  }
}
