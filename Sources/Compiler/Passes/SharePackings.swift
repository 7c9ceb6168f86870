/// Products that read one copy of a factor, in one order, share it, where it can be kept from one to the next without
/// the program taking more memory.
///
/// A copy goes from one wave to another only where less is kept in all waves between than in the fullest one: of a
/// discriminator's weights, that its calls on pictures and on fakes read, and both their gradients.
enum SharePackings {
  static func run(_ arranged: LoweredSchedule) -> LoweredSchedule {
    let copies = arranged.steps.map(Copy.init)
    let known = copies.compactMap { $0 }
    guard Set(known).count < known.count else { return arranged }

    let plan = PlanMemory(arranged)
    let lives = plan.lives()
    var room = Room(arranged, plan)
    var made: [Copy: (memory: LoweredSchedule.Operand, end: Int)] = [:]
    var shared: [LoweredSchedule.Operand: LoweredSchedule.Operand] = [:]
    var result = arranged
    result.steps = []
    for (var step, copy) in zip(arranged.steps, copies) {
      step.operands = step.operands.map { shared[$0] ?? $0 }
      if let copy, let memory = step.operands.last, let life = lives[memory] {
        let bytes = arranged.bytes(of: memory)
        if let earlier = made[copy], room.keeps(bytes, after: earlier.end, for: life) {
          shared[memory] = earlier.memory
          made[copy] = (earlier.memory, max(earlier.end, life.upperBound))
          continue
        }
        made[copy] = (memory, life.upperBound)
      }
      result.steps.append(step)
    }
    // Where pieces of memory lie does not follow from how much is kept.
    return PlanMemory(result).arenaBytes <= plan.arenaBytes ? result : arranged
  }

  /// What a step copies, and how.
  private struct Copy: Hashable {
    let kernel: Int
    let sources: [LoweredSchedule.Operand]

    init?(_ step: LoweredSchedule.Step) {
      guard step.part == .pack else { return nil }
      kernel = step.kernel
      sources = step.operands.dropLast()
    }
  }

  /// The bytes of the arena that are in use in each wave.
  private struct Room {
    private var used: [Int]
    private let most: Int

    init(_ arranged: LoweredSchedule, _ plan: PlanMemory) {
      let lives = plan.lives()
      used = Array(repeating: 0, count: (lives.values.map(\.upperBound).max() ?? 0) + 1)
      for (operand, life) in lives {
        guard case .arena = plan.places[operand] else { continue }
        for wave in life { used[wave] += arranged.bytes(of: operand) }
      }
      most = used.max() ?? 0
    }

    /// Whether a copy that was read for the last time in wave `end` may serve for one of a later life, too; if so, it is
    /// kept, and the later one is not made.
    mutating func keeps(_ bytes: Int, after end: Int, for life: ClosedRange<Int>) -> Bool {
      let between = (end + 1)..<max(end + 1, life.lowerBound)
      guard between.allSatisfy({ used[$0] + bytes <= most }) else { return false }
      for wave in between { used[wave] += bytes }
      for wave in life where wave <= end { used[wave] -= bytes }
      return true
    }
  }
}
