import Artifacts
import Foundation
import Processes
import Testing

@testable import Commands

/// The commands of Documentation/ReviewAndSweeps.md that give a sweep to another program, each with what goes wrong there.
@Suite("A sweep that another program runs", .serialized)
struct SchedulerTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private static func has(_ programs: String...) -> Bool {
    let folders = ["/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin"]
    return programs.allSatisfy { name in
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
  }

  /// The shell's lines below a heading of the page.
  private static func commands(below heading: String) throws -> String {
    let page = try TextFile.read(root + "/Documentation/ReviewAndSweeps.md")
    let rest = try #require(page.range(of: "\n## \(heading)\n")).upperBound
    let block = try #require(page[rest...].firstMatch(of: /(?s)```sh\n(.*?)```/))
    return String(block.1)
  }

  /// A project with a sweep `latent` of four trials, long enough to be met while they train.
  private final class Project {
    let folder: RunsFolder
    let plan: SweepPlan
    private let length: [String]

    /// - Parameter epochs: 1,500 take a second.
    init(epochs: Int = 1500) throws {
      length = ["train.epochs=\(epochs)", "outputs.checkpoints.every=50 epochs"]
      folder = try RunsFolder()
      let sweeps = folder.path + "/experiments/sweeps"
      try Folder.create(sweeps)
      let file = try SweepSupport.write(
        """
        set: {train.epochs: \(epochs), outputs.checkpoints.every: 50 epochs}
        grid: {params.width: [2, 4]}
        seeds: 2
        objective: {minimize: error}
        """, named: "latent", in: sweeps)
      plan = try SweepPlan(file: file)
    }

    /// Runs a script in it, with the program as `etch`.
    func run(_ words: [String]) throws -> Command.Ending {
      let bin = folder.path + "/bin"
      try Folder.create(bin)
      if !Folder.exists(bin + "/etch") {
        try FileManager.default.createSymbolicLink(
          atPath: bin + "/etch", withDestinationPath: #require(builtProgram).path)
      }
      let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
      return try Subprocess.run(
        Command(
          "/bin/sh", ["-c", "cd '\(folder.path)' && exec \"$@\"", "sh"] + words,
          environment: ["PATH": "\(bin):\(path):/usr/sbin:/sbin"], seconds: 900,
          outputLimit: 1 << 24))
    }

    /// Runs a script of this folder with a folder to work in.
    func run(script: String, _ commands: String) throws -> Command.Ending {
      let work = folder.path + "/work"
      try Folder.create(work)
      return try run(
        ["bash", "\(SweepSupport.folder)/Schedulers/\(script)", work, commands])
    }

    /// Whether every trial left the bytes that it leaves by hand, undisturbed.
    func isStraight() throws -> Bool {
      let out = folder.path + "/straight"
      for trial in plan.trials {
        let end = try EtchProgram(
          ["run", "\(folder.path)/experiments/sweeps/tiny.yaml", "--out", out, "--threads", "1"]
            + length + trial.settings.map(\.text))
        #expect(end.status == 0, "\(end.errors)")
      }
      return try SweepSupport.bytes(plan, in: folder.path + "/outputs")
        == SweepSupport.bytes(plan, in: out)
    }
  }

  @Test("make", .enabled(if: SchedulerTests.has("make")))
  func make() throws {
    let project = try Project()
    let end = try project.run(["sh", "-ec", Self.commands(below: "From a Makefile")])
    #expect(end.succeeded, "\(end.text)\n\(end.errorText)")
    #expect(end.text.contains("width  error"), "\(end.text)")
    #expect(try project.isStraight())
    // The repository's own target, with the program that is built already.
    let own = try project.run([
      "make", "-j2", "-o", "build", "-C", Self.root, "sweep",
      "SWEEP=\(project.folder.path)/experiments/sweeps/latent.yaml",
      "ETCH=\(#require(builtProgram).path)", "OUT=\(project.folder.path)/outputs",
    ])
    #expect(own.succeeded && own.text.contains("width  error"), "\(own.text)\n\(own.errorText)")
    #expect(!own.text.contains("--trial"), "what is finished is not run again: \(own.text)")
  }

  @Test("Slurm, with tasks that go back into the queue")
  func slurm() throws {
    guard testsEverything, Self.has("slurmctld", "slurmd", "sbatch", "munged"), geteuid() == 0
    else {
      print(
        "left out: ETCH_TEST_ALL is not set, no slurmctld, slurmd, sbatch and munged are here, or this is not root"
      )
      return
    }
    // Two are met while they train, the second after the daemons have dealt with the first.
    let project = try Project(epochs: 20_000)
    let end = try project.run(script: "slurm.sh", Self.commands(below: "On Slurm"))
    #expect(end.succeeded, "\(end.text)\n\(end.errorText)")
    // A log holds what a task said before it was put back.
    #expect(end.text.contains("state saved"), "\(end.text)")
    #expect(end.text.contains("resuming at step"), "\(end.text)")
    #expect(try project.isStraight())
  }

  @Test("GNU parallel over two machines, of which one dies")
  func lab() throws {
    guard Self.has("parallel", "sshd", "ssh", "ssh-keygen"), geteuid() == 0 else {
      print("left out: no parallel, sshd and ssh are here, or this is not root")
      return
    }
    let project = try Project()
    let end = try project.run(script: "lab.sh", Self.commands(below: "In a lab, by GNU parallel"))
    #expect(end.succeeded, "\(end.text)\n\(end.errorText)")
    #expect(end.text.contains("machine 2 died while it trained"), "\(end.text)")
    #expect(end.text.contains("resuming at step"), "\(end.text)")
    #expect(try project.isStraight())
  }
}
