extension NestEmitter {
  /// The points of a run of tiles, `first ..< end`, as a function that others of its translation unit call.
  ///
  /// - Parameters:
  ///   - name: what stands behind the kernel's name.
  ///   - digits: of the loops after the first, which is the tile's place in the run.
  func tiles(_ digits: TileDigits, name: String) -> String {
    var copy = self
    copy.padded = paddedRows()
    let points = copy.pointwiseBody()
    let inner = Array(nest.extents.indices.dropFirst(1 + digits.loops.count))
    var body = CWriter()
    body.lines(points.constants)
    points.enter(&body, 0...0)
    body.loop("tile", from: "first", to: "end") { writer in
      writer.line("const int64_t \(loopName(0)) = tile - first;")
      if digits.rest.period > 1 {
        writer.line("if (tile % \(digits.rest.period) != \(digits.rest.value)) continue;")
      }
      for (number, digit) in digits.loops.enumerated() {
        let loop = loopName(number + 1)
        var text = digit.stride == 1 ? "tile" : "tile / \(digit.stride)"
        if number > 0 { text += " % \(digit.values)" }
        if digit.first > 0 { text += " - \(digit.first)" }
        writer.line("const int64_t \(loop) = \(text);")
        if digit.isPartial {
          writer.line("if ((uint64_t)\(loop) >= \(digit.extent)u) continue;")
        }
      }
      points.enter(&writer, 1...(digits.loops.count + 1))
      nested(Array(inner.dropLast()), digits.loops.count + 2, &writer, enter: points.enter) {
        guard let last = inner.last else { return $0.lines(points.stores) }
        $0.loop(loopName(last), to: "\(nest.extents[last])", independent: true) {
          points.enter(&$0, nest.extents.count...nest.extents.count)
          $0.lines(points.stores)
        }
      }
    }
    return function(
      body,
      header: "static void \(CompiledKernel.functionName)_\(name)"
        + "(void *const *operands, int64_t first, int64_t end)")
  }
}
