import ArgumentParser
import Commands
import Diagnostics
import Experiment
import Foundation

/// What every command takes that reads an experiment file.
struct ExperimentArguments: ParsableArguments {
  @Argument(
    help: "The experiment file, or a packed run.",
    completion: .file(extensions: ["yaml", "yml", "etch"]))
  var file: String

  @Argument(
    help: ArgumentHelp(
      "Values to set: train.epochs=3 train.batch_size=64.", valueName: "key=value"),
    completion: .custom { words, _, typed in CompletionWords.overrides(words, typed: typed) })
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp("A profile of the file, such as quick.", valueName: "name"),
    completion: .custom { words, _, _ in CompletionWords.profiles(words) })
  var profile: String?

  @OptionGroup var lookup: LookupArguments

  var data: String { lookup.data }

  /// The experiment; its warnings are told. Its notes are told by the commands that are asked about the file.
  ///
  /// - Throws: everything that is wrong with the file.
  ///
  /// - Parameters:
  ///   - runs: where the runs stand that weights may come from.
  ///   - makesUpData: whether data that is not there is made up.
  func load(runs: String = "outputs", makesUpData: Bool = false) throws -> LoadedExperiment {
    if PackedRun.isPack(file), profile != nil {
      throw ValidationError("--profile is for files: a pack was made with a profile or without.")
    }
    try GivenFile.check(file)
    let loaded =
      PackedRun.isPack(file)
      ? try PackedRun(file).experiment(overrides: overrides, folders: lookup.folders(runs: runs))
      : try LoadedExperiment(
        file: file, profile: profile, overrides: overrides, dataFolder: data,
        weightsFolder: lookup.weights, runsFolder: runs, allowsOutside: lookup.allowOutside,
        makesUpData: makesUpData, memory: Machine.memory)
    Terminal.report(loaded.warnings.withoutNotes)
    return loaded
  }
}

/// A file that a command was given.
enum GivenFile {
  /// - Throws: where there is no such file, with the one that may be meant.
  static func check(_ path: String, _ kind: MissingExperiment.Kind = .experiment) throws {
    if let missing = missing(path, kind) { throw missing }
  }

  /// What to say where there is no such file.
  static func missing(
    _ path: String, _ kind: MissingExperiment.Kind = .experiment
  ) -> Diagnostic? {
    MissingExperiment.diagnostic(path, kind, program: ThisProgram.path)
  }
}

/// Where paths that files write lead, for every command that reads experiment files.
struct LookupArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp("Where paths that begin with data/ are looked up.", valueName: "folder"))
  var data: String = "data"

  @Option(
    help: ArgumentHelp(
      "Where paths that begin with weights/ are looked up.", valueName: "folder"))
  var weights: String = "weights"

  @Flag(help: OutsideHelp.text)
  var allowOutside = false

  /// - Parameter runs: where the runs stand that weights may come from.
  func folders(runs: String = "outputs") -> LookupFolders {
    LookupFolders(data: data, weights: weights, runs: runs, allowsOutside: allowOutside)
  }

  /// The same for another command line, as far as it is not the default.
  var words: [String] { folders().words }
}

/// What --allow-outside does, for every command that has it.
enum OutsideHelp {
  static let text: ArgumentHelp =
    "Allow the file's own paths to lead out of its project."
}

/// What a command takes that is asked about a run.
enum RunWords {
  static let help =
    "A run's folder, NAME (of several the newest), NAME/HASH or the beginning of a hash below outputs, or - for the newest"

  /// Runs, and paths that lead to one or to files with these endings.
  ///
  /// - Parameter isBelowOut: whether the command's --out says where runs stand.
  static func completion(_ endings: [String] = [], isBelowOut: Bool = false) -> CompletionKind {
    .custom { words, _, typed in
      let out = isBelowOut ? CompletionWords.value(of: "--out", in: words) : nil
      return CompletionWords.runs(typed: typed, in: out, endings: endings)
    }
  }
}

/// What every command takes that runs kernels.
struct MachineArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Worker threads; as many as the machine grants by default. Results do not depend on it.",
      valueName: "count"))
  var threads: Int?

  @Option(help: ArgumentHelp("compiled, or reference: the slow interpreter.", valueName: "name"))
  var backend: BackendChoice = .compiled

  @Flag(
    help: "Compile kernels for this command alone, without the kernel cache.")
  var noCache = false

  @Flag(help: "Compile any number of programs, of any size.")
  var noLimits = false

  @Option(
    help: ArgumentHelp(
      "Compile for x86-64-v3, x86-64-v4 or armv8.2-a, as far as this machine runs it; by default for its own processor.",
      valueName: "name"))
  var level: String?

  func validate() throws {
    if level != nil, backend == .reference {
      throw ValidationError("--level is for compiled kernels; --backend reference has none.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads takes a whole number from 1 to 1024, not \(threads).")
    }
  }

  /// - Parameter stopping: where it says so, compilers are ended and `Interruption` is thrown.
  func machine(
    describes: Bool = false, stopping: @escaping @Sendable () -> Bool = { false }
  ) throws -> Machine {
    try Machine(
      threads: threads, usesReference: backend == .reference, keepsKernels: !noCache, level: level,
      isLimited: !noLimits, describes: describes,
      remark: { Terminal.error(Diagnostic(.machine, $0, at: nil).line) }, stopping: stopping)
  }
}

enum BackendChoice: String, ExpressibleByArgument, CaseIterable {
  case compiled, reference
}

extension String {
  /// Whether a word of the command line sets a field, as `train.epochs=3` does, rather than naming a file.
  var isOverride: Bool {
    guard let equals = firstIndex(of: "=") else { return false }
    // Brackets are in no key, and told of as that.
    return self[..<equals].allSatisfy { $0.isLetter || $0.isNumber || "._[]".contains($0) }
  }
}
