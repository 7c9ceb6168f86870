import Config

/// The smallest useful example of a kind, with an experiment around it that validates.
struct ReferenceExample {
  /// As the reference shows it.
  let text: String
  /// A whole experiment that holds it.
  let experiment: String

  /// - Parameter family: the page: "layers".
  init(_ schema: Schema, of family: String) {
    let written = Self.table["\(family)/\(schema.name)"] ?? Self.made(schema, family)
    let lines = written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // What stands before the layer, for it to have an input that fits.
    let lead = lines.filter { $0.hasPrefix("<") }.map { $0.dropFirst() }
    text = lines.filter { !$0.hasPrefix("<") }.joined(separator: "\n")
    experiment = Self.experiment(text, family, lead: lead.map(String.init))
  }

  // MARK: Examples

  /// Kinds whose examples are not what their schema alone suggests. A line that begins with `<` is not shown.
  private static let table: [String: String] = [
    "layers/add": "<- conv2d: {filters: 4, kernel: 3}\n<  as: again\n- add: [features]",
    "layers/multiply": "<- conv2d: {filters: 4, kernel: 3}\n<  as: again\n- multiply: [features]",
    "layers/concat": "<- conv2d: {filters: 8, kernel: 3}\n- concat: [features]",
    "layers/compute": "- compute: x / sqrt(mean(square(x), axis=-1) + 1e-8)",
    "layers/conv2d": "- conv2d: {filters: 32, kernel: 3, activation: relu}",
    "layers/conv2d_transpose": "- conv2d_transpose: {filters: 16, kernel: 3, stride: 2}",
    "layers/crop": "- crop: 1",
    "layers/dense": "<- flatten\n- dense: {units: 10}",
    "layers/dropout": "- dropout: 0.3",
    "layers/gaussian_noise": "- gaussian_noise: 0.1",
    "layers/group": "- group: {layers: [{conv2d: {filters: 8, kernel: 3}}, relu]}",
    "layers/leaky_relu": "- leaky_relu: 0.2",
    "layers/max_pool": "- max_pool: 2",
    "layers/average_pool": "- average_pool: 2",
    "layers/pad": "- pad: 1",
    "layers/permute": "- permute: [3, 1, 2]",
    "layers/repeat": "- repeat: {times: 2, layers: [{conv2d: {filters: 4, kernel: 3}}, relu]}",
    "layers/reshape": "- reshape: [196, 4]",
    "layers/residual": "- residual: [{conv2d: {filters: 4, kernel: 3}}, relu]",
    "layers/resize": "- resize: 28",
    "layers/upsample": "- upsample: 2",
    "layers/depth_to_space": "- depth_to_space: 2",
    "layers/depthwise_conv2d": "- depthwise_conv2d: {kernel: 3}",
    "layers/embedding": "- embedding: {vocabulary: 256, units: 8}",
    "layers/group_norm": "- group_norm: 2",
    "layers/multi_head_attention": "<- reshape: [196, 4]\n- multi_head_attention: {heads: 2}",
    "layers/position_embedding": "<- reshape: [196, 4]\n- position_embedding",
    "layers/spatial_dropout": "- spatial_dropout: 0.2",
    "layers/spectral_norm": "- spectral_norm: {conv2d: {filters: 8, kernel: 3}}",
    "layers/transformer_decoder":
      "<- reshape: [196, 4]\n<  as: words\n- transformer_decoder: {heads: 2, hidden: 16, memory: words}",
    "layers/transformer_encoder":
      "<- reshape: [196, 4]\n- transformer_encoder: {heads: 2, hidden: 16}",

    "losses/gram_style": "gram_style(net(picture), net(rebuilt), layers=[features])",
    "losses/kid": "kid(scores, judge(rebuilt))",
    "losses/kl": "kl(posterior.mean, posterior.log_variance)",
    "losses/log_normal_pdf":
      "log_normal_pdf(normal(like=posterior.mean), posterior.mean, posterior.log_variance)",
    "losses/cross_entropy": "cross_entropy(scores, picture.label)",
    "losses/bce": "bce(logits, picture)",
    "losses/hinge": "hinge(scores, 1)",
    "losses/wasserstein": "wasserstein(scores, 1)",

    "functions/argmax": "argmax(scores)",
    "functions/blur": "blur(picture, 2)",
    "functions/clip": "clip(picture, 0.1, 0.9)",
    "functions/concat": "concat([picture, rebuilt])",
    "functions/cumprod": "cumprod(range(10) + 1)",
    "functions/gradient": "gradient(cross_entropy(scores, picture.label), picture)",
    "functions/interpolate": "interpolate(posterior.mean, -posterior.mean, 5)",
    "functions/lattice": "lattice([-1, 1], [1, -1], 30)",
    "functions/lookup": "lookup(range(10), picture.label)",
    "functions/preprocess": "preprocess(255 * concat([picture, picture, picture]), caffe)",
    "functions/range": "range(10)",
    "functions/resize": "resize(picture, [14, 14])",
    "functions/shift": "shift(picture, randint(-4, 5, [2]))",
    "functions/tiles": "tiles(picture, 14)",
    "functions/undo": "undo(concat([picture, picture, picture]), torch)",
    "functions/log": "log(picture + 1)",
    "functions/matmul": "matmul(ones([3, 4]), ones([4, 2]))",
    "functions/normal": "normal([100])",
    "functions/normal_quantile": "normal_quantile(0.5 * picture + 0.25)",
    "functions/one_hot": "one_hot(picture.label, 10)",
    "functions/ones": "ones([10])",
    "functions/zeros": "zeros([10])",
    "functions/randint": "randint(0, 10, [1])",
    "functions/bernoulli": "bernoulli(picture)",
    "functions/softmax": "softmax(scores)",
    "functions/sqrt": "sqrt(picture + 1)",
    "functions/std": "std(picture)",
    "functions/uniform": "uniform([100])",

    "schedules/constant": "constant: 0.001",
    "schedules/cosine": "cosine: {initial: 0.1, over: 10 epochs}",
    "schedules/exponential_decay":
      "exponential_decay: {initial: 0.1, every: 100 steps, rate: 0.96}",
    "schedules/linear_decay": "linear_decay: {initial: 2e-4, start: 5 epochs, end: 10 epochs}",
    "schedules/step": "step: {initial: 0.1, every: 4 epochs, rate: 0.1}",
    "schedules/warmup": "warmup: {over: 100 steps, then: 0.001}",

    "initializers/normal": "normal: {std: 0.02}",
    "initializers/uniform": "uniform: {low: -0.05, high: 0.05}",

    "sources/csv":
      "source: csv\npath: data/ecg5000/ecg.csv\nheader: false\nlabel: last\nholdout: 0.2",
    "sources/images":
      "source: images\npath: data/horse2zebra\nsplits: {train: trainA, test: testA}\nscale: [-1, 1]",
    "sources/image": "source: image\npath: data/images/photo.jpg\nheight: 400",
    "sources/paired_images":
      "source: paired_images\npath: data/facades\nfields: [photo, labels]\nscale: [-1, 1]",
    "sources/tensors": "source: tensors\npath: data/latents.npy",
    "sources/mnist": "source: mnist\nsplit: train",

    "transforms/noise": "noise: 0.1",
    "transforms/normalize": "normalize: {mean: 0.5, std: 0.5}",
    "transforms/preprocess": "preprocess: {mode: caffe}",
    "transforms/random_crop": "random_crop: 24",
    "transforms/center_crop": "center_crop: 24",
    "transforms/resize": "resize: 32",
    "transforms/smart_resize": "smart_resize: 32",
    "transforms/jitter": "jitter: {resize: 30, crop: 28}",
    "transforms/scale": "scale: [-1, 1]",
    "transforms/binarize": "binarize: 0.5",
  ]

  /// Maps of the language that are shown within a whole file.
  static let language = ["experiment": whole]

  static let whole = """
    etch: 1
    name: digits
    about: A small autoencoder.
    seed: 42
    params: {size: 16}
    data:
      digit: {source: builtin/digits, count: 2048, scale: [0, 1]}
    networks:
      encoder:
        input: [28, 28, 1]
        layers:
          - flatten
          - dense: {units: size, activation: relu}
      decoder:
        input: [size]
        layers:
          - dense: {units: 28 * 28, activation: sigmoid}
          - reshape: [28, 28, 1]
    values:
      rebuilt: decoder(encoder(digit))
    losses:
      error: mse(rebuilt, digit)
    train:
      epochs: 5
      batch_size: 64
      optimizer: {adam: {learning_rate: 1e-3}}
      step:
        - autoencoder: {update: [encoder, decoder], minimize: error}
    metrics:
      test_error: {value: mean(square(rebuilt - digit))}
    outputs:
      samples:
        rebuilt: {grid: [digit, rebuilt], count: 8}

    """

  /// What the schema suggests: its name, with a value for each field that is required.
  private static func made(_ schema: Schema, _ family: String) -> String {
    let required = schema.fields.filter { $0.presence == .required }
    let pairs = required.map { "\($0.name): \(value(of: $0))" }.joined(separator: ", ")
    switch family {
    case "layers": return required.isEmpty ? "- \(schema.name)" : "- \(schema.name): {\(pairs)}"
    case "losses", "functions":
      let names = ["prediction": "rebuilt", "target": "picture", "a": "picture", "b": "0.5"]
      let arguments = required.map { names[$0.name] ?? "picture" }.joined(separator: ", ")
      return "\(schema.name)(\(arguments))"
    case "optimizers": return "\(schema.name): {learning_rate: 1e-3}"
    case "sources":
      return (["source: \(schema.name)"] + required.map { "\($0.name): \(value(of: $0))" })
        .joined(separator: "\n")
    default: return required.isEmpty ? schema.name : "\(schema.name): {\(pairs)}"
    }
  }

  private static func value(of field: Field) -> String {
    switch field.type {
    case .integer(let range): "\(min(max(2, range.lowerBound), range.upperBound))"
    case .number(let range): range.contains(0.5) ? "0.5" : "\(max(range.lowest, 1))"
    case .boolean: "true"
    case .choice(let words): words.first ?? "none"
    case .path: "data/\(field.name)"
    case .shape: "[2, 2]"
    case .period: "10 steps"
    case .text, .expression, .list, .map, .mapping, .kind, .variant, .node, .either: field.name
    }
  }

  // MARK: The experiment around it

  private static func experiment(_ text: String, _ family: String, lead: [String]) -> String {
    func indented(_ lines: [String], _ count: Int) -> String {
      lines.map { String(repeating: " ", count: count) + $0 + "\n" }.joined()
    }
    let lines = text.split(separator: "\n").map(String.init)
    var data = "  picture: {source: builtin/digits, count: 64, scale: [0, 1]}\n"
    var layers = "      - conv2d: {filters: 4, kernel: 3, stride: 2}\n        as: features\n"
    var figure = "mean(net(picture))"
    var optimizer = "adam: {learning_rate: 1e-3}"
    switch family {
    case "layers": layers += indented(lead + lines, 6)
    case "losses", "functions": figure = "mean(\(text))"
    case "optimizers": optimizer = text
    case "schedules": optimizer = "sgd: {learning_rate: {\(text)}}"
    case "initializers":
      layers +=
        "      - conv2d: {filters: 2, kernel: 3, initializer: \(text.contains(":") ? "{\(text)}" : text)}\n"
    case "sources": data += "  it:\n" + indented(lines, 4)
    default:
      data +=
        "  it:\n    source: builtin/faces\n    count: 8\n    transforms: [\(text.contains(":") ? "{\(text)}" : text)]\n"
    }
    return """
      etch: 1
      name: example
      data:
      \(data)networks:
        net:
          input: [28, 28, 1]
          layers:
      \(layers)  judge:
          input: [28, 28, 1]
          layers:
            - flatten
            - dense: {units: 10}
        encoder:
          input: [28, 28, 1]
          layers:
            - flatten
            - dense: {units: 2}
              as: mean
            - dense: {units: 2}
              from: flatten_1
              as: log_variance
      values:
        scores: judge(picture)
        posterior: encoder(picture)
        logits: 3 * picture - 1
        rebuilt: 0.5 * picture
      losses:
        error: mse(net(picture), 0) + mse(scores, 0)
      train:
        epochs: 20
        batch_size: 32
        optimizer: {\(optimizer)}
        step:
          - all: {update: [net, judge], minimize: error}
      metrics:
        figure: {value: "\(figure)"}
        \(family == "sources" || family == "transforms" ? "other: {value: mean(it)}" : "score: {value: mean(scores)}")

      """
  }
}
