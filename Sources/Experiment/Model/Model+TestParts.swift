import Datasets
import Diagnostics
import OrderedCollections

extension Model {
  /// Warns where what looks at the test part of a data set gets examples that training has seen: where there is no
  /// such part, for metrics where training reads it too, be it as examples of another set, and of a `train_where` that chooses
  /// nothing there.
  func checkTestParts(_ graphs: ExperimentGraphs, _ problems: inout DiagnosticList) {
    guard let trained = gather(&problems, { try graphs.trainingData() }),
      let evaluations = gather(&problems, { try evaluations() })
    else { return }
    let tests = readers(of: .test, in: evaluations)
    checkFilters(trained, tests: tests, evaluations, &problems)
    checkFittedRanges(trained, tests: tests, evaluations, &problems)
    checkClassNumbers(graphs, evaluations, &problems)
    checkColumnOrders(graphs, evaluations, &problems)
    for (name, readers) in tests {
      guard let description = descriptions[name] else { continue }
      let place = definition.places[name] ?? nil
      if trained.contains(name), description.testCount == nil {
        problems.add(
          Diagnostic(
            .seenInTraining,
            "'\(name)' has no test part, so \(readers.joined(separator: " and ")) "
              + "\(readers == ["metrics"] || readers.count > 1 ? "look" : "looks") at examples that training has seen",
            at: place,
            notes: [
              Diagnostic.Note(
                description.trainCount == 1
                  ? "of one example none can be kept; 'split: train' there says that this is meant"
                  : "'holdout: 0.2' keeps a test part; 'split: train' there says that this is meant"
              )
            ]))
      } else if trained.contains(name), description.trainsOnTest, readers.contains("metrics") {
        problems.add(
          Diagnostic(
            .seenInTraining,
            "training reads the test part of '\(name)' too, so metrics look at examples that it has seen",
            at: place,
            notes: [Diagnostic.Note("without 'split', training reads the training part only")]))
      } else if readers.contains("metrics"),
        let other = trained.sorted().first(where: { sees($0, testPartOf: name) })
      {
        problems.add(
          Diagnostic(
            .seenInTraining,
            "metrics look at examples of '\(name)' that training has seen as those of '\(other)', which reads the same files",
            at: place, notes: [adviceOnSharing(name, other)]))
      }
    }
  }

  /// What reads each set in a split, in the order of the outputs.
  func readers(
    of split: Split, in evaluations: [(split: Split, request: EvaluationRequest)]
  ) -> OrderedDictionary<String, OrderedSet<String>> {
    var readers: OrderedDictionary<String, OrderedSet<String>> = [:]
    for (_, request) in evaluations.filter({ $0.split == split }) {
      // What is wrong with it has been told.
      let graph = try? evaluationGraph(request, batch: batch(of: request))
      for field in graph?.fields ?? [] { readers[field.data, default: []].append(request.reader) }
    }
    return readers
  }

  /// Whether training reads, as examples of another set, some that metrics of a set's test part look at.
  private func sees(_ trained: String, testPartOf name: String) -> Bool {
    guard trained != name, let set = definition.data[name], let other = definition.data[trained],
      let description = descriptions[name], let otherDescription = descriptions[trained],
      !description.isConstant, other.readsFiles(of: set)
    else { return false }
    // Without a test part the training part is looked at, which filters may have chosen so that they share nothing.
    guard description.testCount != nil else {
      return !description.isFiltered && !otherDescription.isFiltered
    }
    return set.drawsTestPart || otherDescription.trainsOnTest
  }

  private func adviceOnSharing(_ name: String, _ other: String) -> Diagnostic.Note {
    guard definition.data[name]?.drawsTestPart == true else {
      return Diagnostic.Note(
        descriptions[name]?.testCount == nil
          ? "'holdout: 0.2' of '\(other)' keeps a test part, at which metrics of '\(other)' look; 'split: train' there says that this is meant"
          : "without 'split', '\(other)' trains on the training part only")
    }
    return Diagnostic.Note(
      "which examples 'holdout' keeps goes by the name of the set; metrics of '\(other)' look at those that its training leaves out"
    )
  }

  /// Warns of a `train_where` of a set that nothing trains on, where all that reads the set looks at its test part.
  private func checkFilters(
    _ trained: Set<String>, tests: OrderedDictionary<String, OrderedSet<String>>,
    _ evaluations: [(split: Split, request: EvaluationRequest)], _ problems: inout DiagnosticList
  ) {
    let idle = definition.data.keys.filter { name in
      !trained.contains(name) && tests[name] != nil && descriptions[name]?.testCount != nil
        && definition.data[name]?.ownFilter != nil
    }
    guard !idle.isEmpty else { return }
    let read = readers(of: .train, in: evaluations)
    for name in idle where read[name] == nil {
      problems.add(
        Diagnostic(
          .unused,
          "'train_where' of '\(name)' chooses nothing: nothing trains on it, and its test part, which is looked at, has all examples",
          at: definition.data[name]?.ownFilter,
          notes: [Diagnostic.Note("'split: train' there reads those that it chooses")]))
    }
  }
}
