import Diagnostics
import Foundation

/// `run.json`: what is true of a run but must not change its numbers: status, versions, machine, times.
public struct RunRecord: Codable, Sendable, Equatable {
  public enum Status: String, Codable, Sendable, CaseIterable {
    case running, finished, interrupted, failed
    /// Its state is not finite; it is not gone on with.
    case diverged

    /// Whether nothing more is to be trained.
    public var isLast: Bool { self == .finished || self == .diverged }
  }

  /// What is better of a figure.
  public enum Better: String, Codable, Sendable, CaseIterable {
    case lower, higher
  }

  /// The machine a run was made on.
  public struct Machine: Codable, Sendable, Equatable {
    /// Kernel and architecture: `Linux 6.1.0 x86_64`.
    public var system: String
    public var cores: Int
    public var threads: Int
    public var memoryBytes: UInt64

    public init(system: String, cores: Int, threads: Int, memoryBytes: UInt64) {
      self.system = system
      self.cores = cores
      self.threads = threads
      self.memoryBytes = memoryBytes
    }

    /// This machine, with the number of threads the run uses.
    public static func current(threads: Int) -> Machine {
      var name = utsname()
      uname(&name)
      let parts = [
        withUnsafeBytes(of: name.sysname, text), withUnsafeBytes(of: name.release, text),
        withUnsafeBytes(of: name.machine, text),
      ]
      return Machine(
        system: parts.joined(separator: " "), cores: ProcessInfo.processInfo.processorCount,
        threads: threads, memoryBytes: ProcessInfo.processInfo.physicalMemory)
    }
  }

  public var status: Status
  /// The experiment's name and the hash that names the run's folder.
  public var name: String
  public var hash: String
  /// Why a run failed or diverged.
  public var failure: String?
  /// Of a run that diverged, whether a loss was nan or infinite in its first step already; `nil` in records from before this was kept.
  public var divergedInFirstStep: Bool?
  /// The steps that were trained when this was written; `nil` in records from before this was kept.
  public var steps: Int?
  /// The steps of its whole schedule; `nil` where nothing is trained, and in records from before this was kept.
  public var stepsInAll: Int?
  /// Where and why training ended before its whole schedule, by `train.stop`; `nil` where it did not.
  public var stoppedEarly: String?
  /// The steps at which training went on after it was interrupted, ascending; `nil` where it never was, and in records from
  /// before this was kept.
  public var resumedAt: [Int]?
  /// `etch`, `compiler`, `level`: versions by what they are of.
  public var versions: [String: String]
  public var machine: Machine
  /// When the run was first started and last written down, in ISO 8601.
  public var started: String
  public var updated: String
  /// Seconds by what took them: `compile`, and `run` for all of the runs, compiling included.
  public var timings: [String: Double]
  /// The most memory that its processes held; `nil` in records from before this was kept.
  public var peakMemoryBytes: Int?
  /// The SHA-256 of every weights and data file, by path.
  public var digests: [String: String]
  /// Where the run looked for `data/…`, from the root: where its samples look too.
  public var dataFolder: String?
  /// The same for `weights/…`.
  public var weightsFolder: String?
  /// The pictures, plots and animations of a finished run, from its folder.
  public var pictures: [String]?
  /// All that stood in its folder when it was finished; `nil` where they are too many to be listed.
  public var allPictures: [String]?
  /// What is better of the losses and metrics of which that is known; `nil` in records from before this was kept.
  public var better: [String: Better]?
  /// What was warned of: by the check of the experiment, by the look at its data, while it ran.
  public var warnings: [String]?
  /// The run that this one continues.
  public var continues: Parent?
  /// What was asked for; `nil` in records from before this was kept.
  public var request: Request?

  /// A checkpoint of another run, from which this one began.
  public struct Parent: Codable, Sendable, Equatable {
    /// As it was named or found.
    public var checkpoint: String
    /// SHA-256 of the file.
    public var sha256: String
    /// Of the parent's experiment.
    public var identity: String
    /// The steps that it had trained.
    public var steps: Int

    public init(checkpoint: String, sha256: String, identity: String, steps: Int) {
      self.checkpoint = checkpoint
      self.sha256 = sha256
      self.identity = identity
      self.steps = steps
    }
  }

  /// What was run, so that it can be asked for again.
  public struct Request: Codable, Sendable, Equatable {
    /// The SHA-256 of everything that changes training numbers, and the same without the seed.
    public var identity: String
    public var groupIdentity: String
    /// The project's folder: paths of `experiment.yaml` start there, and `sources/` are named from there. One within the run's
    /// own folder is written by its name there, so that the run can be moved, and read as a whole path.
    public var root: String
    /// The experiment's file by its name among `sources/`, its profile and the overrides, `key=value`.
    public var file: String
    public var profile: String?
    public var overrides: [String]
    /// The params as they were used, each as YAML writes it.
    public var params: [String: String]
    public var commandLine: [String]

    public init(
      identity: String, groupIdentity: String, root: String, file: String, profile: String?,
      overrides: [String], params: [String: String], commandLine: [String]
    ) {
      self.identity = identity
      self.groupIdentity = groupIdentity
      self.root = root
      self.file = file
      self.profile = profile
      self.overrides = overrides
      self.params = params
      self.commandLine = commandLine
    }
  }

  public init(
    status: Status, name: String, hash: String, versions: [String: String], machine: Machine,
    timings: [String: Double] = [:], digests: [String: String] = [:], dataFolder: String? = nil,
    weightsFolder: String? = nil
  ) {
    self.status = status
    self.name = name
    self.hash = hash
    self.versions = versions
    self.machine = machine
    self.timings = timings
    self.digests = digests
    self.dataFolder = dataFolder
    self.weightsFolder = weightsFolder
    started = Self.now
    updated = started
  }

  /// Takes over what is true of a run before it is gone on with.
  ///
  /// - Parameter step: the one that it goes on from. At the last there is nothing left to train.
  public mutating func resume(_ old: RunRecord, at step: Int) {
    started = old.started
    timings["run"] = old.timings["run"]
    peakMemoryBytes = old.peakMemoryBytes
    let goesOn = step > 0 && step < stepsInAll ?? .max
    // What was trained behind this step is trained again.
    let steps = (old.resumedAt ?? []).filter { $0 < step } + (goesOn ? [step] : [])
    resumedAt = steps.isEmpty ? nil : steps
  }

  /// The present time as records have it: `2026-05-17T09:30:00Z`.
  public static var now: String { Date().formatted(.iso8601) }

  /// Writes the record atomically, its keys sorted.
  ///
  /// - Throws: where the disk or the folder does not take it, or a timing is not finite.
  public func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do {
      data = try encoder.encode(self)
    } catch {
      throw Diagnostic.content(path, "cannot be written: a timing is not a finite number")
    }
    try AtomicFile.write(Array(data) + [UInt8(ascii: "\n")], to: path)
  }

  /// The root of the project that a run's `experiment.yaml` was resolved in; `nil` for any other file.
  public static func root(ofRunWith file: String) -> String? {
    record(ofRunWith: file)?.request?.root
  }

  /// The record of the run that an `experiment.yaml` stands in; `nil` for any other file.
  public static func record(ofRunWith file: String) -> RunRecord? {
    let name = RunFiles.experiment
    guard file == name || file.hasSuffix("/" + name) else { return nil }
    return try? read(from: String(file.dropLast(name.count)) + RunFiles.record)
  }

  /// - Throws: where the file cannot be read or is no such record.
  public static func read(from path: String) throws -> RunRecord {
    let bytes = try InputFile.contents(of: path, maximum: 1 << 26)
    do {
      var record = try JSONDecoder().decode(RunRecord.self, from: Data(bytes))
      if let root = record.request?.root, !root.hasPrefix("/") {
        let folder = Folder.parent(of: path)
        let here = folder.hasPrefix("/") ? "" : FileManager.default.currentDirectoryPath + "/"
        record.request?.root = here + folder + "/" + root
      }
      return record
    } catch {
      throw Diagnostic.content(
        path, "is no record of a run",
        advice: "remove it: the same 'etch run' writes it anew, and goes on from the checkpoints")
    }
  }

  /// What is written of a run; `nil` where nothing is, or something else.
  ///
  /// - Throws: a record that is there and cannot be read.
  public static func readIfThere(from path: String) throws -> RunRecord? {
    guard !Folder.isAbsent(path) else { return nil }
    do {
      return try read(from: path)
    } catch let problem as Diagnostic where problem.fault == .input {
      return nil
    }
  }
}
