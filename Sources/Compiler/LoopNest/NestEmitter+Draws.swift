import Graph

/// Normal draws along the innermost loop of a pointwise nest. One function of the prelude makes them for a run of it:
/// written out in every loop, each would take the C compiler as long as all else of a small kernel.
extension NestEmitter {
  /// A draw that is ready before the innermost loop.
  struct DrawnRow {
    let draw: FusedScalar
    let name: String
    /// What makes `past - first` numbers of it, from the loop's step `first` on.
    let lines: [String]
  }

  /// Steps of the innermost loop for which numbers are made at once.
  private static let run = 128

  /// The draws of a nest for which that can be said.
  func drawnRows() -> [DrawnRow] {
    guard let last = nest.extents.indices.last, nest.extents[last] >= InstructionSet.lanes else {
      return []
    }
    var rows: [DrawnRow] = []
    for write in nest.writes {
      write.value.visit { scalar in
        guard case .random(.normal, let key, let element, let low, let high) = scalar,
          element.coefficients[last] != 0,
          [low, high].allSatisfy({ !loops(of: nest.reads[$0]).contains(last) }),
          !rows.contains(where: { $0.draw == scalar })
        else { return }
        let name = "draws\(rows.count)"
        let first = CText.affine(element) { $0 == last ? "first" : loopName($0) }
        rows.append(
          DrawnRow(
            draw: scalar, name: name,
            lines: [
              "float \(name)[\(Self.run)];",
              "etch_normals(\(name), past - first, 0x\(String(key, radix: 16))ull, \(first), "
                + "\(element.coefficients[last]), \(word(low)), \(word(high)));",
            ]))
      }
    }
    return rows
  }

  /// A draw's number at the present step of the innermost loop.
  func drawn(_ scalar: FusedScalar) -> ScalarEmitter.Expression? {
    guard let last = nest.extents.indices.last,
      let row = draws.first(where: { $0.draw == scalar })
    else { return nil }
    return ScalarEmitter.Expression(
      "\(row.name)[\(loopName(last)) - first]", level: nest.extents.count)
  }

  /// The innermost loop, taken in runs where there are draws to be made ready.
  func innermost(
    _ loop: Int, from: String, to: String, _ writer: inout CWriter, body: (inout CWriter) -> Void
  ) {
    guard !draws.isEmpty else {
      return writer.loop(loopName(loop), from: from, to: to, independent: true, body)
    }
    writer.loop("first", from: from, to: to, step: "\(Self.run)") {
      $0.line("const int64_t past = first + \(Self.run) < \(to) ? first + \(Self.run) : \(to);")
      $0.lines(draws.flatMap(\.lines))
      $0.loop(loopName(loop), from: "first", to: "past", independent: true, body)
    }
  }
}
