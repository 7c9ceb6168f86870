import Config
import Diagnostics
import Experiment
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

  /// - Throws: everything that is wrong with the file itself.
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
        notes: [.init("an experiment is run by 'etch run \(file.name.excerpt)'")])
    }
    let scope = Scope()
    guard
      let fields = Fields(
        checking: root, schema: SweepSchema.keys, scope: scope, diagnostics: &problems)
    else {
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
    factors = reader.factors(root, seeds: fields.has("seeds") ? fields.value("seeds") : nil)
    exceptions = reader.exceptions(root["except"])
    objective = reader.objective(fields)
    halving = reader.halving(fields, objective: objective)
    reader.checkKeys(common: common, factors: factors, exceptions: exceptions)
    let limits = fields.has("limits") ? fields.fields("limits") : nil
    reader.checkCount(of: factors, most: limits?.integer("trials") ?? 1000, at: root.range)
    try reader.problems.throwIfErrors()
  }

  /// All keys that are varied, in their order.
  var variedKeys: [String] { factors.flatMap(\.keys) }
}
