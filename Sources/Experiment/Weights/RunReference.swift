import Artifacts
import Config
import Datasets
import Diagnostics

/// A run of this machine, `NAME/HASH`, whose newest checkpoint is meant, or its best, `NAME/HASH/best`.
struct RunReference: Sendable {
  /// As the experiment writes it.
  let text: String
  let range: SourceRange?
  /// The folder that holds the runs.
  let runsFolder: String
  private let name: String
  /// The first digits of the hash; empty where the only run of the name is meant.
  private let hash: String
  private let meansBest: Bool
  /// NAME/HASH of those that are meant where several are called so; `nil` where that is not known.
  var used: Set<String>?

  /// - Throws: a text that is no name and hash.
  init(_ value: FieldValue, runsFolder: String) throws {
    text = value.text("run")
    range = value.range
    self.runsFolder = runsFolder
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    // No hash is called so.
    meansBest = parts.count > 1 && parts.last == "best"
    if meansBest { parts.removeLast() }
    name = parts[0]
    hash = parts.count > 1 ? parts[1] : ""
    guard parts.count <= 2, isName(name), hash.utf8.count <= 64,
      hash.allSatisfy({ $0.isHexDigit && !$0.isUppercase })
    else {
      throw Diagnostic(
        "'\(text.excerpt)' is no run; write its name and the first digits of its hash: 'classifier_digits/3f2a', and '/best' behind them for its best checkpoint",
        at: value.range)
    }
  }

  /// Whether a path that names no file may have been meant as a run: `tiny/63931534b323`.
  static func isLike(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return parts.count == 2 && isName(parts[0]) && !["data", "weights"].contains(parts[0])
      && (4...64).contains(parts[1].utf8.count)
      && parts[1].allSatisfy { $0.isHexDigit && !$0.isUppercase }
  }

  /// Those of the name and hash that have checkpoints, by the names of their folders.
  func runs() throws -> [String] {
    let folder = runsFolder + "/" + name
    return try (Folder.namesIfThere(in: folder) ?? []).filter {
      $0.hasPrefix(hash) && Folder.isFolder("\(folder)/\($0)/\(RunFiles.checkpoints)")
    }
  }

  private func several(_ runs: [String], _ severity: Diagnostic.Severity) -> Diagnostic {
    let message =
      "several runs are '\(text)': \(runs.prefix(8).joined(separator: ", ")); write more of the hash"
    return severity == .note ? .note(message, at: range) : Diagnostic(message, at: range)
  }

  /// What a run's checkpoint is called: by no name that is another's folder.
  private func written(_ run: String) -> String { "\(name)/\(run)" + (meansBest ? "-best" : "") }

  private struct Found {
    let steps: Int
    let file: String
    let identity: String?
    let progress: JSON
  }

  /// The newest checkpoint, or the best; `nil` where there is no such run, or it has none yet.
  ///
  /// - Parameter warnings: gets what is told of newer ones that are damaged or gone.
  /// - Throws: several runs of that name and hash; checkpoints that cannot be read, or of which none can be used; one
  ///   of another experiment than the run's; a run that has no best one.
  func checkpoint(warnings: inout DiagnosticList) throws -> DataFile? {
    let all = try runs()
    let meant = all.count < 2 ? all : all.filter { used?.contains(written($0)) ?? true }
    guard meant.count < 2 else { throw several(meant, .error) }
    guard let run = meant.first else { return nil }
    let folder = "\(runsFolder)/\(name)/\(run)"
    let checkpoints = "\(folder)/\(RunFiles.checkpoints)"
    var found: [Found] = []
    var damaged = DiagnosticList()
    for file in try Folder.names(in: checkpoints)
    where RunFiles.isCheckpoint(file) {
      // One that is damaged is passed over, as by a run that goes on; one that cannot be read may be good.
      do {
        let header = try Checkpoint.header(of: checkpoints + "/" + file)
        guard let text = header.metadata("progress"), let progress = try? JSON(parsing: text),
          case .integer(let steps)? = progress["total_steps"]
        else { throw Diagnostic("'\(checkpoints)/\(file)' is no checkpoint of etch", at: range) }
        found.append(
          Found(
            steps: steps, file: file, identity: header.metadata("identity"), progress: progress))
      } catch let problem as Diagnostic where problem.fault == .input {
        damaged.add(problem)
      }
    }
    let most = found.map(\.steps).max()
    guard let newest = found.last(where: { $0.steps == most }) else {
      try damaged.throwIfErrors()
      return nil
    }
    let chosen = try meansBest ? best(of: found, by: newest) : newest
    let file = checkpoints + "/" + chosen.file
    for problem in damaged.diagnostics {
      warnings.add(Diagnostic(.damagedCheckpoint, problem.message, at: range, notes: problem.notes))
    }
    let checkpoint = DataFile(path: file, written: written(run), range: range)
    guard let record = try RunRecord.readIfThere(from: "\(folder)/\(RunFiles.record)") else {
      return checkpoint
    }
    if let own = record.request?.identity, let other = chosen.identity, own != other {
      throw Diagnostic("'\(file)' is a checkpoint of another experiment than the run's", at: range)
    }
    if let lost = record.steps, lost > newest.steps {
      warnings.add(
        Diagnostic(
          .damagedCheckpoint,
          "'\(text)' had come to step \(lost); the newest checkpoint that is left is of step \(newest.steps)",
          at: range))
    }
    return checkpoint
  }

  /// The one that the newest says was the best.
  private func best(of found: [Found], by newest: Found) throws -> Found {
    let watch = newest.progress["best"]
    if case .integer(let step)? = watch?["step"], watch?["best"]?.double != nil,
      let best = found.last(where: { $0.steps == step })
    {
      return best
    }
    throw Diagnostic(
      "no checkpoint of '\(text.excerpt)' is known to be the best", at: range,
      notes: [.init("'outputs: {checkpoints: {best: {minimize: test_loss}}}' keeps it")])
  }

  /// What to tell where there is no such run.
  func missing(_ severity: Diagnostic.Severity) -> Diagnostic {
    if let all = try? runs(), all.count > 1 { return several(all, severity) }
    let message = "there is no run '\(text)' with a checkpoint"
    let notes = [
      Diagnostic.Note("looked in '\(runsFolder)/\(name)'; train it first with 'etch run'")
    ]
    return severity == .note
      ? .note(message, at: range, notes: notes) : Diagnostic(message, at: range, notes: notes)
  }
}
