import Diagnostics
import Experiment
import Runtime

/// How long a training step takes, from what its kernels do and how fast this machine is; nothing is trained.
///
/// It is the sum over the step's kernels (`KernelPace`).
public struct StepEstimate {
  /// `nil` where nothing is trained, for the interpreter, whose time is not estimated, and without a compiler that works.
  public let duration: TrainingDuration?
  /// What a plan says of it.
  public let text: String

  public init(_ experiment: LoadedExperiment, machine: Machine) {
    do {
      duration = try Self.duration(experiment, device: machine.device)
      text =
        duration.map {
          "\ntime\n  \($0.text), by arithmetic and memory; --time trains to measure it\n"
        } ?? ""
    } catch {
      duration = nil
      text = Self.text(missing: error)
    }
  }

  /// - Parameter problem: why there is none.
  public init(missing problem: Diagnostic) {
    duration = nil
    text = Self.text(missing: problem)
  }

  private static func text(missing problem: any Error) -> String {
    "\ntime\n  not estimated: \((problem as? Diagnostic)?.message ?? "\(problem)")\n"
  }

  private static func duration(
    _ experiment: LoadedExperiment, device: Device
  ) throws -> TrainingDuration? {
    guard experiment.model.definition.train != nil, let instructionSet = device.instructionSet
    else { return nil }
    let pace = KernelPace(try device.measuredSpeed(), instructionSet)
    let fixed = try experiment.graphs.fixed()
    let numerics = experiment.model.definition.numerics
    let graphs = experiment.graphs
    var step = 0.0
    for stage in experiment.model.definition.train?.stages ?? [] {
      for turn in stage.turns {
        let graph = try graphs.stage(
          stage, active: turn.updates.map { stage.updates[$0] },
          batch: experiment.model.trainingBatch
        ).graph
        let repeated = try device.outlines(of: graph, fixed: fixed, numerics: numerics)[1]
        step += pace.seconds(repeated.launches, perStep: turn.perStep)
      }
    }
    let model = experiment.model
    return TrainingDuration(step: step, epoch: model.stepsPerEpoch, whole: model.stepCount)
  }
}
