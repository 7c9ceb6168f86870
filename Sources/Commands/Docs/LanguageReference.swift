import Config
import Datasets
import Experiment
import Layers

/// The maps and keys of an experiment file, for the reference and `etch explain`.
///
/// An example is a part of a file that is laid over `ReferenceExample.whole`, as `digits.yaml`.
enum LanguageReference {
  /// In the order of the page.
  static let schemas: [Schema] = {
    let experiment = maps(of: ExperimentSchema.experiment)
    let networks = [
      NetworkSchema.network, NetworkSchema.layerItem, NetworkSchema.block, NetworkSchema.file,
    ]
    return Array(experiment.prefix(1)) + topics + Array(experiment.dropFirst())
      + networks.flatMap { maps(of: $0) }
  }()

  /// The maps of a sweep's file, which have a page of their own.
  static let sweep = maps(of: SweepSchema.keys)

  /// Keys whose values have names or kinds of their own.
  private static let topics = [
    Schema(
      "extends", "A base file, whose keys hold unless this file sets them.",
      discussion: """
        Maps are merged key by key; a list, text or number replaces what stood there; `key: null` removes it. A choice (an optimizer, a \
        schedule, an initializer, an activation; whether a network is of `layers`, `use`, `like` or `ema`) is replaced whole where its \
        kind changes, and `steps` takes the place of `epochs`, `maximize` that of `minimize`. A \
        data set whose `source` changes keeps the fields that all sources share. Updates are found by name, whatever the stage: \
        `train.step.G.minimize`. What `allow` names is added to the base's.

        What comes later wins: the base, the file, its profile, the command line. `etch show FILE` prints what comes out, `etch explain \
        FILE KEY` where a value comes from.
        """,
      example: """
        extends: digits.yaml
        name: digits_small
        params: {size: 4}
        train:
          optimizer: {sgd: {learning_rate: 0.1}}     # another kind: nothing of adam's is left
        outputs:
          samples:
            rebuilt: {columns: 4}                    # grid and count stay
        metrics: null
        """),
    Schema(
      "params", "Hyperparameters: numbers, texts and lists that the rest of the file names.",
      discussion: """
        Where a number, a list, a shape, an interval or an expression is expected, a param is its bare name, and arithmetic works: \
        `units: 2 * size`, `input: [size]`, `every: k steps`. In texts, paths, kinds of layers and behind the point of a tap it is \
        `${name}`. A param may be made of others. It is its value that is put in, never its letters.

        `etch run FILE params.size=8` sets one, a profile or a sweep does as well. A block and a network's file have params of their own: \
        a default for each, or `required`.
        """,
      example: """
        params: {size: 16, width: 4 * size, bend: relu}
        networks:
          encoder:
            layers:
              - flatten
              - dense: {units: width}
              - ${bend}
              - dense: {units: size}
        """),
    CommonFields.dataSet,
    Schema(
      "functions", "Expressions of parameters, to be called by expressions of the file.",
      discussion: """
        `NAME(PARAMETER, …): EXPRESSION`. A parameter stands for a network or for a value. The expression may name whatever else the file \
        defines, other functions too, but nothing may lead back to itself. A call is checked where it stands, with a note at the \
        definition. Functions have a set of names of their own: `cycle: cycle(x, y)` among the losses is fine.
        """,
      example: """
        functions:
          apart(a, b): mean(abs(a - b))
          through(inner, outer, x): outer(inner(x))
        values:
          rebuilt: through(encoder, decoder, digit)
        losses:
          error: mse(rebuilt, digit) + 0.1 * apart(rebuilt, digit)
        """),
    Schema(
      "values", "Named expressions; losses are those that updates minimize.",
      discussion: """
        What may stand in an expression, `etch explain expressions` tells. The order of the lines says nothing; values may name one \
        another, but not in a circle. A value is computed once for all that read it in one stage of a step, and once in a run if it \
        depends on nothing that changes. `losses` are written alike, and logged under their names.
        """,
      example: """
        values:
          code: encoder(digit)
          rebuilt: decoder(code)
        losses:
          error: mse(rebuilt, digit)
          small: 1e-3 * mean(square(code))
        train:
          step:
            - autoencoder: {update: [encoder, decoder], minimize: error + small}
        """),
    Schema(
      "profiles", "Named sets of overrides, chosen with `--profile`.",
      discussion: """
        A profile holds keys of an experiment, all but `extends` and `profiles`, and is laid over the file as the file over what it \
        extends: maps are merged, the rest is replaced, `null` removes. `etch run FILE --profile quick` is a run of its own, in a folder \
        of its own. `etch validate` checks a file under each of its profiles.
        """,
      example: """
        profiles:
          quick:
            params: {size: 4}
            data:
              digit: {count: 256}
            train: {epochs: 1}
        """),
  ]

  /// The schema, then those of the maps within, each once.
  private static func maps(of schema: Schema) -> [Schema] {
    var found: [Schema] = []
    func visit(_ schema: Schema) {
      guard !schema.name.isEmpty, !found.contains(where: { $0.name == schema.name }) else { return }
      found.append(schema)
      for field in schema.fields { field.type.maps.forEach(visit) }
    }
    visit(schema)
    return found
  }
}

extension FieldType {
  /// The schemas of the maps that it may be or hold.
  var maps: [Schema] {
    switch self {
    case .map(let schema): [schema]
    case .list(let item, _), .mapping(let item): item.maps
    case .either(let types): types.flatMap(\.maps)
    case .integer, .number, .boolean, .text, .path, .choice, .shape, .expression, .period,
      .kind, .variant, .node:
      []
    }
  }
}
