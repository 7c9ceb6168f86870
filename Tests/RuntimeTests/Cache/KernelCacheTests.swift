import Diagnostics
import Foundation
import Processes
import Testing

@testable import Compiler
@testable import Runtime

@Suite("Kernels are compiled once and kept safely")
struct KernelCacheTests {
  private static let toolchain = Result { try CToolchain.find() }

  private func cache(
    _ folder: String, limit: Int = 1 << 30, toolchain: CToolchain? = nil,
    instructionSet: InstructionSet? = nil, parallelism: Int = 2,
    stopping: @escaping @Sendable () -> Bool = { false }
  ) throws -> KernelCache {
    try KernelCache(
      folder: CacheFolder(folder), toolchain: toolchain ?? Self.toolchain.get(),
      instructionSet: instructionSet ?? .detect(), limit: limit, parallelism: parallelism,
      remark: { Issue.record("\($0)") }, stopping: stopping)
  }

  private func kernel(_ expression: String) -> CompiledKernel {
    TestKernels.map(expression, length: 4, chunks: 1, inputs: 1)
  }

  private func result(_ function: KernelFunction, _ input: [Float]) -> [Float] {
    var input = input
    var output = [Float](repeating: 0, count: input.count)
    input.withUnsafeMutableBytes { input in
      output.withUnsafeMutableBytes { output in
        [output.baseAddress, input.baseAddress].withUnsafeBufferPointer {
          function($0.baseAddress, nil, 0)
        }
      }
    }
    return output
  }

  /// Looks all kernels up with a cache that has loaded nothing yet, and runs them.
  private func use(
    _ expressions: [String], _ folder: String, limit: Int = 1 << 30
  ) throws -> KernelCache.Statistics {
    let (functions, statistics) = try cache(folder, limit: limit)
      .functions(for: expressions.map(kernel))
    #expect(functions.count == expressions.count)
    for (expression, function) in zip(expressions, functions) {
      let factor = try #require(Float(expression.dropFirst(4).dropLast(1)))
      #expect(result(function, [1, 2, 3, 4]) == [factor, 2 * factor, 3 * factor, 4 * factor])
    }
    return statistics
  }

  @Test("the second time nothing is compiled, and a new kernel alone")
  func hits() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a/b/etch")
    let first = try use(["a * 2.0f", "a * 3.0f", "a * 2.0f"], path)
    #expect(first.compiled == 2 && first.cached == 0)
    let second = try use(["a * 3.0f", "a * 2.0f"], path)
    #expect(second.compiled == 0 && second.cached == 2 && second.compileSeconds == 0)
    let third = try use(["a * 2.0f", "a * 5.0f"], path)
    #expect(third.compiled == 1 && third.cached == 1)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
    let left = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { !$0.hasSuffix(".so") && !$0.hasSuffix(".kernel") }
    #expect(left == [".lock"], "temporary files are removed")
  }

  @Test("what was compiled before an interruption is kept")
  func interrupted() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/etch"
    let kernels = (1...120).map { kernel("a * \($0).0f") }
    // Two units, one after the other; it is stopped when the first is kept.
    #expect(throws: Interruption.self) {
      let isKept = { @Sendable in
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.contains { $0.hasSuffix(".kernel") }
      }
      _ = try cache(path, parallelism: 1, stopping: isKept).functions(for: kernels)
    }
    let (_, statistics) = try cache(path).functions(for: kernels)
    #expect(statistics.cached == 60 && statistics.compiled == 60)
  }

  @Test("how far compiling is, is told before it begins, after each unit and at its end")
  func progress() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/etch"
    let kernels = (1...120).map { kernel("a * \($0).0f") }
    var told: [KernelCache.Progress] = []
    let one = try cache(path, parallelism: 1)
    _ = try one.functions(for: kernels) { told.append($0) }
    #expect(told.first == KernelCache.Progress(compiled: 0, all: 120, seconds: 0))
    var counts: [Int] = []
    for progress in told where counts.last != progress.compiled { counts.append(progress.compiled) }
    #expect(counts == [0, 60, 120])
    #expect(told.dropFirst().allSatisfy { $0.seconds > 0 && $0.all == 120 })
    #expect(one.compileSeconds >= told.last?.seconds ?? 0)
    // What is kept is not compiled, and nothing is told.
    let again = try cache(path)
    _ = try again.functions(for: kernels) { Issue.record("\($0)") }
    #expect(again.compileSeconds == 0)
  }

  @Test("another compiler or instruction set has other keys")
  func keys() throws {
    let folder = try TemporaryFolder()
    let toolchain = try Self.toolchain.get()
    let other = CToolchain(
      path: toolchain.path, leadingArguments: toolchain.leadingArguments,
      version: toolchain.version + "+1")
    let caches = [
      try cache(folder.file("c")), try cache(folder.file("c"), toolchain: other),
      try cache(folder.file("c"), instructionSet: .armv8),
    ]
    let keys = Set(caches.map { NamedKernel(kernel("a"), context: $0.context).key })
    #expect(keys.count == 3)
  }

  @Test(
    "what is damaged is compiled anew",
    arguments: ["cut", "changed", "removed", "no digest", "other digest", "empty entry"])
  func corruption(damage: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("cache")
    _ = try use(["a * 2.0f"], path)
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    let library = path + "/" + (try #require(names.first { $0.hasSuffix(".so") }))
    let entry = path + "/" + (try #require(names.first { $0.hasSuffix(".kernel") }))
    // The library is loaded in this process: a new file takes its place, the mapped one stays.
    var bytes = try Data(contentsOf: URL(filePath: library))
    switch damage {
    case "cut":
      try FileManager.default.removeItem(atPath: library)
      try bytes.prefix(100).write(to: URL(filePath: library))
    case "changed":
      try FileManager.default.removeItem(atPath: library)
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: URL(filePath: library))
    case "removed": try FileManager.default.removeItem(atPath: library)
    case "no digest": try Data("../../../etc/passwd\n".utf8).write(to: URL(filePath: entry))
    case "other digest":
      let digest = String(repeating: "a", count: 64)
      try Data("\(digest)\n".utf8).write(to: URL(filePath: entry))
    default: try Data().write(to: URL(filePath: entry))
    }
    #expect(try use(["a * 2.0f"], path).compiled == 1)
    #expect(try use(["a * 2.0f"], path).compiled == 0)
  }

  @Test(
    "a folder that others may enter is refused", arguments: [0o755, 0o720, 0o701])
  func permissions(mode: Int) throws {
    let folder = try TemporaryFolder()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path)
    let error = #expect(throws: Diagnostic.self) { try cache(folder.path) }
    #expect(error?.message == "the kernel cache '\(folder.path)' is open to other users")
    #expect(error?.notes.first?.message.contains("chmod 700") == true)
  }

  @Test("another user's folder and what is no folder are refused")
  func owner() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(filePath: folder.file("file")))
    let noFolder = #expect(throws: Diagnostic.self) { try cache(folder.file("file")) }
    #expect(noFolder?.message == "the kernel cache '\(folder.file("file"))' is not a folder")
    let below = #expect(throws: Diagnostic.self) { try cache(folder.file("file/etch")) }
    #expect(below?.message.contains("cannot be made") == true)
    if geteuid() == 0 {
      #expect(chown(folder.path, 1, 1) == 0)
    }
    let foreign = geteuid() == 0 ? folder.path : "/"
    let error = #expect(throws: Diagnostic.self) { try cache(foreign) }
    #expect(error?.message == "the kernel cache '\(foreign)' belongs to another user")
  }

  @Test("the size is bounded: what was not used for longest goes, what is loaded stays")
  func bounds() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("cache")
    _ = try use(["a * 2.0f"], path)
    let size = try totalSize(path)
    let used = try use(["a * 3.0f"], path, limit: 10 * size)
    #expect(used.compiled == 1)
    // Room for two libraries and a half: the third displaces the first.
    usleep(20_000)
    _ = try use(["a * 2.0f"], path)
    usleep(20_000)
    _ = try use(["a * 5.0f"], path, limit: size * 5 / 2)
    #expect(try totalSize(path) <= size * 5 / 2)
    #expect(try use(["a * 2.0f"], path).cached == 1, "used after the other")
    #expect(try use(["a * 3.0f"], path).compiled == 1, "not used for longest")
    _ = try use(["a * 7.0f"], path, limit: 0)
    let left = try FileManager.default.contentsOfDirectory(atPath: path)
    #expect(left.count { $0.hasSuffix(".so") } == 1, "the loaded library stays")
    #expect(left.count { $0.hasSuffix(".kernel") } == 1, "entries go with their libraries")
  }

  @Test("old temporary files go, new ones stay")
  func temporaries() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("cache")
    _ = try cache(path)
    for (name, age) in [
      ("failed-1-old", 90_000.0), ("failed-2-new", 10), (".x.kernel.old", 90_000),
      (".y.kernel.new", 10),
    ] {
      try FileManager.default.createDirectory(
        atPath: path + "/" + name, withIntermediateDirectories: false)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: path + "/" + name)
    }
    _ = try use(["a * 2.0f"], path)
    let left = try FileManager.default.contentsOfDirectory(atPath: path)
    #expect(
      left.filter { $0.hasPrefix("failed-") || $0.contains(".kernel.") }.sorted()
        == [".y.kernel.new", "failed-2-new"])
  }

  @Test("a kernel that does not compile is reported with the compiler's words and the source kept")
  func failingCompile() throws {
    let folder = try TemporaryFolder()
    let bad = CompiledKernel(
      source: "void ETCH_KERNEL(void) { int unused; nonsense; }\n", chunks: 1, scratchBytes: 0)
    let error = #expect(throws: Diagnostic.self) {
      try cache(folder.file("cache")).functions(for: [kernel("a"), bad])
    }
    #expect(
      error?.message
        == "the C compiler does not accept generated kernels: it ended with status 1")
    let notes = error?.notes.map(\.message) ?? []
    #expect(notes.contains { $0.contains("nonsense") })
    let path = try #require(notes.first?.split(separator: " ").last.map(String.init))
    let source = try String(contentsOfFile: path, encoding: .utf8)
    #expect(source.contains("nonsense"))
    #expect(try use(["a * 2.0f"], folder.file("cache")).compiled == 1, "the cache still works")
  }

  @Test("a full disk is said to be one")
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    let script = try folder.script("cc", "echo 'ld: No space left on device' >&2; exit 1")
    let full = CToolchain(path: script, leadingArguments: [], version: "1")
    let error = #expect(throws: Diagnostic.self) {
      try cache(folder.file("cache"), toolchain: full).functions(for: [kernel("a")])
    }
    #expect(error?.message.hasPrefix("no space is left on the disk") == true)
    #expect(error?.notes.first?.message.contains("XDG_CACHE_HOME") == true)
  }

  @Test("many tasks with caches of their own share a folder")
  func concurrency() async throws {
    let folder = try TemporaryFolder()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask {
          for round in 0..<2 {
            _ = try use(
              ["a * \(round + 2).0f", "a * \(task + 2).0f"], folder.file("cache"), limit: 40_000)
          }
        }
      }
      try await group.waitForAll()
    }
    // Whoever removed what meanwhile: names are digests, and entries point at libraries.
    let path = folder.file("cache")
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    for name in names where name.hasSuffix(".so") {
      let bytes = try Data(contentsOf: URL(filePath: path + "/" + name))
      #expect(CacheFolder.digest(bytes) + ".so" == name)
    }
    for name in names where name.hasSuffix(".kernel") {
      let digest = try String(contentsOfFile: path + "/" + name, encoding: .utf8)
      #expect(names.contains(digest.dropLast() + ".so"))
    }
  }

  @Test("the standard folder follows XDG, and ignores relative paths as XDG says")
  func standardFolder() {
    #expect(CacheFolder.standard(in: ["XDG_CACHE_HOME": "/c", "HOME": "/h"]) == "/c/etch")
    #expect(CacheFolder.standard(in: ["XDG_CACHE_HOME": "c", "HOME": "/h"]) == "/h/.cache/etch")
    #expect(CacheFolder.standard(in: ["HOME": "/h"]) == "/h/.cache/etch")
  }

  @Test("groups are balanced, and none is too large")
  func groups() throws {
    let context = try cache(TemporaryFolder().path).context
    let kernels = (0..<250).map {
      NamedKernel(kernel("a * \($0).0f" + String(repeating: " ", count: $0)), context: context)
    }
    let groups = KernelBuild.groups(kernels, parallelism: 2)
    #expect(groups.count == 4)
    #expect(Set(groups.flatMap { $0.map(\.key) }).count == 250)
    let lengths = groups.map { $0.reduce(0) { $0 + $1.source.utf8.count } }
    #expect(try #require(lengths.max()) - #require(lengths.min()) < 2000)
    #expect(KernelBuild.groups([], parallelism: 2).isEmpty)
  }

  private func totalSize(_ path: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".so") }
      .reduce(0) { total, name in
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return total + (attributes[.size] as? Int ?? 0)
      }
  }
}
