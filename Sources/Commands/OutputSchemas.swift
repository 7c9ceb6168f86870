import Artifacts
import Config
import Diagnostics
import Training

/// The JSON Schemas of what the program writes for programs: a diagnostic, a line of `metrics.jsonl`, `run.json`. Later
/// versions may add members, and neither take one away nor give it another meaning.
public enum OutputSchemas {
  /// Numbers, and those that JSON has not, as texts.
  private static let figure = JSON.object([
    "anyOf": .array([
      kind("number"),
      .object(["enum": .array(["NaN", "Infinity", "-Infinity"].map { .string($0) })]),
    ])
  ])
  private static let word = kind("string")
  private static let whole = kind("integer")

  private static func kind(_ name: String) -> JSON { .object(["type": .string(name)]) }

  /// What a value is, or null.
  private static func optional(_ name: String, _ about: String) -> JSON {
    .object(["type": .array([.string(name), .string("null")]), "description": .string(about)])
  }

  private static func count(from least: Int, _ about: String) -> JSON {
    .object([
      "type": .string("integer"), "minimum": .integer(least), "description": .string(about),
    ])
  }

  private static func map(of value: JSON, _ about: String) -> JSON {
    .object([
      "type": .string("object"), "additionalProperties": value, "description": .string(about),
    ])
  }

  private static func text(_ about: String) -> JSON {
    .object(["type": .string("string"), "description": .string(about)])
  }

  private static func list(of value: JSON, _ about: String) -> JSON {
    .object(["type": .string("array"), "items": value, "description": .string(about)])
  }

  private static func object(
    _ about: String, _ properties: [JSON.Member], required: [String]? = nil,
    type: JSON = .string("object")
  ) -> JSON {
    .object([
      "type": type, "description": .string(about), "properties": .object(properties),
      "required": .array((required ?? properties.map(\.key)).map { .string($0) }),
    ])
  }

  private static func document(
    _ title: String, _ properties: [JSON.Member], required: [String]? = nil,
    others: JSON = .boolean(true)
  ) -> String {
    JSON.object([
      "$schema": .string("http://json-schema.org/draft-07/schema#"),
      "title": .string(title), "type": .string("object"), "properties": .object(properties),
      "required": .array((required ?? properties.map(\.key)).map { .string($0) }),
      "additionalProperties": others,
    ]).text
  }

  private static var place: [JSON.Member] {
    [
      .init("file", optional("string", "As it was named; - is standard input.")),
      .init("line", optional("integer", "From 1.")),
      .init("column", optional("integer", "From 1, in characters.")),
      .init(
        "end",
        object(
          "What follows the place.", [.init("line", whole), .init("column", whole)],
          type: .array([.string("object"), .string("null")]))),
    ]
  }

  /// A line of `etch validate --format json`.
  static var diagnostic: String {
    let message = JSON.Member("message", text("A sentence without its final stop."))
    let severities: [Diagnostic.Severity] = [.error, .warning, .note]
    return document(
      "A line of etch validate --format json",
      [
        .init("severity", .object(["enum": .array(severities.map { .string($0.rawValue) })])),
        .init(
          "code",
          .object([
            "enum": .array(Warning.allCases.map { .string($0.rawValue) } + [.null]),
            "description": .string("Which warning it is, as 'allow' names it; others have none."),
          ])),
        message,
      ] + place + [
        .init(
          "notes",
          list(of: object("", [message] + place), "What belongs to it, each with its place.")),
        .init("help", optional("string", "The part of the message that says what to do.")),
      ])
  }

  /// A line of `metrics.jsonl`. A run without training has one line, of metrics alone.
  static var metrics: String {
    document(
      "A line of Etch's metrics.jsonl",
      [
        .init("round", count(from: 1, "The round, where a schedule has several.")),
        .init("epoch", count(from: 1, "The epoch that the steps are of.")),
        .init("step", count(from: 1, "The steps that the whole run has trained.")),
        .init(
          "kind",
          .object([
            "enum": .array([.string("interval"), .string("epoch")]),
            "description": .string(
              "interval: means since the line before; epoch: of a whole epoch, with the metrics."),
          ])),
        .init(
          Trainer.learningRateKey, map(of: kind("number"), "Of each update, in the last step.")),
        .init(
          ConfidenceInterval.key,
          map(
            of: kind("number"),
            "Half of the width of the 95 % confidence interval of each metric that has one: kid and frechet."
          )),
      ], required: [], others: figure)
  }

  /// `run.json`.
  static var record: String {
    document(
      "Etch's run.json",
      [
        .init(
          "status",
          .object(["enum": .array(RunRecord.Status.allCases.map { .string($0.rawValue) })])),
        .init("name", text("The experiment's name.")),
        .init("hash", text("The beginning of the run's identity, which names its folder.")),
        .init("failure", text("Why it failed or diverged.")),
        .init(
          "divergedInFirstStep",
          .object([
            "type": .string("boolean"),
            "description": .string(
              "Of a run that diverged: whether a loss was so in the first step already."),
          ])),
        .init("steps", count(from: 0, "The steps that were trained.")),
        .init("stepsInAll", count(from: 0, "The steps of its whole schedule.")),
        .init(
          "stoppedEarly",
          text("Where and why training ended before its whole schedule, by 'train.stop'.")),
        .init(
          "resumedAt",
          list(of: whole, "The steps at which training went on after it was interrupted.")),
        .init(
          "versions", map(of: word, "Of etch, the compiler, the processor's level, the numbers.")),
        .init(
          "machine",
          object(
            "What it ran on.",
            [
              .init("system", word), .init("cores", whole), .init("threads", whole),
              .init("memoryBytes", whole),
            ])),
        .init("started", text("ISO 8601.")),
        .init("updated", text("ISO 8601.")),
        .init("timings", map(of: kind("number"), "Seconds by what took them: compile, run.")),
        .init("peakMemoryBytes", count(from: 0, "The most memory that the process has taken.")),
        .init("digests", map(of: word, "The SHA-256 of every file of data and weights, by path.")),
        .init("dataFolder", text("What data/ meant.")),
        .init("weightsFolder", text("What weights/ meant.")),
        .init("pictures", list(of: word, "The last ones, from the run's folder.")),
        .init("allPictures", list(of: word, "All, where they are not too many.")),
        .init(
          "better",
          map(
            of: .object(["enum": .array(RunRecord.Better.allCases.map { .string($0.rawValue) })]),
            "What is better of the figures of which that is known.")),
        .init("warnings", list(of: word, "Of the experiment, of its data, of the run.")),
        .init(
          "continues",
          object(
            "The checkpoint of another run that this one began from.",
            [
              .init("checkpoint", word), .init("sha256", word), .init("identity", word),
              .init("steps", whole),
            ])),
        .init(
          "request",
          object(
            "What was asked for.",
            [
              .init("identity", word), .init("groupIdentity", word), .init("root", word),
              .init("file", word), .init("profile", word),
              .init("overrides", list(of: word, "key=value")),
              .init("params", map(of: word, "As they were used.")),
              .init("commandLine", list(of: word, "Its words.")),
            ],
            required: [
              "identity", "groupIdentity", "root", "file", "overrides", "params", "commandLine",
            ])),
      ],
      required: [
        "status", "name", "hash", "versions", "machine", "started", "updated", "timings", "digests",
      ])
  }

  /// The schemas with the names of their files.
  static var all: [(file: String, text: String)] {
    [
      ("diagnostic.schema.json", diagnostic), ("metrics.schema.json", metrics),
      ("run.schema.json", record),
    ]
  }

  /// Writes them into a folder; returns their paths.
  public static func write(to folder: String) throws -> [String] {
    try all.map { file, text in
      let path = "\(folder)/\(file)"
      try TextFile.write(text, to: path)
      return path
    }
  }
}
