import Config
import Datasets
import Diagnostics
import Layers

/// The keys of an experiment file, in canonical order.
public enum ExperimentSchema {
  public static let experiment = Schema(
    "experiment", "One experiment: its data, networks, losses, schedule and outputs.",
    fields: [
      Field("etch", .integer(1...1), .required, "The version of the language, which is 1."),
      Field(
        "name", .text, .required, "The experiment's name; its runs are written to outputs/NAME."),
      Field("about", .text, .optional, "What the experiment shows, in a sentence or two."),
      Field("source", .text, .optional, "The paper, book or tutorial that it follows."),
      Field(
        "allow", .list(.choice(Warning.allCases.map(\.rawValue)), count: 0...100), .optional,
        "Warnings to suppress, by name."),
      Field(
        "extends", .path, .optional, "A base file, whose keys hold unless this file sets them."),
      Field("seed", .integer(0...Int.max), .standard("0"), "The seed of all random numbers."),
      Field(
        "params", .mapping(.node(definition: "param")), .optional,
        "Hyperparameters: numbers, texts and lists that the rest of the file names."),
      Field(
        "data", .mapping(.variant(by: "source", of: SourceCatalogue.catalogue)), .optional,
        "Where examples come from."),
      Field(
        "blocks", .mapping(.node(definition: "block")), .optional,
        "Groups of layers with params of their own, used like a layer."),
      Field(
        "functions", .mapping(.node(definition: "function")), .optional,
        "Expressions of parameters: 'judges(D, real, fake): bce(D(real), 1) + bce(D(fake), 0)'."),
      Field("networks", .mapping(.node(definition: "network")), .optional, "The networks."),
      Field(
        "variables", .mapping(.map(variable)), .optional,
        "Tensors that are trained directly, such as a picture."),
      Field("values", .mapping(.expression), .optional, "Named expressions."),
      Field("losses", .mapping(.expression), .optional, "Named expressions that updates minimize."),
      Field("train", .map(train), .optional, "The training schedule."),
      Field(
        "metrics", .mapping(.map(metric)), .optional,
        "Metrics over a whole split, written to metrics.jsonl."),
      Field("outputs", .map(outputs), .optional, "Checkpoints, samples and plots."),
      Field(
        "profiles", .mapping(.node(definition: "overrides")), .optional,
        "Named sets of overrides, chosen with --profile."),
    ])

  static let variable = Schema(
    "variable", "A tensor that is trained directly.",
    fields: [
      Field("init", .expression, .optional, "The initial value."),
      Field(
        "clip", .list(.expression, count: 2...2), .optional,
        "Bounds that hold after every update: numbers, or lists of one for each channel."),
      Field(
        "pool", .expression, .optional, "A history of this value; reading it gives its answer."),
      Field("size", .integer(1...1_000_000), .optional, "How many values the pool keeps."),
    ])

  static let train = Schema(
    "train", "The training schedule.",
    fields: [
      Field("epochs", .integer(1...1_000_000), .optional, "How many passes over the data."),
      Field("steps", .integer(1...1_000_000_000), .optional, "How many steps, instead of epochs."),
      Field("batch_size", .integer(1...1_000_000), .standard("32"), "Examples in a batch."),
      Field(
        "last_batch", .choice(["keep", "drop"]), .standard("keep"),
        "Whether to keep the last, smaller batch of an epoch."),
      Field(
        "shuffle", .boolean, .standard("true"),
        "Whether to shuffle the examples anew for each epoch."),
      Field(
        "epoch", .choice(["shortest", "longest"]), .standard("shortest"),
        "Which of several sources an epoch is as long as; the shorter ones are cycled."),
      Field(
        "numerics", .choice(["fast", "strict"]), .standard("fast"),
        "What may be rewritten: strict keeps sums as written (no Winograd convolutions); samples and metrics follow."
      ),
      Field(
        "optimizer", .kind(of: OptimizerCatalogue.catalogue), .optional,
        "The optimizer of every update that names none."),
      Field(
        "rounds", .mapping(.list(.number(.any), count: 1...10_000)), .optional,
        "Repeats the whole schedule once per value of a name."),
      Field(
        "start", .mapping(.expression), .optional,
        "Values that variables take as a round begins; of another size, they resize them: `resize(canvas, like=photo, scale=1.3 ** octave)`."
      ),
      Field(
        "stop", .map(stop), .optional,
        "Early stopping: ends training when a metric or loss has not improved for a while."),
      Field(
        "step",
        .either([.mapping(.map(update)), .list(.mapping(.map(update)), count: 1...1_000)]),
        .required,
        "The updates of a step by name, which are simultaneous; or a list of such stages, in order."
      ),
    ])

  /// The figure that is watched, by what it is to become.
  static let watched = [
    Field("minimize", .text, .optional, "The metric or loss to minimize."),
    Field("maximize", .text, .optional, "The metric or loss to maximize."),
  ]

  static let stop = Schema(
    "stop", "Early stopping: when training ends before its length.",
    fields: watched + [
      Field(
        "patience", .integer(1...1_000_000), .standard("5"),
        "After how many evaluations in a row without improvement it ends.")
    ])

  static let best = Schema(
    "best",
    "Which checkpoint is the best, by a metric or loss: 'etch sample RUN/best' shows it.",
    fields: watched)

  static let update = Schema(
    "update", "What an update changes, and how.",
    snippet: "${1:name}: {minimize: ${2:loss}}",
    example: """
      losses:
        small: mean(square(encoder(digit)))
      train:
        step:
          - autoencoder:
              update: [encoder, decoder]
              minimize: error + 0.1 * minimum(1, (epoch + 1) / 3) * small    # its weight grows for three epochs
              optimizer: {sgd: {learning_rate: 0.1}}
      """,
    fields: [
      Field(
        "update", .either([.text, .list(.text, count: 1...1_000)]), .optional,
        "The networks or variables it changes; without it, the one it is named after."),
      Field("minimize", .expression, .optional, "The loss to lower."),
      Field("maximize", .expression, .optional, "The score to raise."),
      Field("assign", .expression, .optional, "The next value of a variable."),
      Field(
        "optimizer", .kind(of: OptimizerCatalogue.catalogue), .optional,
        "Its own optimizer, a whole one: nothing of the schedule's holds for it."),
      Field(
        "every", .period(.interval), .standard("1 step"),
        "How often it is applied: '5 steps' means in the 5th, 10th … of each round."),
      Field(
        "times", .integer(1...10_000), .standard("1"),
        "How often it is repeated in a step, with the same examples and other draws."),
    ])

  static let metric = Schema(
    "metric", "A metric over a whole split.",
    discussion: """
      With `iterate`, values are computed again and again for each batch before `value` is: the figure of what diffusion draws, or of
      where a walk ends. Only this metric's expressions see them, and all reductions of `value` are of them.
      """, mainField: "value",
    example: """
      metrics:
        drawn_kid:                                 # digits that ten rounds of the autoencoder make of noise
          iterate:
            x: {init: "normal(like=digit)", next: decoder(encoder(x))}
          times: 10
          value: kid(encoder(x), encoder(digit))
          count: 500
      """,
    fields: [
      Field(
        "value", .expression, .required,
        "The metric's expression; its reductions run over the split."),
      Field("split", .choice(["train", "test"]), .standard("test"), "Which examples."),
      Field(
        "count", .integer(1...100_000_000), .optional,
        "At most so many examples, the first ones; where no data is read, so many rows of draws."),
      Field(
        "mode", .choice(["inference", "training"]), .standard("inference"),
        "The mode networks run in; a value an example is of the mode of the metric or plot that reads it."
      ),
      iterate,
      times,
    ])
}
