import Graph

extension Nest {
  /// Every affine of the nest.
  var affines: [Affine] {
    var all: [Affine] = []
    for address in reads + writes.map(\.address) {
      all.append(address.offset)
      all += address.guards.map(\.index)
    }
    for value in writes.map(\.value) + (reduction?.terms.map(\.value) ?? []) {
      all += value.affines
    }
    return all
  }

  /// The same nest with its affines over other loops.
  mutating func rewrite(extents: [Int], reductionLoops: [Int], _ change: (Affine) -> Affine) {
    func address(_ old: Address) -> Address {
      var new = old
      new.offset = change(old.offset)
      new.guards = old.guards.map {
        Guard(index: change($0.index), read: $0.read, extent: $0.extent)
      }
      return new
    }
    self.extents = extents
    reads = reads.map(address)
    writes = writes.map {
      Write(
        address: address($0.address), value: $0.value.rewriting(change),
        accumulates: $0.accumulates, shape: $0.shape,
        index: $0.index.map { $0.mapping(affine: change) })
    }
    if let old = reduction {
      reduction = FusedKernel.Reduction(
        loops: reductionLoops,
        terms: old.terms.map {
          FusedKernel.Reduction.Term(
            combine: $0.combine, value: $0.value.rewriting(change))
        })
    }
  }

  /// Loops of one iteration left out, and neighbours that every access walks through as if they were one
  /// loop made one.
  func collapsed() -> Nest {
    var nest = pruned()
    for loop in nest.extents.indices.reversed() where nest.extents[loop] == 1 {
      nest.drop(loop)
    }
    if let reduction = nest.reduction, reduction.loops.isEmpty {
      nest.reduction = nil
      for i in nest.writes.indices {
        nest.writes[i].value = nest.writes[i].value.replacingResults(reduction.valuesWithoutLoops)
      }
    }
    var loop = nest.extents.count - 2
    while loop >= 0 {
      if loop + 1 < nest.extents.count, nest.canJoin(loop) { nest.join(loop) }
      loop -= 1
    }
    return nest
  }

  /// Without reads that nothing mentions.
  func pruned() -> Nest {
    var used: Set<Int> = []
    for value in writes.map(\.value) + (reduction?.terms.map(\.value) ?? []) {
      used.formUnion(value.reads)
    }
    for address in used.map({ reads[$0] }) + writes.map(\.address) {
      used.formUnion(address.indirect.map(\.read))
    }
    let kept = used.sorted()
    let number = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    func address(_ old: Address) -> Address {
      var new = old
      for i in new.indirect.indices { new.indirect[i].read = number[old.indirect[i].read] ?? 0 }
      for i in new.guards.indices {
        new.guards[i].read = old.guards[i].read.map { number[$0] ?? 0 }
      }
      return new
    }
    func value(_ old: FusedScalar) -> FusedScalar {
      old.mapping(affine: { $0 }, read: { number[$0] ?? 0 })
    }
    var nest = self
    nest.reads = kept.map { address(reads[$0]) }
    for i in nest.writes.indices {
      nest.writes[i].address = address(writes[i].address)
      nest.writes[i].value = value(writes[i].value)
    }
    nest.reduction?.terms = (reduction?.terms ?? []).map {
      .init(combine: $0.combine, value: value($0.value))
    }
    return nest
  }

  private mutating func drop(_ loop: Int) {
    var kept = extents
    kept.remove(at: loop)
    rewrite(
      extents: kept,
      reductionLoops: reductionLoops.filter { $0 != loop }.map { $0 > loop ? $0 - 1 : $0 }
    ) {
      var coefficients = $0.coefficients
      coefficients.remove(at: loop)
      return Affine(coefficients: coefficients, offset: $0.offset)
    }
  }

  private func canJoin(_ loop: Int) -> Bool {
    guard reductionLoops.contains(loop) == reductionLoops.contains(loop + 1) else { return false }
    if writes.contains(where: \.accumulates) { return false }
    return affines.allSatisfy {
      $0.coefficients[loop] == $0.coefficients[loop + 1] * extents[loop + 1]
    }
  }

  /// Makes `loop` and the next one loop.
  private mutating func join(_ loop: Int) {
    var joined = extents
    joined[loop] *= joined[loop + 1]
    joined.remove(at: loop + 1)
    rewrite(
      extents: joined,
      reductionLoops: reductionLoops.filter { $0 != loop + 1 }.map { $0 > loop ? $0 - 1 : $0 }
    ) {
      var coefficients = $0.coefficients
      coefficients.remove(at: loop)
      return Affine(coefficients: coefficients, offset: $0.offset)
    }
  }

  /// Makes `loop` two: `count` blocks, and the place in the block. The last block may reach past the old
  /// extent.
  mutating func split(_ loop: Int, blocks count: Int) {
    let size = (extents[loop] + count - 1) / count
    var new = extents
    new[loop] = size
    new.insert(count, at: loop)
    var loops = reductionLoops.map { $0 >= loop ? $0 + 1 : $0 }
    if reductionLoops.contains(loop) { loops.append(loop) }
    rewrite(extents: new, reductionLoops: loops.sorted()) {
      var coefficients = $0.coefficients
      coefficients.insert($0.coefficients[loop] * size, at: loop)
      return Affine(coefficients: coefficients, offset: $0.offset)
    }
  }
}

extension Statement.Index {
  func mapping(affine: (Affine) -> Affine, read: (Int) -> Int = { $0 }) -> Statement.Index {
    switch self {
    case .affine(let index): .affine(affine(index))
    case .indirect(let index, let k): .indirect(affine(index), read: read(k))
    }
  }

  var affine: Affine {
    switch self {
    case .affine(let affine), .indirect(let affine, read: _): affine
    }
  }
}
