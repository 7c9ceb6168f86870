import Artifacts
import Diagnostics
import Runtime
import Tensors

@testable import Experiment
@testable import Training

/// An experiment from its text to a trainer, in a folder of its own; on the interpreter, so that nothing is
/// compiled.
final class Rehearsal {
  let model: Model
  let data: LoadedDataSets
  let state: State
  let folder: RunFolder
  let observer = Listener()
  let stop = StopRequest()
  let device: Device
  private let experiment: LoadedExperiment
  private let temporary: TemporaryFolder

  /// - Parameter earlier: a rehearsal whose folder and newest checkpoint this one goes on with.
  init(_ text: String, after earlier: Rehearsal? = nil) throws {
    temporary = try earlier?.temporary ?? TemporaryFolder()
    folder = RunFolder(temporary.path)
    experiment = try LoadedExperiment(
      text: text, name: "test.yaml", overrides: [], dataFolder: "data", allowsOutside: true)
    let round = try folder.checkpointFiles().last?.progress.round ?? 0
    let graphs = experiment.graphs.inRound(round)
    model = graphs.model
    data = try experiment.loadData(memory: 1 << 30)
    device = try Device(threads: 1, backend: .reference)
    state = try State(graphs.stateEntries())
    if earlier == nil {
      try experiment.graphs.initialize(state, data: data, device: device)
    } else if let file = try folder.checkpointFiles().last?.path {
      try state.restore(from: Checkpoint.read(from: file), file: file)
    }
  }

  func trainer(stopAfter: Int? = nil) throws -> Trainer {
    guard let schedule = model.definition.train else { throw Diagnostic("no schedule", at: nil) }
    return try Trainer(
      experiment.graphs, schedule: schedule, data: data, state: state, device: device,
      surroundings: Trainer.Surroundings(
        folder: folder,
        saved: SavedRun(
          identity: experiment.identity.digest, experiment: experiment.resolvedText,
          circumstances: SavedRun.Circumstances(
            version: "1", numerics: nil, backend: "reference", digests: [:]),
          progress: folder.checkpointFiles().last?.progress ?? TrainingProgress()),
        observer: observer, stop: stop, stopAfter: stopAfter))
  }

  /// Renders the outputs in another folder, as `etch sample` does.
  func renderAgain(in folder: RunFolder) throws -> [String] {
    try model.renderOnce(
      data: data, state: state, device: device, folder: folder,
      label: PictureLabel(name: model.definition.name, identity: experiment.identity.digest),
      progress: self.folder.checkpointFiles().last?.progress ?? TrainingProgress(),
      warn: { self.observer.warn($0) }, remark: { self.observer.remarks.append($0) })
  }

  func metrics() throws -> MetricRunner {
    try MetricRunner(model, data: data, state: state, device: device)
  }

  /// What a sample shows, by the names of its rows and captions.
  func shown(_ name: String, draw: UInt64 = 0) throws -> [String: HostArray] {
    try evaluation(name).values(figures: [:], round: [:], draw: draw)
  }

  /// Where the lattice of a sample lies.
  func frame(_ name: String) throws -> ScatterPlot.Outline? {
    try evaluation(name).frame(figures: [:], round: [:], draw: 0)
  }

  private func evaluation(_ name: String) throws -> GridEvaluation {
    guard let grid = model.definition.outputs.samples.first(where: { $0.name == name }) else {
      throw Diagnostic("no sample", at: nil)
    }
    return GridEvaluation(grid, batchSize: model.evaluationBatch) {
      SplitEvaluation($0, model: model, data: data, state: state, device: device)
    }
  }

  /// The texts of a sample, and whether all their scores were numbers.
  func written(_ name: String, draw: UInt64 = 0) throws -> (lines: [String], areNumbers: Bool) {
    guard let text = model.definition.outputs.texts.first(where: { $0.name == name }) else {
      throw Diagnostic("no sample", at: nil)
    }
    return try TextEvaluation(
      text, model: model,
      SplitEvaluation(text.request, model: model, data: data, state: state, device: device)
    ).lines(figures: [:], round: [:], draw: draw)
  }

  /// What was told of the file.
  var warnings: [String] { experiment.warnings.diagnostics.map(\.message) }

  /// An entry of the state.
  func values(_ name: String) throws -> [Double] { try state.read(name).doubles }

  /// The lines of the log.
  func log() throws -> [JSON] { try MetricsLog.read(folder.metrics) }

  /// The names in `checkpoints`, without what all of them end in.
  func checkpointNames() throws -> [String] {
    try (Folder.namesIfThere(in: folder.checkpoints) ?? []).map {
      $0.replacing(".safetensors.zst", with: "")
    }
  }

  final class Listener: TrainingObserver {
    var steps = 0
    var written: [String] = []
    /// What was written but plots as shapes, which stand beside their pictures.
    var pictures: [String] { written.filter { !$0.hasSuffix(".svg") } }
    var remarks: [String] = []
    var afterStep: (Int) -> Void = { _ in }
    func trainingBegins(_ status: TrainingStatus, resumed: Bool) {}
    func stepEnded(_ status: TrainingStatus, losses: LossReport) {
      steps += 1
      afterStep(status.step)
    }
    func epochEnded(_ status: TrainingStatus, figures: [(name: String, value: Double)]) {}
    func evaluated(_ figures: [(name: String, value: Double)], halfWidths: [String: Double]) {}
    func wrote(_ path: String) { written.append(path) }
    func remark(_ text: String) { remarks.append(text) }
  }
}
