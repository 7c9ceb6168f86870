import Artifacts
import Diagnostics
import Foundation
import Processes

/// An archive that is unpacked by `unzip` or `tar` into a folder of its own, looked at, and moved to its place. Nothing of it
/// lies outside, is a link, or is more than it may be. Where its texts are gathered, only the tables come to that place.
struct FetchedArchive {
  let path: String
  let form: Recipe.File.Form
  /// The most bytes that may come out, where that is not as the archive's own size allows.
  var most: Int?
  /// Texts and tables are ten times as large as their archives, pictures as large; bombs a thousand times.
  private var limit: Int {
    var status = stat()
    let own = stat(path, &status) == 0 ? min(Int(status.st_size), 1 << 40) : 0
    return most ?? min(max(100 * own, 1 << 28), 64 << 30)
  }

  /// - Parameters:
  ///   - folder: where what it holds goes; not there yet.
  ///   - work: a folder beside, for what is unfinished; not there yet.
  ///   - record: is given the folder that is to be moved to its place.
  /// - Throws: an archive that is damaged, or holds what it may not; a full disk.
  func unpack(
    _ file: Recipe.File, into folder: String, work: String,
    record: (String) throws -> Void = { _ in }
  ) throws {
    try Folder.create(work)
    defer { FileTree.remove(work) }
    for line in try lines(listing) { try check(line) }
    let inside = try lines(names)
    for name in inside { try checkName(name) }
    // Of a zip, programs do not agree which of both is meant; in a tar, the later one is.
    var wanted: Set<String> = []
    for name in inside where form == .zip && name.last != "/" {
      guard let inner = inner(String(name), of: file), !wanted.insert(String(name)).inserted
      else { continue }
      throw problem("has several files that are '\(inner.excerpt)'")
    }
    // What it holds stands beside what is made of it, whatever its files are called.
    let (all, ready) = (work + "/all", work + "/ready")
    try Folder.create(all)
    try extract(to: all)
    let found = try files(in: all)
    let kept = found.compactMap { path -> (String, String)? in
      inner(path, of: file).map { (path, $0) }
    }
    guard !kept.isEmpty else { throw problem("holds nothing of what is wanted") }
    // In a table both would stand.
    if file.tables.isEmpty, let both = Self.oneOfTwo(kept.map(\.1)) {
      throw problem("has \(both) without the outer folders that 'strip' leaves out")
    }
    if !file.tables.isEmpty { try Folder.create(ready) }
    for table in file.tables {
      try TextGathering(table: table).write(
        kept.map { (place: "\(all)/\($0.0)", path: $0.1) }, to: ready)
    }
    for (path, inner) in kept where file.tables.isEmpty {
      try FetchFolder.move("\(all)/\(path)", to: "\(ready)/\(inner)")
    }
    try record(ready)
    try FetchFolder.move(ready, to: folder)
  }

  /// A file's path without the outer folders; `nil` where it is not wanted.
  private func inner(_ path: String, of file: Recipe.File) -> String? {
    let inner = Folder.parts(of: path).dropFirst(file.strip).joined(separator: "/")
    guard !inner.isEmpty, file.keep.isEmpty || file.keep.contains(where: { matches(inner, $0) })
    else { return nil }
    return inner
  }

  /// Which of some files' paths cannot all be: that of two files, or of a file and a folder.
  private static func oneOfTwo(_ paths: [String]) -> String? {
    var files: Set<String> = []
    if let path = paths.first(where: { !files.insert($0).inserted }) {
      return "several files that are '\(path.excerpt)'"
    }
    for path in paths {
      var folder = Folder.parent(of: path)
      while folder != "." {
        if files.contains(folder) { return "a file and a folder that are '\(folder.excerpt)'" }
        folder = Folder.parent(of: folder)
      }
    }
    return nil
  }

  private func problem(_ text: String, notes: [Diagnostic.Note] = []) -> Diagnostic {
    Diagnostic.machine("the archive '\(path)' \(text)", notes: notes)
  }

  // MARK: Programs

  /// - Throws: where there is nothing to unpack an archive with: it is looked for before that is downloaded.
  static func requireProgram(for form: Recipe.File.Form, archive: String) throws {
    _ = try program(form == .zip ? "unzip" : "tar", for: archive)
  }

  private static func program(_ name: String, for archive: String) throws -> String {
    guard let program = Programs.path(of: name) else {
      throw Diagnostic.machine(
        "there is no program '\(name)' to unpack '\(archive)' with",
        notes: [.init("install the package '\(name)'; the same command goes on")])
    }
    return program
  }

  private var listing: (String, [String]) {
    form == .zip ? ("unzip", ["-Z", place]) : ("tar", ["-tvf", place])
  }

  private var names: (String, [String]) {
    form == .zip ? ("unzip", ["-Z1", place]) : ("tar", ["-tf", place])
  }

  /// The archive's path as no program takes it for something else: `a:b` is a file of the machine `a` to tar, and `-x` an option.
  private var place: String { Self.plain(path) }

  private static func plain(_ path: String) -> String { path.hasPrefix("/") ? path : "./" + path }

  private func lines(_ request: (name: String, arguments: [String])) throws -> [Substring] {
    let broken = Diagnostic.Note(
      "it is cut, or something else, as a page of the server; remove it, and the same command downloads it again"
    )
    let ending = try run(request, notes: [broken], stopping: { Interruption.isRequested })
    guard ending.output.count < Self.mostListed else { throw problem("lists too many files") }
    return ending.text.split(whereSeparator: \.isNewline)
  }

  private static let mostListed = 1 << 28

  private func run(
    _ request: (name: String, arguments: [String]), notes: [Diagnostic.Note] = [],
    stopping: () -> Bool
  ) throws -> Command.Ending {
    let program = try Self.program(request.name, for: path)
    let ending = try Subprocess.run(
      Command(
        program, request.arguments, title: "'\(request.name)'",
        // 'tar' writes names that are not ASCII as they are.
        environment: ["LC_ALL": "C.UTF-8"], seconds: 6 * 3600, outputLimit: Self.mostListed),
      stopping: stopping)
    guard ending.succeeded else {
      // What went wrong first; the last line says that something did.
      let line = ending.errorText.split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
      throw problem(
        "cannot be unpacked; \(request.name) \(ending.sentence)\(line.escapedForDisplay)",
        notes: notes)
    }
    return ending
  }

  private func extract(to work: String) throws {
    let request =
      form == .zip
      ? ("unzip", ["-q", "-o", place, "-d", Self.plain(work)])
      : ("tar", ["-xf", place, "-C", Self.plain(work), "--no-same-owner", "--no-same-permissions"])
    var isTooLarge = false
    var looks = 0
    do {
      _ = try run(request) {
        looks += 1
        // Twenty times a second is more often than needed.
        if looks % 10 == 0, let tree = try? FileTree(work), tree.size.bytes > limit {
          isTooLarge = true
        }
        return isTooLarge || Interruption.isRequested
      }
    } catch is Interruption where isTooLarge {
      throw problem("holds more than \(limit) bytes")
    }
  }

  // MARK: What it holds

  /// A line of the listing begins with what kind of file it is.
  private func check(_ line: Substring) throws {
    guard let kind = line.first, line.count > 10, "lhbcps".contains(kind),
      line.dropFirst().prefix(9).allSatisfy({ "rwxstST-".contains($0) })
    else { return }
    throw problem("holds a link or a device: \(String(line).excerpt)")
  }

  private func checkName(_ name: Substring) throws {
    if name.utf8.first == UInt8(ascii: "/") || Folder.parts(of: String(name)).contains("..") {
      throw problem("holds a path that leads outside: '\(String(name).excerpt)'")
    }
    // 'tar' writes what is not UTF-8, and control characters, with backslashes.
    if name.contains("\\") || name.contains("\u{FFFD}") {
      let excerpt = String(name).excerpt
      throw problem(
        "holds a name that is not UTF-8, or has a backslash or a control character: '\(excerpt)'")
    }
  }

  /// The paths of all files, each looked at once more.
  private func files(in folder: String) throws -> [String] {
    let tree = try FileTree(folder, opening: true)
    guard tree.size.bytes <= limit else { throw problem("holds more than \(limit) bytes") }
    if let other = tree.files.first(where: { !$0.isRegular }) {
      throw problem("holds a link or a device: '\(other.path.excerpt)'")
    }
    return tree.files.map(\.path).sorted()
  }

  private func matches(_ path: String, _ pattern: String) -> Bool {
    fnmatch(pattern, path, 0) == 0
  }
}
