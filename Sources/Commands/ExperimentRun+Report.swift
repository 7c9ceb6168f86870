import Artifacts
import Config
import Diagnostics
import Experiment
import OrderedCollections
import Training

extension ExperimentRun {
  /// Where the run's page is, if it has one.
  public var reportPath: String? { Folder.exists(folder.report) ? folder.report : nil }

  /// What writes the run's curves and its page. Checkpoints are written on another thread, which can plan and draw of what
  /// is asked of the experiment here.
  var reportWriter: ReportWriter {
    let limit = experiment.model.definition.outputs.reportLimit
    let plan = limit == nil ? nil : (try? PlanRequest(experiment))
    let drawing = limit == nil ? nil : (try? ModelDrawing(experiment))
    let figures = experiment.model.loggedFigures
    return ReportWriter(folder, figures: figures, limit: limit) { [machine] in
      RunReport.Known(
        plan: plan.flatMap { try? ExperimentPlan($0, machine: machine).text } ?? "",
        drawing: drawing?.svg() ?? "", figures: figures)
    }
  }

  /// Writes the curves and the page of an ended run that are not there, or that a kill came before: `done` is
  /// written after them.
  func completeReport(_ observer: any TrainingObserver) {
    let hasPage = experiment.model.definition.outputs.reportLimit != nil
    let isWhole =
      Folder.exists(folder.done) && (!hasPage || Folder.exists(folder.report))
      && (!experiment.trains
        || (Folder.exists(folder.curves) && Folder.exists(folder.curvesAsShapes)))
    if !isWhole { write(reportWriter, observer) }
  }

  /// The run is done without its page too.
  func write(_ report: ReportWriter, _ observer: any TrainingObserver) {
    do {
      if let path = try report.write() { observer.wrote(path) }
    } catch let problem as Diagnostic {
      warn(observer, .missingReport, "there is no report: \(problem.message)")
    } catch {
      warn(observer, .missingReport, "there is no report: \(error)")
    }
  }

  /// The optimizer and learning rate of all updates, or of each where they differ: `optimizer.generator`. A rate that
  /// changes is as its schedule is written.
  var optimizers: [(name: String, text: String)] {
    let updates = (experiment.model.definition.train?.stages ?? []).flatMap(\.updates)
    // Updates of one name in several stages are one.
    let owned = OrderedDictionary(
      updates.compactMap { update in update.optimizer.map { (update.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    let known = owned.map { name, optimizer in
      (
        name: name, kind: optimizer.schema.name,
        rate: optimizer.value("learning_rate").canonical().flow
      )
    }
    var settings: [(name: String, text: String)] = []
    func add(_ key: String, _ values: [(update: String, text: String)]) {
      let areOne = Set(values.map(\.text)).count == 1
      for (update, text) in areOne ? Array(values.prefix(1)) : values {
        settings.append((name: areOne ? key : "\(key).\(update)", text: text))
      }
    }
    add("optimizer", known.map { (update: $0.name, text: $0.kind) })
    add("learning_rate", known.map { (update: $0.name, text: $0.rate) })
    return settings
  }

  /// What TensorBoard compares runs by: the seed, params, what the command line set, sizes, optimizers.
  func eventsRequest() throws -> EventsRequest {
    var settings: [(name: String, value: Event.Setting)] = [
      ("seed", .number(Double(experiment.model.definition.seed)))
    ]
    func add(_ name: String, _ text: String) {
      settings.append((name, Double(text).map { .number($0) } ?? .text(text)))
    }
    for (name, text) in experiment.params.sorted(by: { $0.key < $1.key }) {
      add("params.\(name)", text)
    }
    for override in experiment.overrides {
      guard let sign = override.firstIndex(of: "=") else { continue }
      let name = String(override[..<sign])
      if !settings.contains(where: { $0.name == name }) {
        add(name, String(override[override.index(after: sign)...]))
      }
    }
    if let train = experiment.model.definition.train,
      !settings.contains(where: { $0.name == "train.batch_size" })
    {
      settings.append(("train.batch_size", .number(Double(train.batchSize))))
    }
    for (name, text) in optimizers { add(name, text) }
    let parameters = try experiment.graphs.stateEntries().filter { $0.kind == .parameter }
    settings.append(
      ("parameters", .number(Double(parameters.reduce(0) { $0 + $1.type.shape.count }))))
    return EventsRequest(settings: settings, group: experiment.identity.group)
  }
}
