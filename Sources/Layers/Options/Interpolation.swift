import Config

/// How a picture's pixels are found at another size.
struct Interpolation: Hashable, Sendable {
  enum Method: String, CaseIterable, Sendable { case nearest, bilinear, bicubic }
  enum Centers: String, CaseIterable, Sendable { case half, corner }

  let method: Method
  let centers: Centers

  static let fields = fields(standard: .nearest)

  static func fields(standard: Method) -> [Field] {
    [
      Field(
        "method", .choice(Method.allCases.map(\.rawValue)), .standard(standard.rawValue),
        "`nearest` takes the nearest pixel, `bilinear` blends the four around, `bicubic` the sixteen."
      ),
      Field(
        "centers", .choice(Centers.allCases.map(\.rawValue)), .standard("half"),
        "Where pixels have their centres: at `half` pixels, or at a `corner`, as TensorFlow 1 has it."
      ),
    ]
  }

  init(_ fields: Fields) { self.init(fields.text("method"), fields.text("centers")) }

  init(_ method: String, _ centers: String) {
    self.method = Method(rawValue: method) ?? .nearest
    self.centers = Centers(rawValue: centers) ?? .half
  }
}
