import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Processes

/// Gets the files of recipes into the folders of data and weights; what is there is left alone.
public struct Fetcher {
  /// What is told.
  public enum Event {
    case begins(name: String, about: String, bytes: Int?, source: String, licence: String)
    case progress(name: String, bytes: Int, of: Int?)
    case done(name: String, place: String, remark: String)
    case there(name: String)
    /// Another etch fetches into the same folder.
    case waits(name: String, folder: String)
  }

  public let dataFolder: String
  public let weightsFolder: String
  /// A folder, or the beginning of URLs, that has the files under their names.
  public let from: String?
  /// Whether recipes may name this machine without encryption.
  public let allowsLoopback: Bool
  var state: FetchFolder { FetchFolder(path: dataFolder + "/" + FetchFolder.name) }

  public init(dataFolder: String, weightsFolder: String, from: String?, allowsLoopback: Bool) {
    self.dataFolder = dataFolder
    self.weightsFolder = weightsFolder
    self.from = from
    self.allowsLoopback = allowsLoopback
  }

  /// What a word means: the name of a recipe, a file with one, or an experiment that may lack data and weights.
  ///
  /// - Throws: a name that is none; what is wrong with a file.
  public func request(_ word: String) throws -> FetchRequest {
    guard word.hasSuffix(".yaml") || word.hasSuffix(".yml") || word.contains("/") else {
      return FetchRequest(try Recipes.named(word))
    }
    let source = try SourceFile.reading(path: word, name: word)
    let lines = source.text.split(whereSeparator: \.isNewline)
    if lines.contains(where: { $0.hasPrefix("fetch:") }) {
      return FetchRequest(try Recipe(source, allowsLoopback: allowsLoopback))
    }
    return try FetchRequest(
      LoadedExperiment(
        file: word, profile: nil, overrides: [], dataFolder: dataFolder,
        weightsFolder: weightsFolder))
  }

  /// Gets all files of a recipe.
  ///
  /// - Parameters:
  ///   - agrees: is asked where terms must be agreed to, once for each folder of data.
  ///   - tell: hears how it goes.
  /// - Throws: terms that were not agreed to, no network, a full disk, other bytes than stated.
  public func fetch(
    _ recipe: Recipe, agrees: (Recipe) -> Bool, tell: @escaping (Event) -> Void
  ) throws {
    let missing = recipe.files.filter { !isThere($0) }
    guard !missing.isEmpty else {
      tidy(recipe)
      return tell(.there(name: recipe.name))
    }
    var isWaiting = false
    let lock = try FolderLock(state.path) {
      if !isWaiting { tell(.waits(name: recipe.name, folder: dataFolder)) }
      isWaiting = true
      if Interruption.isRequested { throw Interruption() }
      usleep(100_000)
    }
    defer { lock.release() }
    state.tidy(besides: recipe.files.filter(isThere))
    var records = try FetchRecords(state.records)
    if recipe.licence.isAsked, !records.agreed.contains(recipe.name) {
      guard agrees(recipe) else {
        throw Diagnostic(
          "'\(recipe.name)' is under terms that must be agreed to: \(recipe.licence.name)", at: nil,
          notes: [.init("read them at \(recipe.licence.url), then say so with --yes")])
      }
      try records.agree(recipe.name)
    }
    if let byHand = recipe.byHand, from == nil {
      throw Diagnostic(
        "'\(recipe.name)' cannot be downloaded by a program", at: nil,
        notes: [.init(byHand)])
    }
    // While it waited, the other may have got them.
    guard missing.contains(where: { !isThere($0) }) else { return tell(.there(name: recipe.name)) }
    for file in missing where !isThere(file) {
      try get(file, of: recipe, &records, tell)
    }
  }

  /// Removes what an etch that was killed left of a recipe that is there, unless somebody fetches now.
  private func tidy(_ recipe: Recipe) {
    let left = recipe.files.flatMap { state.parts(of: $0) } + state.abandoned
    guard !left.isEmpty, let lock = try? FolderLock(state.path) else { return }
    state.tidy(besides: recipe.files)
    lock.release()
  }

  /// The path that a recipe's `data/…` or `weights/…` means.
  func place(_ path: String) -> String {
    PathLookup(dataFolder: dataFolder, weightsFolder: weightsFolder).resolve(path, writtenIn: nil)
  }

  func isThere(_ file: Recipe.File) -> Bool { Folder.exists(place(file.result)) }

  private func get(
    _ file: Recipe.File, of recipe: Recipe, _ records: inout FetchRecords,
    _ tell: @escaping (Event) -> Void
  ) throws {
    let key = "\(recipe.name)/\(file.title)"
    let known = records.entries[key]
    let expected = (size: file.size ?? known?.size, digest: file.digest ?? known?.digest)
    if let form = file.unpack {
      try FetchedArchive.requireProgram(for: form, archive: file.name)
    }
    tell(
      .begins(
        name: recipe.name, about: file.title, bytes: expected.size, source: source(of: file),
        licence: "\(recipe.licence.name), \(recipe.licence.url)"))
    try checkSpace(expected.size, in: state.path)
    let found = try bytes(of: file, expected: expected) {
      tell(.progress(name: recipe.name, bytes: $0, of: expected.size))
    }
    // What comes to its place is on record before, so that it is never unknown what came.
    var entry = FetchRecords.Entry(size: try InputFile(found.path).size, digest: found.digest)
    let goal = place(file.result)
    if let form = file.unpack {
      do {
        try FetchedArchive(path: found.path, form: form).unpack(
          file, into: goal, work: state.newWork()
        ) { ready in
          let (files, bytes) = try FileTree(ready).size
          (entry.files, entry.bytes) = (files, bytes)
          try records.set(key, entry)
        }
      } catch let problem as Diagnostic where found.wasThere && expected.digest == nil {
        // It failed before too: nobody knows whether these are the bytes that they should be.
        state.removeParts(of: file)
        throw problem
      }
    } else {
      try records.set(key, entry)
      try FetchFolder.move(found.path, to: goal)
    }
    state.removeParts(of: file)
    let remark =
      file.digest != nil
      ? "SHA-256 as stated"
      : known != nil
        ? "SHA-256 as the first time" : "no SHA-256 is stated; recorded \(found.digest)"
    tell(
      .done(
        name: recipe.name, place: entry.files.map { "\($0) files in \(goal)" } ?? goal,
        remark: remark))
  }

  private func source(of file: Recipe.File) -> String {
    if let from { return from }
    let host = file.urls.first?.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    return file.urls.count > 1 ? "\(host) (the first of \(file.urls.count) mirrors)" : host
  }

  /// The file's bytes, in the folder of what is unfinished.
  private func bytes(
    of file: Recipe.File, expected: (size: Int?, digest: String?),
    progress: @escaping (Int) -> Void
  ) throws -> Download.Result {
    if let from, !from.contains("://") {
      return try copied(PathLookup.join(from, file.source), of: file, expected: expected)
    }
    var asked = file
    if let from {
      guard from.hasPrefix("https://") || (allowsLoopback && from.hasPrefix("http://127.0.0.1:"))
      else {
        throw Diagnostic("--from takes a folder, or a URL that begins with https://", at: nil)
      }
      asked.urls = [from + (from.hasSuffix("/") ? "" : "/") + file.source]
    }
    return try Download(
      file: asked, folder: state.path, expected: expected, allowsLoopback: allowsLoopback,
      progress: progress
    ).run()
  }

  /// The bytes of a file that stands in a folder, or behind a link there.
  ///
  /// - Throws: another file than is stated, an empty one, a full disk.
  private func copied(
    _ source: String, of file: Recipe.File, expected: (size: Int?, digest: String?)
  ) throws -> Download.Result {
    guard Folder.exists(source) else {
      throw Diagnostic("there is no file '\(source)'", at: nil)
    }
    let size = try InputFile(source).size
    if let stated = expected.size, stated != size {
      throw Diagnostic(
        "'\(source)' is another file: it has \(size) bytes, and '\(file.title)' \(stated)", at: nil)
    }
    guard size > 0 || expected.size != nil || expected.digest != nil else {
      throw Diagnostic("'\(source)' is empty", at: nil)
    }
    let digest = try ContentDigest.ofFile(source)
    guard expected.digest == nil || expected.digest == digest else {
      throw Diagnostic(
        "'\(source)' is another file: its SHA-256 is \(digest), and that of '\(file.title)' \(expected.digest ?? "")",
        at: nil)
    }
    let part = state.copy(of: file)
    try? FileManager.default.removeItem(atPath: part)
    do {
      // Of a link the link would be copied.
      let path = URL(fileURLWithPath: source).resolvingSymlinksInPath().path
      try FileManager.default.copyItem(atPath: path, toPath: part)
    } catch {
      throw Diagnostic.machine("cannot copy '\(source)': \(error.localizedDescription)")
    }
    return Download.Result(path: part, digest: digest)
  }

  private func checkSpace(_ bytes: Int?, in folder: String) throws {
    var status = statvfs()
    guard let bytes, statvfs(folder, &status) == 0 else { return }
    // A disk of the net may say that it has room for more than a number counts.
    let (free, isMore) = Int(clamping: status.f_bavail).multipliedReportingOverflow(
      by: Int(clamping: status.f_frsize))
    guard !isMore, free < bytes else { return }
    throw Diagnostic.machine(
      "'\(folder)' has room for \(Self.megabytes(free)), and \(Self.megabytes(bytes)) are needed",
      notes: [.init("free some space, or choose another folder with --data")])
  }

  /// `111 MB`
  public static func megabytes(_ bytes: Int) -> String {
    bytes < 1_000_000 ? "\((bytes + 999) / 1000) kB" : "\((bytes + 500_000) / 1_000_000) MB"
  }

  /// Every recipe, and whether it is there.
  public func list() throws -> TextTable {
    TextTable(
      ["name", "size", "there", "about"],
      try Recipes.all().map { recipe in
        let sizes = recipe.files.map(\.size)
        let size = sizes.contains(nil) ? "" : Self.megabytes(sizes.compactMap { $0 }.reduce(0, +))
        return [
          recipe.name, size, recipe.files.allSatisfy(isThere) ? "yes" : "no", recipe.about,
        ]
      })
  }
}

extension Recipe {
  /// What must be agreed to, for people.
  public var terms: String { "\(licence.name): \(licence.url)" }
}
