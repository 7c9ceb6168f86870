import Artifacts
import Foundation
import Processes
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What a signal does to a run that was begun with it ignored, as `nohup` and a shell's `&` do.
@Suite("Signals that were ignored", .serialized)
struct ResumeSignalTests {
  /// A run in the background of a shell, which ignores SIGINT there.
  struct Case: CustomTestStringConvertible, Sendable {
    let signal: String
    var ignored: String?
    var times = 1
    let status: Int32
    let testDescription: String
  }

  private static let long = QuickExperiment(
    name: "ecg_anomaly",
    overrides: [
      "data.beat.count=40", "train.batch_size=20", "train.epochs=400", "outputs.plots=null",
      "outputs.checkpoints.every=400 epochs",
    ])

  @Test(
    "leave it alone; others end it",
    arguments: [
      Case(signal: "HUP", ignored: "HUP", status: 0, testDescription: "nohup"),
      Case(signal: "INT", status: 0, testDescription: "Ctrl-C in the shell of a background job"),
      Case(signal: "TERM", status: 130, testDescription: "kill"),
      Case(signal: "HUP", status: 130, testDescription: "a terminal that goes away"),
      Case(
        signal: "TERM", times: 2, status: 130,
        testDescription: "a program and its group are told, which saves the state all the same"),
    ])
  func ignored(test: Case) throws {
    let out = try RunsFolder()
    let run = RunFolder("\(out.path)/\(Self.long.name)/\(try Self.long.load().identity.short)")
    let program = try #require(builtProgram, "the program is not built beside the tests")
    let arguments =
      [
        "-c",
        """
        \(test.ignored.map { "trap '' \($0)" } ?? "")
        log=$1; shift
        "$@" 2>/dev/null >/dev/null & run=$!
        while [ ! -s "$log" ] && kill -0 $run; do sleep 0.01; done
        \(String(repeating: "kill -\(test.signal) $run; ", count: test.times)) wait $run
        """, "sh", run.metrics, program.path, "run", Self.long.file, "--profile", "quick", "--out",
        out.path,
      ] + Self.long.overrides
    let ending = try Subprocess.run(Command("/bin/sh", arguments, seconds: 600))
    #expect(ending.cause == .status(test.status))
    #expect(
      try RunRecord.read(from: run.record).status == (test.status == 0 ? .finished : .interrupted))
  }
}
