import Config

/// The keys of a network, of a block, and of what stands in a list of layers besides the layers.
public enum NetworkSchema {
  private static let shape = FieldType.shape(rank: 0...5, any: true)
  private static let defaults = Field(
    "defaults", .mapping(.node(definition: "params")), .optional,
    "Fields of layers by kind, for all layers of the network that do not give them themselves.")

  public static let network = Schema(
    "network", "Layers with trained weights.",
    discussion: """
      Either `input` and `layers`, or `use`, or `like`, or `ema`.

      Shapes are those of one example, `[height, width, channels]` for pictures. Weights are stored in PyTorch's layout under \
      `NETWORK.LAYER.weight`; layers without a name are numbered per kind, from 1. A network is called by its name in expressions. One that \
      no update names keeps its weights: layers that are frozen, as those of another run, are a network of their own, and the rest is \
      another one, `head(features(picture))`.
      """,
    example: """
      networks:
        encoder: {use: shrink.yaml, params: {units: size}}
        average: {ema: decoder, decay: 0.99}         # a copy that follows each update of the decoder
      metrics:
        average_error: {value: mean(square(average(encoder(digit)) - digit))}
      """,
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
      Field(
        "decay", .number(.fraction), .optional,
        "The decay rate of the running average, by default 0.999: a ← decay · a + (1 − decay) · w."),
      Field(
        "weights", .map(weights), .optional,
        "Where its weights come from; by default they are initialized at random."
      ),
    ])

  /// What may be said of how a file names and orders weights.
  private static let tableFields = [
    Field(
      "names", .mapping(.text), .optional,
      "What the file calls a layer or tensor, by its name here; `*` stands for any text, and `?` behind a name says that the network may lack it."
    ),
    Field(
      "parts", .mapping(.text), .optional,
      "What the file puts behind a layer's name, by how a tensor's name here ends: `{weight: /kernel, bn.weight: /gamma}`."
    ),
    Field(
      "flatten", .choice(["hwc", "chw"]), .standard("hwc"),
      "The order in which flattened pictures stand in the weights of dense layers; PyTorch's is chw."
    ),
    Field(
      "kernels", .choice(["oihw", "hwio"]), .standard("oihw"),
      "The axes of kernels: PyTorch's, or TensorFlow's (which also has dense weights as [in, out])."
    ),
    Field(
      "preprocess", .choice(["caffe", "torch", "inception"]), .optional,
      "The preprocessing that the weights expect of a picture."),
  ]

  /// Where a network's weights come from.
  public static let weights = Schema(
    "weights", "Where a network's weights come from.",
    discussion: """
      Either `file` or `run`; a bare path is the file. A run is written with its key, `{run: digits/3f2a}`: of that experiment's runs in \
      this folder of outputs, the one whose hash begins so. A path that begins with `weights/` is looked up in the folder of `--weights`.

      All of the network's tensors are read, or none: one that the file lacks, or has in another shape, is an error that tells both sides. \
      The file may hold other tensors too. Its names are those of the network here, or, in a checkpoint, those with the network's name \
      before them; `names` says otherwise, one line a layer (its weight, bias and statistics follow), and of several \
      patterns the one with most letters counts. `flatten` and `kernels` are for files of other programs.
      """, mainField: "file",
    example: """
      networks:
        encoder:
          weights: {file: weights/encoder.safetensors, names: {"dense_*": "enc.fc*"}, flatten: chw}
        decoder:
          weights: {run: digits/3f2a}
      """,
    fields: [
      Field("file", .path, .optional, "A .safetensors file, or a checkpoint."),
      Field(
        "run", .text, .optional,
        "A run whose newest checkpoint is meant: `NAME/HASH`, where the first digits of the hash do, or `NAME` where it has one run; with `/best` behind it the best one that `outputs: {checkpoints: {best: …}}` keeps."
      ),
      Field(
        "sha256", .text, .optional,
        "The SHA-256 of the file, as 64 hexadecimal digits (run.json has them); other bytes are refused."
      ),
      Field(
        "names", .either([.mapping(.text), .text]), .optional,
        "What the file calls a layer or tensor, by its name here, where `*` stands for any text, and `?` behind a name says that the network may lack it; or a table of the network's file; or a file that holds one."
      ),
    ] + tableFields.dropFirst())

  /// A table of names: under `names` of a network's file, or in a file of its own.
  public static let weightsTable = Schema(
    "table of names", "How a published file names and orders the weights of a network.",
    fields: [
      Field("etch", .integer(1...1), .optional, "The language's version."),
      Field("about", .text, .optional, "Which file it is of."),
      Field("source", .text, .optional, "Where that is found."),
    ] + tableFields)

  /// A network in a file of its own, which `use` names.
  public static let file = Schema(
    "network file", "A network in a file of its own.",
    discussion:
      "An experiment takes it with `use`, and gives its params there. Paths in it are relative to it.",
    example: """
      params: {units: required, bend: relu}
      input: [28, 28, 1]
      layers:
        - flatten
        - dense: {units: 2 * units}
        - ${bend}
        - dense: {units: units}
      """,
    fields: [
      Field("etch", .integer(1...1), .optional, "The language's version."),
      Field("about", .text, .optional, "What it is."),
      Field("source", .text, .optional, "Where it is described."),
      Field("params", .node(definition: "params"), .optional, "Its params and their defaults."),
      Field("blocks", .node(definition: "blocks"), .optional, "Its blocks."),
      Field("input", .either([shape, .mapping(shape)]), .required, "The shape of an example."),
      defaults,
      Field("layers", .node(definition: "layers"), .required, "The layers, first to last."),
      Field(
        "names", .mapping(.map(weightsTable)), .optional,
        "How published files name its weights: tables that `weights: {names: …}` picks."),
    ])

  public static let block = Schema(
    "block", "Layers to be used several times.",
    discussion: """
      In a list of layers a block stands like a layer, its params as fields. Each use has weights of its own. `from: input` in it reads \
      what goes into the block. A layer inside is tapped behind the block's name: `net(x).last.conv2d_1`.
      """,
    example: """
      blocks:
        down:
          params: {filters: required, bend: relu}
          layers:
            - conv2d: {filters: filters, kernel: 3, stride: 2}
            - ${bend}
      networks:
        encoder:
          layers:
            - down: {filters: 8}
            - down: {filters: 2 * 8, bend: tanh}
              as: last
            - flatten
            - dense: {units: size}
      """,
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
        discussion: "`[…]` → what the last layer gives.", mainField: "layers",
        example: "- group: {layers: [{conv2d: {filters: 8, kernel: 3}}, relu]}",
        fields: [
          Field(
            "kind", .text, .standard("group"),
            "What it is called, with a number, where 'as' does not."
          ),
          Field("layers", .node(definition: "layers"), .required, "The layers."),
        ]),
      Schema(
        "repeat", "The same layers several times, each time with weights of their own.",
        discussion: "`[…]` → what the last layer gives, which the first one takes again.",
        example: "- repeat: {times: 2, layers: [{conv2d: {filters: 4, kernel: 3}}, relu]}",
        fields: [
          Field("times", .integer(1...1000), .required, "How many times."),
          Field("layers", .node(definition: "layers"), .required, "The layers."),
        ]),
      Schema(
        "residual", "Residual block: layers whose output is added to their input.",
        discussion: "`[…]` → same, which its layers have to give.", mainField: "layers",
        example: "- residual: [{conv2d: {filters: 4, kernel: 3}}, relu]",
        fields: [Field("layers", .node(definition: "layers"), .required, "The layers.")]),
    ])

  /// What stands beside a layer's kind.
  public static let layerItem = Schema(
    "layer item", "One layer in a list of layers.",
    discussion: """
      A bare name (`flatten`), or a map with the layer's kind as its key, whose value holds the fields (`dense: {units: 10}`) or the main \
      field alone (`leaky_relu: 0.3`). `as` and `from` stand beside that key, on lines of their own; then a layer without fields is \
      `flatten: {}`.

      Each layer reads the one before. `from: NAME` reads another, `from: input` what the network was given, and where the network has \
      several inputs, one of them by its name. What `as` names can be tapped: `encoder(x).mean`. The fields of a block are its \
      params. `none` and `dropout: 0` leave a layer out. `etch explain layers` lists them all.
      """,
    example: """
      networks:
        encoder:
          layers:
            - conv2d: {filters: 8, kernel: 3, stride: 2}
              as: wide
            - flatten
            - dense: {units: size}
              as: code
            - global_average_pool: {}
              from: wide
              as: colours
      values:
        seen: encoder(digit)
        rebuilt: decoder(seen.code)
      metrics:
        light: mean(seen.colours)
      """,
    fields: [
      Field("as", .text, .optional, "The name of the layer's output."),
      Field("from", .text, .optional, "Which output it reads instead of the previous one."),
    ])

  static func container(_ name: String) -> Schema? {
    containers.schemas.first { $0.name == name }
  }
}
