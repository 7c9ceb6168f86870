import Graph
import Tensors

/// Kernels whose lowering is chosen → C. Kernels of equal text are one; equal ones are written once.
enum LowerKernels {
  static func run(_ chosen: ChosenSchedule) -> LoweredSchedule {
    var lowered = LoweredSchedule(chosen: chosen, kernels: [], steps: [], partials: [])
    var known: [CompiledKernel: Int] = [:]
    var written: [FusedKernel: KernelParts] = [:]
    for (position, (scheduled, lowering)) in zip(chosen.schedule.kernels, chosen.lowerings)
      .enumerated()
    {
      let parts =
        written[scheduled.kernel]
        ?? {
          switch lowering {
          case .contraction(let plan): Contractions.compile(plan)
          case .nest: LoopNest.compile(scheduled.kernel)
          }
        }()
      written[scheduled.kernel] = parts
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
}

/// C kernels and the order in which they run, before memory is planned.
struct LoweredSchedule: Sendable {
  var chosen: ChosenSchedule
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
    case buffer(Buffer)
    case partial(Int)
  }
}
