import Config

/// `lattice(posterior.mean, 30)` in a sample: a lattice over what a value of two numbers an example is, whose ends are
/// quantiles of those numbers, so that a few examples far outside do not stretch it.
package struct SpreadLattice: Sendable {
  package let value: ExpressionTree
  /// What its ends are called, in the order of a lattice's: left, right, top, bottom. With spaces, so that no name of a
  /// file is the same.
  package let ends: [String]

  fileprivate init(_ value: ExpressionTree, number: Int) {
    self.value = value
    ends = ["left", "right", "top", "bottom"].map { "\($0) of lattice \(number)" }
  }

  /// The part of the numbers below the left and bottom ends, and below the others.
  static let parts = (low: 0.02, high: 0.98)
  /// So many examples say where they lie.
  package static let mostExamples = 2_000
  /// How many points a row and a column have where neither the lattice nor its sample says it.
  static let standardCount = 20

  /// The ends, of numbers that are x and y in turn; those that are not finite do not count.
  package func places(_ numbers: [Float]) -> [String: Double] {
    func quantiles(_ axis: Int) -> (low: Double, high: Double) {
      let sorted = stride(from: axis, to: numbers.count, by: 2).map { Double(numbers[$0]) }
        .filter(\.isFinite).sorted()
      guard let last = sorted.indices.last else { return (-1, 1) }
      func at(_ part: Double) -> Double {
        let place = part * Double(last)
        let index = min(Int(place), last)
        let next = min(index + 1, last)
        return sorted[index] + (sorted[next] - sorted[index]) * (place - Double(index))
      }
      return (at(Self.parts.low), at(Self.parts.high))
    }
    let (x, y) = (quantiles(0), quantiles(1))
    // As on paper: y grows upwards.
    return Dictionary(
      zip(ends, [x.low, x.high, y.high, y.low]), uniquingKeysWith: { first, _ in first })
  }
}

extension ExpressionTree {
  /// The same with numbers that the host sets as the ends of each lattice over a value, which has `count` points a row where it
  /// says no count itself.
  fileprivate func settingSpreadLattices(
    _ found: inout [SpreadLattice], count: Int
  ) -> ExpressionTree {
    let inner = mapChildren { $0.settingSpreadLattices(&found, count: count) }
    guard case .call("lattice", let arguments, let keywords) = inner.kind,
      let value = arguments.first, (1...2).contains(arguments.count + keywords.count)
    else { return inner }
    if case .list = value.kind { return inner }
    var rest = arguments.dropFirst().map {
      ExpressionTree.Keyword(name: "count", range: $0.range, value: $0)
    }
    if rest.isEmpty, keywords.isEmpty {
      let standard = ExpressionTree(.number(Double(count)), range: value.range)
      rest.append(ExpressionTree.Keyword(name: "count", range: value.range, value: standard))
    }
    let lattice = SpreadLattice(value, number: found.count + 1)
    found.append(lattice)
    func ends(_ names: ArraySlice<String>) -> ExpressionTree {
      ExpressionTree(
        .list(names.map { ExpressionTree(.name($0), range: value.range) }), range: value.range)
    }
    return ExpressionTree(
      .call("lattice", [ends(lattice.ends[..<2]), ends(lattice.ends[2...])], keywords + rest),
      range: range)
  }
}

extension GridDefinition {
  /// The rows as they are evaluated, and the lattices over values in them.
  var settled: (rows: [ExpressionTree], lattices: [SpreadLattice]) {
    var lattices: [SpreadLattice] = []
    let count = columns ?? SpreadLattice.standardCount
    let rows = rows.map { $0.settingSpreadLattices(&lattices, count: count) }
    return (rows, lattices)
  }

  package var lattices: [SpreadLattice] { settled.lattices }

  /// What is evaluated of all examples before the sample is; `nil` where nothing is.
  package var spreadRequest: EvaluationRequest? {
    let lattices = lattices
    guard !lattices.isEmpty else { return nil }
    return EvaluationRequest(
      role: EvaluationRequest.spreadRole, name: name,
      items: lattices.enumerated().map {
        EvaluationRequest.Item(name: "\($0)", expression: $1.value, reduction: .none)
      }, trains: trains)
  }
}

extension EvaluationRequest {
  static let spreadRole = "lattice of sample"
}
