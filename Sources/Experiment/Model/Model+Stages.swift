import Config
import Datasets
import Diagnostics
import Graph
import Layers
import OrderedCollections
import Tensors

/// The graph of one stage, and what the host does around it.
package struct StageGraph {
  package let graph: Graph
  /// Numbers that the host computes, with the update whose schedule they follow.
  package let hostScalars: [(update: String, scalar: HostScalar)]
  /// The losses and objectives that the stage logs; `Model.lossOutput` names the graph's output.
  package let losses: [String]
  package let declarations: [Declaration]
  package let fields: OrderedSet<Model.FieldInput>
  package let remarks: [Diagnostic]
  package let demands: [DataDemand]
}

extension Model {
  /// Forward, losses, gradients and updates of one stage, all gradients taken at the same parameters.
  ///
  /// - Returns: the graph; or what is wrong with the updates' expressions, or a loss that does not reach what it updates.
  func stageGraph(_ stage: StageDefinition, active: [UpdateDefinition], batch: Int)
    -> Composed<StageGraph>
  {
    let context = self.context(
      StreamNames(seed: definition.seed, role: "train", stage: "\(stage.index)"), batch: batch)
    let composition = GraphComposition(self, context: context, modes: trainingModes())
    return composition.composed {
      do {
        return try composition.stageGraph(active)
      } catch let problems as DiagnosticList where batch < trainingBatch {
        throw problems.inLastBatch(of: batch, insteadOf: trainingBatch)
      }
    }
  }

  /// The data that a stage reads, as far as it can be composed, whether its files are there or not; whatever the size of the batch.
  func data(readBy stage: StageDefinition) -> Set<String> {
    let context = self.context(StreamNames(seed: definition.seed, role: "check"), batch: 2)
    let composition = GraphComposition(self, context: context, modes: trainingModes())
    // What is wrong with it is told where the stage itself is composed.
    for update in stage.updates { _ = try? composition.objective(of: update) }
    return composition.usage.names.intersection(definition.data.keys)
  }
}

extension DiagnosticList {
  /// With a note that the full batch is not meant.
  fileprivate func inLastBatch(of batch: Int, insteadOf full: Int) -> DiagnosticList {
    let note = Diagnostic.Note(
      "this is so in the last batch of an epoch, of \(batch) examples instead of \(full); "
        + "'last_batch: drop' leaves it out")
    return DiagnosticList(
      diagnostics.map { $0.replacing(notes: $0.notes + [note]) })
  }
}

extension GraphComposition {
  fileprivate func stageGraph(_ active: [UpdateDefinition]) throws -> StageGraph {
    var attempts = Attempts()
    var objectives: OrderedDictionary<String, (update: UpdateDefinition, value: Value)> = [:]
    // Everything is composed before the first gradient, so that networks are met as the forward pass runs.
    for update in active {
      attempts.attempt {
        objectives[update.name] = (update, try objective(of: update))
      }
    }
    try attempts.throwIfErrors()
    var scalars: [(String, HostScalar)] = []
    for (name, objective) in objectives {
      attempts.attempt {
        scalars += try apply(objective.update, objective.value).map { (name, $0) }
      }
    }
    try attempts.throwIfErrors()
    try advanceAverages(of: Set(active.flatMap(\.targets)))
    for (name, value) in context.stateUpdates { builder.result(.state(name), value) }
    let losses = try log(objectives)
    return StageGraph(
      graph: builder.graph, hostScalars: scalars, losses: losses,
      declarations: context.declarations, fields: fields, remarks: context.remarks,
      demands: context.demands)
  }

  /// The number that an update minimizes, or the value it assigns.
  fileprivate func objective(of update: UpdateDefinition) throws -> Value {
    let owner = update.owner
    builder.origin = Origin(owner, range: update.range)
    switch update.rule {
    case .minimize(let expression):
      return try number(expression, as: owner, purpose: "minimize")
    case .maximize(let expression):
      return try number(expression, as: owner, purpose: "maximize")
    case .assign(let expression): return try value(expression, as: owner)
    }
  }

  /// Records the next values of what an update changes.
  fileprivate func apply(_ update: UpdateDefinition, _ value: Value) throws -> [HostScalar] {
    if case .assign(let expression) = update.rule {
      try assign(value, to: update, expression)
      return []
    }
    guard let fields = update.optimizer else { return [] }
    let optimizer = try OptimizerCatalogue.make(fields)
    var loss = context.tensor(value)
    if case .maximize = update.rule { loss = try -loss }
    let entries = try update.targets.flatMap { target in
      try variableEntry(target).map { [$0] } ?? context.parameters(ofNetwork: target)
    }
    let parameters = entries.map { context.tensor(context.stateValue($0)) }
    let adjoints = try loss.adjoints(withRespectTo: parameters)
    for target in update.targets {
      let reached = zip(entries, adjoints).contains { entry, adjoint in
        adjoint != nil && (entry.name == target || entry.name.hasPrefix(target + "."))
      }
      guard reached else {
        throw Diagnostic(
          "the loss of '\(update.name)' does not depend on '\(target)', so it cannot update it",
          at: update.rule.expression.range,
          notes: [Diagnostic.Note("the update is defined here", at: update.keyRange)])
      }
    }
    builder.origin = Origin(update.owner, range: update.range)
    let factor = try optimizer.options.globalFactor(adjoints.compactMap { $0 })
    for ((entry, parameter), adjoint) in zip(zip(entries, parameters), adjoints) {
      guard let adjoint else { continue }
      builder.origin = Origin(update.owner, range: update.range)
      let result = try optimizer.update(
        parameter: parameter.value, gradient: adjoint.value, globalFactor: factor, entry: entry,
        updateName: update.name, context: context)
      context.setNext(entry, try clipped(result.next, entry))
      for slot in result.slots { context.setNext(slot.entry, slot.next) }
    }
    return optimizer.hostScalars(update.name)
  }

  private func assign(_ value: Value, to update: UpdateDefinition, _ expression: ExpressionTree)
    throws
  {
    for target in update.targets {
      guard let entry = try variableEntry(target) else { continue }
      let type = builder.type(of: value)
      guard type == entry.memoryType else {
        throw Diagnostic(
          "'\(target)' is \(entry.memoryType.shape), and this has the shape \(type.shape)",
          at: expression.range)
      }
      try context.declare(Model.declaration(ofVariable: entry))
      context.setNext(entry, try clipped(value, entry))
    }
  }

  /// Makes outputs of the losses that were composed, and of objectives that are no single loss.
  fileprivate func log(
    _ objectives: OrderedDictionary<String, (update: UpdateDefinition, value: Value)>
  ) throws -> [String] {
    var names: [String] = []
    let losses = self.losses
    for (name, _) in model.definition.losses {
      guard let term = losses[name], case .value(let value) = term,
        value.type == TensorType([])
      else { continue }
      builder.result(.output(Model.lossOutput(name)), value)
      names.append(name)
    }
    for (name, objective) in objectives {
      if case .assign = objective.update.rule { continue }
      if case .name(let loss) = objective.update.rule.expression.kind, losses[loss] != nil {
        continue
      }
      guard losses[name] == nil else { continue }
      builder.result(.output(Model.lossOutput(name)), objective.value)
      names.append(name)
    }
    return names
  }
}

extension UpdateDefinition {
  fileprivate var owner: Origin.Owner { .entry(section: "train", name: name) }
}
