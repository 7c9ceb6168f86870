import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation

/// Writes a shipped experiment into a folder, as a file of one's own.
public struct NewExperiment {
  private let entry: ShippedExperiments.Entry
  private let shipped: ShippedExperiments
  private let name: String
  private let folder: String

  /// The experiment that is written where no other is asked for.
  public static let standard = "vae_mnist"

  /// - Parameters:
  ///   - name: what it will be called, and its file; that of the shipped one by default.
  ///   - origin: the shipped one; the one called `name`, or else the standard one.
  ///   - folder: where it is written.
  /// - Throws: a shipped experiment that is not there, a name that is none.
  public init(
    name: String?, from origin: String?, shipped: ShippedExperiments, in folder: String
  ) throws {
    let asked = name.map { $0.hasSuffix(".yaml") ? String($0.dropLast(5)) : $0 }
    self.shipped = shipped
    self.folder = folder
    let names = shipped.entries.map(\.name)
    if let origin {
      entry = try shipped.origin(origin)
    } else if let asked, names.contains(asked) {
      entry = try shipped.entry(asked)
    } else if let asked, Suggestion.nearest(to: asked, among: names) != nil {
      // A slip, or a name of one's own: it has to be said.
      throw Diagnostic(
        "there is no experiment '\(asked.excerpt)'\(Suggestion.phrase(for: asked, among: names))",
        at: nil,
        notes: [
          .init("to call a new one so: etch new \(asked.shownShellWord) --from \(Self.standard)")
        ])
    } else if let asked, ModelTopic.about(asked) != nil,
      case let kin = shipped.kin(of: asked), !kin.isEmpty, !kin.contains(Self.standard)
    {
      // The standard one under this name would not be what it says.
      throw Diagnostic(
        "there is no experiment '\(asked.excerpt)'", at: nil,
        notes: [
          .init("of that kind are \(kin.joined(separator: ", "))"),
          .init("to call a new one so: etch new \(asked.shownShellWord) --from \(kin[0])"),
        ])
    } else {
      entry = try shipped.entry(Self.standard)
    }
    self.name = asked ?? entry.name
    guard isName(self.name), self.name.utf8.count <= longestName else {
      throw Diagnostic(
        "'\(self.name.excerpt)' cannot be an experiment's name: that is a letter, then letters, digits and _, \(longestName) at most",
        at: nil)
    }
  }

  /// The shipped experiment that it is made from.
  public var origin: String { entry.name }
  /// The experiment's file.
  public var path: String { PathLookup.join(folder, name + ".yaml") }

  /// Writes the file, and those that it extends or uses, under the same names beside it.
  ///
  /// - Returns: the paths of what was written, the experiment first.
  /// - Throws: a file that is there already, a folder that cannot be written.
  public func write() throws -> [String] {
    var files: [(path: String, bytes: [UInt8])] = [
      (path, Array(adapted(try TextFile.read(entry.path)).utf8))
    ]
    for other in try companions() {
      let inner = String(other.dropFirst(shipped.folder.count + 1))
      files.append((PathLookup.join(folder, inner), try InputFile.contents(of: other)))
    }
    for file in files.dropFirst() where Folder.exists(file.path) {
      // The same file serves several experiments.
      guard try InputFile.contents(of: file.path) == file.bytes else {
        throw Self.exists(file.path)
      }
    }
    // A link that leads nowhere is somebody's too.
    guard !Folder.exists(path), !Folder.isLink(path) else { throw Self.exists(path) }
    for file in files {
      try Folder.create(Folder.parent(of: file.path))
      try AtomicFile.write(file.bytes, to: file.path)
    }
    return files.map(\.path)
  }

  /// The shipped files that the experiment names, under any profile: networks, and weights.
  private func companions() throws -> [String] {
    var diagnostics = DiagnosticList()
    let profiles =
      Composer.experiment().compose(file: entry.path, diagnostics: &diagnostics)?.profiles ?? []
    var paths: Set<String> = []
    for profile in [nil] + profiles.map(Optional.some) {
      let composed = try LoadedExperiment(
        file: entry.path, profile: profile, overrides: [], dataFolder: "data")
      paths.formUnion(composed.sources.map(\.name) + composed.weightsFiles)
    }
    return paths.filter { $0 != entry.path && $0.hasPrefix(shipped.folder + "/") }.sorted()
  }

  private static func exists(_ path: String) -> Diagnostic {
    Diagnostic(
      "'\(path)' is there already, and is left as it is", at: nil,
      notes: [.init("give another name: etch new NAME --from EXPERIMENT")])
  }

  /// The text under its new name, its first line naming the schema from where the file stands now.
  private func adapted(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let mark = "# yaml-language-server: $schema="
    if lines.first?.hasPrefix(mark) == true {
      if let schema { lines[0] = mark + schema } else { lines.removeFirst() }
    }
    if let place = lines.firstIndex(where: { $0.hasPrefix("name: ") }) {
      lines[place] = "name: \(name)"
    }
    return lines.joined(separator: "\n")
  }

  /// Where the new file finds the schema: in a project that has one, from there; else where the program has it.
  private var schema: String? {
    let file = "schemas/experiment.schema.json"
    for up in ["", "../"] where Folder.exists(PathLookup.join(folder, up + file)) {
      return up + file
    }
    let own = PathLookup.join(Folder.parent(of: shipped.folder), file)
    return Folder.exists(own) ? Self.path(of: own, from: folder) : nil
  }

  /// A path from where another folder is, so that what is shared does not say where its author's files stand; as it is
  /// where both have nothing in common.
  private static func path(of file: String, from folder: String) -> String {
    func parts(_ path: String) -> [String] {
      URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().pathComponents
    }
    let (to, from) = (parts(file), parts(folder))
    let common = zip(to, from).prefix { $0 == $1 }.count
    guard common > 1 else { return file }
    return (from.dropFirst(common).map { _ in ".." } + to.dropFirst(common)).joined(separator: "/")
  }
}
