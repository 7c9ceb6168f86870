import Foundation
import Processes
import Testing

@testable import Commands

/// What a machine that lacks something, or somebody who has waited long enough, does to the program.
@Suite("A machine in need, and compilers that are not waited for")
struct MachineTroubleTests {
  /// Few kernels, which are compiled anew for each limit.
  private static let small = [
    SweepSupport.tiny, "--profile", "quick", "data.beat.count=40", "train.batch_size=20",
    "train.epochs=1",
  ]

  /// A compiler that does what it is asked once, and then signals the program that it works for and hangs, with a child.
  private func compiler(_ folder: RunsFolder, signal: String) throws -> String {
    let path = folder.path + "/cc"
    try """
    #!/bin/sh
    case "$*" in
      *--version* | *probe.c*) exec cc "$@";;
    esac
    echo $$ >> "\(folder.path)/groups"
    sleep 0.2
    kill -\(signal) $PPID
    sleep 300 & wait

    """.write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    return path
  }

  @Test(
    "a signal while compilers run ends them and the program at once",
    arguments: [
      ("INT", "run", 130), ("TERM", "run", 130), ("HUP", "run", 130), ("INT", "bench", 130),
      ("TERM", "bench", 143),
    ])
  func stopped(signal: String, command: String, status: Int32) throws {
    let folder = try RunsFolder()
    let began = ContinuousClock.now
    let end = try EtchProgram(
      [command] + Self.small + ["--no-cache"]
        + (command == "run" ? ["--out", folder.path + "/out"] : []),
      environment: ["CC": compiler(folder, signal: signal)])
    #expect(end.status == status, "\(end.errors)")
    #expect(ContinuousClock.now - began < .seconds(200))
    // No state was there to be saved, and none is said to be.
    #expect(!end.errors.contains("saving"), "\(end.errors)")
    let text = try String(contentsOfFile: folder.path + "/groups", encoding: .utf8)
    for group in text.split(separator: "\n").compactMap({ Int32($0) }) {
      // What was ended may be there until somebody has asked for its status.
      func isGone() -> Bool { kill(-group, 0) != 0 && errno == ESRCH || isDead(group) }
      for _ in 0..<100 where !isGone() { usleep(50_000) }
      #expect(isGone())
      kill(-group, SIGKILL)
    }
  }

  @Test(
    "few descriptors are a diagnostic or are enough",
    arguments: [6, 7, 9, 12, 16, 20])
  func descriptors(count: Int) throws {
    let out = try RunsFolder()
    let end = try EtchProgram(
      ["run"] + Self.small + ["--no-cache", "--out", out.path], limits: "ulimit -n \(count)")
    #expect(end.status == 0 || end.status == 1, "\(end.errors)")
    #expect(end.status == 0 || end.errors.contains("error: "), "\(end.errors)")
  }

  @Test(
    "files that may not grow are a diagnostic or are enough, and the same command goes on when they may",
    arguments: [1, 2, 8, 40, 200])
  func fileSizes(blocks: Int) throws {
    let out = try RunsFolder()
    let command = ["run"] + Self.small + ["--out", out.path]
    let end = try EtchProgram(command + ["--no-cache"], limits: "ulimit -f \(blocks)")
    #expect(end.status == 0 || end.status == 1, "\(end.status): \(end.errors)")
    #expect(end.status == 0 || end.errors.contains("ulimit -f"), "\(end.errors)")
    #expect(try files(below: out.path).filter { $0.contains(".tmp-") } == [])
    let lifted = try EtchProgram(command)
    #expect(lifted.status == 0, "\(lifted.errors)")
  }

  private func files(below folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder)
  }

  @Test(
    "little memory or few threads are a diagnostic or are enough, and never a wait without end",
    arguments: [
      "ulimit -v 110000", "ulimit -v 150000", "ulimit -v 250000", "ulimit -v 500000",
      "ulimit -u 1",
    ])
  func scarceMachine(limits: String) throws {
    let out = try RunsFolder()
    let end = try EtchProgram(
      ["run"] + Self.small + ["--threads", "3", "--out", out.path, "--steps", "1"],
      limits: limits + "; set -- timeout -k 5 120 \"$@\"")
    #expect(end.status == 0 || end.status == 1, "\(end.status): \(end.errors)")
    #expect(end.status == 0 || end.errors.contains("error: "), "\(end.errors)")
  }

  @Test(
    "a level that this machine does not run is told",
    arguments: ["armv9", "x86-64-v2", "", "native"])
  func levels(name: String) throws {
    let end = try EtchProgram(["plan"] + Self.small + ["--level", name])
    #expect(end.status == 2 && end.errors.contains("this machine runs "), "\(end.errors)")
  }

  /// Whether only what nobody has reaped is left.
  private func isDead(_ process: Int32) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return true }
    return text[end...].split(separator: " ")[1] == "Z"
  }
}
