import Artifacts
import Config
import Diagnostics

/// What a sweep leaves in `OUT/sweeps/NAME`: the list of its trials, their logs, the table, the page.
public struct SweepFolder: Sendable {
  public let path: String

  init(_ plan: SweepPlan, in out: String) { path = "\(out)/sweeps/\(plan.name)" }

  var list: String { path + "/sweep.json" }
  var logs: String { path + "/logs" }
  var page: String { path + "/index.html" }
  func log(of trial: Trial) -> String { "\(path)/\(Self.log(of: trial))" }
  /// From the folder.
  static func log(of trial: Trial) -> String { "logs/\(trial.hash).txt" }

  /// The list of trials: where another program finds what each one is.
  static func json(_ plan: SweepPlan) -> JSON {
    .object([
      "format": .integer(1), "name": .string(plan.name), "sweep": .string(plan.file),
      "experiment": .string(plan.definition.experiment),
      "profile": plan.definition.profile.map(JSON.string) ?? .null,
      "trials": .array(
        plan.trials.map { trial in
          .object([
            "index": .integer(trial.number), "name": .string(trial.name),
            "hash": .string(trial.hash),
            "settings": .object(
              trial.settings.map { .init($0.key, .string($0.value.flow)) }),
          ])
        }),
    ])
  }

  /// Writes the list, and makes the folder of logs.
  func write(_ plan: SweepPlan) throws {
    try Folder.create(logs)
    try TextFile.write(Self.json(plan).text, to: list)
  }

  /// - Throws: where the list that was written counts other trials, so that a number means another one.
  func checkList(_ plan: SweepPlan) throws {
    guard Folder.exists(list) else { return }
    let old = try? JSON(parsing: TextFile.read(list))
    func trials(_ json: JSON?) -> [JSON] {
      guard case .array(let items)? = json?["trials"] else { return [] }
      return items.compactMap { $0["hash"] }
    }
    guard trials(old) != trials(Self.json(plan)) else { return }
    throw Diagnostic(
      "the trials of '\(plan.name)' are others than when '\(list)' was written, so their numbers are too",
      at: nil,
      notes: [
        .init(
          "the script that counts them is printed anew by '\(plan.command(["sweep", plan.file, "--slurm"]))', or run '\(plan.command(["sweep", plan.file]))'"
        )
      ])
  }
}
