import Config
import Diagnostics
import Experiment
import OrderedCollections
import YAML

/// A sweep's file, read: the experiment, and what its trials set.
struct SweepDefinition: Sendable {
  struct Objective: Sendable {
    let name: String
    let range: SourceRange?
    let isMaximized: Bool
    /// Whether the best epoch counts, instead of the last.
    let takesBest: Bool
  }

  let file: SourceFile
  let name: String
  /// The experiment's path from the working folder, and where it is written.
  let experiment: String
  let experimentRange: SourceRange?
  let profile: String?
  let profileRange: SourceRange?
  /// What every trial sets.
  let common: [Setting]
  /// What is varied, the slowest first.
  let factors: [SweepFactor]
  /// Settings that are left out.
  let exceptions: [(settings: [Setting], range: SourceRange?)]
  let objective: Objective?
  let halving: Halving?
  /// What is wrong with the file itself; what is right of it has been read.
  let problems: DiagnosticList
  /// Whether its trials are not too many to be looked at.
  let isBounded: Bool

  /// - Throws: a file that says of no experiment that it is varied; everything that is wrong with such a file.
  init(_ file: SourceFile) throws {
    self.file = file
    var problems = DiagnosticList()
    let yaml = YAMLReader.read(file, diagnostics: &problems)
    try problems.throwIfErrors()
    guard let yaml else { throw Diagnostic("'\(file.name)' is empty", at: nil) }
    let root = ConfigNode(yaml, origin: .file(file.name))
    guard let keys = root.entries, keys["sweep"] != nil else {
      throw Diagnostic(
        "this is no sweep: no key 'sweep' names an experiment", at: root.range,
        notes: [.init("an experiment is run by 'etch run \(file.name.shownShellWord)'")])
    }
    let whole = Fields(
      checking: root, schema: SweepSchema.keys, scope: Scope(), diagnostics: &problems)
    guard let fields = whole ?? Self.soundPart(of: root, keys) else {
      // What else is wrong, as far as it can be told.
      var reader = SweepReader(file, problems)
      _ = reader.factors(root, seeds: nil, isWhole: false)
      throw reader.problems
    }
    var reader = SweepReader(file, problems)
    name = reader.name(fields)
    experiment = PathLookup.join(file.folder, fields.text("sweep"))
    experimentRange = fields.range(of: "sweep")
    profile = fields.has("profile") ? fields.text("profile") : nil
    profileRange = fields.range(of: "profile")
    common = reader.settings(root["set"], of: "set")
    factors = reader.factors(
      root, seeds: fields.has("seeds") ? fields.value("seeds") : nil, isWhole: whole != nil)
    exceptions = reader.exceptions(root["except"])
    objective = reader.objective(fields)
    halving = reader.halving(root, fields)
    reader.checkKeys(
      common: common, factors: factors, exceptions: exceptions, written: reader.keys(root))
    let limits = fields.has("limits") ? fields.fields("limits") : nil
    isBounded = reader.checkCount(
      of: factors, most: limits?.integer("trials") ?? 1000, at: root.range)
    self.problems = reader.problems
  }

  /// The keys that are right each for itself, so that what else is wrong is told with the others.
  private static func soundPart(
    of root: ConfigNode, _ keys: OrderedDictionary<String, ConfigNode.Entry>
  ) -> Fields? {
    func fields(_ part: OrderedDictionary<String, ConfigNode.Entry>) -> Fields? {
      var ignored = DiagnosticList()
      return Fields(
        checking: ConfigNode(.map(part), range: root.range, origin: root.origin),
        schema: SweepSchema.keys, scope: Scope(), diagnostics: &ignored)
    }
    let sweep = keys.filter { $0.key == "sweep" }
    return fields(
      keys.filter { one in fields(sweep.merging([one.key: one.value]) { $1 }) != nil })
  }

  /// All keys that are varied, in their order.
  var variedKeys: [String] { factors.flatMap(\.keys) }
}
