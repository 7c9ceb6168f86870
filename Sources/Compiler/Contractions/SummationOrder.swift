/// In which order the products of a sum are added up, on every processor alike: it makes the bits. How many vectors a
/// tile has, and which factor they are of, touches no sum.
struct SummationOrder: Hashable {
  /// The loop whose neighbours are added up in lanes, side by side, where the sum is a scalar product.
  var lane: Int?
  /// The loops that are summed over, outermost first.
  var loops: [Int]
  /// Points of each of them in one piece of the sum; pieces are added up in memory.
  var points: [Int]
  /// How many tasks share the pieces.
  var splits: Int

  /// The same of a kernel in which a loop has become two.
  func splitting(_ loop: Int) -> SummationOrder {
    var result = self
    result.loops = loops.map { $0 > loop ? $0 + 1 : $0 }
    result.lane = lane.map { $0 > loop ? $0 + 1 : $0 }
    return result
  }

  /// The same of the kernel before that.
  func joining(_ loop: Int) -> SummationOrder {
    var result = self
    result.loops = loops.map { $0 > loop ? $0 - 1 : $0 }
    result.lane = lane.map { $0 > loop ? $0 - 1 : $0 }
    return result
  }
}
