import Graph

extension FusedScalar {
  /// The same with every node that `change` gives something for replaced, from the root down.
  func replacing(_ change: (FusedScalar) -> FusedScalar?) -> FusedScalar {
    if let changed = change(self) { return changed }
    switch self {
    case .read, .constant, .index, .random, .reduced: return self
    case .unary(let operation, let a): return .unary(operation, a.replacing(change))
    case .binary(let operation, let a, let b):
      return .binary(operation, a.replacing(change), b.replacing(change))
    case .select(let choice, let a, let b):
      return .select(choice.replacing(change), a.replacing(change), b.replacing(change))
    case .guarded(let guards, let a, let outside):
      return .guarded(guards, a.replacing(change), outside)
    }
  }

  /// The same with its affines over other loops and its reads renumbered.
  func mapping(affine: (Affine) -> Affine, read: (Int) -> Int = { $0 }) -> FusedScalar {
    switch self {
    case .constant, .reduced: self
    case .read(let index): .read(read(index))
    case .index(let index): .index(affine(index))
    case .random(let distribution, let key, let element, let low, let high):
      .random(
        distribution, key: key, element: affine(element), stepLow: read(low), stepHigh: read(high))
    case .unary(let operation, let a): .unary(operation, a.mapping(affine: affine, read: read))
    case .binary(let operation, let a, let b):
      .binary(
        operation, a.mapping(affine: affine, read: read), b.mapping(affine: affine, read: read))
    case .select(let choice, let a, let b):
      .select(
        choice.mapping(affine: affine, read: read), a.mapping(affine: affine, read: read),
        b.mapping(affine: affine, read: read))
    case .guarded(let guards, let a, let outside):
      .guarded(
        guards.map { Guard(index: affine($0.index), extent: $0.extent) },
        a.mapping(affine: affine, read: read), outside)
    }
  }

  /// The same with its affines over other loops; itself where it has none, as nearly all values.
  func rewriting(_ change: (Affine) -> Affine) -> FusedScalar {
    affines.isEmpty ? self : mapping(affine: change)
  }

  /// Calls `visit` for this node and all below.
  func visit(_ visit: (FusedScalar) -> Void) {
    visit(self)
    switch self {
    case .read, .constant, .index, .random, .reduced: break
    case .unary(_, let a), .guarded(_, let a, _): a.visit(visit)
    case .binary(_, let a, let b):
      a.visit(visit)
      b.visit(visit)
    case .select(let choice, let a, let b):
      choice.visit(visit)
      a.visit(visit)
      b.visit(visit)
    }
  }

  /// Every affine in it.
  var affines: [Affine] {
    var found: [Affine] = []
    visit {
      switch $0 {
      case .index(let affine), .random(_, key: _, element: let affine, stepLow: _, stepHigh: _):
        found.append(affine)
      case .guarded(let guards, _, _): found += guards.map(\.index)
      case .read, .constant, .unary, .binary, .select, .reduced: break
      }
    }
    return found
  }

  /// Calls `visit` for every read that stands in it, words of the step included.
  func visitReads(_ visit: (Int) -> Void) {
    self.visit {
      switch $0 {
      case .read(let read): visit(read)
      case .random(_, key: _, element: _, stepLow: let low, stepHigh: let high):
        visit(low)
        visit(high)
      case .constant, .index, .unary, .binary, .select, .guarded, .reduced: break
      }
    }
  }

  /// The reads that stand in it, words of the step included.
  var reads: Set<Int> {
    var found: Set<Int> = []
    visitReads { found.insert($0) }
    return found
  }

  /// How much work one evaluation is, in additions; equal parts count each time.
  var cost: Int {
    var sum = 0
    visit { sum += $0.ownCost }
    return sum
  }

  /// The same where equal parts are computed once.
  var costOfDifferentParts: Int {
    var seen: Set<FusedScalar> = []
    var sum = 0
    visit { if seen.insert($0).inserted { sum += $0.ownCost } }
    return sum
  }

  /// The work of its own operation.
  private var ownCost: Int {
    switch self {
    case .read, .constant, .index, .reduced, .guarded: 0
    case .random: 40
    case .select: 1
    case .binary(let operation, _, let exponent):
      switch operation {
      case .power:
        if case .constant(let number) = exponent, ScalarEmitter.power("", number) != nil {
          2
        } else {
          40
        }
      case .divide: 4
      case .add, .subtract, .multiply, .minimum, .maximum, .equal, .notEqual, .less,
        .lessOrEqual, .greater, .greaterOrEqual:
        1
      }
    case .unary(let operation, _):
      switch operation {
      case .exp, .log, .sin, .cos, .tanh, .erf, .sigmoid, .softplus: 16
      case .sqrt, .reciprocal: 4
      case .negate, .absolute, .sign, .floor, .truncate: 1
      }
    }
  }

  init(_ scalar: Scalar, loops: Int) {
    self =
      switch scalar {
      case .read(let read): .read(read)
      case .constant(let value): .constant(value)
      case .loop(let loop): .index(.loop(loop, of: loops))
      case .unary(let operation, let a): .unary(operation, FusedScalar(a, loops: loops))
      case .binary(let operation, let a, let b):
        .binary(operation, FusedScalar(a, loops: loops), FusedScalar(b, loops: loops))
      case .select(let choice, let a, let b):
        .select(
          FusedScalar(choice, loops: loops), FusedScalar(a, loops: loops),
          FusedScalar(b, loops: loops))
      case .random(let distribution, let key, let element, let low, let high):
        .random(distribution, key: key, element: element, stepLow: low, stepHigh: high)
      }
  }
}
