import Diagnostics
import Foundation
import Testing
import YAML

@testable import Config

@Suite("Canonical printing")
struct PrintingTests {
  @Test(
    "A text on one line stands in quotes where a bracket or comma of its own would end it",
    arguments: [("a b", "[a b]"), ("a,b", "[\"a,b\"]"), ("a,\u{301}b", "[\"a,\u{301}b\"]")])
  func flow(_ text: String, _ written: String) {
    let node = ConfigNode(.text(text), range: nil, origin: .standard)
    let list = ConfigNode(.list([node]), range: nil, origin: .standard)
    #expect(Array(list.flow.unicodeScalars) == Array(written.unicodeScalars))
  }

  @Test(
    "A number is spelled so that every reader takes it as one",
    arguments: [
      (0, "0"), (-0.0, "-0.0"), (3, "3"), (-7, "-7"), (0.5, "0.5"), (1e-3, "0.001"),
      (1e-4, "1.0e-4"),
      (2.5e-8, "2.5e-8"), (123456.75, "123456.75"), (1e15, "1.0e+15"), (1e300, "1.0e+300"),
      (999_999_999_999_999, "999999999999999"), (0.1 + 0.2, "0.30000000000000004"),
      (.infinity, ".inf"), (.leastNonzeroMagnitude, "5.0e-324"), (1 / 3, "0.3333333333333333"),
      (100, "100"),
      (-1.25e-5, "-1.25e-5"), (0.012, "0.012"),
    ])
  func numbers(_ value: Double, _ text: String) throws {
    #expect(CanonicalNumber.text(value) == text)
    if value.isFinite { #expect(Double(text) == value) }
  }

  @Test(
    "Text is quoted where a reader might take it for something else",
    arguments: [
      ("plain", "plain"), ("two words", "two words"), ("", "\"\""), ("no", "\"no\""),
      ("Yes", "\"Yes\""),
      ("1e-4", "\"1e-4\""), ("12:30", "\"12:30\""), ("a: b", "\"a: b\""), ("a:", "\"a:\""),
      ("a #b", "\"a #b\""), ("a#b", "a#b"), (" a", "\" a\""), ("[a]", "\"[a]\""), ("~", "\"~\""),
      ("2001-01-01", "\"2001-01-01\""), ("a\nb", "\"a\\nb\""),
      ("\u{1F600} \u{202E}", "\"\u{1F600} \\u202E\""),
      ("7 * latent", "7 * latent"), ("-a * b", "-a * b"), ("- a", "\"- a\""), ("=", "\"=\""),
      ("é", "é"),
      ("kl(a, b, reduction=mean)", "kl(a, b, reduction=mean)"), ("0x1F", "\"0x1F\""),
      (".5", "\".5\""),
      ("back\\slash \"q\"", "back\\slash \"q\""), ("'q'", "\"'q'\""), ("1_000 + 2", "1_000 + 2"),
      ("100 steps", "100 steps"), ("1 2", "\"1 2\""),
    ])
  func texts(_ text: String, _ spelled: String) throws {
    #expect(ScalarText.spelled(text) == spelled)
    let asKey = text.isEmpty ? [] : ["\(spelled): 1"]
    for yaml in ["k: \(spelled)", "- \(spelled)"] + asKey {
      var list = DiagnosticList()
      let node = try #require(Sample.node(yaml, diagnostics: &list))
      #expect(list.diagnostics.isEmpty)
      #expect((node["k"] ?? node.items?[0])?.text ?? node.entries?.keys.first == text)
    }
  }

  @Test("The canonical form holds all fields in order, and reads back to itself")
  func canonical() throws {
    let text = """
      params: {base: 8, norm: same}
      conv2d:
        values: {p: 0.0003, q: -z*base, r: "no"}
        label: "x: ${norm} $${y}"
        optimizer: {adam: {beta_1: 1/4}}
        data: {path: p.csv, source: csv}
        filters: 2*base
        input: [any, base]
      """
    let (fields, scope, list) = Sample.check(text)
    #expect(list.printed() == "")
    let canonical = try #require(fields).canonical(in: scope).yaml()
    #expect(
      canonical == """
        filters: 16
        kernel: 3
        padding: same
        bias: true
        label: "x: same $${y}"
        optimizer:
          adam:
            learning_rate: 0.001
            beta_1: 0.25
        data:
          source: csv
          path: p.csv
        range: [0, 1]
        input: [any, 8]
        values:
          p: 3.0e-4
          q: -z * 8
          r: "no"

        """)
    let again = Sample.check(canonical)
    #expect(again.list.printed() == "")
    #expect(try #require(again.fields).canonical().yaml() == canonical)
  }

  @Test("The JSON Schema is as recorded, and is JSON")
  func schema() throws {
    var builder = JSONSchema()
    builder.define("layers", .object(["type": .string("array")]))
    builder.define("params", .object(["type": .string("object")]))
    let root = builder.object(SampleExperiment.schema)
    let text = builder.document(root, title: "Experiment").text
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(parsed?["definitions"] != nil)
    try Golden.expect(text, at: SampleExperiment.folder + "/sample.schema.json")
  }

  @Test("Catalogues that share a noun are two definitions; a layer has keys beside its own")
  func catalogues() {
    var builder = JSONSchema()
    let plain = Catalogue("schedule", [Schema("cosine", "Half a wave.")])
    let first = builder.value(.kind(of: Sample.schedules))
    #expect(first == JSONSchema.reference("schedule"))
    #expect(builder.value(.kind(of: plain)) == JSONSchema.reference("schedule_2"))
    #expect(builder.value(.kind(of: Sample.schedules)) == first)
    let name = Field("as", .text, .optional, "The output's name.")
    let layer = builder.kind(Catalogue("layer", [Sample.conv2d]), alongside: [name])
    #expect(layer == JSONSchema.reference("layer"))
    #expect(builder.document(layer, title: "Layer").text.contains("\"as\": {"))
  }

  @Test("A definition's name has nothing that a reference would have to escape")
  func plainNames() {
    var builder = JSONSchema()
    let sources = Catalogue("data source", [Schema("made/up~1 %", "Made-up numbers.")])
    let source = builder.value(.variant(by: "source", of: sources))
    let text = builder.document(source, title: "Source").text
    #expect(text.contains("\"#/definitions/data_source.made_up_1__\""))
    #expect(text.contains("\"data_source.made_up_1__\": {"))
    // What is written stays.
    #expect(text.contains("\"const\": \"made/up~1 %\""))
  }

  @Test(
    "A text is taken where a number is expected, if it may come to one",
    arguments: [
      ("latent", true), ("7 * 7 * 64", true), ("[latent]", true), ("-a", true), ("1/4", true),
      ("${latent}", true), ("2${digits}", true), (" 3 ", false), ("1e-4", true), (".5", false),
      ("a == 2", true), ("shape\n", true), ("5x5", false), ("10 epochs", false), ("1,000", false),
      ("1_000", false), ("50%", false), ("", false), ("été", false),
    ])
  func expressions(_ text: String, _ isTaken: Bool) throws {
    var builder = JSONSchema()
    let alternatives = try #require(builder.value(.integer(1...9))["anyOf"])
    guard case .array(let parts) = alternatives,
      case .string(let pattern)? = parts.last?["pattern"]
    else { throw DiagnosticList() }
    #expect((text.range(of: pattern, options: .regularExpression) != nil) == isTaken)
    // What the editor refuses, the checker must refuse, whatever the params.
    if !isTaken {
      var list = DiagnosticList()
      let node = ConfigNode(.text(text), range: nil, origin: .commandLine)
      let value = FieldValue(
        checking: node, type: .integer(.min ... .max), label: "x", scope: Scope(),
        diagnostics: &list)
      #expect(value == nil)
    }
  }

  @Test("Sorting by key makes the order of keys irrelevant")
  func sorting() throws {
    var list = DiagnosticList()
    let a = try #require(Sample.node("b: {d: 1, c: [{f: 1, e: 2}]}\na: 1", diagnostics: &list))
    let b = try #require(Sample.node("a: 1\nb: {c: [{e: 2, f: 1}], d: 1}", diagnostics: &list))
    #expect(a.yaml() != b.yaml())
    #expect(a.sortedByKey().yaml() == b.yaml())
  }
}
