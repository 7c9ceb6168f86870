import Artifacts
import Diagnostics
import Foundation

/// What to say where a command's word for a file is none.
public enum MissingExperiment {
  /// What a command takes.
  public enum Kind: Sendable {
    case experiment, sweep, pack
    /// Any of YAML.
    case yaml
  }

  /// - Parameters:
  ///   - path: what was given.
  ///   - program: where the program stands.
  /// - Returns: `nil` where there is something of that name, or where that cannot be known.
  public static func diagnostic(
    _ path: String, _ kind: Kind = .experiment, program: String
  ) -> Diagnostic? {
    var status = stat()
    guard !path.isEmpty, stat(path, &status) != 0, errno == ENOENT else { return nil }
    guard !Folder.isLink(path) else {
      return Diagnostic("'\(path.excerpt)' is a link that leads nowhere", at: nil)
    }
    return Diagnostic(
      "there is no file '\(path.excerpt)'\(hint(path, kind))", at: nil,
      notes: note(path, kind, program: program).map { [Diagnostic.Note($0)] } ?? [])
  }

  /// The end of a message about a file that is not there: the one that may be meant, or nothing.
  public static func hint(_ path: String, _ kind: Kind = .experiment) -> String {
    near(path, kind).map { "; did you mean '\($0.excerpt)'?" } ?? ""
  }

  /// The path of a file that may be meant: in the folder that was given, in this one, or where experiments and sweeps stand.
  private static func near(_ path: String, _ kind: Kind) -> String? {
    let endings = isPack(path, kind) ? [".etch"] : yaml
    let further =
      switch kind {
      case .experiment, .pack: ["experiments"]
      case .sweep: ["sweeps", "experiments/sweeps"]
      case .yaml: ["experiments", "sweeps", "experiments/sweeps"]
      }
    let word = stem(Folder.name(of: path))
    let paths = ([Folder.parent(of: path), "."] + further).flatMap { files(in: $0, endings) }
    let stems = paths.map { stem(Folder.name(of: $0)) }
    return Suggestion.sameOrNearest(to: word, among: stems).flatMap { name in
      paths.first { stem(Folder.name(of: $0)) == name }
    }
  }

  /// Where such a file is to be had.
  private static func note(_ path: String, _ kind: Kind, program: String) -> String? {
    switch kind {
    case .yaml, .sweep: return nil
    case .pack: return "'etch pack RUN' writes one of a run"
    case .experiment where isPack(path, kind): return "'etch pack RUN' writes one of a run"
    case .experiment: break
    }
    return copying(path, program: program)
      ?? "'etch new --list' tells what comes with etch, 'etch new NAME' writes a first one"
  }

  /// How the shipped experiment is had that a path may mean; `nil` where it means none.
  static func copying(_ path: String, program: String) -> String? {
    guard !PackedRun.isPack(path) else { return nil }
    let shipped = (try? ShippedExperiments(besides: program))?.entries.map(\.name) ?? []
    return Suggestion.sameOrNearest(to: stem(Folder.name(of: path)), among: shipped)
      .map { "'etch new \($0)' copies the one that comes with etch" }
  }

  private static let yaml = [".yaml", ".yml"]

  private static func isPack(_ path: String, _ kind: Kind) -> Bool {
    switch kind {
    case .pack: true
    case .experiment: PackedRun.isPack(path)
    case .sweep, .yaml: false
    }
  }

  private static func stem(_ name: String) -> String {
    for ending in yaml + [".etch"] where name.hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    return name
  }

  /// The paths of a folder's files with one of these endings, as they would be given.
  private static func files(in folder: String, _ endings: [String]) -> [String] {
    let names = (try? Folder.namesIfThere(in: folder)) ?? []
    return names.filter { name in endings.contains { name.hasSuffix($0) } }
      .map { folder == "." ? $0 : folder.hasSuffix("/") ? folder + $0 : "\(folder)/\($0)" }
      .filter(Folder.exists)
  }
}
