/// Decides for each fused kernel how it becomes C: a contraction, with its schedule, or a loop nest, and why.
enum ChooseLowering {
  static func run(_ schedule: KernelSchedule, level: InstructionSet) -> ChosenSchedule {
    ChosenSchedule(
      schedule: schedule,
      lowerings: schedule.kernels.map { scheduled in
        do throws(NestReason) {
          return .contraction(try ContractionPlan(scheduled.kernel, level: level))
        } catch {
          return .nest(error)
        }
      })
  }
}
