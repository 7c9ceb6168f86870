import Compiler
import Diagnostics
import Foundation
import Processes

/// Compiles kernels that the cache does not have, in translation units of about equal length: one or a few for each
/// of the compilers that run at once.
struct KernelBuild {
  /// No unit holds more, so that a very large program does not wait for one compiler.
  private static let kernelsPerUnit = 100

  struct Unit: Sendable {
    var kernels: [NamedKernel]
    var source: String
    var library: String
  }

  private let cache: KernelCache
  private let folder: BuildFolder
  private let units: [Unit]

  /// - Parameter place: where it writes; among the temporary files without one.
  init(_ kernels: [NamedKernel], cache: KernelCache, in place: CacheFolder?) throws {
    self.cache = cache
    let folder = try BuildFolder(in: place)
    self.folder = folder
    let groups = Self.groups(kernels, parallelism: cache.parallelism)
    units = groups.enumerated().map { index, group in
      Unit(
        kernels: group, source: folder.file("kernels-\(index).c"),
        library: folder.file("kernels-\(index).so"))
    }
  }

  /// The longest kernel first, each into the group that is shortest so far.
  static func groups(_ kernels: [NamedKernel], parallelism: Int) -> [[NamedKernel]] {
    // As many for each of the compilers that run at once: none waits while another one has a unit more.
    let perRound = kernelsPerUnit * parallelism
    let rounds = (kernels.count + perRound - 1) / perRound
    let count = min(kernels.count, rounds * parallelism)
    var groups = [[NamedKernel]](repeating: [], count: count)
    var lengths = [Int](repeating: 0, count: count)
    let order = kernels.sorted { ($0.length, $1.key) > ($1.length, $0.key) }
    for kernel in order {
      guard let shortest = lengths.indices.min(by: { lengths[$0] < lengths[$1] }) else { break }
      groups[shortest].append(kernel)
      // A kernel costs something however short it is.
      lengths[shortest] += kernel.length + 500
    }
    return groups
  }

  /// Compiles all units, some at once, and hands over each that is done. Where memory lacks for that, one after the other.
  ///
  /// - Parameter working: is told how many kernels are compiled, some twenty times a second.
  /// - Throws: a diagnostic with what the compiler printed, where one fails; the sources are kept. `Interruption`.
  func run(working: (Int) -> Void, finished: (Unit) throws -> Void) throws {
    var isKept = false
    var compiledKernels = 0
    defer { if !isKept { folder.remove() } }
    for unit in units {
      let text = CPrelude.text + "\n" + unit.kernels.map(\.source).joined(separator: "\n")
      try CacheFolder.create(unit.source, Data(text.utf8), in: folder.place)
    }
    var left = Array(units.indices)
    var atOnce = cache.parallelism
    while !left.isEmpty {
      let compiled = left
      let endings = try Subprocess.run(
        compiled.map { index in
          cache.toolchain.command(
            source: units[index].source, library: units[index].library, folder: folder.path,
            for: cache.instructionSet)
        }, atOnce: atOnce,
        stopping: {
          working(compiledKernels)
          return cache.stopping()
        },
        ended: { position, ending in
          guard ending.succeeded else { return }
          let unit = units[compiled[position]]
          try finished(unit)
          compiledKernels += unit.kernels.count
        })
      let failed = zip(left, endings).first { $1.map { !$0.succeeded } ?? false }
      left = zip(left, endings).filter { $1?.succeeded != true }.map(\.0)
      guard let (index, ending) = failed, let ending else { continue }
      if atOnce > 1, CToolchain.lacksMemory(ending) {
        atOnce = 1
        continue
      }
      if case .status = ending.cause {
        isKept = true
        folder.keep()
      }
      let name = units[index].source.split(separator: "/").last.map(String.init) ?? ""
      throw cache.toolchain.failure(ending, source: folder.file(name), in: folder.place)
    }
  }
}
