import Config

/// The keys of a network, of a block, and of what stands in a list of layers besides the layers.
public enum NetworkSchema {
  private static let shape = FieldType.shape(rank: 0...5, any: true)
  private static let defaults = Field(
    "defaults", .mapping(.node(definition: "params")), .optional,
    "Fields of layers by kind, for all layers of the network that do not give them themselves.")

  public static let network = Schema(
    "network", "Layers with trained weights.",
    discussion: "Either `input` and `layers`, or `use`, or `like`, or `ema`.",
    fields: [
      Field(
        "input", .either([shape, .mapping(shape)]), .optional,
        "The shape of an example; `any` where it varies; several inputs have names."),
      Field("layers", .node(definition: "layers"), .optional, "The layers, first to last."),
      defaults,
      Field("use", .path, .optional, "A file that holds the network."),
      Field("params", .node(definition: "params"), .optional, "The file's params."),
      Field("like", .text, .optional, "A network of the same architecture."),
      Field("ema", .text, .optional, "A network that this one is a running average of."),
      Field("decay", .number(.fraction), .optional, "The running average's memory."),
      Field(
        "weights", .node(definition: "weights"), .optional, "A file to take the weights from."),
    ])

  /// A network in a file of its own, which `use` names.
  public static let file = Schema(
    "network file", "A network in a file of its own.",
    fields: [
      Field("etch", .integer(1...1), .optional, "The language's version."),
      Field("about", .text, .optional, "What it is."),
      Field("source", .text, .optional, "Where it is described."),
      Field("params", .node(definition: "params"), .optional, "Its params and their defaults."),
      Field("blocks", .node(definition: "blocks"), .optional, "Its blocks."),
      Field("input", .either([shape, .mapping(shape)]), .required, "The shape of an example."),
      defaults,
      Field("layers", .node(definition: "layers"), .required, "The layers, first to last."),
    ])

  public static let block = Schema(
    "block", "Layers to be used several times.",
    fields: [
      Field(
        "params", .node(definition: "params"), .optional,
        "Its params: `required`, or a default."),
      Field("layers", .node(definition: "layers"), .required, "The layers, first to last."),
    ])

  /// What may stand in a list of layers besides the layers.
  public static let containers = Catalogue(
    "layer",
    [
      Schema(
        "group", "Layers under one name: what a block becomes in the resolved experiment.",
        mainField: "layers",
        fields: [
          Field(
            "kind", .text, .standard("group"),
            "What it is called, with a number, where 'as' does not."
          ),
          Field("layers", .node(definition: "layers"), .required, "The layers."),
        ]),
      Schema(
        "repeat", "The same layers several times, each time with weights of their own.",
        fields: [
          Field("times", .integer(1...1000), .required, "How many times."),
          Field("layers", .node(definition: "layers"), .required, "The layers."),
        ]),
      Schema(
        "residual", "Layers whose output is added to what went into them.", mainField: "layers",
        fields: [Field("layers", .node(definition: "layers"), .required, "The layers.")]),
    ])

  static func container(_ name: String) -> Schema? {
    containers.schemas.first { $0.name == name }
  }
}
