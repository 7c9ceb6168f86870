import Config
import Diagnostics

/// Which outputs a layer joins: the previous one and others, or those it names alone.
struct JoinOptions: Sendable {
  private static let type = FieldType.either([.text, .list(.text, count: 1...64)])

  static func schema(
    _ join: Join, _ summary: String, shapes: String, example: String
  ) -> Schema {
    Schema(
      join.rawValue, summary, discussion: shapes, mainField: "names", example: example,
      fields: [
        Field("names", type, .optional, "The layers that come after the previous output."),
        Field("of", type, .optional, "All layers in their order, instead of 'names'."),
      ])
  }

  let reads: LayerReads

  /// - Throws: neither of both, or both; one layer alone, which joins nothing.
  init(_ fields: Fields) throws {
    guard fields.has("names") != fields.has("of") else {
      let name = fields.schema.name
      throw Diagnostic(
        "\(name) takes the layers after the previous output, '\(name): [a]', or all of them, "
          + "'\(name): {of: [a, b]}'", at: fields.range)
    }
    let key = fields.has("of") ? "of" : "names"
    let value = fields.value(key)
    let items: [FieldValue] = if case .list(let list) = value.content { list } else { [value] }
    if key == "of", items.count == 1, let only = items.first {
      let name = fields.schema.name
      throw Diagnostic(
        "'of' names all that \(name) joins, and this is one; '\(name): [\(only.text(key).excerpt)]' joins it with the previous output",
        at: fields.range(of: key))
    }
    reads = LayerReads(
      takesPrevious: key == "names",
      names: items.map { LayerReads.Name(name: $0.text(key), range: $0.range) })
  }
}
