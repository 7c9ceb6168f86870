import Datasets
import Diagnostics
import Layers
import OrderedCollections

extension Model {
  /// Compares the classes that data is known to have with those of the functions that read them, before any example is read: a
  /// network of 8 scores for 10 classes.
  func checkClasses(_ graphs: ExperimentGraphs, _ problems: inout DiagnosticList) {
    let isKnown = descriptions.values.contains { $0.classCounts.contains { $0 != nil } }
    guard isKnown else { return }
    // What is wrong with a graph was told where it was composed.
    for stage in definition.train?.stages ?? [] {
      let graph = try? graphs.stage(stage, active: stage.updates, batch: trainingBatch)
      guard let graph else { continue }
      addMissingClasses(graph.demands, Array(graph.fields), .train, &problems)
    }
    for (split, request) in (try? evaluations()) ?? [] {
      let graph = try? evaluationGraph(request, batch: batch(of: request))
      guard let graph else { continue }
      addMissingClasses(graph.demands, graph.fields, split, &problems)
    }
  }

  /// Adds an error for each function that has fewer classes than the field that it reads.
  private func addMissingClasses(
    _ demands: [DataDemand], _ fields: [FieldInput], _ split: Split,
    _ problems: inout DiagnosticList
  ) {
    for demand in demands {
      guard case .classes(let count, _) = demand.rule,
        let field = fields.first(where: { $0.source == demand.source }),
        let data = descriptions[field.data], let known = data.classCount(of: field.field),
        // Which examples 'train_where' leaves is known once they are read.
        !data.isFiltered || (split == .test && data.testCount != nil),
        // One class may be ignored.
        let missing = [count, count + 1].first(where: {
          $0 < known && !demand.rule.isMet(by: Double($0))
        })
      else { continue }
      var notes = [Diagnostic.Note(Self.phrase(of: field, in: data, count: known))]
      if known == count + 1, data.field(field.field)?.classes.isEmpty != false {
        notes.append(
          Diagnostic.Note(
            "classes count from 0; where the data counts from 1, write '\(field.name) - 1'"))
      }
      if let advice = Self.advice(for: demand.function, count: known) {
        notes.append(Diagnostic.Note(advice))
      }
      problems.add(demand.mistake(Double(missing), "of '\(field.name)' ", notes: notes))
    }
  }

  /// How many names of classes are written out.
  private static let mostNames = 6

  /// "'pet.label' has 2 classes: 'cat', 'dog'".
  private static func phrase(of field: FieldInput, in data: DataDescription, count: Int) -> String {
    let names = data.field(field.field)?.classes ?? []
    let listed = names.prefix(mostNames).map { "'\($0.excerpt)'" }.joined(separator: ", ")
    let which =
      names.isEmpty
      ? ", 0 to \(count - 1)" : ": \(listed)\(names.count > mostNames ? ", …" : "")"
    return "'\(field.name)' has \(count) classes\(which)"
      + (data.isFiltered ? "; 'train_where' leaves none out of the test part" : "")
  }

  /// What makes room for as many.
  private static func advice(for function: String, count: Int) -> String? {
    switch function {
    case "cross_entropy":
      "a last layer of \(count) numbers, as 'dense: \(count)', has one for each"
    case "one_hot": "'one_hot(…, \(count))' has a place for each"
    case "embedding": "'vocabulary: \(count)' has a place for each"
    default: nil
    }
  }
}
