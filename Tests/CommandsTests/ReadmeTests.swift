import Artifacts
import Foundation
import Testing

@testable import Experiment

/// What the README shows is what the program does.
@Suite("The README")
struct ReadmeTests {
  static let text =
    (try? String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../README.md"), encoding: .utf8)) ?? ""

  /// The sentences of the first screen, and by what the tests are called that make each true.
  private static let firstScreen: [(sentence: String, tests: [String])] = [
    (
      "One YAML file describes an experiment with a generative image model: its data, networks, losses, training "
        + "schedule and outputs",
      ["Its first experiment runs as it stands, offline, without a warning, and leaves a picture"]
    ),
    (
      "Etch composes the whole training step into one graph, compiles it to fused CPU kernels, and writes checkpoints "
        + "and sample images as it trains",
      [
        "A training step of the dense autoencoder is three kernels a layer, and the loss",
        "keeps as many checkpoints as it is told, the newest",
        "stands beside the sample of a run, and in its file",
      ]
    ),
    (
      "`etch run experiments/vae_mnist.yaml --profile demo` learned these digits in three minutes on two cores, and "
        + "`etch sample vae_mnist "
        + "'outputs.samples.manifold.grid=sigmoid(decoder(lattice(posterior.mean, 14)))' "
        + "outputs.samples.manifold.columns=14` drew them",
      ["Its digits are of the run and the command that it names, which took as long as it says"]
    ),
  ]

  @Test("Its first screen has at most five sentences, each of which tests make true")
  func sentences() throws {
    let screen = try #require(Self.text.components(separatedBy: "```yaml").first)
    let prose = screen.split(separator: "\n")
      .filter { !$0.hasPrefix("# ") && !$0.hasPrefix("<img ") }.joined(separator: " ")
    let sentences = (prose + " ").components(separatedBy: ". ").filter { !$0.isEmpty }
    #expect(sentences.count <= 5)
    #expect(sentences == Self.firstScreen.map(\.sentence))
    let folder = repository.appending(path: "Tests").path
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    let files = try names.filter { $0.hasSuffix("Tests.swift") }.map {
      try TextFile.read("\(folder)/\($0)")
    }
    for name in Self.firstScreen.flatMap(\.tests) {
      #expect(files.contains { $0.contains("@Test(\"\(name)\"") }, "no test '\(name)'")
    }
  }

  @Test("Its digits are of the run and the command that it names, which took as long as it says")
  func digits() throws {
    let file = repository.appending(path: "experiments/vae_mnist.yaml").path
    let loaded = try LoadedExperiment(
      file: file, profile: "demo", overrides: [], dataFolder: "data")
    let drawn = try #require(
      Self.text.firstMatch(of: /`etch sample vae_mnist '([^'`]*)' ([^'` ]*)` drew them/)
    ).output
    let checked = try EtchProgram(
      ["validate", file, "--profile", "demo", String(drawn.1), String(drawn.2)])
    #expect(checked.status == 0, "\(checked.errors)")
    let picture = String(
      decoding: try InputFile.contents(
        of: repository.appending(path: "Documentation/Pictures/digits.png").path), as: UTF8.self)
    #expect(picture.contains("etch vae_mnist \(loaded.identity.digest)"))
    let grid = try #require(drawn.1.components(separatedBy: ".grid=").last)
    #expect(picture.contains(grid))
    // Measured with two threads on two cores.
    let zoo = try TextFile.read(repository.appending(path: "Documentation/Zoo.md").path)
    let took = try #require(
      zoo.firstMatch(of: /vae_mnist, whose digits\sthe README shows, took ([^.]*)\./)
    ).output.1
    let minutes = took.matches(of: /([0-9]+):([0-9][0-9])/).compactMap { time -> Double? in
      guard let whole = Double(time.output.1), let rest = Double(time.output.2) else { return nil }
      return whole + rest / 60
    }
    #expect(!minutes.isEmpty && minutes.allSatisfy { $0.rounded() == 3 }, "\(minutes)")
  }

  @Test("Its first experiment runs as it stands, offline, without a warning, and leaves a picture")
  func firstExperiment() throws {
    let block = try #require(
      Self.text.firstMatch(of: /```yaml\n(?<yaml>.*?)```/.dotMatchesNewlines()))
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "readme.yaml")
    try String(block.output.yaml).write(to: file, atomically: true, encoding: .utf8)

    let checked = try EtchProgram(["validate", file.path])
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(!checked.errors.contains("warning"), "\(checked.errors)")
    let out = folder.appending(path: "outputs").path
    let run = try EtchProgram(["run", file.path, "--out", out, "--steps", "12"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.errors.contains("warning"), "\(run.errors)")
    let files = try #require(FileManager.default.enumerator(atPath: out)).compactMap {
      $0 as? String
    }
    #expect(files.count { $0.hasSuffix("metrics.jsonl") } == 1)
    #expect(files.contains { $0.hasSuffix("/rebuilt.png") }, "\(files)")
  }

  @Test("Its table of experiments names every one, and no other")
  func experiments() throws {
    let section = /## The experiments\n(.*?)\nEach has/.dotMatchesNewlines()
    let table = try #require(Self.text.firstMatch(of: section)).output.1
    let named = table.split(separator: "\n").flatMap { row in
      // The names stand in the first column.
      (row.split(separator: "|").first ?? "").matches(of: /`([a-z0-9_]+)`/)
        .map { String($0.output.1) }
    }
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../experiments").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(named.sorted() == files.sorted())
  }

  @Test("Every command that its table names is one of the program's")
  func commands() throws {
    let named = Set(
      Self.text.matches(of: /\| `etch (?<name>[a-z]+)/).map { String($0.output.name) })
    #expect(named.contains("run"))
    for name in named.sorted() {
      #expect(try EtchProgram([name, "--help"]).status == 0, "etch \(name)")
    }
  }
}
