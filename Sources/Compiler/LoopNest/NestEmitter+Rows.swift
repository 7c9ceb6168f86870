import Graph

/// A reduction whose innermost loop is a reduction loop: values are computed into a small block in memory
/// by a loop that vectorises, and the block is reduced in lanes; blocks are merged in order.
extension NestEmitter {
  static let rowBlock = 512

  func rows(over lane: Int) -> CompiledKernel {
    guard let reduction = nest.reduction else { preconditionFailure("no reduction") }
    let kept = nest.keptLoops
    let outer = reduction.loops.filter { $0 != lane }
    let cost = reduction.terms.map { max(1, $0.value.cost) }.reduce(0, +)
    let partition = Partition(
      nest.extents, loops: kept, work: nest.extents.reduce(1, *) * cost)

    var values = scalars(order: kept + outer + [lane])
    let terms = reduction.terms.map { values.number($0.value) }
    var epilogue = scalars(order: kept, prefix: "u") { result($0, level: kept.count) }
    let stores = nest.writes.map {
      "\(element($0.address)) = \(epilogue.stored($0.value, as: nest.elements[$0.address.operand]));"
    }

    let extent = nest.extents[lane]
    let width = max(1, min(Self.rowBlock, extent))
    let name = loopName(lane)
    var body = CWriter()
    let enterTask: (inout CWriter, ClosedRange<Int>) -> Void = { place([values], $1, &$0) }
    tasks(partition, &body, enter: enterTask) { writer in
      writer.lines(rowDeclarations(reduction))
      let enter: (inout CWriter, ClosedRange<Int>) -> Void = { place([values], $1, &$0) }
      nested(outer, kept.count + 1, &writer, enter: enter) { writer in
        let whole = extent <= width
        let header = whole ? "" : "for (int64_t b = 0; b < \(extent); b += \(width))"
        writer.block(header) { writer in
          if !whole {
            writer.line(
              "const int64_t e = b + \(width) < \(extent) ? b + \(width) : \(extent);")
          }
          for k in reduction.terms.indices { writer.line("float t_\(k)[\(width + 15)];") }
          let (from, to) = whole ? ("0", "\(extent)") : ("b", "e")
          writer.loop(name, from: from, to: to, independent: true) {
            let depth = kept.count + outer.count + 1
            place([values], depth...depth, &$0)
            for (k, value) in terms.enumerated() {
              $0.line("t_\(k)[\(whole ? name : "\(name) - b")] = \(value);")
            }
          }
          for (k, term) in reduction.terms.enumerated() {
            writer.lines(rowMerge(k, term.combine, count: whole ? "\(extent)" : "e - b"))
          }
        }
      }
      writer.lines(epilogue.lines)
      writer.lines(stores)
    }
    return CompiledKernel(
      source: function(body, usesChunk: partition.chunks > 1), chunks: partition.chunks,
      scratchBytes: 0)
  }

  private func rowDeclarations(_ reduction: FusedKernel.Reduction) -> [String] {
    reduction.terms.enumerated().map { k, term in
      switch term.combine {
      case .sum, .set: "float s\(k) = 0.0f;"
      case .max: "float s\(k) = -__builtin_inff();"
      case .argmax:
        "float s\(k) = -__builtin_inff(); int32_t p\(k) = 0; int32_t position\(k) = 0;"
      case .moments: "float s\(k) = 0.0f, v\(k) = 0.0f, n\(k) = 0.0f;"
      }
    }
  }

  private func rowMerge(_ k: Int, _ combine: Statement.Combine, count: String) -> [String] {
    switch combine {
    case .sum: return ["s\(k) += etch_sum(t_\(k), \(count));"]
    case .set: return ["s\(k) = t_\(k)[0];"]
    case .max:
      return [
        "s\(k) = etch_max(etch_greatest(t_\(k), \(count)), s\(k));"
      ]
    case .argmax:
      return [
        "for (int64_t j = 0; j < \(count); ++j) {",
        "  p\(k) = etch_exceeds(t_\(k)[j], s\(k)) ? position\(k) : p\(k);",
        "  s\(k) = etch_max(t_\(k)[j], s\(k));",
        "  ++position\(k);",
        "}",
      ]
    case .moments:
      return [
        "const float m\(k) = (float)(\(count));",
        "const float a\(k) = etch_sum(t_\(k), \(count)) / m\(k);",
        "const float c\(k) = etch_squares(t_\(k), \(count), a\(k));",
        "const float d\(k) = a\(k) - s\(k);",
        "const float share\(k) = m\(k) / (n\(k) + m\(k));",
        "s\(k) = etch_fma(d\(k), share\(k), s\(k));",
        "v\(k) += etch_fma(d\(k) * d\(k), n\(k) * share\(k), c\(k));",
        "n\(k) += m\(k);",
      ]
    }
  }

  private func result(_ result: Int, level: Int) -> ScalarEmitter.Expression {
    var number = result
    for (k, term) in (nest.reduction?.terms ?? []).enumerated() {
      if number < term.resultCount {
        if term.combine == .argmax {
          return ScalarEmitter.Expression("p\(k)", .int32, level: level)
        }
        let count = ScalarEmitter.literal(Double(max(reductionCount, 1)))
        return ScalarEmitter.Expression(number == 0 ? "s\(k)" : "(v\(k) / \(count))", level: level)
      }
      number -= term.resultCount
    }
    preconditionFailure("the reduction has no result \(result)")
  }
}
