import Artifacts
import Foundation
import Tensors
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// One process of the program.
private struct Command {
  let process = Process()
  let errors = Pipe()

  init(_ experiment: QuickExperiment, out: String, threads: Int = 2, more: [String] = []) throws {
    let program: URL = try #require(builtProgram, "the program is not built beside the tests")
    process.executableURL = program
    process.arguments =
      ["run", experiment.file, "--profile", "quick", "--out", out, "--threads", "\(threads)"]
      + experiment.overrides + more
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    // Tests in the background of a shell begin with it ignored, and so would the program.
    signal(SIGINT, SIG_DFL)
    try process.run()
  }

  /// Waits for the end; the status, or 128 and the signal as shells have it, and what it said.
  func end() -> (status: Int32, text: String) {
    let text = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let signal = process.terminationReason == .uncaughtSignal ? Int32(128) : 0
    return (signal + process.terminationStatus, text)
  }
}

@Suite("The program survives signals", .serialized)
struct ResumeKillTests {
  private static let ecg = QuickExperiment(
    name: "ecg_anomaly",
    overrides: ["data.beat.count=400", "train.batch_size=20", "train.epochs=6"])

  private func folder(_ out: String, _ experiment: QuickExperiment) throws -> RunFolder {
    RunFolder("\(out)/\(experiment.name)/\(try experiment.load().identity.short)")
  }

  @Test(
    "killed at random moments and begun again, it ends with the same bytes",
    arguments: testsEverything
      ? [ecg, QuickExperiment.representatives[1]] : [ecg])
  func kills(experiment: QuickExperiment) throws {
    let out = try RunsFolder()
    #expect(try Command(experiment, out: out.path + "/whole").end().status == 0)
    let expected = try RunBytes(folder(out.path + "/whole", experiment))
    // Everything is compiled by now: this is how long a run takes.
    let began = ContinuousClock.now
    #expect(try Command(experiment, out: out.path + "/again").end().status == 0)
    let length = (ContinuousClock.now - began) / .seconds(1)
    // The same moments, as parts of a run's length, and threads each time.
    let chances = RandomStream(seed: 26, path: ["kills", experiment.name])
    var kills = 0
    for attempt in 0..<100 where kills < (testsEverything ? 20 : 5) {
      let place = out.path + "/killed\(attempt)"
      var history: [String] = []
      for time in 0..<3 as Range<UInt64> {
        let threads = [1, 2, 5][
          Int(chances.integer(below: 3, element: 2 * time, step: UInt64(attempt)))]
        let moment =
          0.02 + length * chances.uniform(element: 2 * time + 1, step: UInt64(attempt))
        let command = try Command(experiment, out: place, threads: threads)
        Thread.sleep(forTimeInterval: moment)
        history.append("with \(threads) threads after \(moment) s")
        kill(command.process.processIdentifier, SIGKILL)
        if command.end().status == 128 + SIGKILL { kills += 1 }
      }
      let last = try Command(experiment, out: place).end()
      #expect(last.status == 0, "\(last.text)")
      let run = try folder(place, experiment)
      #expect(
        try RunBytes(run).differences(from: expected) == [],
        "killed \(history.joined(separator: ", ")); a whole run takes \(length) s")
      #expect(leftovers(in: run.path) == [])
    }
    #expect(kills >= (testsEverything ? 20 : 5))
  }

  @Test("Ctrl-C and SIGTERM save the state and exit 130", arguments: [SIGINT, SIGTERM])
  func interrupts(signal: Int32) throws {
    let out = try RunsFolder()
    let long = QuickExperiment(name: "ecg_anomaly", overrides: ["train.epochs=100000"])
    let command = try Command(long, out: out.path)
    let run = try folder(out.path, long)
    while try !Folder.exists(run.metrics) || MetricsLog.read(run.metrics).isEmpty {
      guard command.process.isRunning else { break }
      Thread.sleep(forTimeInterval: 0.02)
    }
    kill(command.process.processIdentifier, signal)
    let end = command.end()
    #expect(end.status == 130)
    #expect(end.text.contains("state saved: \(run.path)"), "\(end.text)")
    let saved = try #require(run.checkpointFiles().last)
    #expect(end.text.contains("interrupted at step \(saved.progress.totalSteps)"))
    #expect(try RunRecord.read(from: run.record).status == .interrupted)
  }

  @Test(
    "whose progress nobody reads any more, as Ctrl-C ends 'tee' first, it saves the state and ends with 130",
    arguments: [true, false])
  func lostReader(isInterrupted: Bool) throws {
    let out = try RunsFolder()
    let long = QuickExperiment(name: "ecg_anomaly", overrides: ["train.epochs=100000"])
    let command = try Command(long, out: out.path)
    let run = try folder(out.path, long)
    while try !Folder.exists(run.metrics) || MetricsLog.read(run.metrics).isEmpty {
      guard command.process.isRunning else { break }
      Thread.sleep(forTimeInterval: 0.02)
    }
    try command.errors.fileHandleForReading.close()
    if isInterrupted { kill(command.process.processIdentifier, SIGINT) }
    command.process.waitUntilExit()
    #expect(command.process.terminationReason == .exit)
    #expect(command.process.terminationStatus == 130)
    #expect(try RunRecord.read(from: run.record).status == .interrupted)
    let saved = try #require(run.checkpointFiles().last)
    #expect(saved.progress.totalSteps > 0)
    #expect(leftovers(in: run.path) == [])
  }

  @Test("a second Ctrl-C ends it at once, and the folder can be written again")
  func secondInterrupt() throws {
    let out = try RunsFolder()
    let long = QuickExperiment(name: "ecg_anomaly", overrides: ["train.epochs=100000"])
    let command = try Command(long, out: out.path)
    let run = try folder(out.path, long)
    while !Folder.exists(run.metrics), command.process.isRunning {
      Thread.sleep(forTimeInterval: 0.02)
    }
    // Whichever comes first, the end of a step or the second signal, the status is the same.
    kill(command.process.processIdentifier, SIGINT)
    kill(command.process.processIdentifier, SIGTERM)
    Thread.sleep(forTimeInterval: 0.05)
    kill(command.process.processIdentifier, SIGINT)
    #expect(command.end().status == 130)
    #expect(try long.run(in: out.path, steps: 1).ending == .stopped)
    #expect(leftovers(in: run.path) == [])
  }

  @Test("a folder that a run writes is refused to a second one, with status 1")
  func locked() throws {
    let out = try RunsFolder()
    let long = QuickExperiment(name: "ecg_anomaly", overrides: ["train.epochs=100000"])
    let first = try Command(long, out: out.path)
    let run = try folder(out.path, long)
    while !Folder.exists(run.metrics), first.process.isRunning {
      Thread.sleep(forTimeInterval: 0.02)
    }
    let second = try Command(long, out: out.path).end()
    #expect(second.status == 1)
    #expect(
      second.text.contains(
        "another run (process \(first.process.processIdentifier)) is writing \(run.path)"),
      "\(second.text)")
    kill(first.process.processIdentifier, SIGKILL)
    #expect(first.end().status == 128 + SIGKILL)
  }

  @Test("a finished run is left alone with status 0 and a sentence")
  func finished() throws {
    let out = try RunsFolder()
    let small = QuickExperiment.representatives[0]
    #expect(try Command(small, out: out.path).end().status == 0)
    let run = try folder(out.path, small)
    let before = try RunBytes(run)
    let record = try InputFile.contents(of: run.record)
    let again = try Command(small, out: out.path).end()
    #expect(again.status == 0)
    #expect(again.text.contains("is finished; it is left as it is (--fresh begins anew)"))
    #expect(try RunBytes(run) == before)
    #expect(try InputFile.contents(of: run.record) == record)
  }

  @Test("progress is plain lines where there is no terminal")
  func plainLines() throws {
    let out = try RunsFolder()
    let end = try Command(QuickExperiment.representatives[0], out: out.path).end()
    #expect(end.status == 0)
    #expect(!end.text.contains("\r") && !end.text.contains("\u{1B}"))
    let lines = end.text.split(separator: "\n").filter { $0.hasPrefix("epoch ") }
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.contains("reconstruction ") && $0.hasSuffix(" steps/s") })
  }
}
