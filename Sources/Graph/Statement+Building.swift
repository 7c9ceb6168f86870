extension Statement.Index {
  /// `offset + factor · loop`.
  static func loop(_ loop: Int, of loops: Int, times factor: Int = 1, plus offset: Int = 0) -> Self
  {
    .affine(Affine.sum([(loop, factor)], plus: offset, of: loops))
  }

  /// `offset + Σ factor · loop`.
  static func sum(_ terms: [(loop: Int, factor: Int)], plus offset: Int = 0, of loops: Int) -> Self
  {
    .affine(Affine.sum(terms, plus: offset, of: loops))
  }

  /// The loops themselves, one an axis.
  static func loops(_ loops: some Sequence<Int>, of count: Int) -> [Self] {
    loops.map { .loop($0, of: count) }
  }
}

extension Affine {
  /// `offset + Σ factor · loop`.
  static func sum(_ terms: [(loop: Int, factor: Int)], plus offset: Int = 0, of loops: Int)
    -> Affine
  {
    var coefficients = [Int](repeating: 0, count: loops)
    for term in terms { coefficients[term.loop] += term.factor }
    return Affine(coefficients: coefficients, offset: offset)
  }
}

extension Statement {
  /// One statement over every element of the first output, which is `value` of the reads.
  static func pointwise(over extents: [Int], reads: [Access], value: Scalar) -> Statement {
    Statement(
      extents: extents, reads: reads,
      writes: [
        Write(
          output: 0, index: Index.loops(extents.indices, of: extents.count), combine: .set,
          value: value)
      ])
  }
}
