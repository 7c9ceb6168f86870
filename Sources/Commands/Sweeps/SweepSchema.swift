import Artifacts
import Config
import Diagnostics

/// What a sweep's file may hold; its JSON Schema comes from the same fields.
public enum SweepSchema {
  static let keys = Schema(
    "sweep", "Trials of one experiment: what is varied, over which values.",
    fields: [
      Field("sweep", .path, .required, "The experiment, from this file's folder."),
      Field("name", .text, .optional, "What the sweep is called; the file's name by default."),
      Field("about", .text, .optional, "What it is for."),
      Field("profile", .text, .optional, "A profile of the experiment, for every trial."),
      Field("set", .node(definition: "settings"), .optional, "Values that every trial sets."),
      Field(
        "grid", .node(definition: "grid"), .optional,
        "A list of values for each key: all combinations, the first key slowest."),
      Field("zip", .node(definition: "zip"), .optional, "Values that are set together."),
      Field("random", .node(definition: "random"), .optional, "Values that are drawn."),
      Field(
        "seeds",
        .either([.integer(1...10_000), .list(.integer(0...(1 << 53)), count: 1...10_000)]),
        .optional, "Seeds for each setting: how many, from 1, or which."),
      Field("except", .node(definition: "except"), .optional, "Settings that are left out."),
      Field("objective", .map(objective), .optional, "The figure by which settings are compared."),
      Field("halving", .map(halving), .optional, "Only the best part of the trials goes on."),
      Field("limits", .map(limits), .optional, "How large the sweep may be."),
    ])

  static let objective = Schema(
    "objective", "The figure by which settings are compared.",
    fields: [
      Field("minimize", .text, .optional, "A loss or metric that is better lower."),
      Field("maximize", .text, .optional, "A loss or metric that is better higher."),
      Field("of", .choice(["last", "best"]), .standard("last"), "Which epoch counts."),
    ])

  static let halving = Schema(
    "halving", "Successive halving: all trials run to each mark, and the best part goes on.",
    discussion: "Source: Jamieson & Talwalkar 2016, algorithm 1, synchronous.",
    fields: [
      Field(
        "keep", .number(NumberRange(from: 0, excluding: true, to: 1, excludingHighest: true)),
        .standard("1/3"), "The part of the settings that goes on."),
      Field(
        "at", .list(.node(definition: "mark"), count: 1...16), .required,
        "When: [1 epoch, 3 epochs], or in steps."),
    ])

  static let limits = Schema(
    "limits", "How large the sweep may be.",
    fields: [
      Field("trials", .integer(1...1_000_000), .standard("1000"), "The most trials.")
    ])

  /// How the values of `random` are drawn.
  static let draws = Catalogue(
    "draw",
    ["integers", "uniform", "log"].map { name in
      Schema(
        name, "", mainField: "between",
        fields: [Field("between", .list(.number(.any), count: 2...2), .required, "Both ends.")])
    } + [
      Schema(
        "choice", "", mainField: "of",
        fields: [Field("of", .list(.node(definition: "value"), count: 1...10_000), .required, "")])
    ])

  public static let fileName = "sweep.schema.json"

  /// The JSON Schema.
  public static var text: String {
    var schema = JSONSchema()
    let any = JSON.object([:])
    func map(of value: JSON) -> JSON {
      .object([
        "type": .string("object"), "minProperties": .integer(1), "additionalProperties": value,
      ])
    }
    func list(of value: JSON) -> JSON {
      .object(["type": .string("array"), "minItems": .integer(1), "items": value])
    }
    schema.define("value", any)
    schema.define(
      "mark",
      .object([
        "type": .string("string"), "pattern": .string("^ *[0-9]+ +(epochs?|steps?) *$"),
      ]))
    schema.define("settings", map(of: any))
    schema.define("grid", map(of: list(of: any)))
    schema.define("zip", list(of: JSONSchema.reference("settings")))
    schema.define("except", list(of: JSONSchema.reference("settings")))
    let ends = JSON.object([
      "type": .string("array"), "minItems": .integer(2), "maxItems": .integer(2),
      "items": .object(["type": .string("number")]),
    ])
    schema.define(
      "draw",
      .object([
        "type": .string("object"), "minProperties": .integer(1), "maxProperties": .integer(1),
        "additionalProperties": .boolean(false),
        "properties": .object([
          "integers": ends, "uniform": ends, "log": ends, "choice": list(of: any),
        ]),
      ]))
    schema.define(
      "random",
      .object([
        "type": .string("object"), "required": .array([.string("count")]),
        "properties": .object([
          "count": .object(["type": .string("integer"), "minimum": .integer(1)]),
          "seed": .object(["type": .string("integer"), "minimum": .integer(0)]),
        ]),
        "additionalProperties": JSONSchema.reference("draw"),
      ]))
    return schema.document(schema.object(keys), title: "Etch sweep").text
  }

  /// Writes `sweep.schema.json` into a folder; returns its path.
  public static func write(to folder: String) throws -> String {
    let path = folder + "/" + fileName
    try TextFile.write(text, to: path)
    return path
  }
}
