import Config
import Diagnostics
import Graph
import Tensors

/// Gives an example another shape; the order of its values stays.
///
/// `x: [N, …]` → `[N] + shape`; one extent may be `any`, which is then what is left over.
public struct ReshapeLayer: Layer {
  public static let schema = Schema(
    "reshape", "Gives an example another shape; the order of its values stays.",
    discussion: "`[…]` → `shape`, of as many numbers. One extent may be `any`: what is left over.",
    mainField: "shape",
    example: "- reshape: [196, 4]",
    fields: [
      Field("shape", .shape(rank: 1...6, any: true), .required, "The shape of an example.")
    ])

  let shape: [Int]

  public init(_ fields: Fields) throws {
    self.shape = fields.shape("shape")
    guard shape.filter({ $0 < 0 }).count <= 1 else {
      throw Diagnostic("only one extent may be 'any'", at: fields.range(of: "shape"))
    }
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    let count = x.shape.extents.dropFirst().reduce(1, *)
    let (known, overflow) = shape.filter { $0 >= 0 }.reduce((1, false)) {
      let (product, overflow) = $0.0.multipliedReportingOverflow(by: $1)
      return (product, $0.1 || overflow)
    }
    let fits =
      !overflow && (shape.contains { $0 < 0 } ? known > 0 && count % known == 0 : known == count)
    guard fits else {
      let wanted = shape.map { $0 < 0 ? "any" : String($0) }.joined(separator: ", ")
      throw ShapeMismatch(
        "reshape to [\(wanted)] does not fit \(x.innerShape), which has \(count.counted("number"))",
        of: [x.innerShape]
      )
    }
    return try x.reshaped(Shape.checked([x.shape[0]] + shape.map { $0 < 0 ? count / known : $0 }))
  }
}
