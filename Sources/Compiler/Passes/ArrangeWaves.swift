import Graph

/// Small steps that do not wait for one another run at once: by itself, each would leave most workers idle, and its end
/// is waited for by all.
///
/// A large step runs after all steps before it, in a wave with small ones at most. A small one joins the first wave
/// after what it waits for.
enum ArrangeWaves {
  /// Where small ends, and how far a step moves. The same for all machines.
  struct Limits {
    /// Microseconds of a core at 100 GFLOP/s and 20 GB/s.
    var small = 100.0
    /// Waves that a step moves forward at most: what it makes has to be kept until it is read.
    var reach = 8
  }

  static func run(_ lowered: LoweredSchedule, _ limits: Limits = Limits()) -> LoweredSchedule {
    var waits = Waits(lowered)
    var waves: [Wave] = []
    for (number, step) in lowered.steps.enumerated() {
      let work = lowered.work(of: step)
      let cost = work.flops / 1e5 + Double(work.bytes) / 2e4
      let isLarge = cost > limits.small
      var place = max(waits.firstWave(for: step), waves.count - (isLarge ? 1 : limits.reach))
      if isLarge, place < waves.count, waves[place].hasLarge { place += 1 }
      if place >= waves.count { waves.append(Wave()) }
      place = min(place, waves.count - 1)
      waves[place].steps.append((number, cost))
      waves[place].hasLarge = waves[place].hasLarge || isLarge
      waits.add(step, at: place)
    }
    var result = lowered
    result.steps = waves.enumerated().flatMap { number, wave in
      // The largest first, so that all workers end together.
      wave.steps.sorted { ($1.cost, $0.number) < ($0.cost, $1.number) }.map {
        var step = lowered.steps[$0.number]
        step.wave = number
        return step
      }
    }
    return result
  }

  private struct Wave {
    var steps: [(number: Int, cost: Double)] = []
    var hasLarge = false
  }

  /// What has been placed, as far as later steps wait for it.
  private struct Waits {
    private let lowered: LoweredSchedule
    private var lastWrite: [LoweredSchedule.Operand: Int] = [:]
    private var lastRead: [LoweredSchedule.Operand: Int] = [:]
    /// The entries of the state that a result's buffer becomes, as they are read before.
    private let before: [Buffer: [Buffer]]

    init(_ lowered: LoweredSchedule) {
      self.lowered = lowered
      let schedule = lowered.chosen.schedule
      before = schedule.results.reduce(into: [:]) { before, result in
        guard case .state(let name) = result.target else { return }
        before[result.buffer, default: []] += schedule.buffers(of: .state(name))
      }
    }

    func firstWave(for step: LoweredSchedule.Step) -> Int {
      let written = lowered.written(by: step)
      var last = -1
      for operand in step.operands {
        last = max(last, lastWrite[operand] ?? -1)
        guard written.contains(operand) else { continue }
        last = max(last, lastRead[operand] ?? -1)
        // The next value is written over the old one where all that read it have done so.
        guard case .buffer(let buffer) = operand else { continue }
        for old in before[buffer] ?? [] { last = max(last, lastRead[.buffer(old)] ?? -1) }
      }
      return last + 1
    }

    mutating func add(_ step: LoweredSchedule.Step, at wave: Int) {
      let written = lowered.written(by: step)
      for operand in step.operands {
        if written.contains(operand) {
          lastWrite[operand] = max(lastWrite[operand] ?? 0, wave)
        } else {
          lastRead[operand] = max(lastRead[operand] ?? 0, wave)
        }
      }
    }
  }
}
