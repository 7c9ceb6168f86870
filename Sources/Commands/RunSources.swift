import Artifacts
import Config
import Diagnostics
import Experiment
import Foundation
import Training

/// The files that a run's experiment was composed of, as they were, so that it can be composed again with other params.
struct RunSources {
  private let texts: [String: String]
  private let file: String
  private let request: RunRecord.Request
  private let root: ProjectRoot
  /// What messages call the folder of the files; `nil` where that is the project's.
  private let shown: String?

  /// The experiment's file, from the project's root.
  var name: String { root.name(of: file) }

  /// - Parameter shown: what messages call the folder of the files, where no others are read: those of a pack.
  /// - Throws: a run whose sources are not there.
  init(of folder: RunFolder, _ request: RunRecord.Request, shown: String? = nil) throws {
    self.request = request
    self.shown = shown
    root = ProjectRoot(path: request.root)
    var texts: [String: String] = [:]
    for path in FileManager.default.subpaths(atPath: folder.sources) ?? []
    where !Folder.isFolder("\(folder.sources)/\(path)") {
      texts[PathLookup.join(root.path, path)] = try TextFile.read("\(folder.sources)/\(path)")
    }
    self.texts = texts
    let exact = PathLookup.join(root.path, request.file)
    if texts[exact] != nil {
      file = exact
      return
    }
    // Records from before have the path as it was given, from a folder that is not known.
    let alike = texts.keys.filter { $0.hasSuffix("/" + Self.plain(request.file)) }
    guard let nearest = alike.min(by: { ($0.count, $0) < ($1.count, $1) }) else {
      throw Diagnostic("the run's experiment is not among its sources", at: nil)
    }
    file = nearest
  }

  /// A path without what leads to it: `./a/b.yaml` and `../a/b.yaml` as `a/b.yaml`.
  private static func plain(_ path: String) -> String {
    Folder.parts(of: path).filter { ![".", ".."].contains($0) }.joined(separator: "/")
  }

  /// What reads the files, and what it calls the experiment's.
  private var reading: (composer: Composer, file: String) {
    guard let shown else { return (.experiment(texts: texts), file) }
    let shownFile = "\(shown)/\(name)"
    let reader = FileReader { [texts, root, file] _, name, reference throws(Diagnostic) in
      let path = name == shownFile ? file : name
      guard let text = texts[path] else {
        throw Diagnostic("'\(name.excerpt)' is not among the files of the pack", at: reference)
      }
      // Its paths start where the file stood.
      return SourceFile(
        name: "\(shown)/\(root.name(of: path))", text: text, folder: Folder.parent(of: path))
    }
    return (.experiment(reader: reader), shownFile)
  }

  /// What its files, profile and overrides amount to; `nil` where they cannot be read.
  func composition(diagnostics: inout DiagnosticList) -> Composition? {
    Composer.experiment(texts: texts, pathsFolder: request.root)
      .within(ProjectRoot(path: request.root), folders: [], allowsOutside: false)
      .compose(
        file: file, profile: request.profile, overrides: request.overrides,
        diagnostics: &diagnostics)
  }

  /// The experiment as it was asked for, and with further overrides.
  ///
  /// - Throws: overrides that do not fit.
  func experiment(
    _ overrides: [String], dataFolder: String, weightsFolder: String, allowsOutside: Bool,
    usedFiles: Set<String> = []
  ) throws -> LoadedExperiment {
    // Its paths start at its own folder, as where it stood: only the resolved text names files from the root.
    let (composer, file) = reading
    return try LoadedExperiment(
      composer, file: file, profile: request.profile, overrides: request.overrides + overrides,
      dataFolder: dataFolder, weightsFolder: weightsFolder, root: root,
      allowsOutside: allowsOutside, usedFiles: usedFiles)
  }

  /// What the profile and the command line say otherwise than the experiment's file, in its order; nothing, where the
  /// files cannot be composed any more.
  var changes: [TreeChange] {
    guard request.profile != nil || !request.overrides.isEmpty else { return [] }
    let composer = Composer.experiment(texts: texts).within(
      ProjectRoot(path: request.root), folders: ["data", "weights"], allowsOutside: false)
    func tree(_ profile: String?, _ overrides: [String]) -> ConfigNode? {
      var ignored = DiagnosticList()
      return composer.compose(
        file: file, profile: profile, overrides: overrides, diagnostics: &ignored)?.root
    }
    guard let written = tree(nil, []), let used = tree(request.profile, request.overrides)
    else { return [] }
    return TreeComparison(written, used).changes
  }
}
