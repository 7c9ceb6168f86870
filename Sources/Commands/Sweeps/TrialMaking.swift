import Config
import Diagnostics
import Experiment

/// Makes the trials of a sweep: all combinations, without what is left out, each experiment once.
struct TrialMaking {
  private let definition: SweepDefinition
  private let names: SettingNames
  private(set) var remarks = DiagnosticList()

  init(_ definition: SweepDefinition, _ names: SettingNames) {
    self.definition = definition
    self.names = names
  }

  /// - Throws: everything that is wrong with any of them, at once.
  mutating func trials(_ variants: ExperimentVariants) throws -> [Trial] {
    var found = TrialProblems(names)
    var trials: [Trial] = []
    var places: [String: Int] = [:]
    let common = definition.common.map(\.override)
    let combinations = combinations()
    let experiments = combinations.concurrentMap { settings in
      try Experiment(variants.variant(common + settings.map(\.override)))
    }
    for (index, (settings, experiment)) in zip(combinations, experiments).enumerated() {
      let made = try found.collect(index + 1, settings) { try experiment.get() }
      guard let made else { continue }
      if made.name == "sweeps" {
        found.add(
          Diagnostic(
            "an experiment of a sweep cannot be called 'sweeps': that folder holds what sweeps leave",
            at: definition.experimentRange))
      }
      let folder = "\(made.name)/\(made.hash)"
      if let first = places[folder] {
        tellAlike(trials[first].settings, settings)
        continue
      }
      places[folder] = trials.count
      trials.append(
        Trial(
          number: trials.count + 1, settings: settings, name: made.name, hash: made.hash,
          text: made.text))
    }
    try found.throwIfErrors()
    guard !trials.isEmpty else {
      throw Diagnostic("'except' leaves no trial", at: definition.exceptions.first?.range)
    }
    return trials
  }

  /// What is kept of a trial's experiment.
  private struct Experiment: Sendable {
    let name: String
    let hash: String
    let text: String

    init(_ variant: ExperimentVariants.Variant) {
      name = variant.name
      hash = variant.identity.short
      text = variant.text
    }
  }

  /// All combinations, the first factor slowest, without what is left out.
  private mutating func combinations() -> [[Setting]] {
    var rows: [[Setting]] = [[]]
    for factor in definition.factors {
      rows = rows.flatMap { row in factor.choices.map { row + $0 } }
    }
    for exception in definition.exceptions {
      let before = rows.count
      rows.removeAll { row in
        !exception.settings.isEmpty
          && exception.settings.allSatisfy { left in row.contains { $0.equals(left) } }
      }
      if rows.count == before {
        remarks.add(
          Diagnostic(.unused, "this exception leaves out no trial", at: exception.range))
      }
    }
    return rows
  }

  private mutating func tellAlike(_ first: [Setting], _ second: [Setting]) {
    let difference = second.first { setting in !first.contains { $0.equals(setting) } }
    remarks.add(
      Diagnostic(
        .equalTrials,
        "'\(second.phrase(names))' makes the same experiment as '\(first.phrase(names))': it is one trial",
        at: (difference ?? second.last)?.value.range))
  }
}

/// What is wrong with trials: each mistake once, with the trials that make it.
struct TrialProblems {
  private struct Mistake: Hashable {
    let message: String
    let range: SourceRange?
  }

  private let names: SettingNames
  private var problems: [(problem: Diagnostic, first: String?, more: Int)] = []
  private var places: [Mistake: Int] = [:]

  init(_ names: SettingNames) { self.names = names }

  mutating func add(_ problem: Diagnostic, in trial: String? = nil) {
    let mistake = Mistake(message: problem.message, range: problem.range)
    if let place = places[mistake] {
      problems[place].more += 1
    } else {
      places[mistake] = problems.count
      problems.append((problem, trial, 0))
    }
  }

  /// What `body` gives; `nil` where it throws diagnostics, whose errors are kept.
  mutating func collect<T>(
    _ number: Int, _ settings: [Setting], _ body: () throws -> T
  ) throws -> T? {
    var found = DiagnosticList()
    let result = try found.collect(body)
    for problem in found.diagnostics where problem.severity == .error {
      add(problem, in: "this is so in trial \(number): \(settings.phrase(names))")
    }
    return result
  }

  func throwIfErrors() throws {
    try DiagnosticList(
      problems.map { problem, first, more in
        guard let first else { return problem }
        let others = more > 0 ? ", and in \(more) more" : ""
        return problem.replacing(notes: problem.notes + [.init(first + others)])
      }
    ).throwIfErrors()
  }
}
