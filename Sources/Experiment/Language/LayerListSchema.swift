import Config
import Diagnostics

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
