import Artifacts
import Config
import Diagnostics
import Layers

/// The JSON Schema of experiment files, from the same definitions that check them.
public enum LanguageSchema {
  public static let fileName = "experiment.schema.json"

  public static var text: String {
    var schema = JSONSchema()
    let layers = Catalogue(
      "layer", LayerCatalogue.catalogue.schemas + NetworkSchema.containers.schemas)
    _ = schema.kind(layers, alongside: NetworkSchema.layerItem.fields, isOpen: true)
    schema.define("layers", LayerListSchema.layersAndBlocks(layers))
    schema.define("known_layers", LayerListSchema.layersAlone(layers))
    schema.define("full_layers", LayerListSchema.layersInFull(layers))
    schema.define(
      "network",
      JSONSchema.value(
        schema.object(NetworkSchema.network), beside: LayerListSchema.fullUnlessDefaults))
    schema.define("block", schema.object(NetworkSchema.block))
    let object = JSON.object(["type": .string("object")])
    schema.define("params", object)
    schema.define(
      "param",
      .object([
        "type": .array(["number", "string", "boolean", "array"].map { JSON.string($0) })
      ]))
    schema.define(
      "function",
      .object([
        "title": .string("expression"),
        "type": .array(["string", "number", "array"].map { JSON.string($0) }),
      ]))
    schema.define(
      "blocks",
      .object([
        "type": .string("object"), "additionalProperties": JSONSchema.reference("block"),
      ]))
    schema.define("partial.network", schema.partial(NetworkSchema.network))
    let keys = ExperimentSchema.experiment
    let profile = Schema(
      "overrides", "Values to set, laid over the experiment.",
      fields: keys.fields.filter { $0.name != "extends" && $0.name != "profiles" })
    schema.define("overrides", schema.partial(profile))
    // A file that extends another may leave out what that one says.
    schema.define("extension", schema.partial(keys))
    schema.define("experiment", schema.object(keys))
    let root = JSON.object([
      "description": .string(keys.summary),
      "type": .string("object"),
      "if": .object(["required": .array([.string("extends")])]),
      "then": JSONSchema.reference("extension"),
      "else": .object([
        "if": .object(["required": .array([.string("blocks")])]),
        "then": .object([
          "allOf": .array([
            JSONSchema.reference("experiment"), LayerListSchema.fullBlocksUnlessDefaults,
          ])
        ]),
        "else": .object([
          "allOf": .array([
            JSONSchema.reference("experiment"), LayerListSchema.networksOfLayersAlone,
          ])
        ]),
      ]),
    ])
    return schema.document(root, title: "Etch experiment").text
  }

  /// Writes `experiment.schema.json` into a folder; returns its path.
  public static func write(to folder: String) throws -> String {
    let path = folder + "/" + fileName
    try TextFile.write(text, to: path)
    return path
  }
}
