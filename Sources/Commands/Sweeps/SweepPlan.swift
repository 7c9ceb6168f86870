import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Processes
import YAML

/// A sweep with all of its trials: each experiment once.
public struct SweepPlan {
  let definition: SweepDefinition
  public let trials: [Trial]
  /// What is odd: settings that make one experiment, exceptions that leave out nothing.
  public let remarks: DiagnosticList
  let names: SettingNames
  private let variants: ExperimentVariants
  private let folders: LookupFolders

  public var name: String { definition.name }
  /// The sweep's file, as it was named.
  public var file: String { definition.file.name }

  /// Reads a sweep and composes its trials, each checked as far as the language goes.
  ///
  /// - Parameter folders: where the experiment's paths lead.
  /// - Throws: everything that is wrong with the sweep and with any trial, at once.
  public init(file: String, folders: LookupFolders = LookupFolders()) throws {
    let source = try SourceFile.reading(path: file, name: file)
    let definition = try SweepDefinition(source)
    var problems = definition.problems
    self.definition = definition
    self.folders = folders
    names = SettingNames(definition.variedKeys)
    var making = TrialMaking(definition, names)
    let variants = try problems.collect { try Self.variants(of: definition, folders) }
    var trials: [Trial] = []
    if let variants {
      if definition.isBounded {
        trials = try problems.collect { try making.trials(variants) } ?? []
      }
      Self.checkRanking(definition, variants, problems: &problems)
    }
    try problems.throwIfErrors()
    guard let variants else { throw problems }
    self.variants = variants
    self.trials = trials
    remarks = making.remarks
  }

  /// Reports an objective that the log will not have, and a mark that does not lie before the end.
  private static func checkRanking(
    _ definition: SweepDefinition, _ variants: ExperimentVariants, problems: inout DiagnosticList
  ) {
    // Settings that are wrong are told elsewhere.
    let settings = (definition.common + definition.factors.compactMap(\.choices.first).joined())
      .map(\.override)
    func variant(_ overrides: [Override]) -> ExperimentVariants.Variant? {
      try? variants.variant(overrides)
    }
    guard
      let variant = variant(settings) ?? variant(settings.filter { variant([$0]) != nil })
    else { return }
    if let objective = definition.objective, !variant.figures.contains(objective.name) {
      problems.add(
        Diagnostic(
          "there is no metric or loss '\(objective.name.excerpt)'"
            + Suggestion.phrase(for: objective.name, among: variant.figures), at: objective.range,
          notes: variant.figures.isEmpty
            ? [] : [.init("the log has \(variant.figures.joined(separator: ", "))")]))
    }
    if let length = variant.length {
      definition.halving?.check(against: length, problems: &problems)
    }
  }

  private static func variants(
    of definition: SweepDefinition, _ folders: LookupFolders
  ) throws -> ExperimentVariants {
    let place = definition.experimentRange
    let project = ProjectRoot(ofFile: definition.file.name).path
    if !folders.allowsOutside,
      let refusal = ProjectBoundary(project: project, others: []).refusal(
        of: definition.experiment, leadingTo: definition.experiment, at: place)
    {
      throw refusal
    }
    do {
      let variants = try ExperimentVariants(
        file: definition.experiment, profile: definition.profile,
        profileRange: definition.profileRange, dataFolder: folders.data,
        weightsFolder: folders.weights, runsFolder: folders.runs,
        allowsOutside: folders.allowsOutside, memory: Machine.memory)
      guard !variants.isSweep else {
        throw Diagnostic(
          "'\(definition.experiment.excerpt)' is itself a sweep; name the experiment that it varies",
          at: place)
      }
      return variants
    } catch let problems as DiagnosticList {
      // What has no place of its own is asked for here.
      throw DiagnosticList(
        problems.diagnostics.map { $0.range == nil ? $0.replacing(range: place) : $0 })
    }
  }

  /// The experiment of a trial, checked against everything that can be known before data is read.
  public func load(_ trial: Trial) throws -> LoadedExperiment {
    let settings = definition.common + trial.settings
    return try variants.load(settings.map(\.override), as: settings.map(\.text))
  }

  /// Checks every trial, one of those that differ in the seed alone.
  ///
  /// - Returns: the files that the trials are made of, and a note for each data file that is not there.
  /// - Throws: everything that is wrong with any trial, at once.
  @discardableResult
  public func check() throws -> (sources: [String], missingData: DiagnosticList) {
    var found = TrialProblems(names)
    var sources: [String] = []
    var missing = DiagnosticList()
    var checked: Set<String> = []
    for trial in trials where checked.insert(trial.group).inserted {
      let experiment = try found.collect(trial.number, trial.settings) { try load(trial) }
      for source in experiment?.sources ?? [] where !sources.contains(source.name) {
        sources.append(source.name)
      }
      for note in experiment?.missingData.diagnostics ?? []
      where !missing.diagnostics.contains(note) {
        missing.add(note)
      }
    }
    try found.throwIfErrors()
    return (sources, missing)
  }

  /// The trial of that number or hash.
  ///
  /// - Throws: where there is none.
  public func trial(_ word: String) throws -> Trial {
    if let number = Int(word), word.count < 10 {
      guard trials.indices.contains(number - 1) else {
        throw Diagnostic(
          "there is no trial \(number): '\(name)' has trials 1 to \(trials.count)", at: nil)
      }
      return trials[number - 1]
    }
    let found = trials.filter { $0.hash.hasPrefix(word) }
    guard found.count == 1 else {
      throw Diagnostic(
        found.isEmpty
          ? "'\(name)' has no trial '\(word.excerpt)'"
          : "several trials of '\(name)' begin with '\(word.excerpt)'", at: nil,
        notes: [.init("'\(command(["sweep", file, "--list"]))' lists them")])
    }
    return found[0]
  }

  /// A command that a message tells, which looks where this one does.
  func command(_ words: [String]) -> String { (["etch"] + words + folders.words).shownCommand }
}

extension SweepPlan {
  public var hasObjective: Bool { definition.objective != nil }

  /// `latent=8 seed=3`
  public func phrase(of trial: Trial) -> String { trial.settings.phrase(names) }

  /// The runs of the trials that there are.
  public func runs(in out: String) -> [IndexedRun] {
    trials.compactMap { try? IndexedRun($0.folder(in: out).path) }
  }

  public var longestPhrase: Int { trials.map { phrase(of: $0).count }.max() ?? 0 }

  /// - Throws: where the numbers of trials were counted over others.
  public func checkNumbers(in out: String) throws { try SweepFolder(self, in: out).checkList(self) }

  /// Waits for a process that still writes a trial's folder, up to five seconds: one whose sweep was killed saves its state.
  public func waitForFolder(of trial: Trial, in out: String) throws {
    let path = trial.folder(in: out).path
    guard Folder.isFolder(path) else { return }
    let deadline = ContinuousClock.now + .seconds(5)
    while true {
      do {
        try FolderLock(path).release()
        return
      } catch {
        guard ContinuousClock.now < deadline, !Interruption.isRequested else { return }
        usleep(100_000)
      }
    }
  }

  /// Whether a trial's training diverged.
  public func hasDiverged(_ trial: Trial, in out: String) -> Bool {
    TrialState(trial, in: out) == .diverged
  }
}
