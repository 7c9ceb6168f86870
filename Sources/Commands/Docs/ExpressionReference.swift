import Config

/// What an expression is: a page of the reference and words of `etch explain`.
///
/// An example is lines of `values` in the experiment that `ReferenceExample` puts around it.
enum ExpressionReference {
  static let topics = Catalogue(
    "topic",
    [
      Schema(
        "numbers", "Numbers, lists of them, params and names.",
        discussion: """
          A number is `2`, `0.5` or `1e-3`; a list is `[a, b]`. A param is its bare name, not `${name}`, and so is whatever stands under \
          `data`, `networks`, `variables`, `values` and `losses`: all these share one set of names. A number or list has no batch and \
          meets every example.

          Where a number, a shape or an interval is expected, params and arithmetic give it before anything is trained: \
          `units: 7 * 7 * size`, `input: [size]`, `every: 2 * k steps`. Values have no place there.

          `step`, `epoch` and `batch_size` are numbers of the running step, in what training computes, so that the weight of a loss may \
          grow: `minimize: error + minimum(1, (epoch + 1) / 3) * small`. Steps and epochs count from 0; a metric, sample or plot has neither. A \
          name that the file defines wins over them.
          """,
        example: """
          half: 0.5 * picture
          scaled: weight / 4 * picture                      # weight is a param
          shifted: "picture + [0.5]"
          """),
      Schema(
        "operators", "Arithmetic: `+ - * /`, and `**` for a power.",
        discussion: """
          `**` binds most tightly, then the sign, then `*` and `/`, then `+` and `-`, then comparisons; brackets say otherwise. \
          `-x ** 2` is `-(x ** 2)`. Each number is computed by itself; a product of matrices is `matmul(a, b)`. There is no `%`, `//`, `^`, \
          `@`, `&` or `|`; `floor(a / b)` rounds a quotient down, in values.
          """,
        example: """
          contrast: (picture - 0.5) * 2 ** weight
          root: picture ** 0.5
          opposite: -picture ** 2
          """),
      Schema(
        "comparisons", "Comparisons, which are 1 or 0: `< <= > >= ==` and `!=`.",
        discussion: """
          They do not chain: `(a < b) * (b < c)`. A product is "and", `maximum(a, b)` is "or", `1 - a` is "not". The mean of a comparison \
          is the share of examples for which it holds.
          """,
        example: """
          bright: picture > 0.5
          right: argmax(scores) == picture.label
          bright_seven: (picture.label == 7) * (mean(picture, per=example) > 0.1)
          sevens_found: mean((argmax(scores) == 7) * (picture.label == 7)) / mean(picture.label == 7)
          """),
      Schema(
        "calls", "Calls of networks, of functions, of losses and of the file's own functions.",
        discussion: """
          Arguments stand in order, then those with a name, `reduction=sum`. A word that a function expects is that word, whatever else is \
          called so; quotes may stand around it: `reduction='sum'`.

          A network is called by its name, with a value for each of its inputs; `mode=inference` or `mode=training` says how dropout and \
          batch statistics act, otherwise a network that an update names trains in training, and every other one infers. Equal calls in \
          one stage of a step are one value: one forward pass, one mask of dropout.

          `etch explain functions` and `etch explain losses` list what there is; a file's own functions stand under its key `functions`.
          """,
        example: """
          code: "clip(net(picture), -1, 1)"
          still: net(picture, mode=inference)
          errors: mse(rebuilt, picture, reduction=none)
          """),
      Schema(
        "taps", "The output of a layer inside a network: `net(x).layer`.",
        discussion: """
          The name is that of `as`, or the layer's kind and its number among those of its kind: `conv2d_1`, `flatten_2`. Within a block, \
          it stands behind the block's name: `net(x).down_1.conv2d_1`. A value that is a call has the same taps: `posterior.mean` after \
          `posterior: encoder(x)`. Behind the point a param is `${layer}`. The bare call is the last layer's output, and an error where \
          another end of the network goes unread.
          """,
        example: """
          z: posterior.mean + exp(0.5 * posterior.log_variance)
          seen: net(picture).features
          flat: judge(picture).flatten_1
          chosen: net(picture).${layer}
          """),
      Schema(
        "fields", "What an example has besides its main value: `digit.label`.",
        discussion: """
          A data set's bare name is its main field, such as the picture; the others stand behind a point. `etch plan FILE` and `etch explain` of the \
          source tell which there are.
          """,
        example: """
          kind: "one_hot(picture.label, 10)"
          """),
      Schema(
        "slices",
        "Parts of an example: `x[k]`, `x[a:b]`, `x[..., c]`; of the batch: `x.batch[a:b]`.",
        discussion: """
          The axes are those of one example, from the first, and count from 0; the batch is not among them. `x[k]` takes one element, and \
          its axis goes; `x[a:b]` takes those from `a` up to but not including `b`, and the axis stays; either bound may be missing. `...` \
          stands for all axes that the others leave, so `x[..., 2:3]` is the third channel. Negative numbers count from the end. \
          `x.batch[a:b]` takes examples instead: of those that are computed at once, as in a batch of training. Metrics and plots, which are \
          of a whole split, take rows of such draws alone as have a `count`; of how many examples they are says their own `count`.
          """,
        example: """
          first_code: posterior.mean[0]                     # one number an example
          right_half: "picture[:, 14:]"                     # all rows, columns from 14
          inner: "picture[2:-2, 2:-2]"
          one_channel: "net(picture)[..., 2:3]"
          four: picture.batch[:4]                           # the first four examples
          """),
      Schema(
        "rows", "The batch: one row per example, and what may be combined.",
        discussion: """
          What is made of data or draws has a row for each example of the batch, and the shapes that are written, printed and sliced are \
          those of one row. In an operation of two values, rows meet rows: both have as many, or one has a single one, which then serves \
          all. Within a row, axes are aligned at the last one, and an axis of 1 is stretched: `[1] * [28, 28, 1]` is `[28, 28, 1]`. What \
          has no batch (numbers, lists, `range(n)`) meets every row. With `count=16` a draw has 16 rows, whatever the batch has, and \
          meets only what has as many. `examples(list)` makes each item of a list a row; an example meets another one where the batch \
          stands in another order.
          """,
        example: """
          lit: (picture.label + 1) * picture                # a number an example meets its picture
          blended: 0.5 * (picture + rebuilt)
          classes: "one_hot(examples(range(10)), 10)"       # ten rows, one of each class
          neighbours: "concat([picture.batch[1:], picture.batch[:1]], axis=batch)"   # to each example the one after it
          """),
      Schema(
        "reductions",
        "`mean`, `sum`, `std`, `max`: over everything, `per=example`, or along an axis.",
        discussion: """
          Bare, they give one number of all rows and axes, which is what an update minimizes; in `metrics` and `plots` they run over the whole split, \
          also where a value that is read there holds them. \
          `per=example` leaves one number a row. `axis=-1` goes along one axis of the example, counted from 0 or, negative, from the end, \
          and leaves an axis of 1. `axis=batch` goes over the examples that are computed at once, as in a batch of training, and leaves one, \
          which goes with each; metrics and plots, which are of a whole split, have it in networks only, and of draws with a `count`. Losses have `reduction=mean`, `batchmean`, `sum` or `none` instead.
          """,
        example: """
          brightness: mean(picture)
          each: "mean(picture, per=example)"
          spread: "std(net(picture), axis=-1)"
          """),
      Schema(
        "draws",
        "Random values: `normal`, `uniform`, `bernoulli`, `randint`; `count=`, `like=`, `per=`.",
        discussion: """
          The shape is that of one row, and there are as many rows as examples in the batch; `count=16` says how many instead, and \
          `like=x` takes shape and rows of a value. The sum of so many rows in a metric is that of them, however many examples the split has.

          Each place where a draw is written is a draw of its own; named in `values`, it can be used twice. It is drawn anew in every \
          stage of a step; with `per=step` it is the same in all stages of a step (and another one each of the `times` that an update \
          is repeated), with `per=run` it is drawn once. Samples and plots show the same draws each time, unless `fresh: true`. All come from `seed`.
          """,
        example: """
          noise: normal([2])
          kept: "normal([2], per=step)"
          seeds: "normal([2], count=16, per=run)"           # the same 16 rows in the whole run
          noisy: picture + 0.1 * normal(like=picture)
          """),
      Schema(
        "gradients", "The gradient of a number as a value: `gradient(y, x)`.",
        discussion: """
          `gradient(y, x)` has the shape of `x`, and may itself be differentiated. With respect to examples, a sum has each one's own; a mean \
          over them has a share of each, which metrics and plots take for its sign alone. `stop_gradient(x)` is `x`, through which no gradient \
          passes. An update follows gradients to what it updates only, so nothing need be detached for it. What has no slope of its own, \
          as the nearest code of a codebook has none, passes on that of something else by `z + stop_gradient(code - z)`.
          """,
        example: """
          slope: "gradient(sum(square(net(picture))), picture)"   # each example's own
          frozen: stop_gradient(net(picture))
          rounded: rebuilt + stop_gradient(floor(rebuilt + 0.5) - rebuilt)   # its slope is that of rebuilt
          """),
      Schema(
        "quotes", "When an expression needs quotes in YAML.",
        discussion: """
          Within `{ }` or `[ ]`, YAML ends a plain text at a comma, so that an expression with a comma stands there in quotes, or else on \
          a line of its own. Also in quotes stands what begins with `[`, `*`, `&` or a quote, or has a colon or a `#` beside a blank. A \
          number in quotes is text, and an error where a number is expected. An expression that was cut is told as that, with the line as \
          it should be.
          """,
        example: """
          quoted: "[0.5] + picture"
          free: clip(picture, 0.1, 0.9)
          """),
    ])
}
