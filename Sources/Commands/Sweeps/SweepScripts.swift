import Diagnostics

/// A sweep for other programs that run things: make, Slurm, GNU parallel.
public struct SweepScripts {
  private let plan: SweepPlan
  private let out: String
  /// What every trial is told: `--data ../shared/data`.
  private let arguments: [String]

  /// - Parameters:
  ///   - out: the folder of runs.
  ///   - arguments: what `etch sweep FILE --trial K` is told besides.
  public init(_ plan: SweepPlan, out: String, arguments: [String]) {
    self.plan = plan
    self.out = out
    self.arguments = arguments
  }

  /// Makes the folders and the list of trials that the scripts count on.
  public func prepare() throws { try SweepFolder(plan, in: out).write(plan) }

  private var options: String { arguments.map { " " + $0.shellWord }.joined() }

  /// Rules for make: the target of a trial is the file that `etch run` writes last and removes first.
  ///
  /// - Parameter sources: the files that the trials are made of.
  /// - Throws: a path that make cannot name.
  public func makefile(sources: [String]) throws -> String {
    let name = plan.name
    let targets = try plan.trials.map { try Self.target($0.folder(in: out).done) }
    let sweep = try Self.target(plan.file)
    try checkWords()
    let prerequisites =
      ([sweep] + (try sources.filter { $0 != plan.file }.map(Self.target))).joined(separator: " ")
    let command = "$(ETCH) sweep \(plan.file.shellWord.spelling(["$": "$$"]))"
    let options = options.spelling(["$": "$$"])
    var text = """
      # etch sweep \(plan.file.shellWord) --make
      ETCH ?= etch
      ETCH_THREADS ?= 1
      sweep-\(name)-rules := $(lastword $(MAKEFILE_LIST))
      sweep-\(name) := \(targets.joined(separator: " \\\n  "))
      .PHONY: \(name)
      \(name): $(sweep-\(name))
      \t@\(command) --table\(options)
      $(sweep-\(name)-rules): \(prerequisites)
      \t@\(command) --make\(options) > $@.new && mv $@.new $@

      """
    for (trial, target) in zip(plan.trials, targets) {
      text +=
        "\(target): \(prerequisites)\n"
        + "\t\(command) --trial \(trial.hash) --threads $(ETCH_THREADS)\(options)\n"
    }
    return text
  }

  /// A path as make takes it.
  private static func target(_ path: String) throws -> String {
    // By scalars: CR LF is one character, and neither of the two.
    let special = ":;|=%#*?[]\\'\"".unicodeScalars
    guard !path.unicodeScalars.contains(where: { $0.value < 0x20 || special.contains($0) }) else {
      throw Diagnostic(
        "make cannot name '\(path.excerpt)'", at: nil,
        notes: [.init("use a path of letters, digits and -_./ for the sweep and --out")])
    }
    return path.spelling(["$": "$$", " ": "\\ "])
  }

  /// - Throws: a word with the end of a line, which would end a command.
  private func checkWords() throws {
    for word in [plan.file, out] + arguments
    where word.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) {
      throw Diagnostic("a script cannot name '\(word.excerpt)': a line ends in it", at: nil)
    }
  }

  /// A script for Slurm: an array of the trials, which are put back into the queue when their time is over.
  ///
  /// - Parameter limit: how many run at once.
  /// - Throws: a path with the end of a line.
  public func slurm(limit: Int?) throws -> String {
    try checkWords()
    let folder = SweepFolder(plan, in: out).logs
    // Slurm replaces what stands behind a '%', and takes quotes as a shell does.
    let name = "/%A_%a.txt"
    let logs =
      folder.shellWord == folder
      ? folder + name : (folder.spelling(["%": "%%"]) + name).shellWord
    let many = limit.map { "%\($0)" } ?? ""
    return """
      #!/bin/bash
      #SBATCH --job-name=\(plan.name) --array=1-\(plan.trials.count)\(many) --requeue --open-mode=append --signal=B:TERM@120
      #SBATCH --output=\(logs)
      etch=${ETCH:-etch}
      $etch sweep \(plan.file.shellWord) --trial "$SLURM_ARRAY_TASK_ID" --threads "${SLURM_CPUS_PER_TASK:-1}"\(options) & trial=$!
      trap 'kill -TERM $trial' TERM
      wait $trial; code=$?; kill -0 $trial 2>/dev/null && { wait $trial; code=$?; }
      [ $code = 130 ] && scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"; exit $code

      """
  }

  /// A line for each trial, for GNU parallel or `xargs`.
  ///
  /// - Throws: a path with the end of a line.
  public func lines() throws -> String {
    try checkWords()
    return plan.trials.map {
      "etch sweep \(plan.file.shellWord) --trial \($0.hash)\(options)\n"
    }.joined()
  }
}

/// Which trial a scheduler's array means.
public enum ArrayTask {
  /// Variables that hold the number of a task, with the number of the first one.
  private static let variables = [
    ("SLURM_ARRAY_TASK_ID", 1), ("PBS_ARRAY_INDEX", 1), ("PBS_ARRAYID", 1), ("SGE_TASK_ID", 1),
    ("LSB_JOBINDEX", 1), ("JOB_COMPLETION_INDEX", 0), ("AWS_BATCH_JOB_ARRAY_INDEX", 0),
  ]

  /// The number of the trial, from 1.
  ///
  /// - Throws: where no variable is set, or one that is no number.
  public static func number(in environment: [String: String]) throws -> String {
    // Outside arrays Grid Engine says "undefined", and LSF 0.
    let set = variables.filter { name, _ in
      environment[name].map {
        !$0.isEmpty && $0 != "undefined" && (name != "LSB_JOBINDEX" || $0 != "0")
      } ?? false
    }
    guard let (name, first) = set.first else {
      throw Diagnostic(
        "--trial without a number or hash reads it from a scheduler's array, and there is none",
        at: nil,
        notes: [.init("the variables are \(variables.map(\.0).joined(separator: ", "))")])
    }
    guard let value = Int(environment[name] ?? ""), (0..<1_000_000_000).contains(value) else {
      throw Diagnostic("\(name) is no number: '\((environment[name] ?? "").excerpt)'", at: nil)
    }
    return "\(value + 1 - first)"
  }
}
