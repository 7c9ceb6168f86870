/// Decides for each fused kernel how it becomes C: a contraction, with its schedule, or a loop nest, and why.
enum ChooseLowering {
  static func run(
    _ schedule: KernelSchedule, level: InstructionSet, groups limits: TileGroup.Limits = .init()
  ) -> ChosenSchedule {
    // Networks have equal layers, and are called several times.
    var known: [FusedKernel: Lowering] = [:]
    let lowerings = schedule.kernels.map { scheduled in
      let lowering = known[scheduled.kernel] ?? lowering(of: scheduled.kernel, level)
      known[scheduled.kernel] = lowering
      return lowering
    }
    return ChosenSchedule(
      schedule: schedule, lowerings: lowerings, groups: groups(schedule, lowerings, level, limits))
  }

  /// The groups of kernels that become one, each kernel in one at most.
  private static func groups(
    _ schedule: KernelSchedule, _ lowerings: [Lowering], _ level: InstructionSet,
    _ limits: TileGroup.Limits
  ) -> [TileGroup] {
    let links = BufferLinks(schedule)
    var plans: [FusedKernel: ContractionPlan?] = [:]
    var taken: Set<Int> = []
    var groups: [TileGroup] = []
    for (position, lowering) in lowerings.enumerated() {
      guard case .contraction = lowering,
        let group = TileGroup(
          position, in: schedule, links, limits,
          plan: { product, vector in
            let plan = plans[product] ?? TileGroup.plan(product, vector: vector, level: level)
            plans[product] = .some(plan)
            return plan
          }),
        taken.isDisjoint(with: group.positions)
      else { continue }
      taken.formUnion(group.positions)
      groups.append(group)
    }
    return groups
  }

  private static func lowering(of kernel: FusedKernel, _ level: InstructionSet) -> Lowering {
    do throws(NestReason) {
      return .contraction(try ContractionPlan(kernel, level: level))
    } catch {
      return .nest(error)
    }
  }
}
