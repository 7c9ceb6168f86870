import AllocationCounter
import Runtime
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

@Suite(
  "A training step allocates nothing",
  .enabled(if: isOptimized, "only optimized code is free of allocations"), .serialized)
struct ResumeAllocationTests {
  /// Epochs longer than the steps that are counted, of full batches.
  private static let experiments =
    [
      QuickExperiment(
        name: "ecg_anomaly", overrides: ["data.beat.count=8000", "train.batch_size=16"]),
      QuickExperiment(
        name: "vae_mnist", overrides: ["data.digit.count=2000", "train.batch_size=8"]),
    ] + (testsEverything ? [adversaries] : [])

  /// Two networks whose convolutions are Winograd's, which take their time.
  private static let adversaries = QuickExperiment(
    name: "dcgan_mnist", overrides: ["data.digit.count=2000", "train.batch_size=8"])

  private func parts(_ experiment: QuickExperiment, threads: Int) throws -> (
    graphs: ExperimentGraphs, schedule: TrainDefinition, data: LoadedDataSets, state: State,
    device: Device
  ) {
    let loaded = try experiment.load()
    let machine = try Machine(threads: threads, usesReference: false)
    let data = try loaded.loadData(memory: 1 << 30)
    let state = try State(loaded.graphs.stateEntries())
    try loaded.graphs.initialize(state, data: data, device: machine.device)
    return (
      loaded.graphs, try #require(loaded.model.definition.train), data, state, machine.device
    )
  }

  @Test("100 steps alone", arguments: experiments, [1, 2])
  func steps(experiment: QuickExperiment, threads: Int) throws {
    let (graphs, schedule, data, state, device) = try parts(experiment, threads: threads)
    let timer = try StepTimer(graphs, schedule: schedule, data: data, state: state, device: device)
    for _ in 0..<3 { try timer.step() }
    let before = etch_allocation_count()
    for _ in 0..<100 { try timer.step() }
    let after = etch_allocation_count()
    #expect(after - before == 0)
  }

  @Test(
    "100 steps of a run, with all that follows a step where nothing is due", arguments: experiments)
  func trainer(experiment: QuickExperiment) throws {
    let out = try RunsFolder()
    let (graphs, schedule, data, state, device) = try parts(experiment, threads: 2)
    let observer = Listener()
    let trainer = try Trainer(
      graphs, schedule: schedule, data: data, state: state, device: device,
      surroundings: Trainer.Surroundings(
        folder: RunFolder(out.path),
        saved: SavedRun(
          identity: "", experiment: "",
          circumstances: SavedRun.Circumstances(
            version: "", numerics: nil, backend: "", digests: [:]),
          progress: TrainingProgress()),
        observer: observer, stop: StopRequest(), stopAfter: nil))
    try trainer.beginRound()
    func step() throws {
      try trainer.runStep()
      #expect(try trainer.finishStep() == nil)
    }
    // The hundredth step writes a line of the log, which may allocate.
    for _ in 0..<LogInterval.longest { try step() }
    #expect(trainer.progress.totalSteps == LogInterval.longest)
    let before = etch_allocation_count()
    for _ in 0..<(LogInterval.longest - 1) {
      try trainer.runStep()
      _ = try trainer.finishStep()
    }
    let after = etch_allocation_count()
    #expect(after - before == 0)
    #expect(observer.steps == 2 * LogInterval.longest - 1)
  }

  #if os(Linux)
    @Test("and the counter counts")
    func control() {
      let before = etch_allocation_count()
      withExtendedLifetime([Int](repeating: 1, count: 1000).map { $0 + Int(before) }) {}
      #expect(etch_allocation_count() > before)
    }
  #endif
}
