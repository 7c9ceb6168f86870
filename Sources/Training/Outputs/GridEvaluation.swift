import Artifacts
import Diagnostics
import Experiment
import Runtime
import Tensors

/// What a sample shows, evaluated: its rows and captions, after its values were iterated.
final class GridEvaluation {
  private let grid: GridDefinition
  private let shown: IteratedEvaluation
  /// The places of a lattice alone.
  private let points: SplitEvaluation
  /// What lattices lie over.
  private let spread: (evaluation: SplitEvaluation, batchSize: Int)?

  /// - Parameters:
  ///   - batchSize: how many examples are taken at once for what lattices lie over.
  ///   - evaluation: makes what evaluates a request.
  init(
    _ grid: GridDefinition, batchSize: Int, _ evaluation: (EvaluationRequest) -> SplitEvaluation
  ) {
    self.grid = grid
    spread = grid.spreadRequest.map { (evaluation($0), batchSize) }
    shown = IteratedEvaluation(grid.request, evaluation)
    points = evaluation(grid.pointsRequest)
  }

  /// Whether the expressions name metrics.
  func readsFigures() throws -> Bool {
    try shown.readsFigures() || spread?.evaluation.readsFigures() == true
  }

  /// The values of rows and captions by their names, of all examples that are shown.
  ///
  /// - Parameters:
  ///   - draw: what draws are keyed by; the same number gives the same.
  func values(figures: [String: Double], round: [String: Double], draw: UInt64) throws -> [String:
    HostArray]
  {
    let count = grid.shownCount
    let ends = try latticeEnds(figures: figures, round: round, draw: draw)
    var batches: [String: [HostArray]] = [:]
    try shown.run(
      over: grid.split, limit: count, batchSize: grid.evaluatedCount, figures: figures,
      round: round, step: draw,
      before: { program in
        for (name, place) in ends { program.setRuntime(Model.latticeInput(name), place) }
      },
      each: { program, size in
        for name in program.outputNames {
          let array = program.output(name)
          if grid.batch != nil, !GridDefinition.areAxes(name), array.shape.rank > 0,
            array.shape.extents.first != size
          {
            throw Diagnostic(
              "'batch' takes \(size) of the examples at a time, and this shows \(array.shape) each time",
              at: grid.range)
          }
          batches[name, default: []].append(array)
        }
      })
    return batches.mapValues(Self.joined)
  }

  /// Where the lattice that it shows lies, from the lowest to the highest of both numbers; `nil` where that is nowhere.
  ///
  /// - Parameter draw: as for ``values(figures:round:draw:)``.
  func frame(
    figures: [String: Double], round: [String: Double], draw: UInt64
  ) throws -> ScatterPlot.Outline? {
    let ends = try latticeEnds(figures: figures, round: round, draw: draw)
    var numbers: [Double] = []
    try points.run(
      over: grid.split, limit: grid.shownCount, batchSize: grid.evaluatedCount, figures: figures,
      round: round, step: draw,
      before: { program, _ in
        for (name, place) in ends { program.setRuntime(Model.latticeInput(name), place) }
      },
      each: { program, _ in
        let names = program.outputNames
        guard let last = grid.latticeAxes.last(where: { names.contains($0.item) }) else { return }
        numbers = program.output(last.item).doubles
      })
    guard !numbers.isEmpty, numbers.allSatisfy(\.isFinite) else { return nil }
    func reach(_ axis: Int) -> ClosedRange<Double> {
      let own = stride(from: axis, to: numbers.count, by: 2).map { numbers[$0] }
      return (own.min() ?? 0)...(own.max() ?? 0)
    }
    return ScatterPlot.Outline(grid.name, x: reach(0), y: reach(1))
  }

  /// Where the lattices end, by what their ends are called.
  private func latticeEnds(
    figures: [String: Double], round: [String: Double], draw: UInt64
  ) throws -> [String: Double] {
    guard let spread else { return [:] }
    let lattices = grid.lattices
    var numbers = [[Float]](repeating: [], count: lattices.count)
    try spread.evaluation.run(
      over: grid.split, limit: SpreadLattice.mostExamples, batchSize: spread.batchSize,
      figures: figures, round: round, step: draw
    ) { program, _ in
      for index in lattices.indices { numbers[index] += program.output("\(index)").floats }
    }
    return zip(lattices, numbers).reduce(into: [:]) { ends, lattice in
      ends.merge(lattice.0.places(lattice.1)) { first, _ in first }
    }
  }

  /// Batches of one type, one after the other.
  private static func joined(_ arrays: [HostArray]) -> HostArray {
    guard arrays.count > 1, let first = arrays.first, first.shape.rank > 0 else {
      return arrays.first ?? HostArray(shape: [0], floats: [])
    }
    let count = arrays.reduce(0) { $0 + $1.shape[0] }
    return HostArray(
      shape: Shape([count] + first.shape.extents.dropFirst()), floats: arrays.flatMap(\.floats))
  }
}
