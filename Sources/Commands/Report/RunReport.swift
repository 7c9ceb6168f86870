import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Training
import YAML

/// The page `report.html` of a run, made from what stands in its folder.
public struct RunReport {
  private let folder: RunFolder
  private let out: String?
  private let known: Known?
  /// As its folder has it, where it is not known and can be read.
  private let experiment: LoadedExperiment?
  private let limit: Int

  /// What a run knows of its experiment, so that it need not be read again.
  struct Known: Sendable {
    /// Layers, shapes, memory; empty where that is not to be shown.
    let plan: String
    /// The model, as `<svg>`; empty where that is not to be shown.
    let drawing: String
    let figures: LoggedFigures
  }

  /// The page of a run that is going on in this process, and so holds its lock.
  init(_ folder: RunFolder, known: Known, limit: Int) {
    self.folder = folder
    self.known = known
    self.limit = limit
    out = nil
    experiment = nil
  }

  /// The page of a run in any folder, within the limit of its experiment; one that says `report: false` has no other than
  /// this one, which was asked for.
  ///
  /// - Parameters:
  ///   - run: a run's folder.
  ///   - out: the file to write; `report.html` in the run's folder by default.
  /// - Throws: where there is no run, or its record cannot be read.
  public init(run: String, out: String?) throws {
    folder = RunFolder(word: run)
    self.out = out
    known = nil
    guard !folder.isAbsent else { throw Diagnostic.noRun(run) }
    let record = try RunRecord.read(from: folder.record)
    experiment = Self.experiment(of: folder, record)
    limit = experiment?.model.definition.outputs.reportLimit ?? ReportPage.standardLimit
  }

  /// A run's experiment, as its folder has it; `nil` where it cannot be read.
  static func experiment(of folder: RunFolder, _ record: RunRecord) -> LoadedExperiment? {
    try? LoadedExperiment(
      file: folder.experiment, profile: nil, overrides: [],
      dataFolder: record.dataFolder ?? "data",
      weightsFolder: record.weightsFolder ?? "weights", allowsOutside: true)
  }

  /// Writes the page.
  ///
  /// - Returns: its path.
  /// - Throws: a folder that a run is writing, where no other file is named; a file that cannot be read or written.
  public func write() throws -> String {
    let path = out ?? folder.report
    let lock = out == nil && known == nil ? try FolderLock(folder.path) : nil
    defer { lock?.release() }
    try AtomicFile.write(page().html(limit: limit), to: path)
    return path
  }

  /// What stands on the page.
  func page() throws -> ReportPage {
    let record = try RunRecord.read(from: folder.record)
    // What a link leads to may be any file of this machine, and who gets the page would read it.
    let hasText = Folder.exists(folder.experiment) && !Folder.isLink(folder.experiment)
    let text = hasText ? try TextFile.read(folder.experiment) : ""
    let records = Folder.exists(folder.metrics) ? try MetricsLog.read(folder.metrics) : []
    let curves = try MetricCurves(
      LateFigures(folder).merged(into: records),
      figures: known?.figures ?? experiment?.model.loggedFigures,
      resumes: record.resumedAt ?? [])
    var page = ReportPage()
    page.name = record.name
    page.hash = record.hash
    page.about = Self.value(of: "about", in: text)
    page.source = Self.value(of: "source", in: text)
    // The log ends with an epoch or interval, the state where the run was interrupted.
    let saved = try folder.checkpointFiles().last?.progress.totalSteps ?? 0
    // Who writes the page into the run's folder holds its lock: the run itself, or nobody else does.
    let isGoing = known != nil || (out != nil && FolderLock.isHeld(folder.path))
    (page.status, page.hasFailed) = Self.status(
      record, steps: max(curves.steps, saved), isGoing: isGoing)
    page.charts = curves.charts
    page.bestMoment = curves.bestMoment
    page.figures = curves.figures
    page.figureTitles = curves.figureTitles
    page.figuresCaption = curves.figuresCaption
    page.experiment = text
    page.changes = changes(record)
    // Of runs from before these were recorded, those of the experiment.
    page.warnings =
      record.warnings ?? experiment?.warnings.withoutNotes.diagnostics.map(\.coded) ?? []
    if let known {
      (page.plan, page.drawing) = (known.plan, known.drawing)
    } else if let experiment {
      // Without the data, shapes are not known: the page then has no plan. They need no compiler.
      let plan =
        (try? ExperimentPlan(experiment, machine: Machine(threads: 1, usesReference: false)))
        ?? (try? ExperimentPlan(withoutCompiler: experiment))
      page.plan = plan?.text ?? ""
      page.drawing = (try? ModelDrawing(experiment).svg()) ?? ""
    }
    try addPictures(to: &page)
    page.reproduction = reproduction(record)
    page.standsInFolder = out == nil
    page.files = try Folder.names(in: folder.path).filter {
      !$0.hasPrefix(".") && $0 != RunFiles.report
    }
    return page
  }

  private static func status(
    _ record: RunRecord, steps: Int, isGoing: Bool
  ) -> (String, Bool) {
    let after = "after \(steps.counted("step"))"
    // Of a schedule that was changed since, the old length says nothing.
    let whole = record.stepsInAll.flatMap { $0 >= steps ? " of \($0)" : nil } ?? ""
    let early = record.stoppedEarly.map { "\(whole), early, at \($0)" } ?? ""
    return switch record.status {
    case .finished: (steps > 0 ? "Finished \(after)\(early)" : "Finished", false)
    case .running where isGoing:
      ("Running, at step \(steps)\(whole) when this was written", false)
    case .interrupted, .running:
      ("Interrupted at step \(steps)\(whole): the same command goes on", false)
    case .diverged:
      ("DIVERGED \(after): \(record.failure ?? "the reason is not recorded")", true)
    case .failed: ("FAILED: \(record.failure ?? "the reason is not recorded")", true)
    }
  }

  /// A text at the top of an experiment.
  static func value(of key: String, in text: String) -> String? {
    var ignored = DiagnosticList()
    let node = YAMLReader.read(SourceFile(name: "experiment", text: text), diagnostics: &ignored)
    guard case .map(let pairs)? = node?.content,
      case .text(let value)? = pairs.first(where: { $0.key == key })?.value.content
    else { return nil }
    return value
  }

  private func addPictures(to page: inout ReportPage) throws {
    for kind in RunFolder.kinds {
      var byName: [String: [ReportPicture]] = [:]
      var names: [String] = []
      // Their names are in the order of time, but for `step-` after `epoch-`.
      for moment in try folder.moments(of: kind) {
        for file in try Folder.names(in: folder.pictures(kind, at: moment))
        where ReportPicture.isShown(file) {
          let name = String(file.dropLast(4))
          if byName[name] == nil { names.append(name) }
          byName[name, default: []].append(
            try ReportPicture(
              name: name, moment: moment, path: "\(kind)/\(moment)/\(file)", in: folder.path))
        }
      }
      for name in names {
        let pictures = byName[name] ?? []
        if let newest = pictures.last { page.newest.append(newest) }
        // On paper all is unfolded: what stands above does not come again.
        if pictures.count > 1 { page.moments.append((name, pictures.dropLast())) }
      }
    }
    page.animations = try (Folder.namesIfThere(in: folder.animations) ?? []).filter {
      $0.hasSuffix(".gif") && !$0.hasPrefix(".")
    }.map {
      try ReportPicture(
        name: String($0.dropLast(4)), moment: "animation", path: "\(RunFiles.animations)/\($0)",
        in: folder.path)
    }
  }

  /// The longest value of a table.
  private static let longestValue = 120

  /// What the profile and the command line say otherwise than the experiment's file; `nil` where that is nothing.
  private func changes(_ record: RunRecord) -> OverviewPage.Table? {
    guard let request = record.request, let sources = try? RunSources(of: folder, request)
    else { return nil }
    func shown(_ value: ConfigNode?) -> String {
      guard let text = value?.flowText else { return "" }
      return text.count <= Self.longestValue
        ? text : "\(text.prefix(Self.longestValue - 20))…\(text.suffix(15))"
    }
    // A trial has its settings from its sweep, as text.
    let isTrial = request.commandLine.dropFirst().first == "sweep"
    func author(_ value: ConfigNode?) -> String {
      guard let origin = value?.firstOrigin else { return "" }
      return isTrial && origin == .commandLine ? "the sweep" : origin.phrase
    }
    let rows = sources.changes.map { change in
      [
        change.path, change.after == nil ? "left out" : shown(change.after), shown(change.before),
        author(change.after),
      ].map { OverviewPage.Cell($0) }
    }
    guard !rows.isEmpty else { return nil }
    return OverviewPage.Table(
      caption: "What differs from \(Folder.name(of: request.file))",
      titles: ["", "here", "in the file", "said by"], rows: rows)
  }

  private func reproduction(_ record: RunRecord) -> [(title: String, text: String)] {
    let counts = [
      record.machine.cores.counted("core"), record.machine.threads.counted("thread"),
    ]
    var lines = [
      (title: "Command", text: Self.command(record)),
      (title: "Versions", text: Self.listed(record.versions)),
      (
        title: "Machine",
        text: ([record.machine.system] + counts).joined(separator: ", ")
      ),
      (title: "Begun and last written", text: "\(record.started), \(record.updated)"),
    ]
    if let resumes = record.resumedAt {
      lines.append(("Resumed at step", resumes.map { "\($0)" }.joined(separator: ", ")))
    }
    if !record.timings.isEmpty {
      lines.append(
        ("Seconds", Self.listed(record.timings.mapValues { String(format: "%.1f", $0) })))
    }
    if !record.digests.isEmpty {
      lines.append(("Files", "those below, where the command looks for them"))
    }
    lines += record.digests.sorted { $0.key < $1.key }.map { ("SHA-256 of \($0.key)", $0.value) }
    return lines
  }

  /// What was typed, from the project's folder, without the folders of the machine that it was typed on; of a record that
  /// does not say, what does the same.
  static func command(_ record: RunRecord) -> String {
    guard let request = record.request, request.commandLine.count > 1 else {
      return "etch run experiment.yaml, in the run's folder"
    }
    func shortened(_ path: Substring) -> String {
      guard path.hasPrefix("/") else { return String(path) }
      if path.hasPrefix(request.root + "/") {
        return String(path.dropFirst(request.root.count + 1))
      }
      return "…/" + (path.split(separator: "/").last ?? "")
    }
    // Records from before have all that a sweep told its trial.
    let words = TrialCommand.typed(request.commandLine).dropFirst().map { word -> String in
      guard let sign = word.firstIndex(of: "=") else { return shortened(word[...]) }
      return String(word[...sign]) + shortened(word[word.index(after: sign)...])
    }
    return (["etch"] + words.map(\.shellWord)).joined(separator: " ")
  }

  private static func listed(_ values: [String: String]) -> String {
    values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
