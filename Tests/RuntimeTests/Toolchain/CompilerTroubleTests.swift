import Diagnostics
import Foundation
import Processes
import Testing

@testable import Compiler
@testable import Runtime

@Suite("Compilers that hang, crash, starve or cannot do it")
struct CompilerTroubleTests {
  /// The compiler behind a script that may get in its way.
  private func toolchain(_ folder: TemporaryFolder, _ script: String) throws -> CToolchain {
    let real = try CToolchain.find()
    let path = try folder.script("cc", "real=\(real.path)\n" + script)
    return CToolchain(path: path, leadingArguments: [], version: script)
  }

  private func failure(_ script: String) throws -> Diagnostic {
    let folder = try TemporaryFolder()
    var bench = CacheBench(path: folder.file("cache"))
    bench.toolchain = try toolchain(folder, script)
    return try #require(throws: Diagnostic.self) { _ = try bench.use([2, 3]) }
  }

  @Test(
    "one that the system ended is a lack of memory, not a mistake in etch",
    arguments: [
      "kill -9 $$", "echo 'gcc: fatal error: Killed signal terminated program cc1' >&2; exit 1",
      "echo 'clang: error: unable to execute command: Killed' >&2; exit 1",
      "echo 'cc1: out of memory allocating 65536 bytes' >&2; exit 1",
      "echo 'virtual memory exhausted: Cannot allocate memory' >&2; exit 1",
    ])
  func memory(script: String) throws {
    let problem = try failure(script)
    #expect(problem.fault == .machine)
    #expect(problem.message.contains("memory"))
    #expect(!problem.notes.contains { $0.message.contains("mistake in etch") })
  }

  @Test(
    "one that crashes, is ended, is gone or says nothing of the program is not one either",
    arguments: [
      "kill -11 $$", "kill -6 $$", "kill -15 $$", "rm -f \"$0\"; kill -4 $$", "exit 1",
      "exec /nothing", "yes | head -c 5000000; exit 1",
      "echo 'clang: error: unable to execute command: posix_spawn failed: try again' >&2; exit 1",
    ])
  func crashes(script: String) throws {
    let problem = try failure(script)
    #expect(problem.fault == .machine)
    #expect(problem.notes.allSatisfy { $0.message.split(separator: "\n").count <= 60 })
    #expect(!problem.notes.contains { $0.message.contains("mistake in etch") })
  }

  @Test("where memory lacks for several at once, they run one after the other")
  func oneByOne() throws {
    let folder = try TemporaryFolder()
    var bench = CacheBench(path: folder.file("cache"))
    // The second to come while the first works is killed.
    bench.toolchain = try toolchain(
      folder,
      """
      place=\(folder.path)/busy
      mkdir $place 2>/dev/null || kill -9 $$
      "$real" "$@"; status=$?
      sleep 0.3; rmdir $place; exit $status
      """)
    let outcome = try bench.use([2, 3])
    #expect(outcome.statistics.compiled == 2)
  }

  @Test(
    "one whose child hangs ends within its limit with all it started",
    arguments: ["sleep 99 & wait", "sh -c 'sleep 99; true'", "trap '' TERM; sleep 99; sleep 99"])
  func hangs(script: String) throws {
    let folder = try TemporaryFolder()
    let toolchain = try toolchain(folder, "echo $$ > \(folder.path)/group; " + script)
    let began = ContinuousClock.now
    let error = #expect(throws: Diagnostic.self) {
      try toolchain.probe(
        for: .detect(), in: CacheFolder(folder.file("cache")), seconds: 2, stopping: { false })
    }
    #expect(error?.fault == .machine)
    #expect(ContinuousClock.now - began < .seconds(60))
    let text = try String(contentsOfFile: folder.file("group"), encoding: .utf8)
    let group = try #require(Int32(text.trimmingCharacters(in: .newlines)))
    #expect(kill(-group, SIGKILL) != 0 || Self.isDead(group))
  }

  @Test("a wish to stop ends all compilers at once and leaves nothing", arguments: [1, 2, 8])
  func stopped(parallelism: Int) throws {
    let folder = try TemporaryFolder()
    var bench = CacheBench(path: folder.file("cache"))
    bench.toolchain = try toolchain(folder, "sleep 99 & wait")
    bench.parallelism = parallelism
    let began = ContinuousClock.now
    bench.stopping = { ContinuousClock.now - began > .milliseconds(200) }
    #expect(throws: Interruption.self) { _ = try bench.use([2, 3, 4, 5]) }
    #expect(ContinuousClock.now - began < .seconds(60))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.file("cache"))
    #expect(left.filter { $0 != ".lock" }.isEmpty)
  }

  @Test(
    "one that makes no kernels is passed over, and the next one is taken and remembered",
    arguments: [
      "case \"$*\" in *--version*) echo 1;; *) echo 'error: no such builtin' >&2; exit 1;; esac",
      #"case "$*" in *--version*) echo 1;; *) while [ "$1" != -o ]; do shift; done; : > "$2";; esac"#,
      "case \"$*\" in *--version*) echo 1;; *) kill -11 $$;; esac",
      "case \"$*\" in *--version*) echo 1;; *) exit 0;; esac",
    ])
  func passedOver(script: String) throws {
    let folder = try TemporaryFolder()
    let real = try CToolchain.find()
    let bad = try folder.script("clang", script)
    let good = try folder.script(
      "gcc", "echo \"$1\" >> \(folder.path)/calls; exec \(real.path) \"$@\"")
    let cache = try CacheFolder(folder.file("cache"))
    let level = try InstructionSet.detect()
    func probe(_ toolchain: CToolchain) throws {
      try toolchain.probe(for: level, in: cache, stopping: { false })
    }
    var remarks: [String] = []
    for attempt in 0..<2 {
      remarks = []
      let found = try CToolchain.find(
        in: ["PATH": folder.path], remark: { remarks.append($0) }, stopping: { false },
        probe: probe)
      #expect(found.path == good, "attempt \(attempt)")
      #expect(remarks.count == 1 && remarks[0].contains(bad))
    }
    try FileManager.default.removeItem(atPath: good)
    let error = #expect(throws: Diagnostic.self) {
      _ = try CToolchain.find(in: ["PATH": folder.path], stopping: { false }, probe: probe)
    }
    #expect(error?.notes.first?.message.contains(bad) == true)
  }

  @Test(
    "where no compiler can write, that is told, and none to install", arguments: [true, false])
  func place(isThere: Bool) throws {
    let folder = try TemporaryFolder()
    _ = try folder.script(
      "gcc",
      "case \"$*\" in *--version*) echo 1;; *) echo 'ld: a.so: No space left on device'; exit 1;; esac"
    )
    let cache = try CacheFolder(folder.file("cache"))
    if !isThere { try FileManager.default.removeItem(atPath: cache.path) }
    let error = #expect(throws: Diagnostic.self) {
      _ = try CToolchain.find(
        in: ["PATH": folder.path], stopping: { false },
        probe: { try $0.probe(for: .detect(), in: cache, stopping: { false }) })
    }
    let told = isThere ? "no space is left on the disk of '" : "the kernel cache '\(cache.path)'"
    #expect(error?.message.hasPrefix(told) == true && error?.fault == .machine)
    #expect(error?.notes.contains { $0.message.contains("install") } == false)
  }

  @Test("every compiler that is here makes kernels for every family of this machine")
  func installed() throws {
    var tried = 0
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    for name in ["clang", "gcc", "clang-14", "clang-15", "clang-16", "gcc-12", "gcc-13", "gcc-14"] {
      for folder in Set(folders.map { $0 + "/" })
      where FileManager.default.isExecutableFile(atPath: folder + name) {
        let toolchain = CToolchain(path: folder + name, leadingArguments: [], version: name)
        for level in Shared.instructionSets {
          tried += 1
          #expect(throws: Never.self, "\(folder + name) \(level)") {
            try toolchain.probe(for: level, in: nil, stopping: { false })
          }
        }
      }
    }
    #expect(tried > 0)
  }

  private static func isDead(_ process: Int32) -> Bool {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return true }
    return text[end...].split(separator: " ")[1] == "Z"
  }
}
