import Artifacts
import Diagnostics
import Foundation
import Processes
import Testing

@testable import Commands

/// Sweeps that run as a user's do: the program begins a program for each trial.
@Suite("A sweep that runs")
struct SweepRunTests {
  private static let few = """
    set: {train.epochs: 3}
    grid: {params.width: [2, 4]}
    seeds: 2
    objective: {minimize: error}
    """
  /// Long enough to be met while it trains.
  private static let long = """
    set: {train.epochs: 400, outputs.checkpoints.every: 20 epochs}
    grid: {params.width: [2, 4]}
    seeds: 2
    objective: {minimize: error}
    """

  /// What `long` sets, as a command line has it.
  private static let longSettings = ["train.epochs=400", "outputs.checkpoints.every=20 epochs"]

  private static func sweep(_ file: String, _ out: String, _ more: [String] = []) throws
    -> EtchProgram
  {
    try EtchProgram(["sweep", file, "--out", out] + more)
  }

  /// What one trial after the other leaves, each run by hand.
  private static func straight(_ plan: SweepPlan, _ common: [String], in folder: RunsFolder) throws
    -> [String: RunBytes]
  {
    let out = folder.path + "/straight"
    for trial in plan.trials {
      let end = try EtchProgram(
        ["run", folder.path + "/tiny.yaml", "--out", out, "--threads", "1"] + common
          + trial.settings.map(\.text))
      #expect(end.status == 0, "\(end.errors)")
    }
    return try SweepSupport.bytes(plan, in: out)
  }

  @Test("leaves the same runs and tables with 1, 2 and 4 jobs, those of its trials run by hand")
  func jobs() throws {
    let folder = try RunsFolder()
    let file = try SweepSupport.write(Self.few, in: folder.path)
    let plan = try SweepPlan(file: file)
    let expected = try Self.straight(plan, ["train.epochs=3"], in: folder)
    var tables: Set<String> = []
    for jobs in [1, 2, 4] {
      let out = "\(folder.path)/jobs-\(jobs)"
      let end = try Self.sweep(file, out, ["--jobs", "\(jobs)"])
      #expect(end.status == 0, "\(end.errors)")
      #expect(try SweepSupport.bytes(plan, in: out) == expected)
      for trial in plan.trials {
        let words = try RunRecord.read(from: trial.folder(in: out).record).request?.commandLine
        #expect(
          words?.dropFirst().elementsEqual([
            "sweep", file, "--trial", trial.hash, "--out", out, "--threads",
            "\(max(1, ProcessInfo.processInfo.activeProcessorCount / jobs))",
          ]) == true, "a command that a person can give: \(words ?? [])")
      }
      #expect(end.errors.contains("widths: 4 trials of tiny (2 settings x 2 seeds)\n"))
      for trial in plan.trials {
        let line = "\(trial.number)/4  \(plan.phrase(of: trial))  finished  error "
        #expect(end.errors.contains(line), "\(end.errors)")
      }
      tables.insert(end.output)
      #expect(try TextFile.read(out + "/sweeps/widths/table.csv").hasPrefix("params.width,figure"))
      let page = try TextFile.read(out + "/sweeps/widths/index.html")
      for trial in plan.trials {
        #expect(page.contains("<a href=\"./../../tiny/\(trial.hash)/report.html\">"))
      }
      #expect(page.components(separatedBy: ">finished</a>").count == 1 + plan.trials.count)
    }
    #expect(tables.count == 1)
    let again = try Self.sweep(file, folder.path + "/jobs-1")
    #expect(again.status == 0)
    #expect(
      again.errors == """
        widths: 4 trials of tiny (2 settings x 2 seeds), 4 finished before
        report: \(folder.path)/jobs-1/sweeps/widths/index.html

        """)
    #expect(again.output == tables.first)
  }

  /// Kills a program that runs a sweep again and again, each time when its trials have logged more, then lets it end.
  ///
  /// - Returns: how it ended, and what it wrote.
  private static func survive(
    _ command: Command, _ signals: [Int32], _ plan: SweepPlan, out: String, logs: RunsFolder
  ) throws -> (cause: Command.Ending.Cause, log: String) {
    var seen = -1
    func isRunning() -> Bool {
      let size = growing(plan, in: out)
      defer { seen = max(seen, size) }
      return size > max(0, seen)
    }
    let output = logs.path + "/job.txt"
    for signal in signals {
      let job = try Job(command, output: output)
      let deadline = ContinuousClock.now + .seconds(60)
      while !isRunning(), job.look() == nil, ContinuousClock.now < deadline { usleep(20_000) }
      usleep(100_000)
      job.signal(signal)
      while job.look() == nil, ContinuousClock.now < deadline { usleep(20_000) }
    }
    let job = try Job(command, output: output)
    while true {
      if let cause = job.look() { return (cause, try TextFile.read(output)) }
      usleep(20_000)
    }
  }

  private static func growing(_ plan: SweepPlan, in out: String) -> Int {
    plan.trials.reduce(0) { sum, trial in
      sum + ((try? InputFile.contents(of: trial.folder(in: out).metrics).count) ?? 0)
    }
  }

  @Test("tells a trial that was interrupted before it began as one that waits, as its list has it")
  func notBegun() throws {
    let folder = try RunsFolder()
    let program = folder.path + "/interrupted"
    try TextFile.write("#!/bin/sh\nexit 130\n", to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let plan = try SweepSupport.plan("grid: {params.width: [2, 4]}", in: folder.path)
    var states: [TrialState] = []
    let run = SweepRun(
      plan, options: SweepOptions(outFolder: folder.path + "/out", program: program)
    ) { event in
      if case .ended(let trial) = event { states.append(trial.state) }
    }
    _ = try run.execute()
    #expect(states == [.waiting, .waiting])
    #expect(plan.list(in: folder.path + "/out").text.contains("waiting"))
  }

  @Test("whose table cannot be written lets the trials that run save their states before it ends")
  func lostTable() throws {
    let folder = try RunsFolder()
    let plan = try SweepSupport.plan("grid: {params.width: [2, 4]}", in: folder.path)
    let program = folder.path + "/trial"
    // The first ends when the second can be asked to.
    try TextFile.write(
      """
      #!/bin/sh
      if [ "$4" = \(plan.trials[0].hash) ]; then
        while [ ! -e '\(folder.path)/began' ]; do sleep 0.05; done
        exit 0
      fi
      trap ': > "\(folder.path)/saved"; exit 130' INT
      : > '\(folder.path)/began'
      while :; do sleep 0.05; done
      """, to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    let out = folder.path + "/out"
    // A folder stands where the table would.
    try Folder.create(out + "/sweeps/widths/table.csv")
    let options = SweepOptions(outFolder: out, jobs: 2, program: program)
    let problem = #expect(throws: Diagnostic.self) {
      try SweepRun(plan, options: options) { _ in }.execute()
    }
    #expect(problem?.message.contains("table.csv': Is a directory") == true)
    #expect(Folder.exists(folder.path + "/saved"))
  }

  @Test("that is interrupted and killed outright ends with the bytes of straight runs")
  func kills() throws {
    let folder = try RunsFolder()
    let file = try SweepSupport.write(Self.long, in: folder.path)
    let plan = try SweepPlan(file: file)
    let out = folder.path + "/out"
    let program = try #require(builtProgram).path
    let (cause, log) = try Self.survive(
      Command(program, ["sweep", file, "--out", out, "--jobs", "2"], seconds: 600),
      [SIGKILL, SIGINT, SIGTERM], plan, out: out, logs: folder)
    #expect(cause == .status(0), "\(log)")
    let expected = try Self.straight(plan, Self.longSettings, in: folder)
    #expect(try SweepSupport.bytes(plan, in: out) == expected)
  }

  @Test(
    "whose rules cannot be written leaves no folder",
    arguments: ["a:b", "a;b", "a%b", "a#b"])
  func refusedRules(out: String) throws {
    let folder = try RunsFolder()
    let file = try SweepSupport.write(Self.long, in: folder.path)
    let end = try Self.sweep(file, "\(folder.path)/\(out)", ["--make"])
    #expect(end.status == 2 && end.output.isEmpty, "\(end.errors)")
    #expect(try Folder.names(in: folder.path) == ["tiny.yaml", "widths.yaml"])
  }

  @Test(
    "by make -j2, its processes killed in every way, ends with the bytes of straight runs",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/make")))
  func make() throws {
    let folder = try RunsFolder()
    let file = try SweepSupport.write(Self.long, in: folder.path)
    let plan = try SweepPlan(file: file)
    let out = folder.path + "/out"
    let program = try #require(builtProgram).path
    let rules = try Self.sweep(file, out, ["--make"])
    #expect(rules.status == 0, "\(rules.errors)")
    let makefile = folder.path + "/rules.mk"
    try TextFile.write(rules.output, to: makefile)
    let command = Command(
      "/usr/bin/make", ["-j2", "-f", makefile, "ETCH=\(program)", "widths"], seconds: 600)
    let (cause, log) = try Self.survive(
      command, [SIGTERM, SIGINT, SIGKILL], plan, out: out, logs: folder)
    #expect(cause == .status(0), "\(log)")
    #expect(log.contains("width  error"), "\(log)")
    let expected = try Self.straight(plan, Self.longSettings, in: folder)
    #expect(try SweepSupport.bytes(plan, in: out) == expected)
    // Nothing is left to do.
    let again = try Subprocess.run(command)
    #expect(again.succeeded && !again.text.contains("--trial"), "\(again.text)")
    // A change of words alone asks once for each trial, trains nothing, and does not ask again.
    try TextFile.write(TextFile.read(file) + "# Words.\n", to: file)
    let words = try Subprocess.run(command)
    #expect(words.succeeded && words.text.contains("--trial"), "\(words.text)")
    #expect(try SweepSupport.bytes(plan, in: out) == expected)
    let quiet = try Subprocess.run(command)
    #expect(quiet.succeeded && !quiet.text.contains("--trial"), "\(quiet.text)")
  }

  @Test("tells of a trial that fails when it does, goes on, and retries it when asked")
  func failure() throws {
    let folder = try RunsFolder()
    let file = try SweepSupport.write(
      "profile: quick\ngrid: {params.width: [2, 4]}\n", in: folder.path)
    let plan = try SweepPlan(file: file)
    let out = folder.path + "/out"
    // A file stands where the first trial's folder would.
    let run = plan.trials[0].folder(in: out)
    try TextFile.write("", to: run.path)
    let first = try Self.sweep(file, out)
    #expect(first.status == 1)
    let lines = first.errors.split(separator: "\n")
    #expect(lines.count == 4, "\(first.errors)")
    #expect(lines[1].hasPrefix("1/2  width=2  FAILED: cannot make the folder"), "\(first.errors)")
    #expect(lines[1].hasSuffix("/sweeps/widths/logs/\(plan.trials[0].hash).txt"))
    #expect(lines[2].hasPrefix("2/2  width=4  finished  error "), "\(first.errors)")
    #expect(lines[3] == "report: \(out)/sweeps/widths/index.html")
    #expect(first.output.contains("1 not finished"), "\(first.output)")
    try FileManager.default.removeItem(atPath: plan.trials[1].folder(in: out).path)
    let fast = try Self.sweep(file, out, ["--fail-fast"])
    #expect(fast.status == 1 && !fast.errors.contains("width=4  finished"), "\(fast.errors)")

    try FileManager.default.removeItem(atPath: run.path)
    let record = RunRecord(
      status: .failed, name: "tiny", hash: plan.trials[0].hash, versions: [:],
      machine: .current(threads: 1))
    try record.write(to: run.record)
    let left = try Self.sweep(file, out)
    #expect(left.status == 1)
    #expect(
      left.errors.contains(", 1 failed before (--retry-failed runs them again)\n"),
      "\(left.errors)")
    #expect(!left.errors.contains("width=2"), "\(left.errors)")
    let again = try Self.sweep(file, out, ["--retry-failed"])
    #expect(again.status == 0, "\(again.errors)")
    // By its own number, though it ends last.
    #expect(again.errors.contains("1/2  width=2  finished"), "\(again.errors)")
  }

  @Test("whose file or folder begins with a hyphen runs, and has them as paths in its commands")
  func hyphen() throws {
    let folder = try RunsFolder()
    _ = try SweepSupport.write(
      "name: widths\nprofile: quick\ngrid: {params.width: [2]}\n", named: "-s", in: folder.path)
    let enter = "cd '\(folder.path)'"
    let words = ["--out=-o", "--", "-s.yaml"]
    let lines = try EtchProgram(["sweep", "--parallel"] + words, limits: enter)
    #expect(lines.output.hasPrefix("etch sweep ./-s.yaml --trial "), "\(lines.errors)")
    #expect(lines.output.hasSuffix(" --out ./-o\n"), "\(lines.output)")
    let end = try EtchProgram(["sweep"] + words, limits: enter)
    #expect(end.status == 0 && Folder.exists(folder.path + "/-o/tiny"), "\(end.errors)")
  }

  @Test("one trial runs in its own process, by number, hash or a scheduler's variable")
  func trial() throws {
    let folder = try RunsFolder()
    let file = try SweepSupport.write(
      "grid: {params.width: [2, 4]}\nprofile: quick\n", in: folder.path)
    let plan = try SweepPlan(file: file)
    let out = folder.path + "/out"
    let array = try EtchProgram(
      ["sweep", file, "--out", out, "--trial"], environment: ["JOB_COMPLETION_INDEX": "1"])
    #expect(array.status == 0, "\(array.errors)")
    #expect(Folder.exists(plan.trials[1].folder(in: out).done))
    #expect(!Folder.exists(plan.trials[0].folder(in: out).path))
    #expect(try Self.sweep(file, out, ["--trial", plan.trials[0].hash]).status == 0)
    #expect(
      try Self.sweep(file, out, ["--list", "--csv"]).output.split(separator: "\n").dropFirst()
        .allSatisfy { $0.hasSuffix(",finished") })
    #expect(try Self.sweep(file, out, ["--trial", "3"]).status == 2)
    // A script that counts other trials would run the wrong ones.
    #expect(try Self.sweep(file, out, ["--slurm"]).output.contains("--array=1-2 "))
    _ = try SweepSupport.write("grid: {params.width: [8, 2, 4]}\nprofile: quick\n", in: folder.path)
    let other = try Self.sweep(file, out, ["--trial", "1"])
    #expect(other.status == 2 && other.errors.contains("are others than when"), "\(other.errors)")
  }

  @Test("halving keeps the best third, and its survivors are those of uninterrupted runs")
  func halving() throws {
    let folder = try RunsFolder()
    let file = try SweepSupport.write(
      """
      grid:
        train.optimizer.adam.learning_rate: [1e-9, 3e-3, 1e-8]
      seeds: 2
      objective: {minimize: error}
      halving: {at: [2 epochs]}
      """, in: folder.path)
    let plan = try SweepPlan(file: file)
    let out = folder.path + "/out"
    let end = try Self.sweep(file, out, ["--jobs", "2"])
    #expect(end.status == 0, "\(end.errors)")
    #expect(end.errors.contains("after 2 epochs: 2 trials go on, 4 left behind"), "\(end.errors)")
    #expect(end.output.contains("2 left by halving"), "\(end.output)")
    for trial in plan.trials {
      let log = try RunFigures(trial.folder(in: out))
      #expect(log.epoch == (trial.settings[0].value.flow == "0.003" ? 4 : 2))
    }
    let expected = try Self.straight(plan, [], in: folder)
    let found = try SweepSupport.bytes(plan, in: out)
    for trial in plan.trials[2...3] { #expect(found[trial.hash] == expected[trial.hash]) }
    // The same again: nothing runs.
    let again = try Self.sweep(file, out)
    #expect(again.status == 0 && again.output == end.output, "\(again.errors)")
    #expect(!again.errors.contains("finished  "), "\(again.errors)")
  }
}
