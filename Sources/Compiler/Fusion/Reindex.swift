import Graph
import Tensors

/// The index of an element of one view of a buffer, as an index of the same element in another view.
enum Reindex {
  case index([Affine])
  /// First a loop must be split so that its inner part has so many points.
  case split(loop: Int, inner: Int)
  /// The loops cannot follow.
  case impossible

  /// - Parameter loose: axes whose index may fall outside (and is then not used).
  init(
    _ index: [Affine], from: Shape, to: Shape, extents: [Int], loose: Set<Int> = []
  ) {
    if from == to {
      self = .index(index)
      return
    }
    let loops = extents.count
    var result = [Affine](repeating: .constant(0, of: loops), count: to.rank)
    let sources = (0..<from.rank).filter { from[$0] != 1 }
    let targets = (0..<to.rank).filter { to[$0] != 1 }
    var (s, t) = (0, 0)
    while s < sources.count && t < targets.count {
      var (a, b) = ([sources[s]], [targets[t]])
      var (x, y) = (from[sources[s]], to[targets[t]])
      (s, t) = (s + 1, t + 1)
      while x != y {
        if x < y {
          guard s < sources.count else {
            self = .impossible
            return
          }
          a.append(sources[s])
          x *= from[sources[s]]
          s += 1
        } else {
          guard t < targets.count else {
            self = .impossible
            return
          }
          b.append(targets[t])
          y *= to[targets[t]]
          t += 1
        }
      }
      var linear = Affine.constant(0, of: loops)
      var stride = 1
      for axis in a.reversed() {
        linear = linear + index[axis] * stride
        stride *= from[axis]
      }
      if b.count == 1 {
        result[b[0]] = linear
        continue
      }
      guard loose.isDisjoint(with: a) else {
        self = .impossible
        return
      }
      switch Reindex.digits(linear, b.map { to[$0] }, extents) {
      case .index(let digits): for (axis, digit) in zip(b, digits) { result[axis] = digit }
      case .split(let loop, let inner):
        self = .split(loop: loop, inner: inner)
        return
      case .impossible:
        self = .impossible
        return
      }
    }
    self = s == sources.count && t == targets.count ? .index(result) : .impossible
  }

  /// A linear index as digits of a mixed radix, each an affine that stays in its range.
  private static func digits(_ linear: Affine, _ radix: [Int], _ extents: [Int]) -> Reindex {
    let loops = extents.count
    let strides = Shape(radix).strides
    var digits = [Affine](repeating: .constant(0, of: loops), count: radix.count)
    var rest = linear.offset
    guard rest >= 0 else { return .impossible }
    for place in radix.indices {
      digits[place].offset = rest / strides[place]
      rest %= strides[place]
    }
    for (loop, coefficient) in linear.coefficients.enumerated()
    where coefficient != 0 && extents[loop] > 1 {
      guard coefficient > 0, let place = strides.firstIndex(where: { $0 <= coefficient }),
        coefficient % strides[place] == 0
      else { return .impossible }
      if place > 0, coefficient * extents[loop] > strides[place - 1] {
        let inner = strides[place - 1] / coefficient
        guard inner > 1, strides[place - 1] % coefficient == 0, extents[loop] % inner == 0 else {
          return .impossible
        }
        return .split(loop: loop, inner: inner)
      }
      digits[place].coefficients[loop] = coefficient / strides[place]
    }
    for (digit, size) in zip(digits, radix) {
      let range = digit.range(over: extents)
      if range.lowerBound < 0 || range.upperBound >= size { return .impossible }
    }
    return .index(digits)
  }
}
