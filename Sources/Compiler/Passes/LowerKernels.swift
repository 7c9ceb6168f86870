import Graph
import Tensors

/// Scheduled kernels → C: contractions by their templates, everything else as loop nests. Kernels of equal
/// text are one.
enum LowerKernels {
  static func run(_ schedule: KernelSchedule, level: InstructionSet) -> LoweredSchedule {
    var lowered = LoweredSchedule(schedule: schedule, kernels: [], steps: [], partials: [])
    var known: [CompiledKernel: Int] = [:]
    for (position, scheduled) in schedule.kernels.enumerated() {
      let parts = parts(of: scheduled.kernel, level: level)
      let first = lowered.partials.count
      lowered.partials += parts.partials
      for step in parts.steps {
        let kernel =
          known[step.kernel]
          ?? {
            lowered.kernels.append(step.kernel)
            known[step.kernel] = lowered.kernels.count - 1
            return lowered.kernels.count - 1
          }()
        lowered.steps.append(
          LoweredSchedule.Step(
            scheduled: position, kernel: kernel,
            operands: step.operands.map {
              switch $0 {
              case .operand(let operand): .buffer(scheduled.buffers[operand])
              case .partial(let partial): .partial(first + partial)
              }
            },
            note: step.note))
      }
    }
    return lowered
  }

  private static func parts(of kernel: FusedKernel, level: InstructionSet) -> KernelParts {
    Contractions.compile(kernel, level: level) ?? LoopNest.compile(kernel)
  }
}

/// C kernels and the order in which they run, before memory is planned.
struct LoweredSchedule: Sendable {
  var schedule: KernelSchedule
  var kernels: [CompiledKernel]
  var steps: [Step]
  /// Bytes of the buffers between the steps of one kernel.
  var partials: [Int]

  struct Step: Sendable {
    /// The kernel of the schedule that it is a part of.
    var scheduled: Int
    var kernel: Int
    var operands: [Operand]
    var note: String
  }

  enum Operand: Hashable, Sendable {
    case buffer(Value)
    case partial(Int)
  }
}
