import Config
import Datasets
import Diagnostics
import Graph
import Layers
import OrderedCollections

extension Model {
  /// Compares the classes that data is known to have with those of the functions that read them, before any example is read: a
  /// network of 8 scores for 10 classes.
  func checkClasses(_ graphs: ExperimentGraphs, _ problems: inout DiagnosticList) {
    let isKnown = descriptions.values.contains { $0.classes.contains { $0 != nil } }
    guard isKnown else { return }
    var told: Set<DataDemand> = []
    // What is wrong with a graph was told where it was composed.
    for stage in definition.train?.stages ?? [] {
      let graph = try? graphs.stage(stage, active: stage.updates, batch: trainingBatch)
      guard let graph else { continue }
      addMissingClasses(graph.demands, Array(graph.fields), .train, &told, &problems)
    }
    for (split, request) in (try? evaluations()) ?? [] {
      let graph = try? evaluationGraph(request, batch: batch(of: request))
      guard let graph else { continue }
      addMissingClasses(graph.demands, graph.fields, split, &told, &problems)
    }
  }

  /// Warns of targets of the data as they stand that a loss or prediction cannot reach, where their format and transforms say what
  /// they lie in: -1 for `bce` behind `scale: [-1, 1]`.
  func checkReach(_ graphs: ExperimentGraphs, _ problems: inout DiagnosticList) {
    var told: Set<DataDemand> = []
    // What is wrong with a graph was told where it was composed.
    for stage in definition.train?.stages ?? [] {
      let graph = try? graphs.stage(stage, active: stage.updates, batch: trainingBatch)
      guard let graph else { continue }
      for demand in graph.demands where told.insert(demand).inserted {
        guard let field = graph.fields.first(where: { $0.source == demand.source }),
          let data = range(of: demand.source), let end = demand.end(beyond: data)
        else { continue }
        problems.add(
          demand.mistake(end, "of '\(field.name)' ", notes: demand.advice(end, for: field)))
      }
    }
  }

  /// Adds an error for each function that has fewer classes than the part of the data that it reads.
  private func addMissingClasses(
    _ demands: [DataDemand], _ fields: [FieldInput], _ split: Split, _ told: inout Set<DataDemand>,
    _ problems: inout DiagnosticList
  ) {
    for demand in demands {
      guard case .classes(let count, let ignored) = demand.rule,
        let field = fields.first(where: { $0.source == demand.source }),
        holds(demand, for: field),
        let data = descriptions[field.data], let known = data.classes(of: field.field),
        // Which examples 'train_where' leaves is known once they are read.
        !data.isFiltered || (split == .test && data.testCount != nil),
        let greatest = (split == .train ? known.train : known.test).last(where: {
          !demand.isMet(by: Double($0))
        }), told.insert(demand).inserted
      else { continue }
      let hasNames = hasNamedClasses(field)
      var notes = [Diagnostic.Note(Self.phrase(of: field, in: data, known))]
      guard !demand.isComputed else {
        notes += demand.advice(demand.read(Double(greatest)), for: field)
        notes += demand.shifted(Double(greatest), of: field)
        problems.add(demand.mistake(Double(greatest), "of '\(field.name)' ", notes: notes))
        continue
      }
      if greatest == count, !hasNames, known.count == nil, !known.all.contains(0) {
        notes.append(field.countedFromOne)
      }
      let last = known.all.last { Double($0) != ignored } ?? greatest
      if let advice = Self.advice(for: demand.function, count: max(known.count ?? 0, last + 1)) {
        notes.append(Diagnostic.Note(advice))
      }
      problems.add(demand.mistake(Double(greatest), "of '\(field.name)' ", notes: notes))
    }
  }

  /// Whether a demand is one of all numbers of the field that it reads: of a part of them where all are classes, as the words of a text.
  func holds(_ demand: DataDemand, for field: FieldInput) -> Bool {
    !demand.isOfPart || hasNamedClasses(field)
  }

  private func hasNamedClasses(_ field: FieldInput) -> Bool {
    descriptions[field.data]?.field(field.field)?.classes.isEmpty == false
  }

  /// How many names of classes are written out.
  private static let mostNames = 6

  /// "'pet.label' has 2 classes: 'cat', 'dog'", "'x.label' has the classes 0, 1, 9".
  private static func phrase(
    of field: FieldInput, in data: DataDescription, _ known: ClassNumbers
  ) -> String {
    let names = data.field(field.field)?.classes ?? []
    let all = known.all
    let count = known.count ?? (all == Array(all.indices) ? all.count : nil)
    let which: String
    if let count {
      which =
        (count == 1 ? "one class" : "\(count) classes")
        + (names.isEmpty
          ? ", 0 to \(count - 1)" : ": \(names.quotedList(most: mostNames))")
    } else if all.count <= mostNames {
      which =
        (all.count == 1 ? "the class " : "the classes ")
        + all.map { "\($0)" }.joined(separator: ", ")
    } else {
      which = "\(all.count) classes between \(all[0]) and \(all[all.count - 1])"
    }
    return "'\(field.name)' has \(which)"
      + (data.isFiltered ? "; 'train_where' leaves none out of the test part" : "")
  }

  /// What makes room for as many.
  private static func advice(for function: String, count: Int) -> String? {
    switch function {
    case "cross_entropy":
      "a last layer of \(count.counted("number")), as 'dense: \(count)', has one for each"
    case "one_hot": "'one_hot(…, \(count))' has a place for each"
    case "embedding": "'vocabulary: \(count)' has a place for each"
    default: nil
    }
  }
}

extension DataDemand {
  /// What to say where arithmetic makes a negative class of 0, as of labels that were taken to count from 1.
  func shifted(_ number: Double, of field: Model.FieldInput) -> [Diagnostic.Note] {
    isComputed && rule.isOfClasses && number == 0 && read(number) < 0 ? [field.countedFromZero] : []
  }

  /// What brings the numbers of a field where they should be.
  func advice(_ number: Double, for field: Model.FieldInput) -> [Diagnostic.Note] {
    if case .classes = rule, function == "cross_entropy", number.isFinite,
      number != number.rounded()
    {
      return [Diagnostic.Note("'mse', 'l1' and 'huber' are losses of numbers that are no classes")]
    }
    // Of other fields, as a label, no transform changes the numbers.
    guard field.isMain, number > 1 else { return [] }
    let low: Double
    switch rule {
    case .fractions: low = 0
    case .reach(let least, let most, _) where most == 1: low = least
    case .reach, .classes, .signs: return []
    }
    return [
      Diagnostic.Note(
        "'scale: [\(CanonicalNumber.text(low)), 1]' of the data set brings its numbers there")
    ]
  }
}
