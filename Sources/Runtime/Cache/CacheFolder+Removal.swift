import Foundation

extension CacheFolder {
  /// What is older and still temporary was left by a process that was killed, or is the kept source
  /// of a failure.
  private static let temporaryAge = 24.0 * 3600

  /// Removes the libraries that were not used for longest until the rest fits `limit` bytes, then what
  /// pointed at them. Does nothing while another process loads: the next build will do it.
  ///
  /// - Parameter inUse: digests of libraries that this process has loaded; they stay.
  func removeLeastRecentlyUsed(limit: Int, keeping inUse: Set<String>) throws {
    _ = try locked(exclusively: true) {
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { return }
      removeTemporary(names)
      var libraries: [(name: String, size: Int, used: Double)] = []
      for name in names where name.hasSuffix(".so") {
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

  private func removeTemporary(_ names: [String]) {
    let now = Date().timeIntervalSince1970
    for name in names where name.hasPrefix("build-") || (name.hasPrefix(".") && name != ".lock") {
      var information = stat()
      guard lstat(file(name), &information) == 0,
        now - information.modified > Self.temporaryAge
      else { continue }
      try? FileManager.default.removeItem(atPath: file(name))
    }
  }
}

extension stat {
  /// Seconds since 1970.
  fileprivate var modified: Double {
    #if os(Linux)
      Double(st_mtim.tv_sec) + Double(st_mtim.tv_nsec) * 1e-9
    #else
      Double(st_mtimespec.tv_sec) + Double(st_mtimespec.tv_nsec) * 1e-9
    #endif
  }
}
