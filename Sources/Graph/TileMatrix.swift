/// A matrix that is used down and across small square tiles: `out = matrix · tile · matrixᵀ`.
///
/// `p × q`: tiles of q × q elements become tiles of p × p.
public struct TileMatrix: Hashable, Sendable {
  /// p rows of q coefficients.
  public let rows: [[Double]]

  /// - Precondition: there is a row, all are of one length, and none is only zeros.
  public init(_ rows: [[Double]]) {
    precondition(
      !rows.isEmpty
        && rows.allSatisfy { $0.count == rows[0].count && $0.contains { $0 != 0 } },
      "a matrix of \(rows)")
    self.rows = rows
  }

  /// p and q.
  public var outputs: Int { rows.count }
  public var inputs: Int { rows[0].count }

  public var transposed: TileMatrix {
    TileMatrix((0..<inputs).map { column in rows.map { $0[column] } })
  }

  /// With its columns in reverse order: a tile read backwards.
  public var reversed: TileMatrix { TileMatrix(rows.map { $0.reversed() }) }

  /// `4 x 6`
  var text: String { "\(outputs) x \(inputs)" }

  /// The tile of results, row-major, from the tile that `element` names.
  ///
  /// - Parameter acrossFirst: which of the two products is made first; that alters rounding only.
  func applied(acrossFirst: Bool = false, _ element: (_ row: Int, _ column: Int) -> Scalar)
    -> [Scalar]
  {
    let lines = (0..<inputs).map { line in
      combined((0..<inputs).map { acrossFirst ? element(line, $0) : element($0, line) })
    }
    let results = (0..<outputs).map { place in combined(lines.map { $0[place] }) }
    return (0..<outputs).flatMap { row in
      (0..<outputs).map { acrossFirst ? results[$0][row] : results[row][$0] }
    }
  }

  /// `Σ coefficient · value` of each row. The second and third come first, since rows have their sum or their
  /// difference in common, which then is computed once.
  private func combined(_ values: [Scalar]) -> [Scalar] {
    let order = values.indices.sorted { ($0 == 0 ? 3 : $0, $0) < ($1 == 0 ? 3 : $1, $1) }
    return rows.map { row in
      var sum: Scalar?
      for place in order where row[place] != 0 {
        let size = abs(row[place])
        let term =
          size == 1 ? values[place] : .binary(.multiply, values[place], .constant(size))
        if let partial = sum {
          sum = .binary(row[place] < 0 ? .subtract : .add, partial, term)
        } else {
          sum = row[place] < 0 ? .unary(.negate, term) : term
        }
      }
      return sum ?? .constant(0)
    }
  }
}
