import Config
import Diagnostics
import Graph

/// Attention of a sequence to what stands before, perhaps to another sequence, then two dense layers at each place.
///
/// `x: [N, L, D]`, `memory: [N, M, E]` → as x. `a = norm_1(x + attention_1(x))`, causal;
/// `b = norm_2(a + attention_2(a, memory))`, where there is a memory; `norm_3(b + dense_2(activation(dense_1(b))))`.
/// Source: Vaswani et al. 2017, section 3.1, as in Chollet's book.
public struct TransformerDecoderLayer: NetworkLayer, AttentionLayer {
  public static let schema = Schema(
    "transformer_decoder",
    "Transformer decoder block: causal self-attention, attention to a memory, then two dense layers.",
    discussion: "`[L, D]` → same. Source: Vaswani et al. 2017, section 3.1.",
    example:
      "<- reshape: [196, 4]\n<  as: words\n- transformer_decoder: {heads: 2, hidden: 16, memory: words}",
    fields: TransformerOptions.fields + [
      AttentionOptions.memory,
      Field(
        "causal_memory", .boolean, .standard("false"),
        "Whether each position attends to the memory only up to its own position."),
    ])

  let options: TransformerOptions
  let isMemoryCausal: Bool
  public let reads: LayerReads

  public init(_ fields: Fields) throws {
    self.options = try TransformerOptions(fields)
    self.isMemoryCausal = fields.boolean("causal_memory")
    self.reads = AttentionOptions.reads(fields)
    guard !isMemoryCausal || fields.has("memory") else {
      throw Diagnostic(
        "'causal_memory' is of the attention to a memory; write 'memory: LAYER' beside it, or leave it away",
        at: fields.range(of: "causal_memory"))
    }
  }

  var wayToBeCausal: String? {
    reads.names.isEmpty || isMemoryCausal
      ? nil : "its memory is of all words; 'causal_memory: true' keeps them from it"
  }

  public func build(_ inputs: [Tensor], _ context: LayerContext) throws -> Tensor {
    let attention = options.attention
    let x = inputs[0]
    let own = try attention.attend(x, to: x, isCausal: true, prefix: "attention_1.", context)
    var y = try options.joined(x, own, "norm_1", context)
    if inputs.count > 1 {
      let seen = try attention.attend(
        y, to: inputs[1], isCausal: isMemoryCausal, prefix: "attention_2.", context)
      y = try options.joined(y, seen, "norm_2", context)
    }
    return try options.fedForward(y, "norm_3", context)
  }
}
