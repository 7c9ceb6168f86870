import Config
import Diagnostics
import Testing

@testable import Experiment

/// Warnings that a file says are meant to be so.
@Suite("allow:")
struct AllowTests {
  /// An experiment with a param and a value that nothing uses, a softmax of one number and a norm of one.
  private static let text =
    "params: {spare: 1}\n"
    + LanguageFormTests.network("- flatten\n- dense: 1\n- layer_norm\n- softmax")

  private static func validated(
    _ text: String, files: [String: String] = [:], profile: String? = nil, strict: Bool = false
  ) throws -> FileValidation {
    var texts = files
    texts["it.yaml"] = text
    return try FileValidation(
      .experiment(texts: texts), file: "it.yaml", profile: profile, overrides: [],
      dataFolder: "data", strict: strict)
  }

  private static func names(_ validation: FileValidation) -> Set<String> {
    Set(
      validation.remarks.diagnostics.filter { $0.severity == .warning }
        .compactMap { $0.warning?.rawValue })
  }

  @Test(
    "suppresses the warnings that it names, and no others",
    arguments: [
      ("", ["unused", "norm-of-one", "softmax-of-one"]),
      ("allow: [unused]\n", ["norm-of-one", "softmax-of-one"]),
      ("allow: [norm-of-one, softmax-of-one]\n", ["unused"]),
      ("allow: [unused, softmax-of-one, norm-of-one]\n", []),
    ])
  func suppresses(_ allow: String, _ left: [String]) throws {
    let validation = try Self.validated(allow + Self.text)
    #expect(Self.names(validation) == Set(left))
    #expect(!validation.remarks.hasErrors)
  }

  @Test("leaves errors of validate --strict where it does not name them")
  func strict() throws {
    let all = try Self.validated(Self.text, strict: true)
    #expect(all.remarks.hasErrors)
    #expect(all.remarks.printed().contains("error: the softmax of one number is always 1 [softmax"))
    let some = try Self.validated("allow: [unused, softmax-of-one]\n" + Self.text, strict: true)
    #expect(some.remarks.hasErrors)
    let none = try Self.validated(
      "allow: [unused, softmax-of-one, norm-of-one]\n" + Self.text, strict: true)
    #expect(!none.remarks.hasErrors)
  }

  @Test(
    "takes a name of the list only, and says which is nearest",
    arguments: [
      ("norm-of-on", "; did you mean 'norm-of-one'?"), ("unusd", "; did you mean 'unused'?"),
      ("Unused", "; write unused"),
    ])
  func unknown(_ name: String, _ hint: String) throws {
    let validation = try Self.validated("allow: [\(name)]\n" + Self.text)
    let errors = validation.remarks.diagnostics.filter { $0.severity == .error }
    #expect(errors.count == 1)
    #expect(errors.first?.message.hasSuffix(hint) == true, "\(errors)")
    #expect(errors.first?.range?.text == name)
  }

  @Test("of a child and of a profile is added to the base's")
  func added() throws {
    let child = try Self.validated(
      "extends: base.yaml\nallow: [softmax-of-one]\n",
      files: ["base.yaml": "allow: [unused]\n" + Self.text])
    #expect(Self.names(child) == ["norm-of-one"])
    let profile = try Self.validated(
      "allow: [unused]\n" + Self.text + "profiles:\n  quick: {allow: [norm-of-one, unused]}\n",
      profile: "quick")
    #expect(Self.names(profile) == ["softmax-of-one"])
  }

  @Test("is no part of the identity, and stands in the resolved text")
  func identity() throws {
    func loaded(_ text: String) throws -> LoadedExperiment {
      try LoadedExperiment(text: text, name: "it.yaml", overrides: [], dataFolder: "data")
    }
    let (plain, allowing) = (
      try loaded(Self.text), try loaded("allow: [norm-of-one]\n" + Self.text)
    )
    #expect(plain.identity == allowing.identity)
    let again = try loaded(allowing.resolvedText)
    #expect(again.model.definition.allowed == AllowedWarnings([.normOfOne]))
  }

  @Test("that suppresses nothing is told of, where the file alone decides")
  func needless() throws {
    let told = try Self.validated("allow: [unused, never-applied, not-finite]\n" + Self.text)
      .remarks.diagnostics.filter { $0.message.contains("need not name it") }
    #expect(told.map(\.severity) == [.note])
    #expect(told.first?.message.contains("[never-applied]") == true)
    let underProfile = try Self.validated(
      "allow: [never-applied]\n" + Self.text
        + "profiles:\n  quick: {train: {step: {net: {every: 100 steps}}}}\n")
    #expect(!underProfile.remarks.printed().contains("need not name it"))
  }
}
