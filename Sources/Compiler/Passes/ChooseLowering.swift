/// Decides for each fused kernel how it becomes C: a contraction, with its schedule, or a loop nest, and why.
enum ChooseLowering {
  static func run(
    _ schedule: KernelSchedule, level: InstructionSet, groups limits: TileGroup.Limits = .init(),
    rows: RowGroup.Limits = .init()
  ) -> ChosenSchedule {
    // Networks have equal layers, and are called several times.
    var known: [FusedKernel: Lowering] = [:]
    let lowerings = schedule.kernels.map { scheduled in
      let lowering = known[scheduled.kernel] ?? lowering(of: scheduled.kernel, level)
      known[scheduled.kernel] = lowering
      return lowering
    }
    let links = BufferLinks(schedule)
    let groups = groups(schedule, lowerings, links, level, limits)
    return ChosenSchedule(
      schedule: schedule, lowerings: lowerings, groups: groups,
      rowGroups: rowGroups(
        schedule, lowerings, links, level, rows, apartFrom: Set(groups.flatMap(\.positions))))
  }

  /// The groups of kernels that become one, each kernel in one at most.
  private static func groups(
    _ schedule: KernelSchedule, _ lowerings: [Lowering], _ links: BufferLinks,
    _ level: InstructionSet, _ limits: TileGroup.Limits
  ) -> [TileGroup] {
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

  /// Those of the other kernels that become one row by row.
  private static func rowGroups(
    _ schedule: KernelSchedule, _ lowerings: [Lowering], _ links: BufferLinks,
    _ level: InstructionSet, _ limits: RowGroup.Limits, apartFrom others: Set<Int>
  ) -> [RowGroup] {
    var taken = others
    var groups: [RowGroup] = []
    for position in schedule.kernels.indices where !taken.contains(position) {
      guard
        let group = RowGroup(
          position, in: schedule, lowerings, links, apartFrom: taken, limits, level: level)
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
