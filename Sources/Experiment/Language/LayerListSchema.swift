import Config
import Diagnostics
import Layers

/// What the JSON Schema says of lists of layers, which may hold blocks that only the file knows.
enum LayerListSchema {
  /// Layers of the vocabulary, or blocks.
  static func layersAndBlocks(_ layers: Catalogue) -> JSON {
    let names = layers.schemas.map(\.name)
    // A name and a map apart: `required` says nothing about a name.
    let name = JSON.object([
      "title": .string("block"), "description": .string("A block of this file."),
      "type": .string("string"), "not": .object(["enum": .array(names.map(JSON.string))]),
    ])
    let map = JSON.object([
      "title": .string("block …"), "description": .string("A block of this file, with its params."),
      "type": .string("object"),
      "not": .object([
        "anyOf": .array(names.map { .object(["required": .array([.string($0)])]) })
      ]),
    ])
    return .object([
      "type": .string("array"),
      "items": .object([
        "defaultSnippets": .array(layers.snippets),
        "anyOf": .array([JSONSchema.reference("layer"), name, map]),
      ]),
    ])
  }

  /// The same for a file without blocks, where a name that is no layer's is a mistake. It is laid over
  /// `layersAndBlocks`, and written with patterns alone, so that an editor does not complete by it as well.
  static func layersAlone(_ layers: Catalogue) -> JSON {
    let inner = JSONSchema.reference("known_layers")
    let names = layers.schemas.map(\.name)
    return .object([
      "items": .object(
        named(names) + [
          .init("propertyNames", .object(named(names + ["as", "from"]))),
          .init("patternProperties", .object(["^(residual|repeat|group)$": inner])),
        ]),
      // A network, and a layer that holds layers, may have them under this key.
      "patternProperties": .object(["^layers$": inner]),
    ])
  }

  /// Layers that give all that they need: what nothing is laid under by `defaults`. Laid over a network, a block or a
  /// list of layers.
  static func layersInFull(_ layers: Catalogue) -> JSON {
    let inner = JSONSchema.reference("full_layers")
    let containers = NetworkSchema.containers.schemas.map(\.name)
    let needy = layers.schemas.filter { !$0.required.isEmpty }
    let fields = needy.map { schema in
      JSON.Member(
        "^\(schema.name)$",
        .object(
          [
            .init("not", .object(["type": .string("null")])),
            .init("required", .array(schema.required.map(JSON.string))),
          ] + (containers.contains(schema.name) ? [.init("allOf", .array([inner]))] : [])))
    }
    return .object([
      "items": .object([
        "not": .object(["enum": .array(needy.map { .string($0.name) })]),
        "patternProperties": .object(fields),
      ]),
      "patternProperties": .object(["^layers$": inner]),
    ])
  }

  /// A network whose layers give all that they need, unless it has `defaults`.
  static let fullUnlessDefaults: [JSON.Member] = [
    .init("if", .object(["required": .array([.string("defaults")])])),
    .init("then", .boolean(true)), .init("else", JSONSchema.reference("full_layers")),
  ]

  /// Blocks whose layers do, where no network has `defaults`.
  static let fullBlocksUnlessDefaults = JSON.object([
    "if": .object([
      "patternProperties": .object([
        "^networks$": .object([
          "additionalProperties": .object([
            "not": .object(["required": .array([.string("defaults")])])
          ])
        ])
      ])
    ]),
    "then": .object([
      "patternProperties": .object([
        "^blocks$": .object(["additionalProperties": JSONSchema.reference("full_layers")])
      ])
    ]),
  ])

  /// The networks of an experiment that has no blocks.
  static let networksOfLayersAlone = JSON.object([
    "patternProperties": .object([
      "^networks$": .object(["additionalProperties": JSONSchema.reference("known_layers")])
    ])
  ])

  /// One of the names, or what a param stands for.
  private static func named(_ names: [String]) -> [JSON.Member] {
    [
      .init("pattern", .string("^(\(names.joined(separator: "|")))$|\\$\\{")),
      .init(
        "patternErrorMessage",
        .string("There is no layer of this name, and the file has no blocks.")),
    ]
  }
}
