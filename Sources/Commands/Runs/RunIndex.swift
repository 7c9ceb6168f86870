import Artifacts
import Diagnostics
import Foundation
import Training

/// The runs of some folders. There is no index: each run's own files are read.
public struct RunIndex {
  /// The newest first.
  public private(set) var runs: [IndexedRun] = []
  /// What is told of folders that are passed over.
  public private(set) var remarks = DiagnosticList()
  /// Runs, and folders of an experiment's runs, that are passed over, for what is wrong with their files.
  private var unreadable: [(path: String, problem: Diagnostic)] = []

  /// - Parameters:
  ///   - folders: each one of runs, `OUT`; of one experiment's runs, `OUT/NAME`; or a run.
  ///   - name: that of the experiments that are wanted.
  /// - Throws: a folder that is not there.
  public init(_ folders: [String], name: String? = nil) throws {
    var paths: [String] = []
    for folder in folders { paths += try runFolders(in: folder, name: name) }
    for (path, result) in zip(paths, paths.concurrentMap { try IndexedRun($0) }) {
      switch result {
      case .success(let run): if name == nil || run.name == name { runs.append(run) }
      case .failure(let error):
        // A run that begins has its lock before its record.
        let isAbsent = RunFolder(path).isAbsent
        if isAbsent, FolderLock.isHeld(path) { continue }
        let problem = passOver(error)
        if !isAbsent { unreadable.append((path, problem)) }
      }
    }
    runs.sort { ($0.record.updated, $0.folder.path) > ($1.record.updated, $1.folder.path) }
  }

  private init() {}

  /// The runs below a folder as words, `NAME/HASH`, without reading them; none where it cannot be listed.
  static func names(in out: String) -> [String] {
    var index = RunIndex()
    let paths = (try? index.runFolders(in: out, name: nil)) ?? []
    return paths.filter { $0.hasPrefix(out + "/") }.map { String($0.dropFirst(out.count + 1)) }
  }

  /// `; did you mean 'vae_mnist'?`, of the experiments that have runs below a folder; or nothing.
  static func suggestion(for word: String, in out: String = "outputs") -> String {
    let names = Set(names(in: out).compactMap { $0.split(separator: "/").first })
    return Suggestion.phrase(for: word, among: names.map(String.init).sorted())
  }

  /// Tells of a folder that is passed over, and why, which is returned.
  private mutating func passOver(_ error: any Error) -> Diagnostic {
    let problem = (error as? Diagnostic) ?? Diagnostic("\(error)", at: nil)
    remarks.add(
      Diagnostic(
        .unreadableRun, problem.message, at: nil, notes: [.init("this folder is passed over")]))
    return problem
  }

  /// - Throws: where the folder cannot be listed. One in it that cannot be is passed over.
  private mutating func runFolders(in folder: String, name: String?) throws -> [String] {
    guard Folder.isFolder(folder) else {
      throw Diagnostic(
        "there is no folder '\(folder)'", at: nil,
        notes: [.init("runs stand in 'outputs', or where --out said")])
    }
    if RunFolder(folder).isThere { return [folder] }
    var paths: [String] = []
    for entry in try Folder.names(in: folder) where !entry.hasPrefix(".") {
      let path = "\(folder)/\(entry)"
      guard entry != "sweeps", name == nil || entry == name || Self.isHash(entry),
        Folder.isFolder(path)
      else { continue }
      if Self.isHash(entry) || RunFolder(path).isThere {
        paths.append(path)
        continue
      }
      do {
        for hash in try Folder.names(in: path)
        where Self.isHash(hash) && Folder.isFolder("\(path)/\(hash)") {
          paths.append("\(path)/\(hash)")
        }
      } catch {
        let problem = passOver(error)
        unreadable.append((path, problem))
      }
    }
    return paths
  }

  /// Whether a name is one of a run's folder.
  private static func isHash(_ name: String) -> Bool {
    name.utf8.count == 12
      && name.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (97...102).contains(byte)
      }
  }

  /// The run that a word means: a folder, `NAME`, `NAME/HASH`, the beginning of a hash, or `-` for the newest.
  ///
  /// - Parameters:
  ///   - out: where runs stand.
  ///   - remark: is told which run a name of several means, and of one that may be meant and cannot be read.
  /// - Throws: where there is none, or several that no name holds together, with their names; why the one that is meant
  ///   cannot be read.
  public static func run(
    _ word: String, in out: String, remark: (String) -> Void = { _ in }
  ) throws -> IndexedRun {
    guard !PackedRun.isPack(word) else { throw Diagnostic.noRun(word) }
    let folder = RunFolder(word: word)
    if word != "-", folder.isThere { return try IndexedRun(folder.path) }
    let index = try RunIndex([out])
    if let run = try index.find(word, remark) ?? run(below: word, remark) { return run }
    if word == "-" { throw Diagnostic("there is no run in '\(out)'", at: nil) }
    let names = Set(index.runs.map(\.name)).sorted()
    throw Diagnostic(
      "'\(word.excerpt)' is no run\(Suggestion.phrase(for: word, among: names))", at: nil,
      notes: [.runNames(in: out)])
  }

  /// The path that a command's word for a run means: what is there under that name, but for a folder without anything of a
  /// run, else the folder of the run that is meant by `NAME`, `NAME/HASH`, the beginning of a hash, also behind the path of
  /// another folder of runs, or `-`, or the best checkpoint of such a run, `NAME/best`, else the word itself.
  ///
  /// - Parameter remark: as of ``run(_:in:remark:)``.
  /// - Throws: where several are meant that no name holds together, with their names; why the one that is meant cannot be
  ///   read.
  public static func path(
    _ word: String, in out: String = "outputs", remark: (String) -> Void = { _ in }
  ) throws -> String {
    let isThere = word != "-" && Folder.exists(word)
    guard !isThere || RunFolder(word: word).isOther else { return word }
    let found = Folder.isFolder(out) ? try RunIndex([out]).find(word, remark) : nil
    if let found { return found.folder.path }
    if isThere { return word }
    if let run = try run(below: word, remark) { return run.folder.path }
    return try bestCheckpoint(word, in: out, remark: remark) ?? word
  }

  /// The run that the end of a path means among the runs of the folder before it: `kept/vae_mnist/7250`.
  private static func run(
    below path: String, _ remark: (String) -> Void
  ) throws -> IndexedRun? {
    let (folder, name) = (Folder.parent(of: path), Folder.name(of: path))
    // A file has an ending.
    guard path.contains("/"), !name.contains("."), Folder.isFolder(folder) else { return nil }
    return try RunIndex([folder]).find(name, remark)
  }

  /// The run that a word means among these. Of one that may be meant, and cannot be read, it is told: it may be the newest.
  ///
  /// - Throws: where there are several that no name holds together, with their names; where the only ones that may be
  ///   meant cannot be read, why.
  func find(_ word: String, _ remark: (String) -> Void) throws -> IndexedRun? {
    var lost = unreadable.filter { Self.mayMean(word, $0.path) }
    let meant = try Self.find(word, among: runs, remark)
    // A whole name is no beginning of another.
    let ofName = lost.filter { Folder.name(of: Folder.parent(of: $0.path)) == word }
    if !ofName.isEmpty || meant?.name == word { lost = ofName }
    guard let found = meant else {
      if let lost = lost.first { throw lost.problem }
      return nil
    }
    for lost in lost.prefix(Self.mostLost) {
      remark("a run that may be meant is passed over: \(lost.problem.message.escapedForDisplay)")
    }
    return found
  }

  /// The most runs that are told to be passed over where another is meant.
  private static let mostLost = 3

  /// Whether a word may mean the run of a folder whose record does not say what it is of, or one in a folder that cannot be
  /// listed.
  private static func mayMean(_ word: String, _ path: String) -> Bool {
    let (name, hash) = (Folder.name(of: Folder.parent(of: path)), Folder.name(of: path))
    if word.isEmpty { return false }
    return word == "-" || word == name || hash.hasPrefix(word) || "\(name)/\(hash)".hasPrefix(word)
      || word.hasPrefix(hash + "/")
  }

  /// The run that a word means among these, of which the newest is the first.
  ///
  /// - Throws: where there are several, with their names, but for those of one name: of these the newest is meant.
  private static func find(
    _ word: String, among runs: [IndexedRun], _ remark: (String) -> Void
  ) throws -> IndexedRun? {
    if word == "-" { return runs.first }
    let found =
      word.isEmpty
      ? []
      : runs.filter { run in
        run.name == word || run.hash.hasPrefix(word) || "\(run.name)/\(run.hash)".hasPrefix(word)
      }
    guard found.count > 1 else { return found.first }
    // A whole name is no beginning of another.
    let exact = found.filter { $0.name == word || $0.hash == word }
    if let newest = exact.first {
      if exact.count > 1 { remark(newest.asNewest(of: exact.count, called: word)) }
      return newest
    }
    // Copies of a run have one name and hash, and each a folder.
    let areCopies = Set(found.map { "\($0.name)/\($0.hash)" }).count < found.count
    var notes = found.prefix(mostNamed).map { run in
      let label = areCopies ? run.folder.path : "\(run.name)/\(run.hash)"
      return Diagnostic.Note(
        "\(label)  \(run.status)  \(RunTable.ago(run.updated, from: .now))")
    }
    if found.count > mostNamed { notes.append(.init("and \(found.count - mostNamed) more")) }
    notes.append(
      .init(
        areCopies
          ? "name the folder, as in \(found[0].folder.path)"
          : "write more of the hash, as in \(found[0].name)/\(found[0].hash.prefix(6))"))
    throw Diagnostic("'\(word.excerpt)' means \(found.count) runs", at: nil, notes: notes)
  }

  /// The most runs that a word is said to mean.
  private static let mostNamed = 12
}

extension IndexedRun {
  /// What is said where a name has several runs and this one is taken.
  func asNewest(of count: Int, called word: String) -> String {
    "'\(word.escapedForDisplay)' has \(count) runs; the newest is \(name.escapedForDisplay)/\(hash.prefix(6))"
  }
}

extension Diagnostic {
  /// - Parameter path: what was taken for a run's folder, or a pack, which holds no record of a run.
  static func noRun(_ path: String) -> Diagnostic {
    guard PackedRun.isPack(path) else {
      if path == "-" {
        return Diagnostic(
          "there is no run in 'outputs' yet", at: nil,
          notes: [.init("'etch run FILE' makes one")])
      }
      if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
        return Diagnostic(
          "there is no run in '\(path.excerpt)': it is an experiment's file", at: nil,
          notes: [.init("'etch run \(path.shownShellWord)' makes a run of it"), .runNames()])
      }
      if Folder.isFolder(path), let newest = (try? RunIndex([path]))?.runs.first {
        return Diagnostic(
          "'\(path.excerpt)' is a folder of runs, and no run", at: nil,
          notes: [.init("the newest in it is \(newest.folder.path.shownShellWord)"), .runNames()])
      }
      return Diagnostic(
        "there is no run in '\(path.excerpt)'\(RunIndex.suggestion(for: path))", at: nil,
        notes: [.runNames()])
    }
    return Diagnostic(
      "'\(path.excerpt)' is a pack, and no run", at: nil,
      notes: [
        .init(
          "its report and pictures are in it: mkdir unpacked && tar xf \(path.shownShellWord) -C unpacked"
        ),
        .init("'etch run \(path.shownShellWord)' trains it here, to compare and to go on with"),
      ])
  }
}

extension Diagnostic {
  /// - Parameter path: what is neither a file nor the name of a run.
  static func noRunOrCheckpoint(_ path: String) -> Diagnostic {
    Diagnostic(
      "there is no run or checkpoint '\(path.excerpt)'\(RunIndex.suggestion(for: path))", at: nil,
      notes: [.runNames()])
  }
}

extension Diagnostic.Note {
  /// What a run may be called.
  static func runNames(in out: String = "outputs") -> Diagnostic.Note {
    .init(
      "a run is its folder, \(out)/NAME/HASH, or NAME for its newest, NAME/HASH, the beginning of a hash, or - for the newest in '\(out)'"
    )
  }
}
