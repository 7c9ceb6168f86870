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
      .init("a sum of two", pair, one: { try $0.add($1[0], $1[1]) }),
      .init("a value added to itself", one, one: { try $0.add($1[0], $1[0]) }),
      .init("a difference", pair, one: { try $0.subtract($1[0], $1[1]) }),
      .init("a product", pair, one: { try $0.multiply($1[0], $1[1]) }),
      .init("a quotient", [.floats(shape, -2...2), .floats(shape, 0.5...2)]) {
        [try $0.divide($1[0], $1[1])]
      },
      .init("a power", [.floats(shape, 0.25...3), .floats(shape, -2...2)]) {
        [try $0.power($1[0], $1[1])]
      },
      .init("a power by a number", positive, one: { try $0.power($1[0], 1.25) }),
      .init("a maximum", pair, one: { try $0.maximum($1[0], $1[1]) }),
      .init("a minimum", pair, one: { try $0.minimum($1[0], $1[1]) }),
      .init("a rectifier", one, one: { try $0.relu($1[0]) }),
      .init("a clip", one, one: { try $0.clip($1[0], -1, 0.5) }),
      .init("a choice by a comparison", pair) { builder, x in
        let condition = try builder.compare(.greater, x[0], x[1])
        return [try builder.select(condition, builder.square(x[0]), x[1]), condition]
      },
      .init("a negation", one, one: { try $0.negate($1[0]) }),
      .init("an absolute value", one, one: { try $0.absolute($1[0]) }),
      .init("a sign", one, one: { try $0.sign($1[0]) }),
      .init("an exponential", one, one: { try $0.exp($1[0]) }),
      .init("a logarithm", positive, one: { try $0.log($1[0]) }),
      .init("a square root", positive, one: { try $0.sqrt($1[0]) }),
      .init("a sine", [.floats(shape, -6...6)], one: { try $0.sin($1[0]) }),
      .init("a cosine", [.floats(shape, -6...6)], one: { try $0.cos($1[0]) }),
      .init("a hyperbolic tangent", one, one: { try $0.tanh($1[0]) }),
      .init("a sigmoid", [.floats(shape, -8...8)], one: { try $0.sigmoid($1[0]) }),
      .init("a softplus", [.floats(shape, -8...8)], one: { try $0.softplus($1[0]) }),
      .init("a floor", [.floats(shape, -8...8)], one: { try $0.floor($1[0]) }),
      .init("a whole number and back", [.floats(shape, -9...9)]) { builder, x in
        let whole = try builder.convert(x[0], to: .int32)
        return [whole, try builder.multiply(x[0], builder.convert(whole, to: .float32))]
      },
      .init("numbers beyond a byte", [.floats(shape, -300...600)]) {
        [try $0.convert($1[0], to: .uint8)]
      },
      .init("a value that no gradient passes", one) { builder, x in
        [try builder.multiply(x[0], builder.stopGradient(builder.sin(x[0])))]
      },
      .init("a long chain", pair) { builder, x in
        var y = x[0]
        for _ in 0..<4 {
          y = try builder.tanh(builder.add(builder.multiply(y, x[1]), x[0]))
        }
        return [y]
      },
    ]
    + Compare.Kind.allCases.map { kind in
      OperationCase(
        "a comparison: \(kind.rawValue)",
        [.integers(shape, 0...3), .integers(shape, 0...3), .floats(shape, -1...1)]
      ) { builder, x in
        [try builder.multiply(builder.compare(kind, x[0], x[1]), x[2])]
      }
    }
}
