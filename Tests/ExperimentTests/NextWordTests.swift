import Diagnostics
import Testing

@testable import Experiment

@Suite("A language model that sees the words that it is to tell")
struct NextWordTests {
  private static func told(
    _ layer: String, scores: String = "model(review[:-1])", target: String = "review[1:]",
    isDrawn: Bool = true
  ) throws -> [Diagnostic] {
    let text = """
      etch: 1
      name: writing
      data:
        review: {source: builtin/sentences, count: 64, length: 12}
      networks:
        model:
          input: [any]
          layers:
            - embedding: {vocabulary: 200, units: 8}
            - position_embedding: {length: 12}
              as: embedded
            - \(layer)
            - dense: 200
      values:
        scores: \(scores)
      losses:
        surprise: cross_entropy(scores, \(target), ignore=0)
      train:
        epochs: 1
        optimizer: {adam: {learning_rate: 1e-3}}
        step:
          model: {minimize: surprise}

      """
    let drawn = """
      outputs:
        samples:
          story: {text: scores, prompt: this film, length: 5}

      """
    let loaded = try LoadedExperiment(
      text: isDrawn ? text + drawn : text, name: "it.yaml", overrides: [], dataFolder: "data")
    return loaded.warnings.diagnostics.filter { $0.warning == .nextWordSeen }
  }

  @Test(
    "is warned of, with what keeps them from it",
    arguments: [
      (
        "transformer_encoder: {heads: 2, hidden: 16}", "transformer_encoder_1",
        "'transformer_decoder"
      ),
      ("multi_head_attention: 2", "multi_head_attention_1", "'causal: true'"),
      (
        "transformer_decoder: {heads: 2, hidden: 16, memory: embedded}", "transformer_decoder_1",
        "'causal_memory: true'"
      ),
    ])
  func seen(_ layer: String, _ name: String, _ advice: String) throws {
    let told = try Self.told(layer)
    #expect(told.count == 1)
    #expect(
      told.first?.message
        == "each place of 'model.\(name)' sees the words after it, which 'scores' is to tell: it learns to copy them, "
        + "and where a text is written there are none")
    #expect(told.first?.notes.first?.message.contains(advice) == true)
  }

  @Test("is warned of where no text is drawn, by the words that it is compared with")
  func undrawn() throws {
    let seeing = "transformer_encoder: {heads: 2, hidden: 16}"
    let told = try Self.told(seeing, isDrawn: false)
    #expect(
      told.map(\.message) == [
        "each place of 'model.transformer_encoder_1' sees the words after it, which 'scores' is to tell, so it learns to copy them"
      ])
    for (scores, target) in [("model(review)", "review"), ("model(review[1:])", "review[:-1]")] {
      #expect(try Self.told(seeing, scores: scores, target: target, isDrawn: false).isEmpty)
    }
    let causal = "transformer_decoder: {heads: 2, hidden: 16}"
    #expect(try Self.told(causal, isDrawn: false).isEmpty)
  }

  @Test(
    "is not one whose places see those before them alone",
    arguments: [
      "transformer_decoder: {heads: 2, hidden: 16}",
      "transformer_decoder: {heads: 2, hidden: 16, memory: embedded, causal_memory: true}",
      "multi_head_attention: {heads: 2, causal: true}", "layer_norm",
    ])
  func causal(_ layer: String) throws { #expect(try Self.told(layer).isEmpty) }

  @Test("is one that is compared with the words that it reads")
  func own() throws {
    let told = try Self.told(
      "transformer_decoder: {heads: 2, hidden: 16}", scores: "model(review)", target: "review")
    #expect(
      told.map(\.message) == [
        "'scores' is compared with the words that it reads, place by place, so it learns to copy them; those that follow are 'review[1:]'"
      ])
  }
}
