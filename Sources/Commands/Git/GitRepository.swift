import Artifacts
import Diagnostics
import Foundation
import Processes

/// A repository that git keeps, read by the program `git`: with fixed arguments, and without hooks, pagers, filters or
/// anything else that its configuration may name as a program.
final class GitRepository {
  private let program: String
  /// The working folder from the repository's root: "experiments/", or "".
  let prefix: String
  /// The texts that were read, by the digest of their content.
  private var blobs: [String: [UInt8]] = [:]

  /// One file of a revision.
  struct File: Hashable {
    let digest: String
    let size: Int
  }

  /// The most that is read of a revision in advance.
  private static let mostFiles = 2_000

  /// - Throws: where git is not installed, or the working folder is in no repository.
  init() throws {
    guard let program = Programs.path(of: "git") else {
      throw Diagnostic.machine(
        "there is no program 'git', which reads revisions",
        notes: [.init("install it with 'apt install git' or 'brew install git'")])
    }
    self.program = program
    let ending = try Self.run(program, ["rev-parse", "--show-prefix"])
    guard ending.succeeded else {
      throw Diagnostic.machine(
        "the working folder is in no git repository", notes: [.init(Self.sentence(ending))])
    }
    prefix = Self.line(ending)
  }

  /// The commit that a word means.
  ///
  /// - Throws: a word that means none.
  func commit(_ revision: String) throws -> String {
    if let known = commitIfAny(revision) { return known }
    throw Diagnostic(
      "git knows no revision '\(revision.excerpt)'", at: nil,
      notes: [.init("a branch, a tag, a commit, or HEAD~1")])
  }

  /// The commits that a word means, the one to compare with first; none where it means none. `A...B` means B, since it
  /// parted from A, and `A..B` means A and B; with nothing behind the dots, what comes next, or the working tree, is meant.
  func commits(_ word: String) -> [(name: String, commit: String)] {
    guard let dots = word.range(of: "...") ?? word.range(of: "..") else {
      return commitIfAny(word).map { [(name: word, commit: $0)] } ?? []
    }
    let start = String(word[..<dots.lowerBound])
    let end = String(word[dots.upperBound...])
    guard !start.isEmpty || !end.isEmpty,
      let before = commitIfAny(start.isEmpty ? "HEAD" : start),
      let after = commitIfAny(end.isEmpty ? "HEAD" : end),
      let base = word[dots] == "..." ? mergeBase(before, after) : before
    else { return [] }
    var found = [(name: word[dots] == "..." ? word : "HEAD", commit: base)]
    if word[dots] == "..", !start.isEmpty { found[0].name = start }
    if !end.isEmpty { found.append((name: end, commit: after)) }
    return found
  }

  /// The commit that a word means; `nil` where it means none. `A...B` means where both parted.
  func commitIfAny(_ revision: String) -> String? {
    guard !revision.isEmpty, !revision.utf8.contains(0) else { return nil }
    if let dots = revision.range(of: "...") {
      let sides = [revision[..<dots.lowerBound], revision[dots.upperBound...]].map {
        $0.isEmpty ? "HEAD" : String($0)
      }
      let commits = sides.compactMap(commitIfAny)
      return commits.count == 2 ? mergeBase(commits[0], commits[1]) : nil
    }
    let ending = try? Self.run(
      program,
      ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"])
    guard let ending, ending.succeeded else { return nil }
    let line = Self.line(ending)
    return Self.isDigest(line) ? line : nil
  }

  /// Where two commits parted.
  private func mergeBase(_ first: String, _ second: String) -> String? {
    guard let ending = try? Self.run(program, ["merge-base", first, second]), ending.succeeded
    else { return nil }
    return Self.line(ending)
  }

  /// Where HEAD parted from its upstream; HEAD itself, where it has none.
  func base() throws -> String {
    if let upstream = commitIfAny("@{upstream}"), let base = mergeBase(upstream, try commit("HEAD"))
    {
      return base
    }
    return try commit("HEAD")
  }

  /// The YAML files of a commit, by their paths from the repository's root. Links and other repositories are none.
  func files(of commit: String) throws -> [String: File] {
    let ending = try Self.run(program, ["ls-tree", "-r", "-l", "-z", "--full-tree", commit])
    try Self.check(ending)
    var files: [String: File] = [:]
    for entry in ending.output.split(separator: 0) {
      // MODE TYPE DIGEST SIZE<tab>PATH
      let parts = entry.split(separator: UInt8(ascii: "\t"), maxSplits: 1)
      guard parts.count == 2, let path = String(validating: parts[1], as: UTF8.self),
        path.hasSuffix(".yaml") || path.hasSuffix(".yml")
      else { continue }
      let words = parts[0].split(separator: UInt8(ascii: " ")).map {
        String(decoding: $0, as: UTF8.self)
      }
      guard words.count == 4, words[0].hasPrefix("100"), words[1] == "blob",
        let size = Int(words[3])
      else { continue }
      files[path] = File(digest: words[2], size: size)
    }
    return files
  }

  /// Files that git ignores none of, and does not keep either, from the working folder's repository's root.
  func untracked() throws -> [String] {
    let ending = try Self.run(
      program, ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/"])
    try Self.check(ending)
    return Self.paths(ending)
  }

  /// Files that git keeps and that are on the disk.
  func tracked() throws -> [String] {
    let ending = try Self.run(program, ["ls-files", "--cached", "--full-name", "-z", ":/"])
    try Self.check(ending)
    return Self.paths(ending)
  }

  /// What files were called, by what they are called now.
  ///
  /// - Parameter head: `nil` for the working tree.
  func renames(from base: String, to head: String?) throws -> [String: String] {
    let ending = try Self.run(
      program,
      ["diff", "--no-ext-diff", "--no-textconv", "--name-status", "--diff-filter=R", "-M", "-z"]
        + [base] + (head.map { [$0] } ?? []) + ["--"])
    try Self.check(ending)
    let words = ending.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    var renames: [String: String] = [:]
    for index in stride(from: 0, to: words.count - 2, by: 3) {
      renames[words[index + 2]] = words[index + 1]
    }
    return renames
  }

  /// The content of a file. All of `others` are read with it, so that git is started once.
  func content(of file: File, with others: [File]) throws -> [UInt8] {
    if let known = blobs[file.digest] { return known }
    let wanted = [file] + others.filter { $0.size <= 1 << 20 }.prefix(Self.mostFiles)
    var digests: [String] = []
    for file in wanted where blobs[file.digest] == nil && !digests.contains(file.digest) {
      digests.append(file.digest)
    }
    let folder = try TemporaryFolder()
    let list = "\(folder.path)/digests"
    try TextFile.write(digests.map { $0 + "\n" }.joined(), to: list)
    let ending = try withExtendedLifetime(folder) {
      try Self.run(program, ["cat-file", "--batch"], input: list)
    }
    try Self.check(ending)
    var rest = ending.output[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      // DIGEST TYPE SIZE, then so many bytes and a line break.
      let words = rest[..<end].split(separator: UInt8(ascii: " ")).map {
        String(decoding: $0, as: UTF8.self)
      }
      rest = rest[(end + 1)...]
      guard words.count == 3, words[1] == "blob", let size = Int(words[2]), size >= 0,
        size < rest.count
      else { break }
      blobs[words[0]] = Array(rest.prefix(size))
      rest = rest.dropFirst(size + 1)
    }
    guard let found = blobs[file.digest] else {
      throw Diagnostic.machine("git does not give the content of \(file.digest)")
    }
    return found
  }

  /// Sets a value of the repository's configuration.
  func configure(_ key: String, _ value: String) throws {
    try Self.check(Self.run(program, ["config", "--local", key, value]))
  }

  /// Where git keeps a file of its own.
  func path(of name: String) throws -> String {
    let ending = try Self.run(program, ["rev-parse", "--git-path", name])
    try Self.check(ending)
    return Self.line(ending)
  }

  // MARK: The program

  private static func run(
    _ program: String, _ arguments: [String], input: String? = nil
  ) throws -> Command.Ending {
    let safe = [
      "--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c",
      "core.hooksPath=/dev/null", "-c", "core.quotePath=false",
    ]
    return try Subprocess.run(
      Command(
        program, safe + arguments, title: "git",
        environment: ["LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"],
        seconds: 120, outputLimit: 1 << 28, input: input))
  }

  private static func check(_ ending: Command.Ending) throws {
    guard !ending.succeeded else { return }
    throw Diagnostic.machine("git \(ending.sentence)", notes: [.init(sentence(ending))])
  }

  private static func sentence(_ ending: Command.Ending) -> String {
    let said = ending.errorText.split(separator: "\n").first.map(String.init) ?? ending.sentence
    return said.excerpt
  }

  private static func line(_ ending: Command.Ending) -> String {
    var text = ending.text
    if text.last == "\n" { text.removeLast() }
    return text
  }

  private static func paths(_ ending: Command.Ending) -> [String] {
    ending.output.split(separator: 0).compactMap { String(validating: $0, as: UTF8.self) }
  }

  private static func isDigest(_ text: String) -> Bool {
    text.utf8.count >= 40 && text.allSatisfy(\.isHexDigit)
  }
}
