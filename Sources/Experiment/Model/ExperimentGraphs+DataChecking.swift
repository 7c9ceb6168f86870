import Config
import Datasets
import Diagnostics
import Layers
import OrderedCollections

extension ExperimentGraphs {
  /// Compares the numbers of the data with what the functions that read them ask: classes that are none are
  /// errors, numbers that give a loss no meaning are warnings.
  public func check(_ data: LoadedDataSets) throws -> DiagnosticList {
    var problems = DiagnosticList()
    var looked: [Split: Set<Model.FieldInput>] = [:]
    for (split, graph) in try graphsBySplit() {
      for field in graph.fields where looked[split, default: []].insert(field).inserted {
        guard let (warning, oddity) = try oddity(of: field, split, data) else { continue }
        problems.add(
          Diagnostic(
            warning, "'\(field.name)' \(oddity)", at: model.definition.places[field.data] ?? nil))
      }
      for demand in graph.demands where split == .train || demand.rule.isOfClasses {
        guard let field = graph.fields.first(where: { $0.source == demand.source }),
          model.holds(demand, for: field),
          let (examples, index) = data.examples(of: field, split),
          let wrong = try examples.first(ofField: index, where: { !demand.isMet(by: $0) })
        else { continue }
        var notes = [
          Diagnostic.Note(
            "example \(wrong.example + 1) of the \(split.phrase) is the first that has it")
        ]
        if case .classes(let count, _) = demand.rule, wrong.number == Double(count),
          !demand.isComputed
        {
          notes.append(field.countedFromOne)
        }
        notes += demand.advice(demand.read(wrong.number), for: field)
        notes += demand.shifted(wrong.number, of: field)
        problems.add(demand.mistake(wrong.number, "of '\(field.name)' ", notes: notes))
      }
    }
    problems.add(try checkCounts(data))
    for grid in model.definition.outputs.samples {
      problems.add(try known { try checkRange(of: grid, data) } ?? DiagnosticList())
    }
    return problems.withoutRepetitions
  }

  /// Warns of data that a grid shows, and that goes well beyond what it shows as black and white.
  private func checkRange(of grid: GridDefinition, _ data: LoadedDataSets) throws
    -> DiagnosticList
  {
    var problems = DiagnosticList()
    guard grid.undo == nil else { return problems }
    let evaluation = try model.evaluationGraph(grid.request, batch: grid.shownCount)
    let (low, high) = (
      min(grid.shown.black, grid.shown.white), max(grid.shown.black, grid.shown.white)
    )
    let slack = 0.05 * (high - low)
    for (row, result) in zip(grid.rows, evaluation.graph.results) {
      guard let source = evaluation.graph.field(behind: result.value),
        // What the format says was told when the file was checked.
        model.range(of: source) == nil,
        let field = evaluation.fields.first(where: { $0.source == source }),
        let (examples, index) = data.examples(of: field, grid.split),
        let beyond = try examples.first(
          ofField: index, where: { $0 < low - slack || $0 > high + slack })
      else { continue }
      problems.add(
        Diagnostic(
          .shownInPart,
          "'\(field.name)' has numbers like \(CanonicalNumber.text(beyond.number)), and the sample '\(grid.name)' shows "
            + "\(CanonicalNumber.text(grid.shown.black)) as black and \(CanonicalNumber.text(grid.shown.white)) as white",
          at: row.range, notes: [Diagnostic.Note("'range: [black, white]' says otherwise")]))
    }
    return problems
  }

  /// What no use of a field can want.
  private func oddity(
    of field: Model.FieldInput, _ split: Split, _ data: LoadedDataSets
  ) throws -> (Warning, String)? {
    guard let (examples, index) = data.examples(of: field, split) else { return nil }
    if try examples.first(ofField: index, where: { !$0.isFinite }) != nil {
      return (.notFinite, "holds numbers that are not finite (nan or inf)")
    }
    guard field.isMain, examples.count > 1,
      let first = try examples.first(ofField: index, where: { _ in true })?.number,
      try examples.first(ofField: index, where: { $0 != first }) == nil
    else { return nil }
    return (
      .constantData,
      "is \(CanonicalNumber.text(first)) everywhere in the \(split.phrase); are its transforms meant so?"
    )
  }

  /// What training, metrics, samples and plots read, and what they ask of it.
  private func graphsBySplit() throws -> [(
    split: Split, graph: (fields: [Model.FieldInput], demands: [DataDemand])
  )] {
    var graphs: [(split: Split, graph: (fields: [Model.FieldInput], demands: [DataDemand]))] = []
    for stage in try known({ try fullStages }) ?? [] {
      graphs.append((.train, (Array(stage.fields), stage.demands)))
    }
    for (split, request) in try model.evaluations() {
      let graph = try known {
        try model.evaluationGraph(request, batch: model.batch(of: request))
      }
      if let graph { graphs.append((split, (graph.fields, graph.demands))) }
    }
    return graphs
  }

  /// What `body` gives; `nil` where that takes data which is not there, and so was not read.
  private func known<T>(_ body: () throws -> T) throws -> T? {
    do {
      return try body()
    } catch is UnknownData {
      return nil
    }
  }
}

extension Model {
  /// What metrics, samples and plots evaluate, each with the part of the data that it looks at.
  func evaluations() throws -> [(split: Split, request: EvaluationRequest)] {
    let plan = try metricPlan()
    let samples = definition.outputs.samples
    var shown: [(split: Split, request: EvaluationRequest)] = []
    for split in Split.allCases {
      shown += plan.requests(of: split).map { (split: split, request: $0) }
    }
    shown += samples.map { (split: $0.split, request: $0.request) }
    for (split, request) in shown {
      shown += [request].iterated.map { (split: split, request: $0) }
    }
    return shown
      + samples.compactMap { sample in sample.spreadRequest.map { (sample.split, $0) } }
      + definition.outputs.plots.map { ($0.split, $0.request) }
  }
}

extension Model.FieldInput {
  /// As expressions name it: `digit`, `digit.label`.
  var name: String { isMain ? data : "\(data).\(field)" }

  /// What to say where the greatest class is one too many.
  var countedFromOne: Diagnostic.Note {
    .init("classes count from 0; where the data counts from 1, write '\(name) - 1'")
  }

  /// What to say where something is taken from what counts from 0.
  var countedFromZero: Diagnostic.Note {
    .init("classes count from 0, and so does '\(name)' as it stands")
  }
}

extension Split {
  /// "training part", "test part".
  package var phrase: String { self == .train ? "training part" : "test part" }
}

extension LoadedDataSets {
  /// The examples that hold a field, and its place there.
  func examples(of field: Model.FieldInput, _ split: Split) -> (examples: Examples, index: Int)? {
    guard let examples = examples(field.data, split),
      let index = examples.fields.firstIndex(where: { $0.name == field.field })
    else { return nil }
    return (examples, index)
  }
}
