import Config

/// One page of the reference: what it is about, then its entries.
struct ReferencePage {
  /// The file's name without its ending: "layers".
  let name: String
  let title: String
  let about: String
  let entries: [Entry]

  /// A kind, a map of the language, or a command.
  struct Entry {
    let name: String
    let summary: String
    /// Formula, shapes, source.
    var discussion: String = ""
    /// YAML, or what is typed.
    var example: String?
    var exampleLanguage = "yaml"
    /// Where shipped experiments have it: `experiments/vae_mnist.yaml:22`.
    var places: [String] = []
    var rows: [Row] = []
  }

  /// A field or an option.
  struct Row {
    let name: String
    let summary: String
    let type: String
    /// "required", "optional", or the default.
    let presence: String
  }
}

extension ReferencePage.Entry {
  /// An entry of a schema: required fields first.
  init(_ schema: Schema, example: String?, places: [String]) {
    let required = schema.fields.filter { $0.presence == .required }
    let others = schema.fields.filter { $0.presence != .required }
    self.init(
      name: schema.name, summary: schema.summary, discussion: schema.discussion, example: example,
      places: places, rows: (required + others).map(ReferencePage.Row.init))
  }
}

extension ReferencePage.Row {
  init(_ field: Field) {
    self.init(
      name: field.name, summary: field.summary, type: field.type.phrase,
      presence: field.presence.phrase)
  }
}

extension Field.Presence {
  /// "required", "optional", or the default.
  var phrase: String {
    switch self {
    case .required: "required"
    case .optional: "optional"
    case .standard(let value): "default \(value)"
    }
  }
}
