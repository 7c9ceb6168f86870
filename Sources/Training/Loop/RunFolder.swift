import Artifacts
import Config
import Diagnostics
import Foundation

/// The folder of one run, and the names in it.
public struct RunFolder: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// A file or folder in it, by its name.
  public func file(_ name: String) -> String { path + "/" + name }

  public var metrics: String { file(RunFiles.metrics) }
  public var timings: String { file(RunFiles.timings) }
  /// The curves of the log, as a picture and as shapes.
  public var curves: String { file(RunFiles.plots) + "/losses.png" }
  package var curvesAsShapes: String { file(RunFiles.plots) + "/losses.svg" }
  public var digests: String { file(RunFiles.digests) }
  public var otherMetrics: String { file(RunFiles.otherMetrics) }
  public var record: String { file(RunFiles.record) }
  public var experiment: String { file(RunFiles.experiment) }
  public var done: String { file(RunFiles.done) }
  public var sources: String { file(RunFiles.sources) }
  /// What a pack took along of the project, where the run was begun from one: its paths start here.
  public var files: String { file(RunFiles.files) }
  public var evaluations: String { file(RunFiles.evaluations) }
  /// What TensorBoard reads.
  public var events: String { file(EventsFile.name) }
  public var report: String { file(RunFiles.report) }
  public var checkpoints: String { file(RunFiles.checkpoints) }
  package var animations: String { file(RunFiles.animations) }

  /// The folders of pictures that have one for each moment: `samples/epoch-0003`.
  package static let kinds = [RunFiles.samples, RunFiles.plots]

  /// The folder of the pictures of a moment.
  ///
  /// - Parameter kind: one of ``kinds``.
  package func pictures(_ kind: String, at moment: String) -> String {
    "\(file(kind))/\(moment)"
  }

  /// The moments that have pictures, by name; none before there are any.
  ///
  /// - Parameter kind: one of ``kinds``.
  /// - Throws: a folder that is there and cannot be read.
  package func moments(of kind: String) throws -> [String] {
    try (Folder.namesIfThere(in: file(kind)) ?? []).filter {
      !$0.hasPrefix(".") && Folder.isFolder(pictures(kind, at: $0))
    }
  }

  /// The name of a moment: `epoch-0003` at the end of an epoch, `step-00000500` elsewhere, each after
  /// `round-0001-` where a schedule has rounds.
  public static func moment(_ progress: TrainingProgress, byEpochs: Bool, rounds: Int) -> String {
    // Rounds count from 1, as in the log; at the end of a run all of them are complete.
    let round = min(progress.round &+ 1, rounds)
    let prefix = rounds > 1 ? moment(round: round) : ""
    if byEpochs && progress.stepInEpoch == 0 && progress.epoch > 0 {
      return prefix + moment(epoch: progress.epoch)
    }
    return prefix + moment(step: progress.step)
  }

  /// `epoch-0003`, `step-00000500`, and what stands before them, `round-0001-`.
  package static func moment(epoch: Int) -> String { "epoch-" + padded(epoch, 4) }
  package static func moment(step: Int) -> String { "step-" + padded(step, 8) }
  package static func moment(round: Int) -> String { "round-" + padded(round, 4) + "-" }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// When in training a moment was, to be compared: its round, and its steps within it. `nil` for names that
  /// ``moment(_:byEpochs:rounds:)`` does not make.
  package static func order(
    ofMoment moment: String, stepsPerEpoch: Int
  ) -> (round: Int, step: Int)? {
    let words = moment.split(separator: "-", omittingEmptySubsequences: false)
    guard words.count == 2 || (words.count == 4 && words[0] == "round"),
      let round = words.count == 4 ? Int(words[1]) : 1, let count = Int(words[words.count - 1])
    else { return nil }
    switch words[words.count - 2] {
    case "step": return (round, count)
    case "epoch":
      let (step, overflow) = count.multipliedReportingOverflow(by: stepsPerEpoch)
      return overflow ? nil : (round, step)
    default: return nil
    }
  }

  public func checkpoint(_ moment: String) -> String {
    checkpoints + "/" + moment + RunFiles.checkpointEnding
  }

  /// - Throws: a name that would lead elsewhere, as in those below.
  public func sample(_ name: String, at moment: String) throws -> String {
    "\(pictures(RunFiles.samples, at: moment))/\(try Self.component(name)).png"
  }

  public func text(_ name: String, at moment: String) throws -> String {
    "\(pictures(RunFiles.samples, at: moment))/\(try Self.component(name)).txt"
  }

  /// - Parameter ending: `png`, or `svg` for the same plot as shapes.
  public func plot(_ name: String, at moment: String, as ending: String = "png") throws -> String {
    "\(pictures(RunFiles.plots, at: moment))/\(try Self.component(name)).\(ending)"
  }

  public func animation(_ name: String) throws -> String {
    "\(animations)/\(try Self.component(name)).gif"
  }

  /// - Throws: a link in the place of one of the run's own folders. What is written would go where it leads: in a
  ///   folder that somebody else made, anywhere.
  public func refuseLinks() throws {
    for folder in [checkpoints, animations, sources, files] { try Self.refuseLink(folder) }
    for kind in Self.kinds {
      try Self.refuseLink(file(kind))
      for moment in try Folder.namesIfThere(in: file(kind)) ?? [] {
        try Self.refuseLink(pictures(kind, at: moment))
      }
    }
  }

  private static func refuseLink(_ path: String) throws {
    guard Folder.isLink(path) else { return }
    throw Diagnostic(
      "'\(path)' is a symbolic link, and a run does not write through links", at: nil,
      notes: [
        .init("remove it; to keep runs elsewhere, name the folder with --out")
      ])
  }

  /// A name as one component of a path. That of an experiment is one already; this stands between any other text
  /// and the files outside the folder.
  private static func component(_ name: String) throws -> String {
    guard isName(name) else {
      throw Diagnostic(
        "'\(name)' cannot name a file of a run", at: nil,
        notes: [Diagnostic.Note("a name is a letter, then letters, digits and _")])
    }
    return name
  }

  /// Every finished checkpoint with the total steps its header names, oldest first. Files whose content is wrong
  /// are told of in `damaged` and left alone.
  ///
  /// - Throws: what is the machine's fault: a folder or a file that is there and cannot be read.
  public func checkpointFiles(
    damaged: (String, Diagnostic) -> Void = { _, _ in }
  ) throws -> [(path: String, progress: TrainingProgress)] {
    var found: [(path: String, progress: TrainingProgress)] = []
    for name in try Folder.namesIfThere(in: checkpoints) ?? []
    where RunFiles.isCheckpoint(name) {
      let file = checkpoints + "/" + name
      do {
        found.append((file, try SavedRun.progress(of: file)))
      } catch let problem as Diagnostic where problem.fault == .input {
        damaged(file, problem)
      }
    }
    return found.sorted {
      ($0.progress.totalSteps, $0.progress.round, $0.path)
        < ($1.progress.totalSteps, $1.progress.round, $1.path)
    }
  }
}
