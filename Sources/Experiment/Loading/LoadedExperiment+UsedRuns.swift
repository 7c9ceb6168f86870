import Artifacts
import OrderedCollections

/// Which runs are meant by the names of runs that weights come from.
extension LoadedExperiment {
  /// The definition with the runs that its own run has read, where that has begun: what a name meant then may be several runs now.
  static func settlingRuns(
    of definition: ExperimentDefinition, _ request: Request, root: ProjectRoot
  ) -> ExperimentDefinition {
    guard definition.weights.values.contains(where: \.meansSeveralRuns),
      let used = request.usedFiles ?? usedFiles(by: definition, request, root: root)
    else { return definition }
    var settled = definition
    settled.weights = definition.weights.mapValues { $0.choosing(among: used) }
    return settled
  }

  /// The files that a run of the experiment has read; `nil` where none has begun.
  private static func usedFiles(
    by definition: ExperimentDefinition, _ request: Request, root: ProjectRoot
  ) -> Set<String>? {
    let hash = ResolvedExperiment(definition, root: root).identity.short
    let record =
      RunRecord.record(ofRunWith: request.file)
      ?? (try? RunRecord.read(
        from: "\(request.runsFolder)/\(definition.name)/\(hash)/\(RunFiles.record)"))
    return record.map { Set($0.digests.keys) }
  }
}
