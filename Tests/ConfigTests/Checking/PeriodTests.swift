import Diagnostics
import Testing
import YAML

@testable import Config

@Suite("Periods")
struct PeriodTests {
  private static let schema = Schema(
    "update", "",
    fields: [
      Field("every", .period(.interval), .standard("1 step"), ""),
      Field("over", .period(.stretch), .optional, ""),
      Field("start", .period(.stretchFromZero), .optional, ""),
    ])

  private static func read(_ yaml: String) -> (Fields?, [String]) {
    var problems = DiagnosticList()
    let root = YAMLReader.read(
      SourceFile(
        name: "a.yaml",
        text: "params: {k: 5, half: 0.5, period: 2 * k steps, again: period}\nit: {\(yaml)}"),
      diagnostics: &problems
    ).map { ConfigNode($0, origin: .file("a.yaml")) }
    let scope = Scope(readingParams: root?["params"], diagnostics: &problems)
    let fields = root?["it"].flatMap {
      Fields(checking: $0, schema: schema, scope: scope, diagnostics: &problems)
    }
    return (fields, problems.diagnostics.map(\.message))
  }

  @Test(
    "are a count, which may be arithmetic over params, and a unit; or a param that holds both",
    arguments: [
      ("every: 1 epoch", "every", "1 epoch"), ("every: k steps", "every", "5 steps"),
      ("every: 2 * k + 1 epochs", "every", "11 epochs"),
      ("every: '${k} steps'", "every", "5 steps"),
      ("every: half minutes", "every", "0.5 minutes"), ("every: period", "every", "10 steps"),
      ("every: again", "every", "10 steps"), ("every: '${period}'", "every", "10 steps"),
      ("every: 1e2   steps", "every", "100 steps"), ("over: half epochs", "over", "0.5 epochs"),
      ("over: 100 steps", "over", "100 steps"), ("over: k steps", "over", "5 steps"),
      ("start: 0 steps", "start", "0 steps"), ("", "every", "1 step"),
    ])
  func read(_ yaml: String, _ name: String, _ expected: String) {
    let (fields, problems) = Self.read(yaml)
    #expect(problems.isEmpty)
    #expect(fields?.period(name).description == expected)
    #expect(fields?.canonical()[name]?.text == expected)
  }

  @Test(
    "that are none are told of",
    arguments: [
      ("every: 5", "found the number 5"),
      ("every: 5 batches", "found the text '5 batches'; each batch is a step: '5 steps'"),
      ("every: 1 batch", "found the text '1 batch'; each batch is a step: '1 step'"),
      ("every: 5 epoch s", "found the text '5 epoch s'"),
      ("every: 5 step5", "found the text '5 step5'; did you mean 'steps'?"),
      ("every: z steps", "unknown param 'z'"), ("every: -1 steps", "a count above 0, found -1"),
      ("every: 1.5 epochs", "a whole number of epochs, found 1.5"),
      ("every: k - k steps", "a count above 0, found 0"), ("every: 9**999 steps", "is too large"),
      ("over: 5 minutes", "found the text '5 minutes'"), ("over: 0 steps", "above 0, found 0"),
      ("every: [1, epoch]", "found a list"),
      ("every: k", "found the text 'k', which is 5; its unit is missing"),
      ("every: 2 * k", "found the text '2 * k', which is 10; its unit is missing"),
      ("over: 8", "found the number 8; its unit is missing"),
      ("over: 0.5", "found the number 0.5; its unit is missing"),
      ("over: k", "found the text 'k', which is 5; its unit is missing"),
      ("over: '${k}'", "found the number 5; its unit is missing"),
      ("start: 0", "found the number 0; its unit is missing"),
      ("every: 5epochs", "found the text '5epochs'; a blank is missing: '5 epochs'"),
      ("over: 1.5epochs", "found the text '1.5epochs'; a blank is missing: '1.5 epochs'"),
      ("over: 5minutes", "found the text '5minutes'"),
    ])
  func wrong(_ yaml: String, _ expected: String) {
    let (fields, problems) = Self.read(yaml)
    #expect(fields == nil && problems.count == 1)
    #expect(problems.first?.contains(expected) == true, "\(problems)")
  }
}
