import Artifacts
import ExperimentTexts
import Foundation
import Processes
import Testing

/// A git repository of one test, with experiments, removed with the test.
final class GitFolder {
  let folder: RunsFolder
  var path: String { folder.path }

  static let isInstalled = ["/usr/bin/git", "/usr/local/bin/git", "/opt/homebrew/bin/git"]
    .contains { FileManager.default.isExecutableFile(atPath: $0) }

  static let base =
    DigitsExperiment.beginning(
      "params: {size: 4}", networks: ["encoder": ["flatten", "dense: {units: size}"]]) + wiring
    + DigitsExperiment.training(
      epochs: 2, batchSize: 16, "- all: {update: [encoder, decoder], minimize: error}")
    + "outputs:\n  samples:\n    rebuilt: {grid: rebuilt}\n"

  private static let wiring = """
      decoder: {use: networks/decoder.yaml, params: {size: size}}
    values:
      rebuilt: decoder(encoder(digit))
    losses:
      error: mse(rebuilt, digit)

    """

  static let decoder = """
    params: {size: required}
    input: [size]
    layers:
      - dense: 28 * 28
      - reshape: [28, 28, 1]

    """

  static let one = """
    extends: base.yaml
    name: one
    profiles:
      quick:
        train: {epochs: 1}

    """

  /// With one commit on `main`: a base, a network's file, the experiments `one` and `zwölf`, of which only `one` has the
  /// base's epochs.
  init() throws {
    folder = try RunsFolder()
    try git("init", "--quiet", "-b", "main")
    try git("config", "user.email", "nobody@example.org")
    try git("config", "user.name", "Nobody")
    try write(Self.base, "experiments/base.yaml")
    try write(Self.decoder, "experiments/networks/decoder.yaml")
    try write(Self.one, "experiments/one.yaml")
    try write("extends: base.yaml\nname: twelve\ntrain: {epochs: 5}\n", "experiments/zwölf.yaml")
    try commit()
  }

  func write(_ text: String, _ name: String) throws {
    try Folder.create(Folder.parent(of: "\(path)/\(name)"))
    try AtomicFile.write(text, to: "\(path)/\(name)")
  }

  func change(_ name: String, _ from: String, _ to: String) throws {
    let text = try TextFile.read("\(path)/\(name)")
    #expect(text.contains(from), "the change changes nothing")
    try write(text.replacing(from, with: to), name)
  }

  func commit() throws {
    try git("add", "--all")
    try git("commit", "--quiet", "--message", "A change.")
  }

  @discardableResult
  func git(_ arguments: String..., environment: [String: String] = [:]) throws -> String {
    let ending = try Subprocess.run(
      Command(
        "/usr/bin/env", ["git", "-C", path] + arguments,
        environment: environment.merging(["GIT_CONFIG_GLOBAL": "/dev/null"]) { own, _ in own },
        seconds: 60))
    #expect(ending.succeeded, "git \(arguments): \(ending.errorText)")
    return ending.text
  }

  func etch(_ arguments: String..., below folder: String = ".") throws -> EtchProgram {
    try EtchProgram(
      arguments, environment: ["GIT_CONFIG_GLOBAL": "/dev/null"],
      limits: "cd '\(path)/\(folder)'")
  }
}
