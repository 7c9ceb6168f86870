import Datasets
import Diagnostics
import OrderedCollections

extension Model {
  /// Warns where what looks at the test part of a data set gets examples that training has seen: where there is no
  /// such part, and for metrics where training reads it too.
  func checkTestParts(_ graphs: ExperimentGraphs, _ problems: inout DiagnosticList) {
    guard let trained = gather(&problems, { try graphs.trainingData() }), !trained.isEmpty else {
      return
    }
    var readers: OrderedDictionary<String, OrderedSet<String>> = [:]
    guard let evaluations = gather(&problems, { try evaluations() }) else { return }
    for (split, request) in evaluations where split == .test {
      // What is wrong with it has been told.
      let graph = try? evaluationGraph(request, batch: batch(of: request))
      for field in graph?.fields ?? [] where trained.contains(field.data) {
        readers[field.data, default: []].append(request.reader)
      }
    }
    for (name, readers) in readers {
      guard let description = descriptions[name] else { continue }
      let place = definition.places[name] ?? nil
      if description.testCount == nil {
        problems.add(
          Diagnostic(
            .seenInTraining,
            "'\(name)' has no test part, so \(readers.joined(separator: " and ")) "
              + "\(readers == ["metrics"] || readers.count > 1 ? "look" : "looks") at examples that training has seen",
            at: place,
            notes: [
              Diagnostic.Note(
                "'holdout: 0.2' keeps a test part; 'split: train' there says that this is meant")
            ]))
      } else if description.trainsOnTest, readers.contains("metrics") {
        problems.add(
          Diagnostic(
            .seenInTraining,
            "training reads the test part of '\(name)' too, so metrics look at examples that it has seen",
            at: place,
            notes: [Diagnostic.Note("without 'split', training reads the training part only")]))
      }
    }
  }
}
