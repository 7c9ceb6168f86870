import Artifacts
import Experiment
import Tensors

extension GridDefinition {
  /// Where the cells of a lattice are, of what was evaluated: its points as the last that is still two numbers each.
  /// `nil` where that is no lattice any more, as with noise, or is shown in other columns.
  func axes(_ values: [String: HostArray]) -> Grid.Axes? {
    guard let last = latticeAxes.last(where: { values[$0.item] != nil }),
      let axes = values[last.item].flatMap({ Grid.Axes(points: $0, names: last.names) }),
      columns == nil || columns == axes.x.numbers.count
    else { return nil }
    return axes
  }
}

extension Grid.Axes {
  /// - Parameter points: `[N, 2]`, line after line of a square; otherwise, or where x differs within a column or y within
  ///   a line, there are no axes.
  init?(points: HostArray, names: (x: String, y: String)) {
    let extents = points.shape.extents
    guard extents.count == 2, extents[1] == 2 else { return nil }
    let count = Int(Double(extents[0]).squareRoot())
    let numbers = points.doubles
    guard count > 1, count * count == extents[0], numbers.allSatisfy(\.isFinite) else { return nil }
    let x = (0..<count).map { numbers[2 * $0] }
    let y = (0..<count).map { numbers[2 * $0 * count + 1] }
    func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-5 * max(abs(a), abs(b)) }
    for cell in 0..<count * count {
      guard isNear(numbers[2 * cell], x[cell % count]),
        isNear(numbers[2 * cell + 1], y[cell / count])
      else { return nil }
    }
    self.init(x: Grid.Axis(names.x, x), y: Grid.Axis(names.y, y))
  }
}
