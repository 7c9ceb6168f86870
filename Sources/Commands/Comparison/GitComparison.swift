import Artifacts
import Config
import Diagnostics
import Experiment
import OrderedCollections
import Training

/// Every experiment whose text, or that of a file it extends or uses, differs between two revisions.
public struct GitComparison {
  public private(set) var report = ComparisonReport()
  private let reading: ComparedExperiment.Reading
  private let repository: GitRepository
  private let before: GitSide
  private let after: GitSide

  /// - Parameter words: `[BASE [HEAD]] [PATH…]`, or both as `BASE..HEAD` and `BASE...HEAD`. Without HEAD, the working tree;
  ///   without BASE, where HEAD parted from its upstream, or HEAD.
  /// - Throws: where git is not installed or this is no repository; a word that is neither a revision nor a path.
  public init(_ words: [String], _ reading: ComparedExperiment.Reading) throws {
    self.reading = reading
    repository = try GitRepository()
    var paths = words
    var revisions: [(name: String, commit: String)] = []
    while let word = paths.first {
      let found = repository.commits(word)
      guard !found.isEmpty, revisions.count + found.count <= 2 else { break }
      revisions += found
      paths.removeFirst()
    }
    let base = try revisions.first ?? ("HEAD", repository.base())
    before = .revision(try GitRevision(base.name, commit: base.commit, in: repository))
    after =
      revisions.count < 2
      ? .workingTree(repository)
      : .revision(
        try GitRevision(revisions[1].name, commit: revisions[1].commit, in: repository))
    try compare(paths)
  }

  private mutating func compare(_ paths: [String]) throws {
    let old = try before.paths()
    let new = try after.paths()
    let all = OrderedSet((old + new).sorted())
    // A run's folder has the experiment and its sources: copies, which are compared where they are named.
    let chosen = try Self.chosen(all, paths).filter { paths.contains($0) || !Self.isOfRun($0) }
    let renames = try repository.renames(from: before.commit ?? "HEAD", to: after.commit)
    let oldSet = Set(old)
    let newSet = Set(new)
    var formerNames: [String: String] = [:]
    for path in chosen where newSet.contains(path) && !oldSet.contains(path) {
      guard let root = before.inside(path), let former = renames[root] else { continue }
      formerNames[path] = before.outside(former)
    }
    let renamed = Set(formerNames.values)
    for path in chosen where !renamed.contains(path) {
      let former = formerNames[path] ?? path
      let old = oldSet.contains(former) ? closure(of: former, in: before) : nil
      let new = newSet.contains(path) ? closure(of: path, in: after) : nil
      if let sweep = new?.sweep, let file = sweep.text {
        let experiment = PathLookup.join(Folder.parent(of: path), file)
        if oldSet.contains(experiment), !newSet.contains(experiment) {
          let now = formerNames.first { $0.value == experiment }?.key
          tellOfLost(experiment, now: now, at: sweep)
        }
      }
      if let old, let new, old.texts == new.texts { continue }
      guard old?.isExperiment == true || new?.isExperiment == true else { continue }
      try compare(former, old, path, new)
    }
  }

  /// A sweep is no experiment, so nothing else says that it has none any more.
  private mutating func tellOfLost(_ experiment: String, now: String?, at sweep: ConfigNode) {
    let end = now.map { "; it is '\($0.excerpt)' now" } ?? ""
    var problems = DiagnosticList()
    problems.add(
      Diagnostic(
        "'\(experiment.excerpt)', of which this is a sweep, is gone\(end)", at: sweep.range))
    report.add(problems)
  }

  /// Whether a file stands in a run's folder.
  private static func isOfRun(_ path: String) -> Bool {
    var folder = Folder.parent(of: path)
    while folder != ".", folder != "/", !folder.isEmpty, Folder.name(of: folder) != ".." {
      if RunFolder(folder).isThere { return true }
      folder = Folder.parent(of: folder)
    }
    return false
  }

  private mutating func compare(
    _ former: String, _ oldFiles: Closure?, _ path: String, _ newFiles: Closure?
  ) throws {
    let old = try side(former, oldFiles, in: before, profile: reading.profile)
    let new = try side(path, newFiles, in: after, profile: reading.profile)
    let isOld = oldFiles?.isExperiment == true
    let isNew = newFiles?.isExperiment == true
    guard isOld, isNew else {
      if old != nil || new != nil {
        try report.add(
          ExperimentComparison(added: new, removed: isOld ? old : nil, file: path, was: former))
      }
      return
    }
    guard let old, let new else { return }
    var plain = try ExperimentComparison(old, new, file: path, was: former)
    let oldProfiles = OrderedSet(oldFiles?.profiles ?? [])
    let newProfiles = OrderedSet(newFiles?.profiles ?? [])
    for name in newProfiles.subtracting(oldProfiles) { plain.add("profile '\(name)' is new") }
    for name in oldProfiles.subtracting(newProfiles) { plain.add("profile '\(name)' is gone") }
    try report.add(plain)
    guard reading.profile == nil else { return }
    for name in newProfiles.intersection(oldProfiles) {
      guard let old = try side(former, oldFiles, in: before, profile: name),
        let new = try side(path, newFiles, in: after, profile: name)
      else { continue }
      var comparison = try ExperimentComparison(old, new, file: path, was: former)
      guard !comparison.says(theSameAs: plain) else { continue }
      comparison.profile = name
      try report.add(comparison)
    }
  }

  /// One side, if it is an experiment that compiles; what is wrong with it is told once.
  private mutating func side(
    _ path: String, _ files: Closure?, in side: GitSide, profile: String?
  ) throws -> ComparedExperiment? {
    guard files?.isExperiment == true else { return nil }
    var problems = DiagnosticList()
    var reading = reading
    reading.profile = profile
    let found = try problems.collect {
      try ComparedExperiment(side.experiment(path, reading), name: path)
    }
    report.add(problems)
    return found
  }

  /// The texts that an experiment consists of, under any of its profiles.
  private struct Closure {
    var isExperiment = false
    var texts: [String] = []
    var profiles: [String] = []
    /// Where a sweep names its experiment.
    var sweep: ConfigNode?
  }

  /// - Note: needs no data and no graph, so that hundreds of files that nothing has changed cost little.
  private func closure(of path: String, in side: GitSide) -> Closure {
    let composer = Composer.experiment(reader: side.reader)
    var closure = Closure()
    var problems = DiagnosticList()
    guard let plain = composer.compose(file: path, diagnostics: &problems) else {
      // What is wrong with it is told where it is read as an experiment.
      closure.isExperiment = problems.hasErrors
      closure.texts = [side.text(path)]
      return closure
    }
    closure.isExperiment =
      plain.root["name"]?.text != nil && plain.root["sweep"] == nil && plain.root["layers"] == nil
    closure.sweep = plain.root["sweep"]
    closure.profiles = plain.profiles
    closure.texts = plain.files.map(\.text)
    guard closure.isExperiment else { return closure }
    let forms =
      [plain]
      + plain.profiles.compactMap {
        composer.compose(file: path, profile: $0, diagnostics: &problems)
      }
    for form in forms {
      for (_, network) in form.root["networks"]?.entries ?? [:] {
        guard let use = network.value["use"], let file = use.text else { continue }
        closure.texts += composer.load(
          path: file, writtenAt: use.range, origin: use.origin, diagnostics: &problems
        ).files.map(\.text)
      }
    }
    return closure
  }

  /// The files below the given paths; without any, those below a folder `experiments`, if there is one.
  private static func chosen(_ all: OrderedSet<String>, _ paths: [String]) throws -> [String] {
    guard !paths.isEmpty else {
      let below = all.filter { $0.split(separator: "/").dropLast().contains("experiments") }
      return below.isEmpty ? Array(all) : Array(below)
    }
    var chosen: OrderedSet<String> = []
    for path in paths {
      let path = PathLookup.join("", path)
      let found = all.filter { path == "." || $0 == path || $0.hasPrefix(path + "/") }
      guard !found.isEmpty || Folder.exists(path) else {
        throw Diagnostic(
          "'\(path.excerpt)' is neither a revision nor a path with YAML files", at: nil,
          notes: [.init("etch diff --git [BASE [HEAD]] [PATH …]")])
      }
      chosen.formUnion(found)
    }
    return chosen.sorted()
  }
}
