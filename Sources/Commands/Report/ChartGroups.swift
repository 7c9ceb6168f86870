import Artifacts

/// Which losses stand in one chart: those of a scale, each beside the metrics that are the same loss of other examples.
struct ChartGroups {
  /// The most lines of one chart.
  static let mostLines = 6
  /// A loss that is smaller by more than this has a chart of its own: beside the largest it would be a flat line.
  private static let mostUnlike = 10.0

  /// The names of each chart's lines.
  let charts: [[String]]

  /// - Parameters:
  ///   - families: each loss, then the metrics beside it.
  ///   - values: the numbers of each line.
  init(_ families: [[String]], values: [String: [Double]]) {
    func largest(_ family: [String]) -> Double {
      family.lazy.flatMap { values[$0] ?? [] }.filter(\.isFinite).map(\.magnitude).max() ?? 0
    }
    var scales: [[[String]]] = []
    var rest = families
    // An axis of powers of ten shows small ones as well.
    let hasPowersOfTen = SVGChart.isLogarithmic(families.joined().map { values[$0] ?? [] })
    while !rest.isEmpty {
      let top = rest.map(largest).max() ?? 0
      func isShown(_ family: [String]) -> Bool {
        hasPowersOfTen || largest(family) * Self.mostUnlike >= top
      }
      scales.append(rest.filter(isShown))
      rest.removeAll(where: isShown)
    }
    charts = scales.flatMap { scale in
      scale.reduce(into: [[String]]()) { charts, family in
        if let last = charts.last, last.count + family.count <= Self.mostLines {
          charts[charts.count - 1] += family
        } else {
          charts.append(family)
        }
      }
    }
  }
}
