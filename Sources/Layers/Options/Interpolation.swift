import Config

/// How a picture's pixels are found at another size.
enum Interpolation: String, Hashable, Sendable, CaseIterable {
  case nearest, bilinear

  static let field = Field(
    "method", .choice(allCases.map(\.rawValue)), .standard("nearest"),
    "`nearest` takes the nearest pixel, `bilinear` blends the four around.")

  init(_ fields: Fields) {
    self = Interpolation(rawValue: fields.text("method")) ?? .nearest
  }
}
