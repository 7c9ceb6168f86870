import Artifacts
import Diagnostics
import Foundation

/// What to say where a command's word for an experiment file is none.
public enum MissingExperiment {
  /// - Parameters:
  ///   - path: what was given.
  ///   - program: where the program stands.
  /// - Returns: `nil` where there is something of that name, or where that cannot be known.
  public static func diagnostic(_ path: String, program: String) -> Diagnostic? {
    var status = stat()
    guard stat(path, &status) != 0, errno == ENOENT else { return nil }
    let word = stem(Folder.name(of: path))
    let near = [Folder.parent(of: path), ".", "experiments"].flatMap(experiments)
    let names = near.map { stem(Folder.name(of: $0)) }
    let name = names.contains(word) ? word : Suggestion.nearest(to: word, among: names)
    let found = name.flatMap { name in near.first { stem(Folder.name(of: $0)) == name } }
    let hint = found.map { "; did you mean '\($0.excerpt)'?" } ?? ""
    let shipped = (try? ShippedExperiments(besides: program))?.entries.map(\.name) ?? []
    let origin = shipped.contains(word) ? word : Suggestion.nearest(to: word, among: shipped)
    let note =
      origin.map { "'etch new --from \($0)' copies the one that comes with etch" }
      ?? "'etch new --list' tells what comes with etch, 'etch new NAME' writes a first one"
    return Diagnostic(
      "there is no file '\(path.excerpt)'\(hint)", at: nil, notes: [.init(note)])
  }

  private static func stem(_ name: String) -> String {
    for ending in [".yaml", ".yml"] where name.hasSuffix(ending) {
      return String(name.dropLast(ending.count))
    }
    return name
  }

  /// The paths of a folder's experiment files, as they would be given.
  private static func experiments(in folder: String) -> [String] {
    let names = (try? Folder.namesIfThere(in: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
      .map { folder == "." ? $0 : "\(folder)/\($0)" }
  }
}
