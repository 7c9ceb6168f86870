import Graph

extension FusedScalar {
  /// Every affine that the value and its reads depend on, or `nil` where a read is indirect.
  func affines(_ reads: [FusedKernel.Read]) -> [Affine]? {
    var found = affines
    for read in readNumbers() {
      for index in reads[read].index {
        guard case .affine(let affine) = index else { return nil }
        found.append(affine)
      }
    }
    return found
  }

  /// The reads of the value, in ascending order.
  func readNumbers() -> [Int] { reads.sorted() }

  /// The value with every part replaced, innermost first.
  func mapped(_ body: (FusedScalar) -> FusedScalar) -> FusedScalar {
    switch self {
    case .read, .constant, .index, .random, .reduced: body(self)
    case .unary(let operation, let a): body(.unary(operation, a.mapped(body)))
    case .binary(let operation, let a, let b):
      body(.binary(operation, a.mapped(body), b.mapped(body)))
    case .select(let a, let b, let c):
      body(.select(a.mapped(body), b.mapped(body), c.mapped(body)))
    case .guarded(let guards, let a, let outside):
      body(.guarded(guards, a.mapped(body), outside))
    }
  }

  /// Guards outside of which the value is 0 for certain: what padding a convolution's input leaves.
  var zeroGuards: Set<Guard> {
    switch self {
    case .guarded(let guards, let inner, let outside):
      return outside == 0 ? inner.zeroGuards.union(guards) : []
    case .unary(let operation, let a):
      switch operation {
      case .negate, .absolute, .sign, .sqrt, .sin, .tanh, .erf, .floor, .truncate:
        return a.zeroGuards
      case .reciprocal, .exp, .log, .cos, .sigmoid, .softplus: return []
      }
    case .binary(let operation, let a, let b):
      switch operation {
      case .multiply: return a.zeroGuards.union(b.zeroGuards)
      case .add, .subtract: return a.zeroGuards.intersection(b.zeroGuards)
      case .maximum, .minimum:
        if a == .constant(0) { return b.zeroGuards }
        if b == .constant(0) { return a.zeroGuards }
        return a.zeroGuards.intersection(b.zeroGuards)
      case .divide, .power, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
        return []
      }
    case .select(_, let a, let b): return a.zeroGuards.intersection(b.zeroGuards)
    case .constant(let value) where value == 0: return []
    case .read, .constant, .index, .random, .reduced: return []
    }
  }

  /// The value where the guards hold.
  func assuming(_ held: Set<Guard>) -> FusedScalar {
    mapped { scalar in
      guard case .guarded(let guards, let inner, let outside) = scalar else { return scalar }
      let rest = guards.filter { !held.contains($0) }
      return rest.isEmpty ? inner : .guarded(rest, inner, outside)
    }
  }

  /// The value with padding of reads written as guards, and without guards that always hold.
  func withExplicitGuards(_ kernel: FusedKernel) -> FusedScalar {
    func needed(_ test: Guard) -> Bool {
      let range = test.index.range(over: kernel.extents)
      return range.lowerBound < 0 || range.upperBound >= test.extent
    }
    return mapped { scalar in
      switch scalar {
      case .read(let number):
        let read = kernel.reads[number]
        guard let outside = read.outside else { return scalar }
        var guards: [Guard] = []
        for (axis, index) in read.index.enumerated() {
          guard case .affine(let affine) = index else { return scalar }
          guards.append(
            Guard(index: affine, extent: kernel.operands[read.operand].shape[axis]))
        }
        guards = guards.filter(needed)
        return guards.isEmpty ? scalar : .guarded(guards, scalar, outside)
      case .guarded(let guards, let inner, let outside):
        let rest = guards.filter(needed)
        return rest.isEmpty ? inner : .guarded(rest, inner, outside)
      case .constant, .index, .unary, .binary, .select, .random, .reduced: return scalar
      }
    }
  }
}
