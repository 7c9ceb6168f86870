import Config

/// The example that a kind's schema gives or suggests, with an experiment around it that validates.
struct ReferenceExample {
  /// As the reference shows it; `nil` for a map of the language that has none.
  let text: String?
  /// A whole experiment that holds it.
  let experiment: String

  /// - Parameter family: the page: "layers".
  init(_ schema: Schema, of family: String) {
    guard family != "language" else {
      text = schema.name == "experiment" ? Self.whole : schema.example
      experiment = Self.laid(text ?? "")
      return
    }
    let written = schema.example ?? Self.made(schema, family)
    let lines = written.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // What stands before the layer, for it to have an input that fits.
    let lead = lines.filter { $0.hasPrefix("<") }.map { $0.dropFirst() }
    let shown = lines.filter { !$0.hasPrefix("<") }.joined(separator: "\n")
    text = shown
    experiment = Self.experiment(shown, family, lead: lead.map(String.init))
  }

  /// An example of the language as a file: one that is not whole extends the whole one.
  private static func laid(_ text: String) -> String {
    text.hasPrefix("etch:") || text.hasPrefix("extends:") ? text : "extends: digits.yaml\n" + text
  }

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
    var error = "mse(net(picture), 0) + mse(scores, 0)"
    var figure = "mean(net(picture))"
    var optimizer = "adam: {learning_rate: 1e-3}"
    var values = ""
    var losses = ""
    switch family {
    case "expressions":
      values = indented(lines, 2)
      let names = lines.compactMap { $0.firstMatch(of: /^[a-z_]+(?=:)/).map { String($0.output) } }
      // In training some stand that no metric has, as parts of a batch.
      losses = indented(names.map { "seen_\($0): mean(\($0))" }, 2)
    case "layers": layers += indented(lead + lines, 6)
    // Some are of a batch, as no metric is.
    case "losses": error += " + mean(\(text))"
    case "functions": figure = "mean(\(text))"
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
      params: {weight: 2, layer: features}
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
      \(values)losses:
        error: \(error)
      \(losses)train:
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
