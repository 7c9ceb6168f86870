import Config
import Graph

/// Attention of a sequence to itself, then two dense layers at each place, each added and normalized.
///
/// `x: [N, L, D]` → same. `a = norm_1(x + attention(x))`, `norm_2(a + dense_2(activation(dense_1(a))))`.
/// Source: Vaswani et al. 2017, section 3.1, as in Chollet's book.
public struct TransformerEncoderLayer: Layer, AttentionLayer {
  public static let schema = Schema(
    "transformer_encoder",
    "Transformer encoder block: self-attention, then two dense layers at each position.",
    discussion: "`[L, D]` → same. Source: Vaswani et al. 2017, section 3.1.",
    example: "<- reshape: [196, 4]\n- transformer_encoder: {heads: 2, hidden: 16}",
    fields: TransformerOptions.fields)

  let options: TransformerOptions

  public init(_ fields: Fields) throws { self.options = try TransformerOptions(fields) }

  var wayToBeCausal: String? {
    "'transformer_decoder: {heads: 2, hidden: 32}' is the block whose places see only those before them"
  }

  public func build(_ x: Tensor, _ context: LayerContext) throws -> Tensor {
    let seen = try options.attention.attend(
      x, to: x, isCausal: false, prefix: "attention.", context)
    return try options.fedForward(
      options.joined(x, seen, "norm_1", context), "norm_2", context)
  }
}
