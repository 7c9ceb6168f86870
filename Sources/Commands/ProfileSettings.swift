import Config
import Diagnostics
import Experiment
import OrderedCollections

/// What an experiment's file says, and its profile says otherwise: to change it in the file changes nothing of a run with the profile.
public struct ProfileSettings {
  private let profile: String
  /// In the order of the file; a map of which nothing is left is one.
  let paths: [String]

  /// The most that are told.
  private static let mostPaths = 6

  /// `nil` where there is no profile, or it replaces nothing.
  public init?(of experiment: LoadedExperiment) {
    self.init(
      experiment.composer, file: experiment.file, profile: experiment.profile,
      overrides: experiment.overrides)
  }

  init?(_ composer: Composer, file: String, profile: String?, overrides: [String]) {
    guard let profile else { return nil }
    let composer = composer.reading(file)
    func tree(_ profile: String?, _ overrides: [String]) -> ConfigNode? {
      var ignored = DiagnosticList()
      let composed = composer.compose(
        file: file, profile: profile, overrides: overrides, diagnostics: &ignored)
      return composed?.root
    }
    guard let written = tree(nil, []), let profiled = tree(profile, []),
      let used = tree(profile, overrides)
    else { return nil }
    let found = Self.replaced([], written, profiled, used)
    guard !found.isEmpty else { return nil }
    self.profile = profile
    // An update of several stages is named once.
    paths = OrderedSet(found.map { $0.joined(separator: ".") }).elements
  }

  /// "profile quick replaces the file's data.digit, train.epochs"
  public var line: String {
    let shown = paths.prefix(Self.mostPaths).map(\.escapedForDisplay).joined(separator: ", ")
    let more = paths.count - Self.mostPaths
    return "profile \(profile.escapedForDisplay) replaces the file's \(shown)"
      + (more > 0 ? " and \(more) more" : "")
  }

  /// `{"name": "quick", "replaces": ["data.digit", "train.epochs"]}`
  public var json: JSON {
    .object([
      .init("name", .string(profile)),
      .init("replaces", .array(paths.map { .string($0) })),
    ])
  }

  /// - Parameters:
  ///   - written: what the file says.
  ///   - profiled: the same under the profile; `nil` where it is left out.
  ///   - used: the same with what the command line says of it.
  private static func replaced(
    _ path: [String], _ written: ConfigNode, _ profiled: ConfigNode?, _ used: ConfigNode?
  ) -> [[String]] {
    // Allowed warnings are added to those of the file.
    if path == ["allow"] || used?.origin.isOverride == true { return [] }
    guard let profiled else { return used == nil ? [path] : [] }
    switch (written.content, profiled.content) {
    case (.map(let old), .map(let new)):
      var found: [[String]] = []
      var isKept = false
      for (key, entry) in old {
        let own = path + [key]
        let inner = replaced(own, entry.value, new[key]?.value, used?[key])
        if inner != [own] { isKept = true }
        found += inner
      }
      return isKept || old.isEmpty || path.count < 2 ? found : [path]
    case (.list(let old), .list(let new))
    where path == ["train", "step"] && old.count == new.count:
      let stages = used?.items ?? []
      return zip(old, new).enumerated().flatMap { index, pair -> [[String]] in
        replaced(path, pair.0, pair.1, stages.indices.contains(index) ? stages[index] : nil)
      }
    default:
      guard written.essenceText != profiled.essenceText, case .profile? = used?.origin else {
        return []
      }
      return [path]
    }
  }
}
