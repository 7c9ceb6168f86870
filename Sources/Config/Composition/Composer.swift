import Diagnostics
import Foundation
import OrderedCollections
import YAML

/// Makes one tree of an experiment file, the files it extends, a profile and command-line overrides.
public struct Composer: Sendable {
  /// The longest chain of `extends`.
  static let mostFiles = 16

  /// The families of kinds; a map that picks one of them is replaced whole when another is picked.
  public let choices: [Catalogue]
  /// What may be written by its main field alone at a place, `networks.net.layers.2.dense`; `nil` where nothing may.
  public let shortForm: @Sendable (_ place: [String]) -> Schema?
  /// The folder that relative paths start from; "" for where the command runs.
  public let directory: String

  /// Where texts come from.
  public let reader: FileReader
  /// Where relative paths of the experiment file start, if not at its own folder: a run's experiment names files
  /// from its project's root.
  public let pathsFolder: String?
  /// What paths that files write may lead to; anything, where there is none.
  public var boundary: ProjectBoundary?

  public init(
    choices: [Catalogue] = [],
    shortForm: @escaping @Sendable (_ place: [String]) -> Schema? = { _ in nil },
    directory: String = "", reader: FileReader = .disk, pathsFolder: String? = nil
  ) {
    self.pathsFolder = pathsFolder
    self.choices = choices
    self.shortForm = shortForm
    self.directory = directory
    self.reader = reader
  }

  /// A file with what it extends, as it was read.
  private struct Read: Sendable {
    let file: String
    let node: ConfigNode?
    let loading: Loading
  }
  private var read: Read?

  /// The same, for which a file was read: under however many profiles it is composed, that is done once.
  public func reading(_ file: String) -> Composer {
    var loading = Loading(isOfExperiment: true)
    let node = load(file, written: nil, askedForAt: nil, &loading)
    var copy = self
    copy.read = Read(file: file, node: node, loading: loading)
    return copy
  }

  /// Composes an experiment: base, file, profile, command line; later wins.
  ///
  /// - Parameters:
  ///   - file: the experiment file's path.
  ///   - profile: the name of one of its profiles.
  ///   - overrides: `key.path=value`, as on the command line.
  /// - Returns: `nil` where there is nothing to go on with; otherwise what could be composed, in spite of the
  ///   errors in `diagnostics`.
  public func compose(
    file: String, profile: String? = nil, overrides: [String] = [],
    diagnostics: inout DiagnosticList
  ) -> Composition? {
    let parsed = overrides.compactMap { text in
      diagnostics.collectDiagnostic { () throws(Diagnostic) in try Override(parsing: text) }
    }
    return prepare(file: file, profile: profile, diagnostics: &diagnostics)?
      .composition(with: parsed, diagnostics: &diagnostics)
  }

  /// Reads an experiment with what it extends and lays a profile over it, so that many sets of overrides can be laid
  /// over the result.
  ///
  /// - Parameter profileRange: where the profile is named, if not on the command line.
  /// - Returns: `nil` where there is nothing to go on with, as ``compose(file:profile:overrides:diagnostics:)``.
  public func prepare(
    file: String, profile: String? = nil, profileRange: SourceRange? = nil,
    diagnostics: inout DiagnosticList
  ) -> PreparedComposition? {
    guard let read = read?.file == file ? read : reading(file).read else { return nil }
    let (loaded, loading) = (read.node, read.loading)
    diagnostics.add(loading.diagnostics)
    guard let loaded else { return nil }
    let profiles = loaded["profiles"]?.entries ?? [:]
    var merge = ConfigMerge(choices: choices)
    var root = loaded.removing("profiles")
    if let profile {
      if let entry = profiles[profile] {
        root = apply(entry.value, named: profile, to: root, &merge)
      } else {
        merge.diagnostics.add(unknown(profile, at: profileRange, Array(profiles.keys), file))
      }
    }
    diagnostics.add(merge.diagnostics)
    return PreparedComposition(
      choices: choices, shortForm: shortForm, root: root.withStagesListed,
      profiles: Array(profiles.keys), files: loading.files)
  }

  /// A file that another one uses (a network), with what it extends.
  ///
  /// - Parameters:
  ///   - path: the path as written.
  ///   - range: where it is written; the path is relative to that file.
  ///   - origin: who wrote it; what the command line names may stand anywhere.
  /// - Returns: the composed map, `nil` where there is none, and the files that were read.
  public func load(
    path: String, writtenAt range: SourceRange?, origin: ValueOrigin,
    diagnostics: inout DiagnosticList
  ) -> (node: ConfigNode?, files: [SourceFile]) {
    var loading = Loading(isOfExperiment: false)
    let folder = origin == .commandLine ? "" : range?.file.folder ?? ""
    let node = load(
      PathLookup.join(folder, path), written: origin == .commandLine ? nil : path,
      askedForAt: range, &loading)
    diagnostics.add(loading.diagnostics)
    return (node, loading.files)
  }

  private struct Loading: Sendable {
    /// Whether the first file is the experiment, and not one that it uses.
    let isOfExperiment: Bool
    var diagnostics = DiagnosticList()
    var files: [SourceFile] = []
    /// The chain of files being extended, by their resolved paths and by the names that messages give.
    var chain: [(path: String, name: String)] = []
  }

  /// - Parameter written: the path as a file writes it; `nil` where the command line names it.
  private func load(
    _ name: String, written: String?, askedForAt range: SourceRange?, _ loading: inout Loading
  ) -> ConfigNode? {
    let path = PathLookup.join(directory, name)
    if let written, let refusal = boundary?.refusal(of: written, leadingTo: path, at: range) {
      loading.diagnostics.add(refusal)
      return nil
    }
    let resolved = reader.resolved(path)
    if loading.chain.contains(where: { $0.path == resolved }) {
      let names = (loading.chain.map(\.name) + [name]).joined(separator: " -> ")
      loading.diagnostics.add(
        Diagnostic("files extend each other in a circle: \(names)", at: range))
      return nil
    }
    guard loading.chain.count < Self.mostFiles else {
      loading.diagnostics.add(
        Diagnostic("files extend each other too often: more than \(Self.mostFiles)", at: range))
      return nil
    }
    loading.chain.append((resolved, name))
    defer { loading.chain.removeLast() }
    let folder = loading.isOfExperiment && loading.chain.count == 1 ? pathsFolder : nil
    let file: SourceFile
    do {
      let read = try reader.read(path, name, range)
      file = folder == nil ? read : SourceFile(name: name, text: read.text, folder: folder)
    } catch {
      loading.diagnostics.add(error)
      return nil
    }
    loading.files.append(file)
    guard let yaml = YAMLReader.read(file, diagnostics: &loading.diagnostics) else { return nil }
    let node = ConfigNode(yaml, origin: .file(name))
    if node.isNull {
      loading.diagnostics.add(Diagnostic("'\(name)' is empty", at: nil))
      return nil
    }
    guard node.entries != nil else {
      loading.diagnostics.add(node.error("an experiment is a map, found \(node.summary)"))
      return nil
    }
    let own = withProfileOrigins(node, &loading.diagnostics)
    guard let extends = own.entries?["extends"], !extends.value.isNull else { return own }
    let rest = own.removing("extends")
    guard let base = extends.value.text, !base.isEmpty else {
      loading.diagnostics.add(
        extends.value.error("'extends' expects a path, found \(extends.value.summary)"))
      return nil
    }
    guard
      let tree = load(
        PathLookup.join(file.folder, base), written: base, askedForAt: extends.value.range, &loading
      )
    else { return nil }
    var merge = ConfigMerge(choices: choices)
    let merged = merge.merged(tree, rest, [])
    loading.diagnostics.add(merge.diagnostics)
    return merged
  }

  /// Values under `profiles.NAME` come from that profile.
  private func withProfileOrigins(
    _ node: ConfigNode, _ diagnostics: inout DiagnosticList
  ) -> ConfigNode {
    guard var entries = node.entries, let profiles = entries["profiles"], !profiles.value.isNull
    else { return node }
    guard var named = profiles.value.entries else {
      diagnostics.add(
        profiles.value.error("'profiles' expects a map, found \(profiles.value.summary)"))
      return node.removing("profiles")
    }
    for (name, entry) in named {
      if entry.value.entries == nil, !entry.value.isNull {
        diagnostics.add(
          entry.value.error(
            "the profile '\(name.excerpt)' expects a map, found \(entry.value.summary)"))
      }
      for key in ["extends", "profiles"] {
        guard let wrong = entry.value.entries?[key] else { continue }
        diagnostics.add(Diagnostic("a profile may not hold '\(key)'", at: wrong.keyRange))
      }
      named[name]?.value = entry.value.withOrigin(.profile(name)).removing("extends")
        .removing("profiles")
    }
    var changed = profiles.value
    changed.content = .map(named)
    entries["profiles"]?.value = changed
    var copy = node
    copy.content = .map(entries)
    return copy
  }

  private func apply(
    _ profile: ConfigNode, named name: String, to root: ConfigNode, _ merge: inout ConfigMerge
  ) -> ConfigNode {
    profile.entries == nil ? root : merge.merged(root, profile, [])
  }

  private func unknown(
    _ profile: String, at range: SourceRange?, _ names: [String], _ file: String
  ) -> Diagnostic {
    guard !names.isEmpty else {
      return Diagnostic(
        "unknown profile '\(profile.excerpt)': '\(file)' has no profiles", at: range)
    }
    let hint = Suggestion.phrase(for: profile, among: names)
    return Diagnostic(
      "unknown profile '\(profile.excerpt)'\(hint)", at: range,
      notes: [.init("the profiles are \(names.joined(separator: ", "))")])
  }
}

extension DiagnosticList {
  /// What `body` gives, or `nil` where it throws a diagnostic, which is added.
  mutating func collectDiagnostic<T>(_ body: () throws(Diagnostic) -> T) -> T? {
    do {
      return try body()
    } catch {
      add(error)
      return nil
    }
  }
}

extension ConfigNode {
  func withOrigin(_ origin: ValueOrigin) -> ConfigNode {
    let changed: Content
    switch content {
    case .null, .boolean, .number, .text: changed = content
    case .list(let items): changed = .list(items.map { $0.withOrigin(origin) })
    case .map(let entries):
      changed = .map(
        entries.mapValues {
          Entry(keyRange: $0.keyRange, value: $0.value.withOrigin(origin))
        })
    }
    return ConfigNode(changed, range: range, origin: origin)
  }

  /// The map without a key.
  public func removing(_ key: String) -> ConfigNode {
    guard var entries, entries.removeValue(forKey: key) != nil else { return self }
    var copy = self
    copy.content = .map(entries)
    return copy
  }
}
