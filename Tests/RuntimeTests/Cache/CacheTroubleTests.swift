import Diagnostics
import Foundation
import Processes
import Testing

@testable import Compiler
@testable import Runtime

@Suite("A cache in trouble holds nobody up and is trusted no further than it is safe")
struct CacheTroubleTests {
  /// A lock that another process would hold.
  private func lock(_ folder: String) throws -> Int32 {
    let descriptor = open(folder + "/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    try #require(descriptor >= 0 && flock(descriptor, LOCK_EX) == 0)
    return descriptor
  }

  /// Lets go of a lock, on a thread of its own: those of the tests may all be waiting.
  private func release(_ descriptor: Int32, after seconds: Double) {
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: seconds)
      close(descriptor)
    }
  }

  private func names(_ path: String, _ suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(suffix) }
  }

  @Test("a lock that is held for a moment is waited for in silence")
  func shortLock() throws {
    let folder = try TemporaryFolder()
    _ = try CacheBench(path: folder.path).use([2])
    let descriptor = try lock(folder.path)
    release(descriptor, after: 0.2)
    var bench = CacheBench(path: folder.path)
    bench.patience = .init(silent: .seconds(30), whole: .seconds(60))
    let outcome = try bench.use([2])
    #expect(outcome.statistics.cached == 1 && outcome.remarks.isEmpty && outcome.keepsKernels)
  }

  @Test("a lock that is held for longer is told of, and waited for")
  func longLock() throws {
    let folder = try TemporaryFolder()
    _ = try CacheBench(path: folder.path).use([2])
    let descriptor = try lock(folder.path)
    release(descriptor, after: 4)
    var bench = CacheBench(path: folder.path)
    bench.patience = .init(silent: .milliseconds(50), whole: .seconds(60))
    let outcome = try bench.use([2])
    #expect(outcome.statistics.cached == 1 && outcome.remarks.count == 1)
  }

  @Test("without the lock a run compiles for itself, and waits once")
  func lockedForever() throws {
    let folder = try TemporaryFolder()
    _ = try CacheBench(path: folder.path).use([2])
    let descriptor = try lock(folder.path)
    defer { close(descriptor) }
    var bench = CacheBench(path: folder.path)
    bench.patience = .init(silent: .milliseconds(50), whole: .milliseconds(200))
    let outcome = try bench.use([2, 3])
    #expect(outcome.statistics.compiled == 2 && outcome.remarks.count == 2)
    #expect(!outcome.keepsKernels, "the next run is spared nothing")
    #expect(try names(folder.path, ".so").count == 1, "nothing was added")
    #expect(try names(folder.path, "").allSatisfy { !$0.hasPrefix("build-") })
  }

  @Test("by default it says so after a second and goes on after ten")
  func patience() {
    let patience = CacheFolder.Patience()
    #expect(patience.silent == .seconds(1) && patience.whole == .seconds(10))
  }

  @Test("a wish to stop ends the wait")
  func stoppedWait() throws {
    let folder = try TemporaryFolder()
    _ = try CacheBench(path: folder.path).use([2])
    let descriptor = try lock(folder.path)
    defer { close(descriptor) }
    let began = ContinuousClock.now
    var bench = CacheBench(path: folder.path)
    bench.stopping = { ContinuousClock.now - began > .milliseconds(100) }
    #expect(throws: Interruption.self) { _ = try bench.use([2]) }
    #expect(ContinuousClock.now - began < .seconds(9))
  }

  @Test(
    "a library whose digest is right and that cannot be loaded is compiled anew and replaced",
    arguments: ["empty", "text", "without its kernels"])
  func unloadable(damage: String) throws {
    let folder = try TemporaryFolder()
    _ = try CacheBench(path: folder.path).use([2])
    let entry = folder.file(try #require(names(folder.path, ".kernel").first))
    let old = try #require(names(folder.path, ".so").first)
    let bytes: Data
    switch damage {
    case "empty": bytes = Data()
    case "text": bytes = Data("no library\n".utf8)
    default:
      let other = try TemporaryFolder()
      _ = try CacheBench(path: other.path).use([9])
      bytes = try Data(
        contentsOf: URL(filePath: other.file(#require(other.names(withSuffix: ".so").first))))
    }
    try FileManager.default.removeItem(atPath: folder.file(old))
    let digest = CacheFolder.digest(bytes)
    try bytes.write(to: URL(filePath: folder.file(digest + ".so")))
    try Data((digest + "\n").utf8).write(to: URL(filePath: entry))
    #expect(try CacheBench(path: folder.path).use([2]).statistics.compiled == 1)
    #expect(try CacheBench(path: folder.path).use([2]).statistics.cached == 1)
  }

  @Test("what a compiler makes and cannot be loaded never enters the cache")
  func brokenCompiler() throws {
    let folder = try TemporaryFolder()
    for script in [
      #"while [ "$1" != -o ]; do shift; done; : > "$2""#,
      #"while [ "$1" != -o ]; do shift; done; echo text > "$2""#,
      #"while [ "$1" != -o ]; do shift; done; echo 'int x;' | cc -x c -shared -fPIC -o "$2" -"#,
    ] {
      var bench = CacheBench(path: folder.file("cache"))
      bench.toolchain = CToolchain(
        path: try folder.script("cc", script), leadingArguments: [], version: script)
      let error = #expect(throws: Diagnostic.self) { _ = try bench.use([2]) }
      #expect(error?.fault == .machine)
      #expect(try names(folder.file("cache"), ".so").isEmpty)
      #expect(try names(folder.file("cache"), ".kernel").isEmpty)
    }
  }

  @Test("folders of builds whose process is gone are removed at once, those of others stay")
  func leftovers() throws {
    let folder = try TemporaryFolder()
    let cache = try CacheFolder(folder.path)
    let alive = try BuildFolder(in: cache)
    let young = folder.file("build-3-young")
    for name in ["build-1-x", "build-2-y"] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name) + "/in", withIntermediateDirectories: true)
    }
    for path in [alive.path, folder.file("build-1-x"), folder.file("build-2-y")] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -5)], ofItemAtPath: path)
    }
    try FileManager.default.createDirectory(atPath: young, withIntermediateDirectories: true)
    cache.removeLeftovers()
    #expect(
      Set(try folder.names()) == [
        "build-3-young", URL(filePath: alive.path).lastPathComponent,
      ])
    alive.remove()
  }

  @Test("so are those among the temporary files, which nothing else's are")
  func temporaryLeftovers() throws {
    let folder = try TemporaryFolder()
    for (name, age) in [
      ("etch-build-1-x", 5.0), ("etch-1-build", 5), ("build-1-x", 5), ("etch-failed-1-x", 90_000),
      ("etch-failed-2-x", 3000),
    ] {
      try FileManager.default.createDirectory(
        atPath: folder.file(name) + "/in", withIntermediateDirectories: true)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: folder.file(name))
    }
    BuildFolder.removeLeftovers(in: folder.path)
    #expect(try folder.names() == ["build-1-x", "etch-1-build", "etch-failed-2-x"])
  }

  @Test("without a cache each run compiles for itself")
  func noCache() throws {
    for _ in 0..<2 {
      let outcome = try CacheBench(path: nil).use([2, 3])
      #expect(outcome.statistics.compiled == 2 && outcome.remarks.isEmpty)
      #expect(!outcome.keepsKernels)
    }
  }

  @Test("without a cache a full disk is that of the temporary files, and no cache is blamed")
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    var bench = CacheBench(path: nil)
    bench.toolchain = CToolchain(
      path: try folder.script("cc", "echo 'ld: No space left on device' >&2; exit 1"),
      leadingArguments: [], version: "1")
    let full = #expect(throws: Diagnostic.self) { _ = try bench.use([2]) }
    let notes = full?.notes.map(\.message) ?? []
    #expect(notes == ["make room, or set TMPDIR to a folder on another disk"])
    for (place, title, variable) in [
      (BuildPlace.cache, "the kernel cache", "XDG_CACHE_HOME"),
      (BuildPlace.temporary, "the temporary folder", "TMPDIR"),
    ] {
      let path = folder.file("none/kernels.c")
      let told = #expect(throws: Diagnostic.self) {
        try CacheFolder.create(path, Data(), in: place)
      }
      #expect(told?.message.hasPrefix("\(title) '\(path)' cannot be written: ") == true)
      #expect(told?.notes.first?.message.hasPrefix("set \(variable) to") == true)
      let advice = place.failure(path, "cannot be written", ENOSPC).notes.first?.message
      #expect(advice == "make room, or set \(variable) to a folder on another disk")
    }
  }

  @Test(
    "a folder above it that others may write to is refused",
    arguments: [(0o777, false), (0o757, false), (0o775, true), (0o1777, true), (0o755, true)])
  func parents(mode: Int, isAllowed: Bool) throws {
    let folder = try TemporaryFolder()
    for above in ["a", "b/c"] {
      let parent = folder.file(above)
      try FileManager.default.createDirectory(
        atPath: parent, withIntermediateDirectories: true)
      let open = folder.file(String(above.prefix(1)))
      // A group of others, where the test may give it away.
      if mode == 0o775, geteuid() == 0 { chown(open, 0, 0) }
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: open)
      if isAllowed {
        #expect(throws: Never.self) { _ = try CacheFolder(parent + "/etch") }
      } else {
        let error = #expect(throws: Diagnostic.self) { _ = try CacheFolder(parent + "/etch") }
        #expect(error?.message.contains("'\(open)'") == true, "\(error?.message ?? "")")
      }
    }
  }

  @Test("a parent of another user, or of a group of several, is refused")
  func strangers() throws {
    guard geteuid() == 0 else { return }
    let folder = try TemporaryFolder()
    for (user, group, mode) in [(1, 0, 0o755), (0, 1, 0o775), (0, 65_000, 0o770)]
      as [(uid_t, gid_t, mode_t)]
    {
      let parent = folder.file("\(user)-\(group)")
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
      #expect(chown(parent, user, group) == 0 && chmod(parent, mode) == 0)
      #expect(throws: Diagnostic.self) { _ = try CacheFolder(parent + "/etch") }
    }
  }
}
