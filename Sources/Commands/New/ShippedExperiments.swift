import Artifacts
import Config
import Diagnostics
import Foundation
import Training
import YAML

/// The experiments that stand beside the program: in a clone, in an unpacked archive (`bin/etch`, `experiments/`), or
/// installed (`bin/etch`, `share/etch/experiments/`).
public struct ShippedExperiments {
  public struct Entry: Sendable {
    public let name: String
    public let path: String
    /// What it says about itself.
    public let about: String
  }

  /// The folder that holds them.
  public let folder: String
  public let entries: [Entry]

  /// - Parameter program: where the program stands.
  /// - Throws: where no experiments stand beside it.
  public init(besides program: String) throws {
    guard let folder = Self.folder(besides: program) else {
      throw Diagnostic.machine(
        "no experiments stand beside the program '\(program)'",
        notes: [.init("keep the folder 'experiments' with it, as it was unpacked")])
    }
    self.folder = folder
    entries = try Folder.names(in: folder).filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
      .map { file in
        let path = "\(folder)/\(file)"
        return Entry(
          name: String(file.dropLast(5)), path: path, about: Self.about(try TextFile.read(path)))
      }
  }

  /// The names alone, without reading the files; none where there are none.
  static func names(besides program: String) -> [String] {
    let files = folder(besides: program).flatMap { try? Folder.names(in: $0) } ?? []
    return files.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.map {
      String($0.dropLast(5))
    }
  }

  static func folder(besides program: String) -> String? {
    var folder = URL(filePath: program).resolvingSymlinksInPath().deletingLastPathComponent()
    // A clone's program stands in .build/x86_64-unknown-linux-gnu/release.
    for _ in 0..<6 {
      for place in ["experiments", "share/etch/experiments"] {
        let found = folder.appending(path: place).path
        let names = (try? Folder.names(in: found)) ?? []
        if names.contains(where: { $0.hasSuffix(".yaml") }) { return found }
      }
      if folder.path == "/" { break }
      folder = folder.deletingLastPathComponent()
    }
    return nil
  }

  /// The first sentence.
  private static func about(_ text: String) -> String {
    var ignored = DiagnosticList()
    let yaml = YAMLReader.read(
      SourceFile(name: "experiment", text: text), diagnostics: &ignored)
    let about = yaml.flatMap { ConfigNode($0, origin: .standard)["about"]?.text } ?? ""
    return about.components(separatedBy: ". ").first.map {
      $0.hasSuffix(".") ? String($0.dropLast()) : $0
    } ?? ""
  }

  /// - Throws: a name that none has, with the nearest.
  public func entry(_ name: String) throws -> Entry {
    let bare = name.hasSuffix(".yaml") ? String(name.dropLast(5)) : name
    if let found = entries.first(where: { $0.name == bare }) { return found }
    let names = entries.map(\.name)
    let kin = kin(of: bare)
    throw Diagnostic(
      "there is no experiment '\(name.excerpt)'\(Suggestion.phrase(for: bare, among: names))",
      at: nil,
      notes: [
        .init(
          kin.isEmpty
            ? "the experiments are \(names.joined(separator: ", "))"
            : "of that kind are \(kin.joined(separator: ", ")); 'etch new --list' tells of all")
      ])
  }

  /// The experiment that another one is made from.
  ///
  /// - Throws: a name that none has; a pack, a run or a file, with how that is copied.
  func origin(_ name: String) throws -> Entry {
    do {
      return try entry(name)
    } catch {
      if let own = Self.ownFile(name) { throw own }
      throw error
    }
  }

  /// What to do with an experiment that is not a shipped one.
  private static func ownFile(_ path: String) -> Diagnostic? {
    guard Folder.exists(path) else { return nil }
    let run = RunFolder(word: path)
    let what: (name: String, advice: String)
    if PackedRun.isPack(path) {
      what = (
        "a packed run", "'etch show \(path.shownShellWord) > mine.yaml' writes its experiment"
      )
    } else if run.isThere {
      what = ("a run", "its experiment is a file: 'cp \(run.experiment.shownShellWord) mine.yaml'")
    } else if path.hasSuffix(".yaml") {
      what = ("a file", "copy it: 'cp \(path.shownShellWord) mine.yaml'")
    } else {
      return nil
    }
    return Diagnostic(
      "'\(path.excerpt)' is \(what.name), and '--from' takes a shipped experiment", at: nil,
      notes: [.init(what.advice)])
  }

  /// The experiments of a kind that a word names: those that have it in their names, `dcgan_mnist` for `gan`, and those
  /// that are told of it.
  func kin(of word: String) -> [String] {
    let names = entries.map(\.name)
    let told = (ModelTopic.about(word)?.experiments ?? []).filter { names.contains($0) }
    guard word.count > 2 else { return told }
    return told + names.filter { $0.contains(word.lowercased()) && !told.contains($0) }
  }
}
