import Graph
import Tensors

/// A contraction taken apart: two factors, and what each loop is to them.
///
/// `out[b, m, n] = Σₖ left[b, m, k] · right[b, n, k]`, where b, m, n and k may each be several loops.
struct ContractionShape {
  enum Role: Hashable {
    /// In both factors and in the output.
    case batch
    /// In the left factor and in the output.
    case left
    /// In the right factor and in the output.
    case right
    /// Summed over.
    case reduction
  }

  /// The kernel, its padded reads written as guards.
  let kernel: FusedKernel
  let roles: [Role]
  let left: FusedScalar
  let right: FusedScalar

  /// - Throws: why the kernel is no contraction, or one that the plain loop nest does as well.
  init(_ original: FusedKernel) throws(NestReason) {
    guard !original.writes.contains(where: \.accumulates) else { throw .scatter }
    guard let reduction = original.reduction else { throw .pointwise }
    guard reduction.terms.count == 1, reduction.terms[0].combine == .sum,
      !reduction.loops.isEmpty
    else { throw .otherReduction }
    guard original.extents.allSatisfy({ $0 > 0 }) else { throw .empty }
    let value = reduction.terms[0].value.withExplicitGuards(original)
    guard let factors = Self.factors(of: value, original) else { throw .guards }
    guard factors.count >= 2, factors.count <= 8 else { throw .factors }
    for factor in factors where factor.affines(original.reads) == nil { throw .index }
    for write in original.writes {
      for case .indirect in write.index { throw .index }
      guard Self.isEmittable(write.value, original) else { throw .index }
    }
    guard let split = Self.split(factors, original) else { throw .factors }
    var kernel = original
    for index in kernel.writes.indices {
      kernel.writes[index].value = kernel.writes[index].value.withExplicitGuards(original)
    }
    self.kernel = kernel
    (left, right, roles) = split
    guard !left.readNumbers().isEmpty, !right.readNumbers().isEmpty else { throw .factors }
    guard count(.left) > 1 || count(.right) > 1,
      count(.batch) == 1 || min(count(.left), count(.right)) > 1
    else { throw .tile }
  }

  /// Whether the kernel is a contraction.
  static func fits(_ kernel: FusedKernel) -> Bool {
    do throws(NestReason) {
      _ = try ContractionShape(kernel)
      return true
    } catch {
      return false
    }
  }

  /// The product of the extents of the loops of a role.
  func count(_ role: Role) -> Int {
    zip(roles, kernel.extents).reduce(1) { $1.0 == role ? $0 * $1.1 : $0 }
  }

  func loops(_ role: Role) -> [Int] { roles.indices.filter { roles[$0] == role } }

  /// Whether an epilogue's reads are such that the templates can address them.
  private static func isEmittable(_ value: FusedScalar, _ kernel: FusedKernel) -> Bool {
    value.readNumbers().allSatisfy { number in
      let read = kernel.reads[number]
      return read.index.allSatisfy {
        if case .affine = $0 { true } else { false }
      }
    }
  }

  /// The factors of a product; a guard around it goes to the factors that have its loops.
  private static func factors(of value: FusedScalar, _ kernel: FusedKernel) -> [FusedScalar]? {
    switch value {
    case .binary(.multiply, let a, let b):
      guard let left = factors(of: a, kernel), let right = factors(of: b, kernel) else {
        return nil
      }
      return left + right
    case .guarded(let guards, let inner, let outside) where outside == 0:
      guard let parts = factors(of: inner, kernel) else { return nil }
      if parts.count == 1 { return [value] }
      var placed: Set<FusedScalar.Guard> = []
      var result: [FusedScalar] = []
      for part in parts {
        guard let affines = part.affines(kernel.reads) else { return nil }
        let loops = mentioned(affines)
        let own = guards.filter { mentioned([$0.index]).isSubset(of: loops) }
        placed.formUnion(own)
        guard own.count == guards.count || isAlwaysInside(part, kernel) else { return nil }
        result.append(own.isEmpty ? part : .guarded(own, part, 0))
      }
      return placed.count == Set(guards).count ? result : nil
    case .guarded, .read, .constant, .index, .unary, .binary, .select, .random, .reduced:
      return [value]
    }
  }

  private static func isAlwaysInside(_ value: FusedScalar, _ kernel: FusedKernel) -> Bool {
    value.readNumbers().allSatisfy { number in
      let read = kernel.reads[number]
      return zip(read.index, kernel.operands[read.operand].shape.extents).allSatisfy {
        guard case .affine(let affine) = $0 else { return false }
        let range = affine.range(over: kernel.extents)
        return range.lowerBound >= 0 && range.upperBound < $1
      }
    }
  }

  static func mentioned(_ affines: [Affine]) -> Set<Int> {
    var loops: Set<Int> = []
    for affine in affines {
      for (loop, coefficient) in affine.coefficients.enumerated() where coefficient != 0 {
        loops.insert(loop)
      }
    }
    return loops
  }

  /// Shares the factors out to two sides such that as few points as possible lie in both.
  private static func split(
    _ factors: [FusedScalar], _ kernel: FusedKernel
  ) -> (FusedScalar, FusedScalar, [Role])? {
    var loops: [Set<Int>] = []
    for factor in factors {
      guard let affines = factor.affines(kernel.reads) else { return nil }
      loops.append(mentioned(affines))
    }
    let reduced = Set(kernel.reduction?.loops ?? [])
    let kept = kernel.extents.indices.filter { !reduced.contains($0) }
    var best: (shared: Int, mask: Int)?
    for mask in 1..<(1 << (factors.count - 1)) {
      let right = factors.indices.filter { mask >> $0 & 1 == 1 }
      let left = factors.indices.filter { mask >> $0 & 1 == 0 }
      guard right.contains(where: { !factors[$0].readNumbers().isEmpty }),
        left.contains(where: { !factors[$0].readNumbers().isEmpty })
      else { continue }
      let rightLoops = right.reduce(into: Set<Int>()) { $0.formUnion(loops[$1]) }
      let leftLoops = left.reduce(into: Set<Int>()) { $0.formUnion(loops[$1]) }
      guard
        kept.allSatisfy({
          rightLoops.contains($0) || leftLoops.contains($0) || kernel.extents[$0] == 1
        })
      else { return nil }
      let shared = kept.reduce(1) {
        rightLoops.contains($1) && leftLoops.contains($1) ? $0 * kernel.extents[$1] : $0
      }
      if shared < best?.shared ?? .max { best = (shared, mask) }
    }
    guard let mask = best?.mask else { return nil }
    func product(_ indices: [Int]) -> FusedScalar {
      indices.dropFirst().reduce(factors[indices[0]]) { .binary(.multiply, $0, factors[$1]) }
    }
    let right = factors.indices.filter { mask >> $0 & 1 == 1 }
    let left = factors.indices.filter { mask >> $0 & 1 == 0 }
    let rightLoops = right.reduce(into: Set<Int>()) { $0.formUnion(loops[$1]) }
    let leftLoops = left.reduce(into: Set<Int>()) { $0.formUnion(loops[$1]) }
    let roles = kernel.extents.indices.map { loop -> Role in
      if reduced.contains(loop) { return .reduction }
      if leftLoops.contains(loop) { return rightLoops.contains(loop) ? .batch : .left }
      return .right
    }
    return (product(left), product(right), roles)
  }
}
