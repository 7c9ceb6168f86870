import Config
import Tensors

extension ExperimentSchema {
  static let outputs = Schema(
    "outputs", "What a run writes.",
    fields: [
      Field("checkpoints", .map(checkpoints), .optional, "When the state is saved."),
      Field(
        "samples", .mapping(.map(sample)), .optional, "Pictures or texts, written at intervals."),
      Field("plots", .mapping(.map(plot)), .optional, "Plots, written at intervals."),
      Field(
        "report", .either([.boolean, .map(report)]), .optional,
        "Whether report.html is written, at checkpoints and at the end; it is, by default."),
      Field(
        "events", .boolean, .optional,
        "Whether a file for TensorBoard is written, which 'tensorboard --logdir outputs' shows; it is, by default. Beyond 200 MB it gets no more pictures."
      ),
    ])

  static let report = Schema(
    "report", "The run on one page.",
    fields: [
      Field("limit", .text, .standard("5 MB"), "The maximum size: '500 kB', '20 MB'.")
    ])

  static let checkpoints = Schema(
    "checkpoints", "When the state is saved; it is also saved at the end and on interrupt.",
    fields: [
      Field(
        "every", .period(.interval), .optional,
        "How often: '1 epoch', '500 steps', '10 minutes'; by default each epoch, or 10 minutes without epochs."
      ),
      Field(
        "keep", .integer(1...1_000_000), .standard("3"),
        "How many of the newest to keep; also kept is the last from before a loss was NaN."),
      Field(
        "best", .map(best), .optional,
        "Also keeps that of the best evaluation: '{minimize: test_loss}'."),
    ])

  static let split = Field(
    "split", .choice(["train", "test"]), .standard("test"), "Which examples it shows.")

  static let every = Field(
    "every", .period(.interval), .optional,
    "How often; by default each epoch, or at the end of a round where there are no epochs.")

  static let sample = Schema(
    "sample", "A grid of pictures, or texts that a language model writes.",
    discussion: """
      `grid` makes a picture, `text` a file with one line for each temperature: the prompt, then one word after the other, each
      drawn of softmax(scores / temperature). The draws are of the seed, the sample, the line and the place. A text ends where
      padding is drawn.
      """,
    fields: [
      Field(
        "grid", .either([.list(.expression, count: 1...100), .expression]), .optional,
        "What is shown; several expressions stand under one another."),
      Field(
        "text", .expression, .optional,
        "What texts are drawn of, instead of 'grid': at each place of the words it reads a score for every word that may come next, as `model(review[:-1])`; logits, or what comes out of a softmax."
      ),
      Field("prompt", .text, .optional, "The words that a text begins with."),
      Field(
        "length", .integer(1...1_000_000), .optional,
        "How many words follow the prompt at most; the network must have places for all but the last."
      ),
      Field(
        "temperatures", .list(.number(NumberRange(from: 0, to: 1000)), count: 1...100), .optional,
        "Sampling temperatures, one line each, by default [1]: 0 takes the likeliest word, and large ones draw all words alike."
      ),
      Field("count", .integer(1...10_000), .optional, "How many examples are shown."),
      Field("columns", .integer(1...10_000), .optional, "Pictures in a row."),
      Field(
        "range", .list(.number(.any), count: 2...2), .standard("[0, 1]"),
        "What is shown as black and as white."),
      Field(
        "undo", .choice(["caffe", "torch", "inception"]), .optional,
        "Preprocessing to undo; 'range' is then 0 to 255."),
      split,
      every,
      Field("gif", .boolean, .standard("false"), "Whether to make an animation of all of them."),
      Field("titles", .list(.text, count: 1...100), .optional, "The titles of the rows."),
      Field(
        "captions", .either([.list(.expression, count: 1...100), .expression]), .optional,
        "What stands under each picture: a number, or of several, such as the probabilities of classes, the likeliest; `none` for a row without."
      ),
      Field(
        "labels", .path, .optional,
        "A file with the names of the classes that captions are of, one a line."),
      Field(
        "top", .integer(1...5), .standard("1"), "How many of the likeliest classes a caption has."),
      Field(
        "truth", .expression, .optional,
        "What a caption of classes should be, such as 'digit.label': it stands below in brackets, and 'wrong' before it where the likeliest class is another."
      ),
      iterate,
      times,
      Field(
        "batch", .integer(1...10_000), .optional,
        "How many examples go through the networks at once; by default all that are shown. In training mode statistics are those of so many."
      ),
      Field(
        "mode", .choice(["inference", "training"]), .standard("inference"),
        "The mode networks run in."),
      Field("fresh", .boolean, .standard("false"), "Whether to draw new random numbers each time."),
    ])

  /// What samples and metrics compute first.
  static let iterate = Field(
    "iterate", .mapping(.map(iteration)), .optional,
    "Values that are iterated first, by name; `i` counts from 0.")

  static let times = Field(
    "times", .integer(1...1_000_000), .optional, "How many times 'iterate' is applied.")

  static let iteration = Schema(
    "iteration", "A value that is iterated.",
    fields: [
      Field("init", .expression, .required, "How it begins."),
      Field(
        "next", .expression, .required,
        "Its next value; all of them are updated at once."),
    ])

  static let plot = Schema(
    "plot", "A plot of the examples of a split.",
    fields: [
      Field(
        "scatter", .expression, .optional,
        "Points: a value of two numbers per example; of more, the two directions in which they differ most (PCA). "
          + "Where a sample shows a lattice of their plane, its frame is drawn in."
      ),
      Field("color", .expression, .optional, "What a point's colour shows, such as a label."),
      Field(
        "histogram", .either([.expression, .mapping(.expression)]), .optional,
        "A value of one number per example; a map of several shows them over the same axis."),
      Field(
        "lines", .mapping(.expression), .optional,
        "Named curves: values of a list of numbers per example; the first example is shown."),
      Field("fill", .boolean, .standard("false"), "Whether to fill between the first two curves."),
      Field(
        "caption", .expression, .optional,
        "A number of the example that 'lines' shows, for the title, such as its error."),
      Field(
        "where", .either([.expression, .mapping(.expression)]), .optional,
        "Which examples; a map of several makes named groups."),
      Field(
        "marker", .expression, .optional,
        "A number to mark on the axis, such as a threshold; with 'lines' what the caption is compared with."
      ),
      Field(
        "x", .list(.number(.any), count: 2...2), .optional,
        "From where to where the horizontal axis goes at every moment, [-4, 4]; by default as far as the values, and as the moment before while these lie within."
      ),
      Field("y", .list(.number(.any), count: 2...2), .optional, "The same of the vertical axis."),
      Field("count", .integer(1...10_000_000), .optional, "At most so many examples."),
      split,
      every,
      Field(
        "mode", .choice(["inference", "training"]), .standard("inference"),
        "The mode networks run in."),
    ])
}
