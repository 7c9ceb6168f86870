import Compiler
import Datasets
import Diagnostics
import Experiment
import Graph
import Layers
import OrderedCollections
import Runtime

/// What the programs of a training step launch, before their kernels are compiled; the smaller last batch of an epoch is left
/// out.
public struct StepWork: Sendable {
  /// Those of a stage, one for each of its turns, and how often a step runs it on average.
  public let programs: [(launches: [CompiledGraph.Launch], perStep: Double)]
}

/// The programs of a training step, one a stage and batch size, and their running.
final class StepPrograms {
  /// Losses and objectives in the order of the log.
  let lossNames: [String]

  private let graphs: ExperimentGraphs
  private let schedule: TrainDefinition
  private let data: LoadedDataSets
  private let state: State
  private let device: Device
  private let updateNames: [String]
  /// Which of the schedule's updates, by number, each stage has.
  private let numbers: [[Int]]
  private let maximumRepetitions: Int
  private var programs: [Variant: StageProgram] = [:]
  /// The round's values by the names of the programs' inputs.
  private var roundValues: [(input: String, value: Double)] = []
  /// What training reads of data that is another in each step, and of data that is always the same.
  private let inputs: [Model.FieldInput]
  private let constants: [Model.FieldInput]
  /// The operations of the contractions that were run so far, two for every product; 0 of the interpreter.
  private(set) var operations = 0.0
  private var prefetcher: Prefetcher?
  private var position: DataCursor?

  /// One stage at one batch size, with the updates whose turn it is as bits.
  private struct Variant: Hashable {
    let stage: Int
    let active: UInt64
    let batch: Int
  }

  private struct StageProgram {
    /// What was computed once; its outputs are inputs of `program`.
    let once: Program
    let program: Program
    let scalars: [(name: String, update: Int, value: @Sendable (ScheduleProgress) -> Double)]
    let losses: [(index: Int, output: String)]
    /// The batch's fields that the program reads, by place among `wanted`.
    let fields: [(place: Int, source: Input.Source)]
    /// Those of the program's contractions, each time that it runs.
    let operations: Double
  }

  /// - Parameters:
  ///   - planned: is told what a step launches; not on the reference backend.
  ///   - building: is told how many kernels are compiled, before and while they are, unless there are none.
  init(
    _ graphs: ExperimentGraphs, schedule: TrainDefinition, data: LoadedDataSets, state: State,
    device: Device, planned: (StepWork) -> Void = { _ in },
    building: (KernelCache.Progress) -> Void = { _ in }
  ) throws {
    self.graphs = graphs
    self.schedule = schedule
    self.data = data
    self.state = state
    self.device = device
    var numbers: [[Int]] = []
    var names: [String] = []
    for stage in schedule.stages {
      numbers.append(Array(names.count..<(names.count + stage.updates.count)))
      names += stage.updates.map(\.name)
    }
    self.numbers = numbers
    updateNames = names
    maximumRepetitions = schedule.stages.map(\.repetitions).max() ?? 1
    lossNames = try graphs.lossNames
    let fields = Array(try graphs.trainingFields())
    inputs = fields.filter { data.sets[$0.data]?.isConstant != true }
    constants = fields.filter { data.sets[$0.data]?.isConstant == true }
    // All that an ordinary step needs is compiled now, in one go; rarer variants when they are met.
    var variants: OrderedSet<Variant> = []
    for batch in data.plan?.sizes ?? [1] {
      for stage in schedule.stages {
        let all = Self.all(stage)
        for active in [all, Self.active(stage, step: 1, repetition: 0)] where active != 0 {
          variants.append(Variant(stage: stage.index, active: active, batch: batch))
        }
      }
    }
    let batch = data.plan?.sizes.first ?? 1
    try load(
      Array(variants),
      planned: { launches in
        let known = Dictionary(uniqueKeysWithValues: zip(variants, launches))
        planned(
          StepWork(
            programs: schedule.stages.flatMap { stage in
              stage.turns.compactMap { turn in
                // Where a rarer turn is not compiled yet, that of all updates stands for it.
                [Self.bits(turn.updates), Self.all(stage)].lazy
                  .compactMap { known[Variant(stage: stage.index, active: $0, batch: batch)] }
                  .first.map { (launches: $0, perStep: turn.perStep) }
              }
            }))
      }, building: building)
  }

  /// All updates, as bits.
  private static func all(_ stage: StageDefinition) -> UInt64 {
    stage.updates.count >= 64 ? .max : (1 << UInt64(stage.updates.count)) - 1
  }

  /// The updates whose turn it is, as bits.
  ///
  /// - Parameter step: from 1, within the round.
  private static func active(_ stage: StageDefinition, step: Int, repetition: Int) -> UInt64 {
    var active: UInt64 = 0
    for update in stage.updates.indices
    where stage.isTaken(update, step: step, repetition: repetition) {
      active |= 1 << UInt64(update)
    }
    return active
  }

  private static func bits(_ updates: [Int]) -> UInt64 {
    updates.reduce(0) { $0 | 1 << UInt64($1) }
  }

  /// What each program took to make, and takes to run.
  var reports: [ProgramReport] { programs.values.map(\.program.report) }
  /// Those that steps run, in the order of their stages.
  var stepPrograms: [Program] {
    programs.sorted { ($0.key.stage, -$0.key.batch) < ($1.key.stage, -$1.key.batch) }
      .map(\.value.program)
  }
  /// Programs that are loaded together share the time of the compiler.
  var compileSeconds: Double { reports.map(\.compileSeconds).max() ?? 0 }

  /// How often a step waited for its data.
  var waits: Prefetcher.Waits { prefetcher?.waits ?? Prefetcher.Waits() }

  /// Sets a round's values.
  func enterRound(_ values: [String: Double]) {
    roundValues = values.sorted { $0.key < $1.key }.map { (Model.roundInput($0.key), $0.value) }
  }

  /// Continues the data where `progress` stands.
  ///
  /// - Throws: where the data has no such place.
  func seek(to progress: TrainingProgress) throws {
    guard let plan = data.plan else { return }
    let cursor = DataCursor(epoch: progress.epoch, step: progress.stepInEpoch)
    guard position != cursor else { return }
    guard plan.holds(cursor) else {
      throw Diagnostic(
        "the checkpoint stands at epoch \(cursor.epoch), step \(cursor.step), which this data does not have",
        at: nil)
    }
    let sources = data.sets.values.filter { set in inputs.contains { $0.data == set.name } }
    let wanted = inputs.map { Batcher.Wanted(data: $0.data, field: $0.field) }
    prefetcher = Prefetcher(
      Batcher(
        Array(sources), wanted: wanted, plan: plan, at: cursor, shuffles: schedule.shuffles))
    position = cursor
  }

  /// One step: every stage in order, on one batch. Allocates nothing once the programs are made.
  func runStep(_ progress: inout TrainingProgress) throws {
    let batch = try prefetcher?.next()
    let size = batch?.place.size ?? 1
    for stage in schedule.stages {
      for repetition in 0..<stage.repetitions {
        let active = Self.active(stage, step: progress.step + 1, repetition: repetition)
        guard active != 0 else { continue }
        let variant = Variant(stage: stage.index, active: active, batch: size)
        if programs[variant] == nil { try load([variant]) }
        guard let stageProgram = programs[variant] else { continue }
        try run(stageProgram, batch: batch, size: size, repetition: repetition, &progress)
        for (bit, number) in numbers[stage.index].enumerated()
        where active & (1 << UInt64(bit)) != 0 {
          progress.applications[updateNames[number], default: 0] += 1
        }
      }
    }
    position = batch?.place.next
  }

  private static let stepInput = BuildContext.runningInput("step")
  private static let epochInput = BuildContext.runningInput("epoch")

  private func run(
    _ stage: StageProgram, batch: Prefetcher.Batch?, size: Int, repetition: Int,
    _ progress: inout TrainingProgress
  ) throws {
    let program = stage.program
    if let batch {
      for field in stage.fields { program.bind(field.source, to: batch.pointers[field.place]) }
    }
    for scalar in stage.scalars {
      let update = updateNames[scalar.update]
      let schedule = ScheduleProgress(
        applications: progress.applications[update] ?? 0,
        earlierApplications: progress.earlierApplications[update] ?? 0,
        epoch: progress.epoch, stepInEpoch: data.plan == nil ? 0 : progress.stepInEpoch,
        stepsPerEpoch: data.plan?.stepsPerEpoch ?? 1)
      program.setRuntime(scalar.name, scalar.value(schedule))
    }
    for (input, value) in roundValues { program.setRuntime(input, value) }
    program.setRuntime(Self.stepInput, Double(progress.totalSteps))
    program.setRuntime(Self.epochInput, Double(progress.earlierEpochs + progress.epoch))
    program.setStep(UInt64(progress.totalSteps * maximumRepetitions + repetition))
    try program.run()
    operations += stage.operations
    for loss in stage.losses {
      progress.add(
        loss.index, name: lossNames[loss.index], Double(program.outputScalar(loss.output)),
        weight: Double(size))
    }
  }

  private func load(
    _ variants: [Variant], planned: ([[CompiledGraph.Launch]]) -> Void = { _ in },
    building: (KernelCache.Progress) -> Void = { _ in }
  ) throws {
    let stageGraphs = try variants.map { variant in
      let stage = schedule.stages[variant.stage]
      let active = stage.updates.enumerated()
        .filter { variant.active & (1 << UInt64($0.offset)) != 0 }.map(\.element)
      return try graphs.stage(stage, active: active, batch: variant.batch)
    }
    let names = variants.map { "stage \($0.stage + 1), batch \($0.batch)" }
    let loaded = try device.load(
      steps: zip(names, stageGraphs).map { ($0, $1.graph) },
      fixed: Fixed(
        updated: graphs.updatedEntries(), inputs: Set(constants.map(\.source))),
      state: state, numerics: graphs.model.definition.numerics, planned: planned,
      building: building)
    for (index, (variant, graph)) in zip(variants, stageGraphs).enumerated() {
      let stage = schedule.stages[variant.stage]
      let (once, program) = loaded[index]
      for program in [once, program] {
        try graphs.model.bindFirstExamples(
          program, constants, data: data, copies: variant.batch)
      }
      if !once.outputNames.isEmpty {
        try once.run()
        for name in once.outputNames {
          if let place = once.outputPointer(name).baseAddress {
            program.bind(.hoisted(name), to: place)
          }
        }
      }
      programs[variant] = StageProgram(
        once: once, program: program,
        scalars: graph.hostScalars.compactMap { scalar in
          guard program.inputType(.runtime(scalar.scalar.name)) != nil,
            let bit = stage.updates.firstIndex(where: { $0.name == scalar.update })
          else { return nil }
          return (scalar.scalar.name, numbers[stage.index][bit], scalar.scalar.value)
        },
        losses: graph.losses.compactMap { name in
          lossNames.firstIndex(of: name).map { ($0, Model.lossOutput(name)) }
        },
        fields: inputs.enumerated().compactMap { place, field in
          program.inputType(field.source) == nil ? nil : (place, field.source)
        }, operations: program.compiled?.launches.reduce(0) { $0 + $1.work.flops } ?? 0)
    }
  }
}
