import Diagnostics
import Testing

@testable import Experiment

/// Files that would keep a machine busy for a long time cost no more than twice as much where they are twice as long, or
/// are told a limit.
@Suite("Files that are made to be slow")
struct BombTests {
  private static func file(values: String = "", metrics: String = "", profiles: String = "")
    -> String
  {
    LanguageFormTests.network("- flatten\n- dense: 1").replacing(
      "losses:\n", with: (values.isEmpty ? "" : "values:\n\(values)") + "losses:\n")
      + (metrics.isEmpty ? "" : "metrics:\n\(metrics)")
      + (profiles.isEmpty ? "" : "profiles:\n\(profiles)")
  }

  private static func lines(_ count: Int, _ line: (Int) -> String) -> String {
    (0..<count).map { "  \(line($0))\n" }.joined()
  }

  private static func validation(_ text: String) throws -> FileValidation {
    try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
      dataFolder: "data")
  }

  @Test("Of thousands of mistakes two thousand are looked for")
  func mistakes() throws {
    for text in [
      Self.file(values: Self.lines(2_500) { "v\($0): nothing\($0) + 1" }),
      Self.file(values: Self.lines(2_500) { "v\($0): maen(digit)" }),
      LanguageFormTests.network(
        "- flatten\n" + Self.lines(2_500) { "- dense: {unit: \($0)}" }.replacing("  -", with: "-")),
    ] {
      var remarks = DiagnosticList()
      let time = try ContinuousClock().measure { remarks = try Self.validation(text).remarks }
      let errors = remarks.diagnostics.filter { $0.severity == .error }.count
      #expect(errors >= DiagnosticList.mostCollected && errors < 3_000)
      #expect(remarks.summary.contains(" and more errors"))
      // Minutes, where each is compared with all; this is a debug build on a busy machine.
      #expect(time < .seconds(60))
    }
  }

  @Test("Of thousands of profiles two hundred are looked at, and the file is read once")
  func profiles() throws {
    let text = Self.file(profiles: Self.lines(3_000) { "p\($0): {seed: \($0)}" })
    let validation = try Self.validation(text)
    #expect(!validation.remarks.hasErrors)
    #expect(
      validation.remarks.diagnostics.map(\.message).contains {
        $0.hasPrefix("of 3000 profiles the first 200 are looked at")
      })
    let wrong = text.replacing("p7: {seed: 7}", with: "p7: {sed: 7}")
    #expect(try Self.validation(wrong).remarks.printed().contains("no field 'sed'"))
  }

  @Test("Five hundred metrics and a hundred chained values are right")
  func right() throws {
    let metrics = Self.lines(500) { "m\($0): {value: mean(net(digit) + \($0))}" }
    #expect(try !Self.validation(Self.file(metrics: metrics)).remarks.hasErrors)
    let chain =
      "  v0: net(digit)\n" + Self.lines(99) { "v\($0 + 1): v\($0) + sin(v\($0))" }
    let text = Self.file(values: chain).replacing("square(net(digit))", with: "square(v99)")
    #expect(try !Self.validation(text).remarks.hasErrors)
  }

  @Test(
    "What doubles from line to line is told a limit, and soon",
    arguments: [
      (
        "functions:\n  f0(x): x + 1\n"
          + lines(39) { "f\($0 + 1)(x): f\($0)(x) + f\($0)(2 * x)" }, "f39(net(digit))"
      ),
      (
        "params:\n  p0: 'x'\n" + lines(39) { "p\($0 + 1): '${p\($0)}${p\($0)}'" }
          + "about: ${p39}\n", "net(digit)"
      ),
      (
        "blocks:\n  b0: {layers: [relu]}\n"
          + lines(24) { "b\($0 + 1): {layers: [b\($0), b\($0)]}" }
          + "allow: [unused]\n", "net(digit) + twice(digit)"
      ),
    ])
  func doubling(_ text: String, _ value: String) throws {
    let whole = (text + Self.file()).replacing("square(net(digit))", with: "square(\(value))")
      .replacing(
        "networks:\n",
        with: value.contains("twice")
          ? "networks:\n  twice: {input: [28, 28, 1], layers: [b24, flatten, {dense: 1}]}\n"
          : "networks:\n")
    var remarks = DiagnosticList()
    let time = try ContinuousClock().measure { remarks = try Self.validation(whole).remarks }
    let errors = remarks.diagnostics.filter { $0.severity == .error }
    #expect(
      !errors.isEmpty && errors.count < 100 && errors.contains { $0.message.contains("more than") },
      "\(errors.prefix(2))")
    #expect(time < .seconds(60))
  }
}
