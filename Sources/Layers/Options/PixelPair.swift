import Config

/// A number for the height and one for the width: `3` or `[3, 5]`.
struct PixelPair: Hashable, Sendable {
  let height: Int
  let width: Int

  init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  static func fieldType(_ bounds: ClosedRange<Int>) -> FieldType {
    .either([.integer(bounds), .list(.integer(bounds), count: 2...2)])
  }

  init(_ fields: Fields, _ name: String) {
    let value = fields.value(name)
    guard case .list(let pair) = value.content else {
      self.init(height: value.integer(name), width: value.integer(name))
      return
    }
    self.init(height: pair[0].integer(name), width: pair[1].integer(name))
  }
}
