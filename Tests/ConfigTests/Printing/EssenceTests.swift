import Diagnostics
import Testing

@testable import Config

@Suite("The essence of a canonical form")
struct EssenceTests {
  private static let initializers = Catalogue(
    "initializer",
    [
      Schema("zeros", "Zeros."),
      Schema("normal", "Normal.", fields: [Field("std", .number(.any), .standard("0.05"), "")]),
    ])
  private static let fields = [
    Field("filters", .integer(1...100), .required, ""),
    Field("padding", .choice(["same", "valid"]), .standard("same"), ""),
    Field("initializer", .kind(of: initializers), .standard("zeros"), ""),
    Field("clip", .number(.any), .optional, ""),
  ]

  private static func essence(_ text: String, _ fields: [Field] = fields) throws -> String {
    var problems = DiagnosticList()
    let node = try #require(Sample.node(text, diagnostics: &problems))
    let made = Fields(
      checking: node, schema: Schema("conv", "A layer.", fields: fields), scope: Scope(),
      diagnostics: &problems)
    return try #require(made, "\(problems.printed())").canonical().essence.yaml()
  }

  @Test(
    "leaves out what is the default, written or not, and nothing else",
    arguments: [
      ("{filters: 3}", "filters: 3\n"), ("{filters: 3, padding: same}", "filters: 3\n"),
      ("{filters: 3, padding: valid}", "filters: 3\npadding: valid\n"),
      ("{filters: 3, initializer: zeros}", "filters: 3\n"),
      ("{filters: 3, initializer: {zeros: {}}}", "filters: 3\n"),
      ("{filters: 3, initializer: normal}", "filters: 3\ninitializer: normal\n"),
      (
        "{filters: 3, initializer: {normal: {std: 5e-2}}}", "filters: 3\ninitializer: normal\n"
      ),
      ("{filters: 3, clip: 1}", "filters: 3\nclip: 1\n"),
    ])
  func leavesOut(_ text: String, _ expected: String) throws {
    #expect(try Self.essence(text) == expected)
  }

  @Test("is as it was when a field with a default is added")
  func oneMore() throws {
    let more = Self.fields + [Field("dilation", .integer(1...9), .standard("1"), "")]
    #expect(try Self.essence("{filters: 3}", more) == Self.essence("{filters: 3}"))
    #expect(
      try Self.essence("{filters: 3, dilation: 2}", more) != Self.essence("{filters: 3}"))
  }
}
