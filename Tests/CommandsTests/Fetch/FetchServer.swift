import Artifacts
import Digests
import Foundation
import Processes
import Testing

@testable import Commands

/// A server of this machine that misbehaves as it is asked to.
final class FetchServer {
  static let isThere =
    Programs.path(of: "python3") != nil && Programs.path(of: "curl") != nil

  let port: Int
  private let job: Job
  private let folder: String

  /// - Parameter folder: of files that it gives; of others it gives a pattern.
  init(_ folder: RunsFolder) throws {
    self.folder = folder.path
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "server.py")
    let output = folder.path + "/server.txt"
    job = try Job(
      Command(Programs.path(of: "python3") ?? "", [script.path, folder.path], seconds: 600),
      output: output)
    let deadline = ContinuousClock.now + .seconds(30)
    var found: Int?
    while found == nil, ContinuousClock.now < deadline {
      usleep(20_000)
      found = try Int(TextFile.read(output).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    port = try #require(found, "the server does not begin")
  }

  func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

  /// What it was asked, each with the part that was wanted: `/plain/a bytes=500-`.
  func requests() throws -> [String] {
    guard Folder.exists(folder + "/requests") else { return [] }
    return try TextFile.read(folder + "/requests").split(separator: "\n").map(String.init)
  }
}

/// A recipe of one file that the server has, and what it is.
enum FetchedSet {
  static let pattern = (0..<4000).flatMap { _ in (0...255).map { UInt8($0) } }
  static let digest = SHA256.hexadecimal(of: pattern)

  /// A recipe of one file, in a folder.
  static func recipe(
    _ urls: [String], in folder: String, more: String = "", path: String = "data/set/file.bin"
  ) throws -> String {
    let file = folder + "/set.yaml"
    try TextFile.write(
      """
      fetch: 1
      name: set
      licence: {name: none, url: "https://example.org"}
      files:
        - path: \(path)
          urls: [\(urls.joined(separator: ", "))]
      \(more)
      """, to: file)
    return file
  }

  static func arguments(_ file: String, in folder: String) -> [String] {
    ["fetch", file, "--loopback", "--data", folder + "/data", "--weights", folder + "/weights"]
  }

  static func fetch(
    _ file: String, in folder: String, _ more: [String] = [], environment: [String: String] = [:],
    limits: String = ":"
  ) throws -> EtchProgram {
    try EtchProgram(
      arguments(file, in: folder) + more, environment: environment, limits: limits)
  }

  static let pins = "    size: 1024000\n    sha256: \(digest)\n"

  /// An archive by Python, whose library writes what `zip` and `tar` would not.
  static func archive(_ script: String, in folder: RunsFolder) throws {
    let end = try Subprocess.run(
      Command(
        Programs.path(of: "python3") ?? "",
        [
          "-c",
          "import io, os, tarfile, zipfile, sys\nos.chdir(sys.argv[1])\n" + script, folder.path,
        ], seconds: 60))
    try #require(end.succeeded, "\(end.errorText)")
  }
}
