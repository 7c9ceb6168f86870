import Artifacts
import Config
import Diagnostics
import Experiment

/// What a shell may complete, read from the experiment that the command line names so far, and from the folders here.
///
/// Where one alone begins as what was typed and more may follow it, what may follow is told, since a shell puts a blank
/// behind what is alone.
public enum CompletionWords {
  /// The profiles of the experiment.
  public static func profiles(_ words: [String]) -> [String] { composition(words)?.profiles ?? [] }

  /// Keys that can be set, as far as the last point that was typed: `train.` gives `train.epochs=`, and that what
  /// stands there.
  public static func overrides(_ words: [String], typed: String) -> [String] {
    guard let root = composition(words)?.root else { return [] }
    if let equals = typed.firstIndex(of: "=") {
      let key = String(typed[...equals])
      guard let value = value(of: key, in: root), (key + value).hasPrefix(typed) else { return [] }
      return [key + value]
    }
    let keys = keys(of: root, typed: typed, ending: "=")
    guard keys.count == 1, let value = value(of: keys[0], in: root) else { return keys }
    // Beside what stands there, the key alone is no whole word, behind which a shell would put a blank.
    return [keys[0], keys[0] + value]
  }

  /// What may follow `etch explain`: a file, or a word of the vocabulary; behind a file, one of its keys, then keys that
  /// can be set.
  public static func explained(_ words: [String], at place: Int, typed: String) -> [String] {
    guard let file = words.firstIndex(where: isExperiment), file < place else {
      let known = Reference.catalogues.map(\.name) + VocabularyExplanation.kinds.map(\.schema.name)
      return Set(known).filter { $0.hasPrefix(typed) }.sorted()
        + paths(typed, endings: experimentEndings)
    }
    guard place == file + 1 else { return overrides(words, typed: typed) }
    return composition(words).map { keys(of: $0.root, typed: typed, ending: "") } ?? []
  }

  /// What `etch fetch` takes: the recipes, and files.
  public static func recipes(typed: String) -> [String] {
    Recipes.texts.map(\.name).filter { $0.hasPrefix(typed) }
      + paths(typed, endings: experimentEndings)
  }

  /// The experiments that come with etch, from where its program stands.
  public static func shipped(besides program: String, typed: String) -> [String] {
    ShippedExperiments.names(besides: program).filter { $0.hasPrefix(typed) }
  }

  /// Runs below a folder, `NAME/HASH`, and paths; hashes, where what was typed begins one and no name.
  ///
  /// - Parameter endings: of the files that are told beside folders.
  public static func runs(
    typed: String, in out: String? = nil, endings: [String] = []
  ) -> [String] {
    let all = RunIndex.names(in: out ?? "outputs")
    let found = all.filter { $0.hasPrefix(typed) }
    if found.isEmpty, !typed.isEmpty {
      let hashes = Set(all.map { Folder.name(of: $0) }).filter { $0.hasPrefix(typed) }
      return hashes.sorted() + paths(typed, endings: endings)
    }
    // A shell shows what stands behind the last slash.
    let names = Set(found.map { run in "\(run.prefix { $0 != "/" })/" })
    let told = typed.contains("/") || names.count < 2 ? found : names.sorted()
    return told + paths(typed, endings: endings).filter { !told.contains($0) }
  }

  /// What stands behind an option.
  public static func value(of option: String, in words: [String]) -> String? {
    words.firstIndex(of: option).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
  }

  public static let experimentEndings = [".yaml", ".yml"]
  public static let checkpointEndings = [".safetensors", RunFiles.checkpointEnding]

  private static func isExperiment(_ word: String) -> Bool {
    experimentEndings.contains { word.hasSuffix($0) }
  }

  private static func keys(of root: ConfigNode, typed: String, ending: String) -> [String] {
    let parts = typed.split(separator: ".", omittingEmptySubsequences: false).dropLast()
    var node = root
    for part in parts {
      guard let next = node[String(part)] else { return [] }
      node = next
    }
    let start = parts.map { $0 + "." }.joined()
    let keys = (node.entries ?? [:]).map { key, entry in
      start + key + (entry.value.entries?.isEmpty == false ? "." : ending)
    }.filter { $0.hasPrefix(typed) }
    guard keys.count == 1, keys[0].hasSuffix("."), keys[0] != typed else { return keys }
    return self.keys(of: root, typed: keys[0], ending: ending)
  }

  /// The number, truth value or word that stands at `train.epochs=`.
  private static func value(of key: String, in root: ConfigNode) -> String? {
    let node = key.dropLast().split(separator: ".").reduce(Optional(root)) { $0?[String($1)] }
    return node?.written.flatMap { $0.contains(" ") ? nil : $0 }
  }

  /// Folders, each with a slash behind it, and files with one of these endings.
  private static func paths(_ typed: String, endings: [String]) -> [String] {
    let end = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
    let (folder, start) = (String(typed[..<end]), typed[end...])
    let found = ((try? Folder.namesIfThere(in: folder.isEmpty ? "." : folder)) ?? []).filter {
      $0.hasPrefix(start) && ($0.hasPrefix(".") == start.hasPrefix("."))
    }.compactMap { name -> String? in
      if Folder.isFolder(folder + name) { return folder + name + "/" }
      return endings.contains { name.hasSuffix($0) } ? folder + name : nil
    }
    guard found.count == 1, found[0].hasSuffix("/") else { return found }
    let inner = paths(found[0], endings: endings)
    return inner.isEmpty ? found : inner
  }

  private static func composition(_ words: [String]) -> Composition? {
    // A shell has no place for what is wrong with the file.
    var ignored = DiagnosticList()
    return words.first(where: isExperiment).flatMap {
      Composer.experiment().compose(file: $0, diagnostics: &ignored)
    }
  }
}
