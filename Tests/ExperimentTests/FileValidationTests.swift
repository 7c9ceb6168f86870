import Diagnostics
import ExperimentTexts
import Testing

@testable import Experiment

@Suite("The validation of a file under its profiles")
struct FileValidationTests {
  private static func remarks(loss: String, profile: String) throws -> [Diagnostic] {
    let text =
      DigitsExperiment.beginning(
        "name: it", "params: {width: 0}",
        networks: ["net": ["flatten", "dense: 2"], "other": ["flatten", "dense: 2 + width"]])
      + "losses:\n  loss: \(loss)\n"
      + DigitsExperiment.training("net: {minimize: loss}", "other: {minimize: loss}")
      + "profiles:\n  small: \(profile)\n"
    return try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
      dataFolder: "data"
    ).remarks.diagnostics.filter { $0.severity == .error }
  }

  @Test(
    "tells another mistake of a profile where the file as it stands has one, and the same one once",
    arguments: [
      (
        "mean(net(digit) + normal([3]) + other(digit))",
        "{data: {digit: {source: builtin/faces, count: 64}}}",
        ["net(digit) + normal([3])", "net takes [28, 28, 1]", "other takes [28, 28, 1]"]
      ),
      (
        "mean(net(digit) + normal([3]) + other(digit))", "{train: {epochs: 2}}",
        ["net(digit) + normal([3])"]
      ),
      ("mse(other(digit), normal([3]))", "{params: {width: 2}}", ["mse(other(digit), "]),
    ])
  func profiles(loss: String, profile: String, expected: [String]) throws {
    let told = try Self.remarks(loss: loss, profile: profile).map(\.message)
    #expect(told.count == expected.count, "\(told)")
    for (message, beginning) in zip(told, expected) {
      #expect(message.hasPrefix(beginning), "\(told)")
    }
  }

  @Test("is that of a run, where something is set: what fits the file need not fit a profile")
  func overrides() throws {
    let text =
      DigitsExperiment.beginning("name: it", networks: ["net": ["flatten", "dense: 2"]])
      + "losses:\n  loss: mean(net(digit))\n"
      + DigitsExperiment.training("net: {minimize: loss}")
      + "profiles:\n  small: {data: {digit: {source: builtin/ecg}}}\n"
    func told(_ overrides: [String], under profile: String? = nil) throws -> String {
      try FileValidation(
        .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: profile,
        overrides: overrides, dataFolder: "data"
      ).remarks.printed()
    }
    #expect(try told([]).contains("profile 'small'"))
    #expect(try !told(["seed=7"]).contains("error"))
    #expect(try told(["seed=7"], under: "small").contains("error"))
  }
}
