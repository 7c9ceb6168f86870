import Config
import Graph

/// At each place of a sequence the mean of another sequence, or of itself, weighted by what fits.
///
/// `x: [N, L, D]` → same; see `AttentionOptions`. Source: Vaswani et al. 2017, section 3.2.
public struct MultiHeadAttentionLayer: NetworkLayer, AttentionLayer {
  public static let schema = Schema(
    "multi_head_attention",
    "Multi-head attention of a sequence to itself, or to another one.",
    discussion: "`[L, D]` → same. Source: Vaswani et al. 2017, section 3.2.", mainField: "heads",
    example: "<- reshape: [196, 4]\n- multi_head_attention: {heads: 2}",
    fields: AttentionOptions.fields + [
      AttentionOptions.memory,
      Field(
        "causal", .boolean, .standard("false"),
        "Whether each position attends only to those up to it."),
    ])

  let options: AttentionOptions
  let isCausal: Bool
  public let reads: LayerReads

  public init(_ fields: Fields) throws {
    self.options = try AttentionOptions(fields)
    self.isCausal = fields.boolean("causal")
    self.reads = AttentionOptions.reads(fields)
  }

  var wayToBeCausal: String? {
    isCausal ? nil : "'causal: true' of the layer keeps them from it"
  }

  public func build(_ inputs: [Tensor], _ context: LayerContext) throws -> Tensor {
    try options.attend(inputs[0], to: inputs[inputs.count - 1], isCausal: isCausal, context)
  }
}
