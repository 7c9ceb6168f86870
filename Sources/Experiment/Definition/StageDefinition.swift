import Config
import Diagnostics

/// One stage of a step: updates that are taken at the same parameters.
public struct StageDefinition: Sendable {
  /// From 0.
  public let index: Int
  public let updates: [UpdateDefinition]

  /// How often the stage is repeated in a step.
  public let repetitions: Int

  init(
    index: Int, _ value: FieldValue, common: Fields?, shared: SharedUpdates, targets: Set<String>,
    networks: Set<String>
  ) throws {
    var problems = DiagnosticList()
    self.index = index
    updates = try value.mapping().compactMap { name, value in
      try problems.collect {
        try UpdateDefinition(
          name: name, value, common: common, shared: shared, targets: targets, networks: networks)
      }
    }
    repetitions = updates.map(\.times).max() ?? 1
    if value.mapping().isEmpty {
      problems.add(
        Diagnostic(
          "a stage holds updates by name, such as 'G: {minimize: loss}'; this one holds none",
          at: value.range))
    }
    var owners: [String: String] = [:]
    for update in updates {
      for target in update.targets {
        if let owner = owners[target] {
          problems.add(
            Diagnostic(
              "'\(owner)' and '\(update.name)' both update '\(target)' in one stage; "
                + "updates of a stage are simultaneous, so put one of them in a stage of its own",
              at: update.keyRange))
        }
        owners[target] = update.name
      }
    }
    if problems.hasErrors { throw problems }
  }
}
