import Experiment
import Runtime
import Tensors

/// A request that is evaluated over a split, after its values were iterated for each batch, where it has some.
final class IteratedEvaluation {
  private let evaluation: SplitEvaluation
  private let iteration: Iteration?

  private struct Iteration {
    let initial: SplitEvaluation
    let next: SplitEvaluation
    let times: Int
  }

  /// - Parameter evaluation: makes what evaluates a request.
  init(_ request: EvaluationRequest, _ evaluation: (EvaluationRequest) -> SplitEvaluation) {
    self.evaluation = evaluation(request)
    if let iterated = request.iterated, let requests = request.iterationRequests {
      iteration = Iteration(
        initial: evaluation(requests.initial), next: evaluation(requests.next),
        times: iterated.times)
    } else {
      iteration = nil
    }
  }

  /// Whether the expressions name metrics.
  func readsFigures() throws -> Bool {
    try evaluation.readsFigures() || iteration?.initial.readsFigures() == true
      || iteration?.next.readsFigures() == true
  }

  /// The items whose rows are not the examples.
  func common() throws -> Set<String> { try evaluation.common() }

  /// How many examples the shortest set has that is read, `nil` where none is.
  func length(_ split: Split) throws -> Int? {
    try evaluation.length(split, beside: fieldsOfIteration())
  }

  /// Whether all sets that are read have as many examples.
  func readsOneLength(_ split: Split) throws -> Bool {
    try evaluation.readsOneLength(split, beside: fieldsOfIteration())
  }

  /// Composes what batches compute that are not of the usual size.
  ///
  /// - Throws: what is wrong with them alone.
  func check(over split: Split, limit: Int?, batchSize: Int) throws {
    try evaluation.check(
      over: split, limit: limit, batchSize: batchSize, beside: fieldsOfIteration())
  }

  private func fieldsOfIteration() throws -> [Model.FieldInput] {
    try [iteration?.initial, iteration?.next].flatMap { try $0?.fields() ?? [] }
  }

  /// Runs as `SplitEvaluation` does, whose parameters these are.
  func run(
    over split: Split, limit: Int?, batchSize: Int, figures: [String: Double],
    round: [String: Double], step: UInt64 = 0, before: (Program) throws -> Void = { _ in },
    each: (Program, Int) throws -> Void
  ) throws {
    try evaluation.run(
      over: split, limit: limit, batchSize: batchSize, figures: figures, round: round, step: step,
      beside: try fieldsOfIteration(),
      before: { program, places in
        let values = try iterated(
          at: places, of: split, figures: figures, round: round, draw: step)
        try Self.set(values, in: program)
        try before(program)
      }, each: each)
  }

  /// The iterated values of the examples at some places, after the last time.
  private func iterated(
    at places: Range<Int>, of split: Split, figures: [String: Double], round: [String: Double],
    draw: UInt64
  ) throws -> [String: HostArray] {
    guard let iteration else { return [:] }
    var values = Self.outputs(
      of: try iteration.initial.run(
        at: places, of: split, figures: figures, round: round, step: draw))
    for i in 0..<iteration.times {
      let before = values
      let program = try iteration.next.run(
        at: places, of: split, figures: figures, round: round,
        step: draw &* UInt64(iteration.times) &+ UInt64(i)
      ) { program in
        try Self.set(before, in: program)
        program.setRuntime(Model.iteratedInput("i"), Double(i))
      }
      values = Self.outputs(of: program)
    }
    return values
  }

  private static func outputs(of program: Program) -> [String: HostArray] {
    Dictionary(
      program.outputNames.map { ($0, program.output($0)) }, uniquingKeysWith: { first, _ in first })
  }

  private static func set(_ values: [String: HostArray], in program: Program) throws {
    for (name, array) in values { try program.setInput(.batch(Model.iteratedInput(name)), array) }
  }
}
