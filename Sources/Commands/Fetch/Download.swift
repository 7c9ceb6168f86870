import Artifacts
import Diagnostics
import Foundation
import Processes

/// One file from the first of its mirrors that gives the right bytes, by the program `curl`. What is there of it is kept
/// beside, and gone on with where the server still has the same file.
struct Download {
  let file: Recipe.File
  /// Where parts stand.
  let folder: String
  /// What the file must be: stated, or as it was the first time.
  let expected: (size: Int?, digest: String?)
  let allowsLoopback: Bool
  /// The most bytes of a file of which nobody has said how many it has: 16 GB.
  var mostUnstated = 16_000_000_000
  /// Is told how many bytes are there.
  let progress: (Int) -> Void

  /// A file that is not in its place yet.
  struct Result {
    let path: String
    /// Its SHA-256.
    let digest: String
    /// Whether all of it was there already.
    var wasThere = false
  }

  /// Why a mirror did not give the file.
  private struct Failure: Error {
    let reason: String
  }

  /// - Throws: a diagnostic with each mirror's reason; `Interruption`, the part being kept.
  func run() throws -> Result {
    guard let curl = Programs.path(of: "curl") else { throw noCurl }
    var reasons: [String] = []
    for (index, url) in file.urls.enumerated() {
      do {
        return try get(url, curl, mirror: index)
      } catch let failure as Failure {
        reasons.append("\(url): \(failure.reason)")
      }
    }
    throw Diagnostic.machine(
      "'\(file.title)' cannot be downloaded", notes: reasons.map { .init($0.escapedForDisplay) })
  }

  private var noCurl: Diagnostic {
    Diagnostic.machine(
      "there is no program 'curl' to download '\(file.name)' with",
      notes: file.urls.map { .init("a browser gets it: \($0)") }
        + [
          .init(
            "the same command with --from FOLDER then takes it from the folder it is in; "
              + (file.digest.map { "its SHA-256 is \($0)" } ?? "its SHA-256 is not stated"))
        ])
  }

  private func get(_ url: String, _ curl: String, mirror: Int) throws -> Result {
    let part = try claimed(url, mirror: mirror)
    if let whole = try whole(part, url) { return whole }
    var attempts = 0
    while true {
      attempts += 1
      let tag = size(part) > 0 ? DownloadAnswer.ofPart(part)?.tag : nil
      // Without a tag nobody knows whether the rest belongs to the part.
      if size(part) > 0, tag == nil { try beginAnew(part, url) }
      let before = size(part)
      if before > 0 { try DownloadAnswer.keep(part) }
      let ending = try transfer(command(curl, url, part, tag: tag), part)
      switch ending.cause {
      case _ where before > 0 && DownloadAnswer(DownloadAnswer.newest(part))?.status == 416:
        // Nothing is behind the part: it is whole, or it is none of this file.
        if let whole = try whole(part, url) { return whole }
        try beginAnew(part, url)
      case .status(0): return try checked(part)
      case .status(33), .status(36):
        // The server gives the whole anew, for it has no parts or another file.
        try beginAnew(part, url)
        guard attempts < 3 else { throw Failure(reason: "the server does not go on with a part") }
      case .status(63): throw tooLarge(part)
      // A protocol that curl was told not to take.
      case .status(1):
        throw Failure(reason: "it leads to an address that is not https, which is not followed")
      case .status(18), .status(28), .status(52), .status(55), .status(56), .status(92):
        // Cut off: it goes on while it comes nearer.
        guard attempts < 20, size(part) > before else { throw Failure(reason: Self.reason(ending)) }
      default: throw Failure(reason: Self.reason(ending))
      }
    }
  }

  /// Runs curl, which does not keep to a size where a server does not say beforehand how much it sends.
  private func transfer(_ command: Command, _ part: String) throws -> Command.Ending {
    let most = max(most, size(part))
    var isTooLarge = false
    do {
      return try Subprocess.run(command) {
        let bytes = size(part)
        progress(bytes)
        isTooLarge = bytes > most
        return isTooLarge || Interruption.isRequested
      }
    } catch is Interruption where isTooLarge {
      throw tooLarge(part)
    }
  }

  private func tooLarge(_ part: String) -> Failure {
    remove(part)
    return Failure(
      reason: expected.size.map { "it is larger than the \($0) bytes that are stated" }
        ?? "it is larger than \(mostUnstated) bytes, the most of a file whose size is not stated; a recipe states it by 'size'"
    )
  }

  /// The most bytes that are taken.
  private var most: Int { expected.size ?? mostUnstated }

  /// The file, where all of it is there: what was unfinished was what came behind the download.
  private func whole(_ part: String, _ url: String) throws -> Result? {
    let bytes = size(part)
    let asked = DownloadAnswer(DownloadAnswer.newest(part)).flatMap {
      $0.status == 416 ? $0.wholeSize : nil
    }
    guard bytes > 0, bytes == expected.size ?? asked ?? DownloadAnswer.ofPart(part)?.wholeSize
    else { return nil }
    do {
      var result = try checked(part)
      result.wasThere = true
      return result
    } catch is Failure {
      try beginAnew(part, url)
      return nil
    }
  }

  private func beginAnew(_ part: String, _ url: String) throws {
    remove(part)
    try TextFile.write(url, to: part + Self.urlEnding)
  }

  private func command(_ curl: String, _ url: String, _ part: String, tag: String?) -> Command {
    let isLoopback = allowsLoopback && url.hasPrefix("http://127.0.0.1:")
    var arguments = [
      "--disable", "--fail", "--location", "--max-redirs", "8",
      "--proto", isLoopback ? "=https,http" : "=https", "--proto-redir", "=https", "--retry", "3",
      "--retry-connrefused", "--connect-timeout", "30", "--speed-limit", "1000", "--speed-time",
      "30", "--silent", "--show-error", "--dump-header", DownloadAnswer.newest(part), "--output",
      part,
      // What ~/.netrc says of a mirror is for that alone.
      "--netrc-optional", "--max-filesize", "\(most)",
    ]
    if let tag { arguments += ["--continue-at", "-", "--header", "If-Range: \(tag)"] }
    return Command(
      curl, arguments + ["--", url], title: "curl", environment: ["LC_ALL": "C"],
      seconds: 7 * 86400)
  }

  /// What curl says, without its name and number.
  private static func reason(_ ending: Command.Ending) -> String {
    // Advice of several lines may stand behind the reason.
    let lines = ending.errorText.split(separator: "\n").map(String.init)
    let line = lines.last { $0.hasPrefix("curl: (") } ?? lines.last ?? ending.sentence
    guard line.hasPrefix("curl: ("), let end = line.firstIndex(of: ")") else { return line }
    return String(line[line.index(after: end)...].drop { $0 == " " })
  }

  /// The file, once its size and digest are right. What is wrong is removed, and it is told what came.
  private func checked(_ part: String) throws -> Result {
    let bytes = size(part)
    let digest = try ContentDigest.ofFile(part)
    let answer = DownloadAnswer.ofPart(part)
    func fail(_ problem: String) -> Failure {
      let type = answer?.type ?? "of no stated kind"
      let beginning = Self.beginning(of: part)
      remove(part)
      return Failure(
        reason: "\(problem): what came is \(type), \(bytes) bytes, and begins '\(beginning)'")
    }
    if let size = expected.size, size != bytes { throw fail("its size is not \(size) bytes") }
    if let known = expected.digest, known != digest { throw fail("its SHA-256 is another") }
    let newest = DownloadAnswer(DownloadAnswer.newest(part))
    if newest?.status == 206, let whole = newest?.wholeSize, whole != bytes {
      throw fail("it is not whole, the server says that it has \(whole) bytes")
    }
    guard bytes > 0 || expected.size == 0 || expected.digest != nil else {
      throw fail("it is empty")
    }
    let isPage = answer?.type?.lowercased().hasPrefix("text/html") ?? false
    if expected.digest == nil, isPage, !file.name.hasSuffix(".html") {
      throw fail("a page came instead of the file")
    }
    return Result(path: part, digest: digest)
  }

  private static func beginning(of path: String) -> String {
    guard let handle = FileHandle(forReadingAtPath: path) else { return "" }
    defer { try? handle.close() }
    let bytes = (try? handle.read(upToCount: 80)) ?? Data()
    return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).first.map {
      String($0).escapedForDisplay
    } ?? ""
  }

  private func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  private func remove(_ part: String) { Self.removeLeftovers(of: part) }

  /// A file that nobody else writes, with as much as there is from this address. The curl of an etch that was killed may
  /// still write to the part that it left, so that is copied and let go.
  private func claimed(_ url: String, mirror: Int) throws -> String {
    let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let own = "\(folder)/\(file.partName)-\(mirror).\(name).part"
    let parts = Self.parts(of: file, mirror: mirror, in: folder)
    let longest = parts.filter { (try? TextFile.read($0 + Self.urlEnding)) == url }
      .max { size($0) < size($1) }
    if let longest, size(longest) > 0 {
      do {
        // The bytes last: without what is known of them they are of no use.
        for ending in DownloadAnswer.endings + [""] where Folder.exists(longest + ending) {
          try FileManager.default.copyItem(atPath: longest + ending, toPath: own + ending)
        }
      } catch {
        // With more room the same command goes on with it.
        remove(own)
        throw Diagnostic.machine("cannot copy '\(longest)': \(error.localizedDescription)")
      }
    }
    for part in parts { remove(part) }
    try TextFile.write(url, to: own + Self.urlEnding)
    return own
  }

  /// What the files are called beside a part that say what is known of it: where it is from, and what the server said.
  private static let companions = [urlEnding] + DownloadAnswer.endings
  private static let urlEnding = ".url"

  /// What is there of a file from one of its mirrors: a part for each etch that was interrupted, or what is known of one.
  static func parts(of file: Recipe.File, mirror: Int, in folder: String) -> [String] {
    let stem = "\(file.partName)-\(mirror)."
    let names = (try? Folder.namesIfThere(in: folder)) ?? []
    let parts = names.compactMap { name -> String? in
      let ending = companions.first { name.hasSuffix($0) } ?? ""
      let part = name.dropLast(ending.count)
      guard part.hasPrefix(stem), part.hasSuffix("part") else { return nil }
      let own = part.dropFirst(stem.count).dropLast(4)
      let isOne =
        own.isEmpty
        || own.last == "." && own.dropLast().allSatisfy { $0.isLetter || $0.isNumber }
      return isOne ? "\(folder)/\(part)" : nil
    }
    return Set(parts).sorted()
  }

  /// Removes a part with what is known of it.
  static func removeLeftovers(of part: String) {
    for ending in [""] + companions { try? FileManager.default.removeItem(atPath: part + ending) }
  }
}
