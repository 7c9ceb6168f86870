/// Decides for each fused kernel how it becomes C: a contraction, with its schedule, or a loop nest, and why.
enum ChooseLowering {
  static func run(_ schedule: KernelSchedule, level: InstructionSet) -> ChosenSchedule {
    // Networks have equal layers, and are called several times.
    var known: [FusedKernel: Lowering] = [:]
    let lowerings = schedule.kernels.map { scheduled in
      let lowering = known[scheduled.kernel] ?? lowering(of: scheduled.kernel, level)
      known[scheduled.kernel] = lowering
      return lowering
    }
    return ChosenSchedule(schedule: schedule, lowerings: lowerings)
  }

  private static func lowering(of kernel: FusedKernel, _ level: InstructionSet) -> Lowering {
    do throws(NestReason) {
      return .contraction(try ContractionPlan(kernel, level: level))
    } catch {
      return .nest(error)
    }
  }
}
