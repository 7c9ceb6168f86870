import Foundation

@testable import Runtime

/// Calls `body` with control groups of these files, of which `membership` says the process's own.
func withControlGroups(
  _ membership: String, _ files: [String: String], _ body: (ControlGroups) throws -> Void
) throws {
  let folder = try TemporaryFolder()
  try membership.write(toFile: folder.file("groups"), atomically: true, encoding: .utf8)
  for (name, text) in files {
    let file = URL(filePath: folder.file(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }
  try withExtendedLifetime(folder) {
    try body(ControlGroups(root: folder.path, membership: folder.file("groups")))
  }
}
