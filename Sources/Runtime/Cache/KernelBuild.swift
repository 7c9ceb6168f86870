import Compiler
import Diagnostics
import Foundation

/// Compiles kernels that the cache does not have: as many translation units as compilers run at once, of
/// about equal length.
struct KernelBuild {
  /// No unit holds more, so that a very large program does not wait for one compiler.
  private static let kernelsPerUnit = 100

  struct Unit: Sendable {
    var kernels: [NamedKernel]
    var source: String
    var library: String
  }

  private let cache: KernelCache
  private let folder: String
  private let units: [Unit]

  init(_ kernels: [NamedKernel], cache: KernelCache) throws {
    self.cache = cache
    let folder = cache.folder.file("build-\(getpid())-\(UUID().uuidString)")
    guard mkdir(folder, 0o700) == 0 else { throw cache.folder.failure("cannot be written", errno) }
    self.folder = folder
    let groups = Self.groups(kernels, parallelism: cache.parallelism)
    units = groups.enumerated().map { index, group in
      Unit(
        kernels: group, source: "\(folder)/kernels-\(index).c",
        library: "\(folder)/kernels-\(index).so")
    }
  }

  /// The longest kernel first, each into the group that is shortest so far.
  static func groups(_ kernels: [NamedKernel], parallelism: Int) -> [[NamedKernel]] {
    let least = (kernels.count + kernelsPerUnit - 1) / kernelsPerUnit
    let count = min(kernels.count, max(parallelism, least))
    var groups = [[NamedKernel]](repeating: [], count: count)
    var lengths = [Int](repeating: 0, count: count)
    let order = kernels.sorted {
      ($0.source.utf8.count, $1.key) > ($1.source.utf8.count, $0.key)
    }
    for kernel in order {
      guard let shortest = lengths.indices.min(by: { lengths[$0] < lengths[$1] }) else { break }
      groups[shortest].append(kernel)
      // A kernel costs something however short it is.
      lengths[shortest] += kernel.source.utf8.count + 500
    }
    return groups
  }

  /// Compiles all units, some at once; the first failure is thrown when all that began have ended.
  func run() throws -> [Unit] {
    for unit in units {
      let text = CPrelude.text + "\n" + unit.kernels.map(\.source).joined(separator: "\n")
      try CacheFolder.create(unit.source, Data(text.utf8))
    }
    var failure: (any Error)?
    var running: [(unit: Unit, process: CompilerProcess)] = []
    func finishOne() {
      let (unit, process) = running.removeFirst()
      do {
        try cache.toolchain.finish(process, source: unit.source)
      } catch { failure = failure ?? error }
    }
    for unit in units where failure == nil {
      if running.count == cache.parallelism { finishOne() }
      do {
        running.append(
          (
            unit,
            try cache.toolchain.start(
              source: unit.source, library: unit.library, for: cache.instructionSet)
          ))
      } catch { failure = failure ?? error }
    }
    while !running.isEmpty { finishOne() }
    if let failure { throw failure }
    return units
  }

  /// Removes the sources; only where all went well.
  func clean() { try? FileManager.default.removeItem(atPath: folder) }
}
