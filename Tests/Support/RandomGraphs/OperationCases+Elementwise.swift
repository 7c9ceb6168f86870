import Graph
import Tensors

extension OperationCases {
  private static let shape: Shape = [3, 5]
  private static let pair: [OperationCase.Operand] = [
    .floats(shape, -2...2), .floats(shape, -2...2),
  ]
  private static let one: [OperationCase.Operand] = [.floats(shape, -2...2)]
  private static let positive: [OperationCase.Operand] = [.floats(shape, 0.25...4)]

  static let elementwise: [OperationCase] =
    [
      .init("a sum of two", pair, one: { try $1[0] + $1[1] }),
      .init("a value added to itself", one, one: { try $1[0] + $1[0] }),
      .init("a difference", pair, one: { try $1[0] - $1[1] }),
      .init("a product", pair, one: { try $1[0] * $1[1] }),
      .init("a quotient", [.floats(shape, -2...2), .floats(shape, 0.5...2)]) {
        [try $1[0] / $1[1]]
      },
      .init("a power", [.floats(shape, 0.25...3), .floats(shape, -2...2)]) {
        [try $1[0].power($1[1])]
      },
      .init("a power by a number", positive, one: { try $1[0].power(1.25) }),
      .init("a maximum", pair, one: { try $1[0].maximum($1[1]) }),
      .init("a minimum", pair, one: { try $1[0].minimum($1[1]) }),
      .init("a rectifier", one, one: { try $1[0].relu() }),
      .init("a clip", one, one: { try $1[0].clipped(-1, 0.5) }),
      .init("a choice by a comparison", pair) { builder, x in
        let condition = try x[0].compared(.greater, x[1])
        return [try condition.select(x[0].squared(), x[1]), condition]
      },
      .init("a negation", one, one: { try -$1[0] }),
      .init("an absolute value", one, one: { try $1[0].absolute() }),
      .init("a sign", one, one: { try $1[0].sign() }),
      .init("an exponential", one, one: { try $1[0].exp() }),
      .init("a logarithm", positive, one: { try $1[0].log() }),
      .init("a square root", positive, one: { try $1[0].squareRoot() }),
      .init("a sine", [.floats(shape, -6...6)], one: { try $1[0].sine() }),
      .init("a cosine", [.floats(shape, -6...6)], one: { try $1[0].cosine() }),
      .init("a hyperbolic tangent", one, one: { try $1[0].tanh() }),
      .init("an error function", [.floats(shape, -4...4)], one: { try $1[0].errorFunction() }),
      .init("a sigmoid", [.floats(shape, -8...8)], one: { try $1[0].sigmoid() }),
      .init("a softplus", [.floats(shape, -8...8)], one: { try $1[0].softplus() }),
      .init("a floor", [.floats(shape, -8...8)], one: { try $1[0].floor() }),
      .init("a whole number and back", [.floats(shape, -9...9)]) { builder, x in
        let whole = try x[0].converted(to: .int32)
        return [whole, try x[0] * whole.converted(to: .float32)]
      },
      .init("numbers beyond a byte", [.floats(shape, -300...600)]) {
        [try $1[0].converted(to: .uint8)]
      },
      .init("a value that no gradient passes", one) { builder, x in
        [try x[0] * x[0].sine().gradientStopped()]
      },
      .init("a long chain", pair) { builder, x in
        var y = x[0]
        for _ in 0..<4 {
          y = try (y * x[1] + x[0]).tanh()
        }
        return [y]
      },
    ]
    + Compare.Kind.allCases.map { kind in
      OperationCase(
        "a comparison: \(kind.rawValue)",
        [.integers(shape, 0...3), .integers(shape, 0...3), .floats(shape, -1...1)]
      ) { builder, x in
        [try x[0].compared(kind, x[1]) * x[2]]
      }
    }
}
