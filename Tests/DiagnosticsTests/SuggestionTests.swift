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
      ("schéma", ["schema"], "schema"),
      ("sche\u{301}ma", ["schema", "sch\u{e9}ma"], "sch\u{e9}ma"),
      ("RELU", ["elu", "relu"], "relu"),
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

  @Test(
    "What cannot have been meant is passed over for the next nearest",
    arguments: [
      ("recn", ["recon", "recant"], "; did you mean 'recant'?"), ("recn", ["recon"], ""),
      ("recn", ["recon", "other"], ""), ("recn", [], ""),
    ] as [(String, [String], String)])
  func passedOver(_ word: String, _ candidates: [String], _ expected: String) {
    let told = Suggestion.phrase(for: word, among: candidates, where: { $0 != "recon" })
    #expect(told == expected)
  }

  @Test(
    "A slip of one letter is told from other words that are alike",
    arguments: [
      ("logit", ["logits"], "; did you mean 'logits'?"),
      ("logist", ["logits"], "; did you mean 'logits'?"),
      ("recn", ["recon"], nil), ("losses", ["loss"], nil), ("pow", ["row"], nil),
      ("logits", ["logits"], nil),
    ] as [(String, [String], String?)])
  func slip(_ word: String, _ candidates: [String], _ expected: String?) {
    let told = Suggestion.phrase(forSlipOf: word, among: candidates, where: { $0 != "recon" })
    #expect(told == expected)
  }

  @Test("A word that is a candidate is meant itself where the same one is wanted")
  func same() {
    #expect(Suggestion.sameOrNearest(to: "latent", among: ["latents", "latent"]) == "latent")
    #expect(Suggestion.sameOrNearest(to: "latnet", among: ["latents", "latent"]) == "latent")
    #expect(Suggestion.sameOrNearest(to: "other", among: ["latent"]) == nil)
  }

  @Test(
    "A file that is not there is told with its folder as it was written, where the path ends so",
    arguments: [
      ("b.yaml", "b.yaml", ".", "; did you mean 'a.yaml'?"),
      ("parts/b.yaml", "parts/b.yaml", "parts/", "; did you mean 'parts/a.yaml'?"),
      ("root/parts/b.yaml", "b.yaml", "root/parts/", "; did you mean 'a.yaml'?"),
      ("/b.yaml", "/b.yaml", "/", "; did you mean '/a.yaml'?"),
      ("root/other", "data", nil, ""), ("parts/", "parts/", nil, ""), ("", "", nil, ""),
    ] as [(String, String, String?, String)])
  func beside(_ path: String, _ written: String, _ folder: String?, _ expected: String) {
    var asked: String?
    let told = Suggestion.phrase(beside: path, written: written) { name, folder in
      #expect(name == "b.yaml")
      asked = folder
      return "a.yaml"
    }
    #expect(told == expected && asked == folder)
    #expect(Suggestion.phrase(beside: path, written: written) { _, _ in nil } == "")
  }

  @Test("A long quotation is cut in the middle, on one line")
  func excerpts() {
    #expect("a\nb\tc\u{7}".excerpt == "a\\nb\\tc\\u{7}")
    #expect("\u{A0}size b".excerpt == "\\u{A0}size b")
    #expect(String(repeating: "x", count: 100).excerpt.count == 56)
  }
}
