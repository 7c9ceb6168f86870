import Diagnostics

/// A layer or optimizer that is made by a call, as in Python: `nn.Conv2d(3, 64, 3)`, `Adam(lr=0.001, betas=(0.5, 0.999))`.
public struct ForeignCall {
  private struct Argument {
    /// What stands before its `=`, if anything does.
    let name: String?
    /// As YAML writes it.
    let value: String
  }

  /// Without the modules that it is in: `Conv2d`.
  private let name: String
  private let arguments: [Argument]

  /// - Returns: `nil` where a text is no such call.
  public init?(_ text: String) {
    guard text.hasSuffix(")"), let open = text.firstIndex(of: "("),
      let last = text[..<open].split(separator: ".").last
    else { return nil }
    name = String(last)
    arguments = Self.parts(text[text.index(after: open)...].dropLast()).map { part in
      let sides = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
      return sides.count == 2
        ? Argument(name: sides[0], value: Self.yaml(sides[1]))
        : Argument(name: nil, value: Self.yaml(part.filter { $0 != " " }))
    }
  }

  /// What stands between the commas outside of brackets.
  private static func parts(_ text: Substring) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      if depth == 0, character == "," {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.filter { part in part.contains { $0 != " " } }
  }

  private static func yaml(_ value: String) -> String {
    switch value {
    case "True": return "true"
    case "False": return "false"
    default: break
    }
    let first = value.first
    if value.count > 1, first == "'" || first == "\"", value.last == first {
      return String(value.dropFirst().dropLast())
    }
    return ForeignNames.pair(value).map { "[\($0.joined(separator: ", "))]" } ?? value
  }

  /// What the arguments without names are, the first to the last; `nil` what comes in is not written here. PyTorch's `Conv2d` has one
  /// letter that is small, by which it is told from Keras's.
  private static let positions: [String: [String?]] = [
    "Linear": [nil, "units"], "Dense": ["units"],
    "Conv2d": [nil, "filters", "kernel", "stride", "padding"],
    "Conv2D": ["filters", "kernel", "stride", "padding"],
    "ConvTranspose2d": [nil, "filters", "kernel", "stride", "padding"],
    "Conv2DTranspose": ["filters", "kernel", "stride", "padding"], "MaxPool2d": ["size", "stride"],
    "MaxPooling2D": ["size", "stride"], "AvgPool2d": ["size", "stride"],
    "AveragePooling2D": ["size", "stride"],
    "BatchNorm2d": [nil], "BatchNorm1d": [nil], "Dropout": ["rate"], "LeakyReLU": ["slope"],
  ]

  /// Arguments that say what is known here without them.
  private static let needless = [
    "in_channels", "in_features", "num_features", "inplace", "input_shape", "input_dim", "params",
  ]

  /// The fields that the arguments are here; `nil` where one of them is none.
  private func fields(of schema: Schema) -> [(name: String, value: String)]? {
    let names = schema.fields.map(\.name)
    let isOptimizer = names.contains("learning_rate")
    var positions = (Self.positions[name] ?? [])[...]
    var fields: [(name: String, value: String)] = []
    for argument in arguments {
      if let word = argument.name {
        if Self.needless.contains(word) { continue }
        if word == "momentum", schema.name == "batch_norm" { return nil }
        if let list = ForeignNames.lists[word],
          let values = ConfigNode(written: argument.value)?.items?.compactMap(\.written),
          values.count == list.count
        {
          fields += zip(list, values).map { (name: $0, value: $1) }
          continue
        }
        // RMSprop's of PyTorch is Keras's rho.
        let other =
          word == "alpha" && names.contains("rho")
          ? "rho" : ForeignNames.meant(by: word, among: names)
        guard let field = names.contains(word) ? word : other else { return nil }
        fields.append((field, argument.value))
      } else if isOptimizer {
        // What is trained comes first in PyTorch; what comes after the rate is another thing in each.
        if Double(argument.value) != nil, fields.isEmpty {
          fields.append(("learning_rate", argument.value))
        } else if !fields.isEmpty {
          return nil
        }
      } else {
        guard let field = positions.popFirst() else { return nil }
        if let field { fields.append((field, argument.value)) }
      }
    }
    // Elsewhere nothing is put around a picture that no word asks for.
    let padding = schema.fields.first { $0.name == "padding" }
    if let padding, padding.presence == .standard("same"),
      !fields.contains(where: { $0.name == "padding" })
    {
      fields.append(("padding", "valid"))
    }
    return Set(fields.map(\.name)).count == fields.count ? fields : nil
  }

  /// How it is written here, `conv2d: {filters: 64, kernel: 3}`; `nil` where that is not known to be right.
  ///
  /// - Parameters:
  ///   - schemas: what may stand there.
  ///   - isItem: whether it is an item of a list, which needs no braces.
  public func written(among schemas: [Schema], in scope: Scope, isItem: Bool) -> String? {
    let names = schemas.map(\.name)
    let meant = names.contains(name) ? name : ForeignNames.meant(by: name, among: names)
    guard !arguments.isEmpty, let schema = schemas.first(where: { $0.name == meant }),
      let fields = self.fields(of: schema), !fields.isEmpty
    else { return nil }
    let isMain = fields.count == 1 && fields[0].name == schema.mainField
    let value =
      isMain
      ? fields[0].value : "{\(fields.map { "\($0.name): \($0.value)" }.joined(separator: ", "))}"
    var problems = DiagnosticList()
    guard let node = ConfigNode(written: value),
      Fields(checking: node, schema: schema, scope: scope, diagnostics: &problems) != nil
    else { return nil }
    let written = isItem ? "\(schema.name): \(value)" : "{\(schema.name): \(value)}"
    return written.utf8.count > 200 ? nil : written
  }

  /// The end of a message that says so.
  public func hint(among schemas: [Schema], in scope: Scope, isItem: Bool) -> String? {
    written(among: schemas, in: scope, isItem: isItem).map {
      "; YAML has no calls: write '\($0)'"
    }
  }
}
