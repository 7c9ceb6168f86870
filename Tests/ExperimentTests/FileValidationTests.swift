import Diagnostics
import Testing

@testable import Experiment

@Suite("The validation of a file under its profiles")
struct FileValidationTests {
  private static func remarks(loss: String, profile: String) throws -> [Diagnostic] {
    let text = """
      etch: 1
      name: it
      params: {width: 0}
      data:
        digit: {source: builtin/digits, count: 64, scale: [0, 1]}
      networks:
        net:
          input: [28, 28, 1]
          layers:
            - flatten
            - dense: 2
        other:
          input: [28, 28, 1]
          layers:
            - flatten
            - dense: 2 + width
      losses:
        loss: \(loss)
      train:
        epochs: 1
        batch_size: 32
        optimizer: {adam: {learning_rate: 1e-3}}
        step:
          net: {minimize: loss}
          other: {minimize: loss}
      profiles:
        small: \(profile)

      """
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
}
