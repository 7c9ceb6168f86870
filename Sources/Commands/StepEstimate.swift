import Compiler
import Diagnostics
import Experiment
import Runtime

/// How long a training step takes, from what its kernels do and how fast this machine is; nothing is trained.
///
/// Products take the time of their arithmetic, all else (and what their epilogues read) the time of its memory, the two
/// sides of the roofline of Williams, Waterman & Patterson 2009, at the shares of the machine's peaks that our kernels
/// reach (Documentation/Estimates.md).
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
    guard experiment.model.definition.train != nil, device.backend == .compiled else { return nil }
    let speed = try device.measuredSpeed()
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
        step += speed.seconds(repeated.launches, perStep: turn.perStep)
      }
    }
    let model = experiment.model
    return TrainingDuration(step: step, epoch: model.stepsPerEpoch, whole: model.stepCount)
  }
}

extension MachineSpeed {
  /// Seconds from the end of one wave of kernels to the begin of the next.
  private static let pause = 3e-6
  /// At which shares of the memory's speed loops take what they read, those whose innermost one fills no vector the less.
  private static let loopShare = 1.5
  private static let narrowShare = 0.35

  /// The seconds of a launch.
  func seconds(_ launch: CompiledGraph.Launch) -> Double {
    let work = launch.work
    let nanoseconds =
      switch work.kind {
      case .contraction:
        work.flops / (peak * 0.6) + Double(work.epilogueBytes) / (memory * Self.loopShare)
      case .narrowContraction:
        work.flops / (peak * 0.6) + Double(work.epilogueBytes) / (memory * Self.narrowShare)
      case .tiles: work.flops / (peak * 0.88) + Double(work.bytes) / (memory * 0.14)
      case .loops: Double(work.bytes) / (memory * Self.loopShare)
      case .narrowLoops: Double(work.bytes) / (memory * Self.narrowShare)
      case .moves: Double(work.bytes) / (memory * 0.7)
      }
    return nanoseconds / 1e9 + (launch.isBesideLast ? 0 : Self.pause)
  }

  /// The seconds of a program that a step runs so often.
  func seconds(_ launches: [CompiledGraph.Launch], perStep: Double) -> Double {
    perStep * launches.reduce(0) { $0 + seconds($1) }
  }
}
