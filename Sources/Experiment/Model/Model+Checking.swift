import Config
import Datasets
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

extension Model {
  /// Composes every graph once and reports everything that is wrong or unused. What reads data whose files
  /// are not there is passed over.
  public func check() -> (graphs: ExperimentGraphs, problems: DiagnosticList) {
    var start = DiagnosticList()
    var usage = NameUsage()
    let rounds = gather(&start) { try roundModels(&usage) } ?? RoundModels(self)
    return rounds.first.check(rounds, usage, start: start)
  }

  /// Checks what is so in all rounds as it is in the first.
  private func check(_ rounds: RoundModels, _ started: NameUsage, start: DiagnosticList) -> (
    graphs: ExperimentGraphs, problems: DiagnosticList
  ) {
    var problems = DiagnosticList()
    var usage = started
    var graphs = ExperimentGraphs(self, rounds)
    var pools = PoolReaders(definition.variables)
    for stage in definition.train?.stages ?? [] {
      // A smaller batch can only be wrong in what the full one is not.
      for batch in trainingBatches {
        let composed = stageGraph(stage, active: stage.updates, batch: batch)
        pools.read(composed.usage.names, in: stage, &problems)
        let graph = gather(&problems) { try usage.adding(composed) }
        guard let graph else { break }
        graphs.add(graph, of: stage, batch: batch)
        for remark in graph.remarks { problems.add(remark) }
      }
    }
    problems.add(start)
    let requests = gather(&problems, { try outputRequests() }) ?? []
    for request in requests.iterated {
      let evaluation = gather(&problems) {
        try usage.adding(composedEvaluation(request, batch: batch(of: request)))
      }
      if let evaluation { graphs.add(evaluation, of: request) }
    }
    // A sample whose lattice lies over nothing says no more.
    var withoutLattice: Set<String> = []
    for request in requests {
      if request.role == "sample", withoutLattice.contains(request.name) { continue }
      let batch = batch(of: request)
      let evaluation = gather(&problems) {
        try usage.adding(composedEvaluation(request, batch: batch))
      }
      guard let evaluation else { continue }
      graphs.add(evaluation, of: request)
      for remark in evaluation.remarks where remark.severity == .warning { problems.add(remark) }
      guard request.role != "metric" else { continue }
      for mistake in checkShapes(request, evaluation, batch: batch) {
        problems.add(mistake)
        if request.role == EvaluationRequest.spreadRole { withoutLattice.insert(request.name) }
      }
    }
    for mistake in gather(&problems, { try markerMistakes(&usage) }) ?? [] {
      problems.add(mistake)
    }
    checkPerExampleMetrics(&usage, &problems)
    checkGradients(&problems)
    checkNextWords(&problems)
    checkTestParts(graphs, &problems)
    checkClasses(graphs, &problems)
    checkReach(graphs, &problems)
    checkPairs(&problems)
    checkLogKeys(&problems)
    checkWatched(graphs, &problems)
    checkNetworks(&problems)
    checkSchedule(&problems)
    checkOptimizers(&problems)
    checkRates(&problems)
    checkPreprocessing(&problems)
    checkLaterRounds(rounds, &problems)
    checkUnused(usage, graphs, &problems)
    checkWiring(&problems)
    let told = problems.withoutRepetitions.withLayersOnce
    return (graphs, toldOnceOfChannels(told))
  }

  /// Checks metrics that are no figure: such a one is a value an example, which something should read.
  private func checkPerExampleMetrics(
    _ usage: inout NameUsage, _ problems: inout DiagnosticList
  ) {
    guard let plan = gather(&problems, { try metricPlan() }) else { return }
    usage.names.formUnion(plan.readValues)
    let used = usage.names.union(plan.readMetrics)
    for (name, expression) in plan.perExample {
      let request = EvaluationRequest(
        role: "metric", name: name,
        items: [EvaluationRequest.Item(name: name, expression: expression, reduction: .none)])
      let evaluation = gather(&problems) {
        try usage.adding(composedEvaluation(request, batch: evaluationBatch))
      }
      guard let evaluation else { continue }
      if !used.contains(name), !evaluation.graph.results.isEmpty, !problems.hasErrors {
        problems.add(
          Diagnostic(
            .metricPerExample,
            "the metric '\(name)' is a value an example, which the log leaves out; "
              + "mean(…) or sum(…) makes a figure of it", at: expression.range))
      }
    }
  }

  /// Checks what nothing reads all the same, then warns of it and of networks that nothing trains.
  ///
  /// Where something is wrong, or data is not there, there are no such warnings: what the part that could not
  /// be composed would have read is not known.
  private func checkUnused(
    _ usage: NameUsage, _ graphs: ExperimentGraphs, _ problems: inout DiagnosticList
  ) {
    let used = usage.names
    for (name, expression) in definition.values where !used.contains(name) && !problems.isFull {
      checkUnused(expression, as: .entry(section: "values", name: name), &problems)
    }
    for (name, expression) in definition.losses where !used.contains(name) && !problems.isFull {
      checkUnused(expression, as: .entry(section: "losses", name: name), &problems)
    }
    guard !problems.hasErrors, isWhole else { return }
    func warn(_ noun: String, _ name: String, _ place: SourceRange?) {
      problems.add(Diagnostic(.unused, "the \(noun) '\(name)' is used nowhere", at: place))
    }
    func place(_ name: String) -> SourceRange? { definition.places[name] ?? nil }
    for name in definition.values.keys where !used.contains(name) {
      warn("value", name, place(name))
    }
    for name in definition.losses.keys where !used.contains(name) {
      warn("loss", name, place(name))
    }
    for name in definition.train?.rounds.keys ?? [] where !used.contains(name) {
      warn("value of the rounds", name, place(name))
    }
    for name in definition.scope.functions.names
    where definition.scope.usage?.hasUsed(function: name) == false {
      warn("function", name, definition.scope.functions.range(of: name))
    }
    for (name, place) in definition.blocks
    where definition.scope.usage?.hasUsed(block: name) == false {
      warn("block", name, place)
    }
    let updated = Set((definition.train?.stages ?? []).flatMap { $0.updates.flatMap(\.targets) })
    for name in definition.variables.keys where !used.contains(name) && !updated.contains(name) {
      warn("variable", name, place(name))
    }
    if let train = definition.train {
      for (name, variable) in definition.variables
      where used.contains(name) && !updated.contains(name) && variable.initial != nil
        && train.start[name] == nil
      {
        problems.add(
          Diagnostic(
            .neverUpdated, "nothing updates the variable '\(name)': it keeps its initial value",
            at: place(name),
            notes: [.init("a draw that is to stay is a value, 'normal([8], count=1, per=run)'")]))
      }
    }
    for name in definition.data.keys where !used.contains(name) {
      warn("data", name, place(name))
    }
    let parameters = (try? graphs.declarations())?.map(\.entry).filter { $0.kind == .parameter }
    for name in definition.networks.keys where !updated.contains(name) {
      if !usage.networks.contains(name) {
        warn("network", name, place(name))
      } else if definition.weights[name] == nil, definition.networks[name]?.average == nil,
        parameters?.contains(where: { $0.name.hasPrefix(name + ".") }) != false
      {
        // What has no weights has nothing to update.
        problems.add(
          Diagnostic(
            .neverUpdated, "nothing updates the network '\(name)': it keeps its initial weights",
            at: place(name)))
      }
    }
    let outputs = definition.outputs
    if problems.diagnostics.isEmpty, definition.train == nil, definition.metrics.isEmpty,
      outputs.samples.isEmpty, outputs.texts.isEmpty, outputs.plots.isEmpty
    {
      problems.add(
        Diagnostic(
          .unused, "nothing is done; 'train', 'metrics' or 'outputs' says what is to be",
          at: definition.fields.range(of: "name")))
    }
  }

  private func checkUnused(
    _ expression: ExpressionTree, as owner: Origin.Owner, _ problems: inout DiagnosticList
  ) {
    addMissing(&problems) {
      let context = self.context(
        StreamNames(seed: definition.seed, role: "check"), batch: trainingBatch)
      let composition = GraphComposition(self, context: context, modes: trainingModes())
      try composition.check(expression, as: owner)
    }
  }

  /// Checks that stages and outputs fit the shapes of the later rounds too.
  private func checkLaterRounds(_ rounds: RoundModels, _ problems: inout DiagnosticList) {
    for (model, values) in rounds.distinct.dropFirst() where !problems.isFull {
      for stage in definition.train?.stages ?? [] {
        addMissing(&problems) {
          _ = try noting(values) {
            try model.stageGraph(stage, active: stage.updates, batch: trainingBatch).get()
          }
        }
      }
      let requests = (try? model.outputRequests()) ?? []
      for request in requests + requests.iterated {
        addMissing(&problems) {
          _ = try noting(values) {
            try model.evaluationGraph(request, batch: model.batch(of: request))
          }
        }
      }
    }
  }

  /// Checks each network of a known input by itself: perhaps nothing calls it, or only with what does not fit.
  private func checkNetworks(_ problems: inout DiagnosticList) {
    for network in networks.values {
      let inputs = network.definition.inputs
      guard inputs.values.allSatisfy({ $0.allSatisfy { $0 >= 0 } }) else { continue }
      let isMiscalled = problems.diagnostics.contains {
        $0.severity == .error && $0.message.hasPrefix("\(network.name) takes [")
      }
      var all = problems
      addMissing(&all) {
        let context = self.context(
          StreamNames(seed: definition.seed, role: "check"), batch: trainingBatch)
        let values = try inputs.map { name, shape in
          try context.builder.input(
            .batch(name), TensorType(Shape.checked([context.batchExtent] + shape))
          ).with(batch: .many)
        }
        _ = try network.call(
          inputs: values, mode: .inference, callPath: "check", context: context)
      }
      for mistake in all.diagnostics.dropFirst(problems.diagnostics.count) {
        let follows = isMiscalled && Self.isOfInput(mistake, of: network.definition)
        if !follows { problems.add(mistake) }
      }
    }
  }

  /// Whether a mistake of a network's layers comes of what its input is declared as: it is of a layer that takes the input, or the
  /// input's channels stand first.
  private static func isOfInput(_ mistake: Diagnostic, of network: NetworkDefinition) -> Bool {
    network.inputs.values.contains { $0.hasChannelsFirst }
      || (mistake.notes.count == 1 && mistake.notes[0].range == network.range)
  }

  /// Adds what `body` throws, where nothing was told of its place before: the same mistake reads otherwise at
  /// another size of the batch.
  private func addMissing(_ problems: inout DiagnosticList, _ body: () throws -> Void) {
    var mistakes = DiagnosticList()
    _ = gather(&mistakes, body)
    for mistake in mistakes.diagnostics {
      let isTold = problems.diagnostics.contains {
        $0.severity == .error && $0.range == mistake.range
      }
      if !isTold { problems.add(mistake) }
    }
  }

  /// Whether everything that the file defines is known.
  private var isWhole: Bool {
    descriptions.count == definition.data.count && unread.names.isEmpty && !unread.mayBeAny
  }

  /// What `body` gives; `nil` where it throws, which is told of.
  func gather<T>(_ problems: inout DiagnosticList, _ body: () throws -> T) -> T? {
    do {
      return try problems.collect(body)
    } catch is UnknownData {
      // Nothing can be said of shapes that are not known; `run` needs the data anyway.
    } catch is UnreadName {
      // What it is wrong with was told.
    } catch {
      problems.add(Diagnostic("\(error)", at: nil))
    }
    return nil
  }
}

extension DiagnosticList {
  /// The same mistake is met by every graph that holds it; it is told once.
  var withoutRepetitions: DiagnosticList {
    DiagnosticList(Array(OrderedSet(diagnostics)))
  }

  /// What is said of a layer that several networks have, by 'like', 'ema' or one file, is told of the first of them.
  fileprivate var withLayersOnce: DiagnosticList {
    var told: [SourceRange: Set<String>] = [:]
    return DiagnosticList(
      diagnostics.filter { diagnostic in
        guard let range = diagnostic.range, case .layer(let mistake)? = diagnostic.matter else {
          return true
        }
        return told[range, default: []].insert(mistake).inserted
      })
  }
}
