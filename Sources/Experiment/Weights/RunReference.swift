import Artifacts
import Config
import Datasets
import Diagnostics

/// A run of this machine, `NAME/HASH`, whose newest checkpoint is meant.
struct RunReference: Sendable {
  /// As the experiment writes it.
  let text: String
  let range: SourceRange?
  /// The folder that holds the runs.
  let runsFolder: String
  private let name: String
  /// The first digits of the hash; empty where the only run of the name is meant.
  private let hash: String
  /// NAME/HASH of those that are meant where several are called so; `nil` where that is not known.
  var used: Set<String>?

  /// - Throws: a text that is no name and hash.
  init(_ value: FieldValue, runsFolder: String) throws {
    text = value.text("run")
    range = value.range
    self.runsFolder = runsFolder
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    name = parts[0]
    hash = parts.count > 1 ? parts[1] : ""
    guard parts.count <= 2, isName(name), hash.utf8.count <= 64,
      hash.allSatisfy({ $0.isHexDigit && !$0.isUppercase })
    else {
      throw Diagnostic(
        "'\(text.excerpt)' is no run; write its name and the first digits of its hash: 'classifier_digits/3f2a'",
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
      $0.hasPrefix(hash) && Folder.isFolder(folder + "/" + $0 + "/checkpoints")
    }
  }

  private func several(_ runs: [String], _ severity: Diagnostic.Severity) -> Diagnostic {
    let message =
      "several runs are '\(text)': \(runs.prefix(8).joined(separator: ", ")); write more of the hash"
    return severity == .note ? .note(message, at: range) : Diagnostic(message, at: range)
  }

  /// The newest checkpoint; `nil` where there is no such run, or it has none yet.
  ///
  /// - Parameter warnings: gets what is told of newer ones that are damaged or gone.
  /// - Throws: several runs of that name and hash; checkpoints that cannot be read, or of which none can be used; one
  ///   of another experiment than the run's.
  func checkpoint(warnings: inout DiagnosticList) throws -> DataFile? {
    let all = try runs()
    let meant = all.count < 2 ? all : all.filter { used?.contains("\(name)/\($0)") ?? true }
    guard meant.count < 2 else { throw several(meant, .error) }
    guard let run = meant.first else { return nil }
    let folder = runsFolder + "/" + name
    let checkpoints = folder + "/" + run + "/checkpoints"
    var newest: (steps: Int, file: String, identity: String?)?
    var damaged = DiagnosticList()
    for file in try Folder.names(in: checkpoints)
    where file.hasSuffix(".safetensors.zst") && !file.hasPrefix(".") {
      // One that is damaged is passed over, as by a run that goes on; one that cannot be read may be good.
      do {
        let header = try Checkpoint.header(of: checkpoints + "/" + file)
        guard let progress = header.metadata("progress"),
          case .integer(let steps)? = try? JSON(parsing: progress)["total_steps"]
        else { throw Diagnostic("'\(checkpoints)/\(file)' is no checkpoint of etch", at: range) }
        if steps >= newest?.steps ?? 0 { newest = (steps, file, header.metadata("identity")) }
      } catch let problem as Diagnostic where problem.fault == .input {
        damaged.add(problem)
      }
    }
    guard let newest else {
      try damaged.throwIfErrors()
      return nil
    }
    let file = checkpoints + "/" + newest.file
    for problem in damaged.diagnostics {
      warnings.add(Diagnostic(.damagedCheckpoint, problem.message, at: range, notes: problem.notes))
    }
    let found = DataFile(path: file, written: "\(name)/\(run)", range: range)
    guard let record = try RunRecord.readIfThere(from: folder + "/" + run + "/run.json") else {
      return found
    }
    if let own = record.request?.identity, let other = newest.identity, own != other {
      throw Diagnostic("'\(file)' is a checkpoint of another experiment than the run's", at: range)
    }
    if let lost = record.steps, lost > newest.steps {
      warnings.add(
        Diagnostic(
          .damagedCheckpoint,
          "'\(text)' had come to step \(lost); the newest checkpoint that is left is of step \(newest.steps)",
          at: range))
    }
    return found
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
