import Foundation

extension CacheFolder {
  /// What is older and still temporary was left by a process that was killed, or is the kept source
  /// of a failure.
  static let temporaryAge = 24.0 * 3600
  /// So long is remembered that a compiler works.
  private static let compilerAge = 30.0 * 24 * 3600

  /// Removes the libraries and compiled graphs that were not used for longest until the rest fits `limit` bytes, then
  /// what pointed at them. Does nothing while another process loads: the next build will do it.
  ///
  /// - Parameter inUse: digests of libraries that this process has loaded; they stay.
  func removeLeastRecentlyUsed(limit: Int, keeping inUse: Set<String>) throws {
    _ = try lockedExclusively {
      let names = self.names
      removeTemporary(names)
      var libraries: [(name: String, size: Int, used: Double)] = []
      for name in names where name.hasSuffix(".so") || name.hasSuffix(KernelCache.planSuffix) {
        var information = stat()
        guard lstat(file(name), &information) == 0 else { continue }
        libraries.append((name, Int(information.st_size), information.modified))
      }
      var total = libraries.reduce(0) { $0 + $1.size }
      guard total > limit else { return }
      var left = Set(libraries.map(\.name))
      for library in libraries.sorted(by: { ($0.used, $0.name) < ($1.used, $1.name) }) {
        guard total > limit else { break }
        guard !inUse.contains(String(library.name.dropLast(3))) else { continue }
        remove(library.name)
        left.remove(library.name)
        total -= library.size
      }
      for name in names where name.hasSuffix(".kernel") {
        let digest = read(name, limit: 65).flatMap { String(data: $0, encoding: .utf8) } ?? ""
        if !left.contains(digest.trimmingCharacters(in: .newlines) + ".so") { remove(name) }
      }
    }
  }

  /// Removes the folders of builds whose process is gone.
  func removeLeftovers() {
    for name in names where name.hasPrefix(BuildFolder.prefix) {
      if BuildFolder.isLeftOver(file(name)) {
        try? FileManager.default.removeItem(atPath: file(name))
      }
    }
  }

  private var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  private func removeTemporary(_ names: [String]) {
    let now = Date().timeIntervalSince1970
    for name in names {
      let isTemporary =
        name.hasPrefix(BuildFolder.failedPrefix) || (name.hasPrefix(".") && name != ".lock")
      guard isTemporary || name.hasSuffix(Self.compilerSuffix) else { continue }
      var information = stat()
      let age = isTemporary ? Self.temporaryAge : Self.compilerAge
      guard lstat(file(name), &information) == 0, now - information.modified > age else { continue }
      try? FileManager.default.removeItem(atPath: file(name))
    }
  }
}
