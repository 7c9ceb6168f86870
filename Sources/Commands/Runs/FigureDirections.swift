import Artifacts
import Experiment

/// Of which figures of some runs it is known what is better, and whether that is more: what their records say.
struct FigureDirections {
  private var known: [String: Bool] = [:]

  /// None.
  init() {}

  /// - Parameter runs: of those whose records are from before this was kept, the experiment is read, once of those that
  ///   differ in the seed alone.
  init(of runs: [IndexedRun]) {
    var contradicted: Set<String> = []
    var seen: Set<String> = []
    for run in runs {
      var better = run.record.better
      if better == nil, seen.insert(run.group).inserted { better = Self.read(run) }
      for (name, direction) in better ?? [:] {
        let isMaximized = direction == .higher
        if known[name] ?? isMaximized != isMaximized { contradicted.insert(name) }
        known[name] = isMaximized
      }
    }
    known = known.filter { !contradicted.contains($0.key) }
  }

  /// The same of many runs: of old records, the experiment of one run of each name is read.
  init(ofMany runs: [IndexedRun]) {
    var seen: Set<String> = []
    self.init(of: runs.filter { $0.record.better != nil || seen.insert($0.name).inserted })
  }

  /// Whether more of a figure is better; `nil` where that is not known.
  subscript(name: String) -> Bool? { known[name] }

  /// What the experiment of a run says; `nil` where it cannot be read.
  private static func read(_ run: IndexedRun) -> [String: RunRecord.Better]? {
    try? LoadedExperiment(
      file: run.folder.experiment, profile: nil, overrides: [],
      dataFolder: run.record.dataFolder ?? "data",
      weightsFolder: run.record.weightsFolder ?? "weights", allowsOutside: true
    ).model.definition.better
  }
}

extension ExperimentDefinition {
  /// As a run's record has it.
  var better: [String: RunRecord.Better] {
    Dictionary(
      directions.map { ($0.name, $0.isMaximized ? RunRecord.Better.higher : .lower) },
      uniquingKeysWith: { first, _ in first })
  }
}
