import Diagnostics
import Experiment
import Runtime

/// What is made for the shapes of a round: the state, and all that works on it.
struct RoundWorks {
  let graphs: ExperimentGraphs
  let state: State
  let programs: StepPrograms
  let metrics: MetricRunner
  let renderer: OutputRenderer
  var stateCheck: StateCheck

  /// - Parameters:
  ///   - state: of the shapes of `graphs`.
  ///   - planned: is told what a step launches; not on the reference backend.
  init(
    _ graphs: ExperimentGraphs, schedule: TrainDefinition, data: LoadedDataSets, state: State,
    device: Device, surroundings: Trainer.Surroundings, stepsPerEpoch: Int,
    planned: (StepWork) -> Void = { _ in }
  ) throws {
    let model = graphs.model
    self.graphs = graphs
    self.state = state
    stateCheck = StateCheck(state, schedule)
    programs = try StepPrograms(
      graphs, schedule: schedule, data: data, state: state, device: device, planned: planned,
      building: { surroundings.observer.compiles($0.compiled, of: $0.all, seconds: $0.seconds) })
    metrics = try MetricRunner(model, data: data, state: state, device: device)
    renderer = try OutputRenderer(
      model, data: data, state: state, device: device, metrics: metrics,
      folder: surroundings.folder,
      label: PictureLabel(name: model.definition.name, identity: surroundings.saved.identity),
      stepsPerEpoch: stepsPerEpoch,
      warn: { surroundings.observer.warn($0) }, remark: { surroundings.observer.remark($0) })
  }
}
