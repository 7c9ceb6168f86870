/// SHA-256 of files, by their paths as an experiment writes them.
package enum FileDigests {
  /// The digests by the paths that others have: a path may be written in several ways, and of what only one of both names, files with the
  /// same bytes are the same.
  package static func spelled(
    _ digests: [String: String], as others: [String: String]
  ) -> [String: String] {
    var spelled = digests
    var free = others.filter { digests[$0.key] == nil }
    for (path, digest) in digests.sorted(by: { $0.key < $1.key }) where others[path] == nil {
      guard let other = free.keys.sorted().first(where: { free[$0] == digest }) else { continue }
      free[other] = nil
      spelled[path] = nil
      spelled[other] = digest
    }
    return spelled
  }

  /// The files of which other bytes are there now, in order.
  package static func changed(_ digests: [String: String], in now: [String: String]) -> [String] {
    let digests = spelled(digests, as: now)
    return now.keys.filter { path in digests[path].map { $0 != now[path] } ?? false }.sorted()
  }
}
