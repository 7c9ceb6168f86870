import Artifacts
import Datasets
import Diagnostics
import Experiment
import Foundation
import Runtime
import Training

/// How long a training step takes.
public struct Benchmark {
  public let name: String
  public let batch: Int
  public let threads: Int
  /// Sorted.
  public let stepMilliseconds: [Double]
  /// Those of a step's contractions, two for every product; 0 where that is not known.
  public let stepOperations: Double
  public let compileSeconds: Double
  public let peakMegabytes: Double
  /// The steps of an epoch, `nil` where there are none, and of the whole schedule.
  public let extent: (epoch: Int?, whole: Int)
  /// The data that was made up, since its files are not there.
  public let madeUpData: [String]
  /// How often a step waited for its data.
  public let waits: Prefetcher.Waits

  /// Trains for `seconds`, after a few steps that do not count; nothing is written.
  ///
  /// - Throws: missing data; an experiment without training.
  public init(_ experiment: LoadedExperiment, machine: Machine, seconds: Double) throws {
    let timer = try StepTimer(experiment, machine: machine)
    name = experiment.name
    batch = experiment.model.trainingBatch
    threads = machine.device.threads
    stepMilliseconds = try timer.measure(seconds: seconds).sorted()
    stepOperations = timer.operationsPerStep
    compileSeconds = timer.compileSeconds
    waits = timer.waits
    extent = timer.extent
    madeUpData = experiment.madeUpData
    peakMegabytes = Double(ResidentMemory.peakBytes) / 1_048_576
  }

  public var median: Double { stepMilliseconds[stepMilliseconds.count / 2] }
  /// Where the middle half of the steps lies.
  var middleHalf: (low: Double, high: Double) {
    (stepMilliseconds[stepMilliseconds.count / 4], stepMilliseconds[3 * stepMilliseconds.count / 4])
  }
  var examplesPerSecond: Double { Double(batch) / median * 1000 }
  /// `nil` where no step has a contraction, or none that is known.
  var gigaflops: Double? { stepOperations > 0 ? stepOperations / median / 1e6 : nil }

  /// How long an epoch and all steps will take.
  public var duration: TrainingDuration {
    TrainingDuration(step: median / 1000, epoch: extent.epoch, whole: extent.whole)
  }

  public var json: String {
    JSON.object([
      .init("name", .string(name)), .init("batch", .integer(batch)),
      .init("threads", .integer(threads)), .init("steps", .integer(stepMilliseconds.count)),
      .init("step_ms_median", .number(median)), .init("step_ms_min", .number(stepMilliseconds[0])),
      .init("step_ms_middle_half", .array([.number(middleHalf.low), .number(middleHalf.high)])),
      .init("examples_per_second", .number(examplesPerSecond)),
      .init("step_flop", .number(stepOperations)),
      .init("gflop_per_second", gigaflops.map { .number($0) } ?? .null),
      .init("made_up", .array(madeUpData.map { .string($0) })),
      .init("steps_in_all", .integer(extent.whole)),
      .init("data_steps", .integer(waits.batches)), .init("data_waits", .integer(waits.long)),
      .init("compile_s", .number(compileSeconds)), .init("peak_rss_mb", .number(peakMegabytes)),
    ]).description
  }

  public var text: String {
    let count = stepMilliseconds.count
    let speed = gigaflops.map { ", \(KernelTable.number($0)) GFLOP/s" } ?? ""
    return String(
      format:
        "%@ (batch %d, %d thread%@): step %.3f ms median, %.3f to %.3f for the middle half, %.3f at least, "
        + "over %d steps; %@ examples/s%@; %@; %.0f MB at most", name, batch, threads,
      threads == 1 ? "" : "s", median, middleHalf.low, middleHalf.high, stepMilliseconds[0], count,
      KernelTable.number(examplesPerSecond), speed,
      compileSeconds > 0
        ? String(format: "compiled in %.2f s", compileSeconds) : "kernels from the cache",
      peakMegabytes)
      + (waits.batches == 0
        ? "" : "; \(waits.long) of \(waits.batches) steps waited over 1 ms for data")
      + (madeUpData.isEmpty
        ? "\n\(duration.text), beside metrics, samples and checkpoints"
        : "\non made-up \(madeUpData.joined(separator: " and ")), whose files are not there")
  }
}

extension StepTimer {
  /// Steps of the experiment from its beginning.
  ///
  /// - Throws: missing data; an experiment without training.
  convenience init(_ experiment: LoadedExperiment, machine: Machine) throws {
    guard let schedule = experiment.model.definition.train else {
      throw Diagnostic("'\(experiment.name)' has no training to time", at: nil)
    }
    try MemoryCheck.run(experiment, machine: machine, for: .timing)
    let data = try experiment.loadData(memory: MemoryLimit.bytes)
    let state = try State(experiment.graphs.stateEntries())
    try experiment.graphs.initialize(state, data: data, device: machine.device, trains: true)
    try self.init(
      experiment.graphs, schedule: schedule, data: data, state: state, device: machine.device)
  }
}
