import Graph

extension NestEmitter {
  /// A read that is inside or outside for a whole run of the innermost loop: a pointer to the run, or to zeros. So
  /// the loop has no condition in it, however many such reads there are.
  struct PaddedRow {
    let number: Int
    /// How many loops must be entered before the pointer is known.
    let level: Int
    let name: String
    /// The pointer's declaration.
    let line: String
    /// The element at the present point.
    let element: String
  }

  /// The longest run for which there are zeros.
  private static let longestRow = 4096

  /// The reads of a pointwise nest for which that can be said.
  func paddedRows() -> [Int: PaddedRow] {
    guard let last = nest.extents.indices.last, (8...Self.longestRow).contains(nest.extents[last])
    else { return [:] }
    var rows: [Int: PaddedRow] = [:]
    for (number, address) in nest.reads.enumerated() {
      guard !address.guards.isEmpty, address.indirect.isEmpty, address.outside == 0,
        nest.elements[address.operand] == .float32, address.offset.coefficients[last] == 1,
        address.guards.allSatisfy({ $0.read == nil && $0.index.coefficients[last] == 0 }),
        let condition = self.condition(address)
      else { continue }
      var start = address.offset
      start.coefficients[last] = 0
      let loops = ([start] + address.guards.map(\.index)).flatMap { affine in
        affine.coefficients.indices.filter { affine.coefficients[$0] != 0 }
      }
      let text = CText.affine(start, loopName)
      rows[number] = PaddedRow(
        number: number, level: (loops.max() ?? -1) + 1, name: "row\(number)",
        line: "const float *const row\(number) = (\(condition)) ? "
          + "o\(address.operand) + (\(text)) : zeros;",
        element: "row\(number)[\(loopName(last))]")
    }
    return rows
  }
}
