import Config
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

/// An experiment as it is in each of its rounds, at whose beginning variables may be resized.
struct RoundModels {
  /// Before the first round: variables are as they were initialized.
  let beginning: Model
  /// One a round, where the last stands for all that follow; the same model until something is resized.
  private let models: [Model]
  /// The values of each round.
  private let values: [[String: Double]]

  /// One in which nothing is resized.
  init(_ model: Model) { (beginning, models, values) = (model, [model], [[:]]) }

  init(beginning: Model, _ rounds: [(model: Model, values: [String: Double])]) {
    self.beginning = beginning
    models = rounds.isEmpty ? [beginning] : rounds.map(\.model)
    values = rounds.isEmpty ? [[:]] : rounds.map(\.values)
  }

  var first: Model { models[0] }

  /// The model of a round, from 0; behind the last round it is that of the last.
  subscript(round: Int) -> Model { models[min(max(round, 0), models.count - 1)] }

  /// Those of different shapes, in the order of their rounds.
  var distinct: [(model: Model, values: [String: Double])] {
    models.indices.filter { $0 == 0 || models[$0] !== models[$0 - 1] }
      .map { (models[$0], values[$0]) }
  }

  /// What the state is before a round begins.
  func before(_ round: Int) -> Model { round <= 0 ? beginning : self[round - 1] }
}

extension Model {
  /// The experiment in each of its rounds, of which this is the one before the first.
  ///
  /// - Throws: what is wrong with the values that variables start as, and in which round.
  func roundModels(_ usage: inout NameUsage) throws -> RoundModels {
    guard let schedule = definition.train, !schedule.start.isEmpty else { return RoundModels(self) }
    var rounds: [(model: Model, values: [String: Double])] = []
    var model = self
    for values in try schedule.combinations() {
      guard let composed = model.start(values) else { break }
      let reads = !composed.usage.names.isDisjoint(with: schedule.rounds.keys)
      let start = try noting(reads ? values : [:]) { try usage.adding(composed) }
      let resized = start.variables.filter { name, variable in
        (try? model.variables[name]?.get())?.entry != variable.entry
      }
      if !resized.isEmpty { model = model.resized(resized) }
      rounds.append((model, values))
      // Where it does not read the round's values, it comes to the same in all that follow.
      if resized.isEmpty, !reads { break }
    }
    return RoundModels(beginning: self, rounds)
  }

  /// Says in which round something is wrong.
  func noting<Result>(_ round: [String: Double], _ body: () throws -> Result) throws
    -> Result
  {
    let values = round.sorted { $0.key < $1.key }.map {
      "\($0.key) is \(CanonicalNumber.text($0.value))"
    }
    let note = Diagnostic.Note("in the round where " + values.joined(separator: " and "))
    do {
      return try body()
    } catch let mistake as Diagnostic where !round.isEmpty {
      throw mistake.replacing(notes: mistake.notes + [note])
    } catch let mistakes as DiagnosticList where !round.isEmpty {
      throw DiagnosticList(mistakes.diagnostics.map { $0.replacing(notes: $0.notes + [note]) })
    }
  }
}

extension ExperimentGraphs {
  /// The experiment in a round, from 0: the same where no round resizes anything.
  package func inRound(_ round: Int) -> ExperimentGraphs { graphs(of: rounds[round]) }

  /// The experiment as the model of one of its rounds has it. What cannot be composed of it throws for whoever asks for that.
  private func graphs(of other: Model) -> ExperimentGraphs {
    guard other !== model else { return self }
    var graphs = ExperimentGraphs(other, rounds)
    for stage in other.definition.train?.stages ?? [] {
      for batch in other.trainingBatches {
        let graph = try? other.stageGraph(stage, active: stage.updates, batch: batch).get()
        if let graph { graphs.add(graph, of: stage, batch: batch) }
      }
    }
    for (request, evaluation) in (try? graphs.evaluations) ?? [] {
      graphs.add(evaluation, of: request)
    }
    return graphs
  }

  /// Whether a round has other shapes than this one.
  package func isOther(inRound round: Int) -> Bool { rounds[round] !== model }

  /// Whether there are rounds of several shapes.
  package var resizes: Bool { rounds.distinct.count > 1 }

  /// The round whose state is the largest, which is what memory is needed for.
  package func largest() throws -> ExperimentGraphs {
    var largest = (graphs: self, bytes: -1)
    for (model, _) in rounds.distinct {
      let graphs = graphs(of: model)
      let bytes = try graphs.stateEntries().reduce(0) { $0.addingClamped($1.type.byteCount) }
      if bytes > largest.bytes { largest = (graphs, bytes) }
    }
    return largest.graphs
  }

  /// What variables take as a round with these values begins; `nil` where no round sets anything.
  ///
  /// - Throws: what is wrong with them.
  package func start(_ round: Int, _ values: [String: Double]) throws -> RoundStart? {
    try rounds.before(round).start(values)?.get()
  }

  /// The table of the state before the first round.
  package func beginningEntries() throws -> [StateEntry] {
    try stateEntries().map { entry in
      guard entry.kind == .variable,
        let variable = try rounds.beginning.variables[entry.name]?.get()
      else { return entry }
      return variable.entry
    }
  }

  /// What `start` sets or reads, whether a stage does or not.
  func startDeclarations() throws -> [Declaration] {
    guard let schedule = model.definition.train, !schedule.start.isEmpty,
      let values = try schedule.combinations().first,
      let composed = rounds.beginning.start(values)
    else { return [] }
    let names = composed.usage.names.union(schedule.start.keys)
    return try composed.get().declarations
      + model.variables.filter { names.contains($0.key) }.compactMap { _, variable in
        try variable.get().map { Model.declaration(ofVariable: $0.entry) }
      }
  }
}
