import Datasets
import Diagnostics
import Experiment
import Graph
import Runtime
import Tensors

/// Programs of one request, one a batch size, and their running over a split.
final class SplitEvaluation {
  private let request: EvaluationRequest
  private let model: Model
  private let data: LoadedDataSets
  private let state: State
  private let device: Device
  private var programs: [Int: (program: Program, fields: [Model.FieldInput])] = [:]
  private var known: Needs?
  private struct Needs {
    let fields: [Model.FieldInput]
    let readsFigures: Bool
    let common: Set<String>
  }

  /// What was composed to see what it reads, until it is made a program.
  private var composed: EvaluationGraph?

  init(
    _ request: EvaluationRequest, model: Model, data: LoadedDataSets, state: State, device: Device
  ) {
    self.request = request
    self.model = model
    self.data = data
    self.state = state
    self.device = device
  }

  /// Runs over the first `limit` examples of a split, in order; without data, once for `limit` rows.
  ///
  /// - Parameters:
  ///   - figures: numbers that the expressions name.
  ///   - round: the values of the round, which they may name too.
  ///   - step: what random draws are keyed by; the same number gives the same draws.
  ///   - others: what else is read at the same places, so that there are no more of them than it has.
  ///   - before: sets what else a program reads, for the examples at some places.
  ///   - each: is called after every batch with the program and the number of its examples.
  func run(
    over split: Split, limit: Int?, batchSize: Int, figures: [String: Double],
    round: [String: Double], step: UInt64 = 0, beside others: [Model.FieldInput] = [],
    before: (Program, Range<Int>) throws -> Void = { _, _ in },
    each: (Program, Int) throws -> Void
  ) throws {
    let count = try examples(split, limit: limit, batchSize: batchSize, beside: others)
    for places in Self.batches(of: count, size: batchSize, inPairs: request.comparesExamples) {
      let program = try run(at: places, of: split, figures: figures, round: round, step: step) {
        try before($0, places)
      }
      try each(program, places.count)
    }
  }

  /// Composes what batches compute that are not of the usual size.
  ///
  /// - Throws: what is wrong with them alone.
  func check(
    over split: Split, limit: Int?, batchSize: Int, beside others: [Model.FieldInput]
  ) throws {
    let count = try examples(split, limit: limit, batchSize: batchSize, beside: others)
    let batches = Self.batches(of: count, size: batchSize, inPairs: request.comparesExamples)
    for size in Set(batches.map(\.count)).sorted() where size != batchSize {
      _ = try model.evaluationGraph(request, batch: size)
    }
  }

  /// The places of each batch.
  ///
  /// - Parameter inPairs: whether an example alone says nothing, so that none is left alone behind others.
  static func batches(of count: Int, size: Int, inPairs: Bool) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var position = 0
    while position < count {
      var next = min(size, count - position)
      if inPairs, count - position == size + 1 { next = size > 2 ? size - 1 : size + 1 }
      batches.append(position..<position + next)
      position += next
    }
    return batches
  }

  /// Runs once, over the examples at some places of a split.
  func run(
    at places: Range<Int>, of split: Split, figures: [String: Double], round: [String: Double],
    step: UInt64, before: (Program) throws -> Void = { _ in }
  ) throws -> Program {
    let (program, fields) = try program(places.count)
    for field in fields {
      guard let examples = data.examples(field.data, split),
        let index = examples.fields.firstIndex(where: { $0.name == field.field }),
        let buffer = try program.inputBuffer(for: field.source)
      else { continue }
      if isRepeated(field, in: split) {
        let copies = try examples.copiesOfFirst(places.count, field: index)
        try program.setInput(field.source, copies)
      } else {
        try examples.fill(field: index, positions: places, into: buffer)
      }
    }
    // The place keeps draws of different batches apart.
    try run(
      program, figures: figures, round: round, step: step << 32 | UInt64(places.lowerBound),
      before: before)
    return program
  }

  /// Runs once for so many rows, of which `before` sets what is read of the data.
  func run(
    rows: Int, figures: [String: Double], round: [String: Double], step: UInt64,
    before: (Program) throws -> Void
  ) throws -> Program {
    let program = try program(rows).program
    try run(program, figures: figures, round: round, step: step, before: before)
    return program
  }

  private func run(
    _ program: Program, figures: [String: Double], round: [String: Double], step: UInt64,
    before: (Program) throws -> Void
  ) throws {
    for (name, value) in figures { program.setRuntime(Model.figureInput(name), value) }
    for (name, value) in round { program.setRuntime(Model.roundInput(name), value) }
    program.setStep(step)
    try before(program)
    try program.run()
  }

  /// How many examples there are of everything that is read.
  private func examples(
    _ split: Split, limit: Int?, batchSize: Int, beside others: [Model.FieldInput]
  ) throws -> Int {
    guard let available = try length(split, beside: others) else { return limit ?? batchSize }
    return min(available, limit ?? available)
  }

  /// How many examples the shortest set has that is read; a constant, which fits all examples of others, counts only where there are
  /// no others. `nil` where no data is read.
  func length(_ split: Split, beside others: [Model.FieldInput] = []) throws -> Int? {
    let fields = try needs().fields + others
    let own = fields.filter { !isRepeated($0, in: split) }
    return (own.isEmpty ? fields : own).compactMap { data.examples($0.data, split)?.count }.min()
  }

  /// Whether all sets that are read have as many examples.
  func readsOneLength(_ split: Split, beside others: [Model.FieldInput] = []) throws -> Bool {
    let fields = try needs().fields + others
    return Set(fields.compactMap { data.examples($0.data, split)?.count }).count < 2
  }

  /// Whether a set is one example and always the same, as in training.
  private func isRepeated(_ field: Model.FieldInput, in split: Split) -> Bool {
    data.sets[field.data]?.isConstant == true && data.examples(field.data, split)?.count == 1
  }

  /// The items whose rows are not the examples.
  func common() throws -> Set<String> { try needs().common }

  /// What the expressions read of the data.
  func fields() throws -> [Model.FieldInput] { try needs().fields }

  /// Whether the expressions name metrics.
  func readsFigures() throws -> Bool { try needs().readsFigures }

  /// What is read besides the state, whatever the batch size.
  private func needs() throws -> Needs {
    if let known { return known }
    let graph = try model.evaluationGraph(request, batch: model.batch(of: request))
    let readsFigures = graph.graph.nodes.contains { node in
      guard let input = node.operation as? Input, case .runtime(let name) = input.source else {
        return false
      }
      return name.hasPrefix(Model.figureInput(""))
    }
    let needs = Needs(fields: graph.fields, readsFigures: readsFigures, common: graph.common)
    known = needs
    composed = graph
    return needs
  }

  private func program(_ batch: Int) throws -> (
    program: Program, fields: [Model.FieldInput]
  ) {
    if let known = programs[batch] { return known }
    let isComposed = batch == model.batch(of: request)
    let graph =
      try (isComposed ? composed : nil) ?? model.evaluationGraph(request, batch: batch)
    if isComposed { composed = nil }
    let program = try device.load(
      [("\(request.role) \(request.name), batch \(batch)", graph.graph)], state: state,
      numerics: model.definition.numerics)[0]
    programs[batch] = (program, graph.fields)
    return (program, graph.fields)
  }
}
