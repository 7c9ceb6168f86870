import Testing

@testable import Diagnostics

@Suite("Suggestions")
struct SuggestionTests {
  @Test(
    "The nearest word is found, if it is near enough",
    arguments: [
      ("unit", ["kernel", "units"], "units"), ("adma", ["sgd", "adam"], "adam"),
      ("filtres", ["filters"], "filters"), ("learnin_rte", ["learning_rate"], "learning_rate"),
      ("xy", ["ab"], nil), ("a", ["b"], nil), ("", ["b"], nil), ("abc", [], nil),
      ("kernal", ["kernel", "kernels"], "kernel"), ("completely", ["other"], nil),
      ("latent", ["latent"], nil), ("batch", ["last_batch", "batch_size"], "batch_size"),
      ("kernel_size", ["filters", "kernel"], "kernel"),
      ("rate", ["learning_rate"], "learning_rate"),
      ("learning", ["learning_rate", "learning_steps"], nil), ("", ["_b"], nil),
      ("learningrate", ["rate"], nil), ("epoch_count", ["epochs", "epoch"], nil),
      ("number_of_filters", ["filters", "kernel"], "filters"),
      ("schéma", ["schema"], "schema"), ("RELU", ["elu", "relu"], "relu"),
      ("CLIP", ["slip", "clip"], "clip"), ("RUN", ["new", "run"], "run"),
      ("recon", ["reconstruction", "kl"], "reconstruction"),
      ("recon", ["reconstruction", "reconstructed"], nil), ("rec", ["reconstruction"], nil),
    ] as [(String, [String], String?)])
  func nearest(_ word: String, _ candidates: [String], _ expected: String?) {
    #expect(Suggestion.nearest(to: word, among: candidates) == expected)
  }

  @Test("A word of any length costs no time")
  func long() {
    let long = String(repeating: "a", count: 1 << 20)
    #expect(Suggestion.nearest(to: long, among: [long + "b", "a"]) == nil)
    #expect(Suggestion.phrase(for: "unit", among: ["units"]) == "; did you mean 'units'?")
  }

  @Test("A long quotation is cut in the middle, on one line")
  func excerpts() {
    #expect("a\nb\tc\u{7}".excerpt == "a\\nb\\tc\\u{7}")
    #expect(String(repeating: "x", count: 100).excerpt.count == 56)
  }
}
