import Config
import Diagnostics
import Graph
import Layers
import OrderedCollections

/// The training schedule, checked.
public struct TrainDefinition: Sendable {
  public enum Length: Hashable, Sendable {
    case epochs(Int)
    case steps(Int)
  }

  public let length: Length
  public let batchSize: Int
  /// Where the size of a batch is written; `nil` where it is not.
  let batchSizeRange: SourceRange?
  public let keepsLastBatch: Bool
  public let shuffles: Bool
  public let cyclesShorterSources: Bool
  /// The whole schedule is repeated once per combination of values; empty for one round.
  public let rounds: OrderedDictionary<String, [Double]>
  /// What variables take as a round begins.
  public let start: OrderedDictionary<String, ExpressionTree>
  public let stages: [StageDefinition]
  /// Of every update that has none of its own.
  let optimizer: Fields?
  /// What numbers may do to be fast.
  public let numerics: Numerics
  /// `nil` where it is trained to its length in any case.
  public let stop: StopDefinition?
  let lengthRange: SourceRange?

  /// - Throws: `DiagnosticList` with everything that is wrong.
  init(_ fields: Fields, targets: Set<String>, networks: Set<String>, hasData: Bool) throws {
    var problems = DiagnosticList()
    lengthRange = fields.range(of: fields.has("epochs") ? "epochs" : "steps")
    switch (fields.has("epochs"), fields.has("steps")) {
    case (true, true):
      problems.add(
        Diagnostic(
          "both 'epochs' and 'steps' are given; keep the one that the schedule goes by",
          at: fields.range(of: "steps")))
      length = .steps(fields.integer("steps"))
    case (true, false):
      if !hasData {
        problems.add(
          Diagnostic(
            "without data there are no epochs; give 'steps'", at: fields.range(of: "epochs")))
      }
      length = .epochs(fields.integer("epochs"))
    case (false, true):
      length = .steps(fields.integer("steps"))
    case (false, false):
      problems.add(
        Diagnostic(
          "train needs a length: 'epochs: 10' or 'steps: 1000'", at: fields.range))
      length = .steps(1)
    }
    batchSize = fields.integer("batch_size")
    batchSizeRange = fields.isLeftOut("batch_size") ? nil : fields.range(of: "batch_size")
    keepsLastBatch = fields.text("last_batch") == "keep"
    shuffles = fields.boolean("shuffle")
    cyclesShorterSources = fields.text("epoch") == "longest"
    var rounds: OrderedDictionary<String, [Double]> = [:]
    if fields.has("rounds") {
      for (name, value) in fields.mapping("rounds") {
        rounds[name] = value.list(name).map { $0.number() }
      }
    }
    self.rounds = rounds
    start = fields.has("start") ? fields.mapping("start").mapValues { $0.expression() } : [:]
    numerics = Numerics(rawValue: fields.text("numerics")) ?? .fast
    let common = fields.has("optimizer") ? fields.kind("optimizer") : nil
    optimizer = common
    let steps = fields.list("step")
    let shared = SharedUpdates(steps, &problems)
    stages = try steps.enumerated().compactMap { index, stage in
      try problems.collect {
        try StageDefinition(
          index: index, stage, common: common, shared: shared, targets: targets,
          networks: networks)
      }
    }
    stop =
      try problems.collect {
        fields.has("stop") ? try StopDefinition(fields.fields("stop")) : nil
      } ?? nil
    if problems.hasErrors { throw problems }
  }
}
