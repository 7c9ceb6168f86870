import Config

/// Numbers of rows and columns at the four edges of a picture: `1` or `[top, bottom, left, right]`.
struct EdgeOptions: Sendable {
  static let bounds = 0...4096

  static func field(_ summary: String) -> Field {
    Field(
      "size", .either([.integer(bounds), .list(.integer(bounds), count: 4...4)]), .required,
      summary)
  }

  static let mode = Field(
    "mode", .choice(["zero", "reflect"]), .standard("zero"),
    "What is put there: `zero`, or what is mirrored at the edge: `reflect`.")

  let top: Int
  let bottom: Int
  let left: Int
  let right: Int

  init(_ fields: Fields) {
    let value = fields.value("size")
    guard case .list(let edges) = value.content else {
      let size = value.integer("size")
      (top, bottom, left, right) = (size, size, size, size)
      return
    }
    (top, bottom, left, right) = (
      edges[0].integer(), edges[1].integer(), edges[2].integer(), edges[3].integer()
    )
  }
}
