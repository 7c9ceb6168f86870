import Artifacts
import Diagnostics
import Foundation
import Synchronization
import Testing

@testable import Commands
@testable import Experiment
@testable import Runtime

@Suite("What memory cannot hold is refused before any data is read")
struct MemoryCheckTests {
  private let vae = QuickExperiment(name: "vae_mnist")

  private func check(_ overrides: [String], available: Int, for use: MemoryCheck.Use = .running)
    throws
  {
    try MemoryCheck.run(
      vae.load(overrides), machine: Machine(threads: 1, usesReference: false),
      available: available, for: use)
  }

  @Test("the data count", arguments: [MemoryCheck.Use.running, .timing, .showing])
  func data(use: MemoryCheck.Use) throws {
    // 10^6 · (784 + 4 + 8) bytes.
    let many = ["data.digit.count=1000000"]
    let problem = refusal { try check(many, available: 700 << 20, for: use) }
    #expect(problem.hasPrefix("'vae_mnist' needs "))
    #expect(problem.contains(" of memory, and this process may take 700.0 MB; "))
    #expect(problem.contains("data.digit.count=1000") == (use != .showing))
    #expect(problem.hasSuffix("; etch plan shows where it goes"))
    try check(many, available: 2 << 30, for: use)
    try check([], available: 700 << 20, for: use)
  }

  @Test("a batch that is too large is advised to be smaller")
  func batch() {
    #expect(
      refusal { try check(["train.batch_size=4096"], available: 64 << 20) }
        .contains(
          " of it is stage 1, batch 2048; a smaller batch takes less: train.batch_size=16; "))
  }

  @Test("a sample that shows too much at once is named, and no batch of training")
  func sample() {
    let problem = refusal {
      try check(
        ["outputs.samples.manifold.grid=decoder(lattice([-1, 1], [1, -1], 250))"],
        available: 64 << 20)
    }
    #expect(problem.contains(" of it is sample manifold, batch 16; it takes less"), "\(problem)")
    #expect(!problem.contains("batch_size"), "\(problem)")
  }

  @Test("a plan of more says so, and names what takes it")
  func plan() throws {
    func text(_ available: Int) throws -> String {
      try ExperimentPlan(
        vae.load(["outputs.samples.manifold.grid=decoder(lattice([-1, 1], [1, -1], 250))"]),
        machine: Machine(threads: 1, usesReference: false), memory: available
      ).text
    }
    let told = try text(64 << 20)
    let line = try #require(told.split(separator: "\n").first { $0.hasPrefix("  too much, ") })
    #expect(line.hasPrefix("  too much, as this process may take 64.0 MB: "), "\(line)")
    #expect(line.contains(" of it is sample manifold, batch 16; it takes less"), "\(line)")
    #expect(try !text(64 << 30).contains("too much"))
  }

  @Test("what certainly fits is not compiled for it")
  func compiled() throws {
    let experiment = try vae.load([
      "outputs.samples.manifold.grid=decoder(lattice([-1, 1], [1, -1], 250))"
    ])
    let machine = try Machine(threads: 1, usesReference: false)
    let problem = refusal {
      try MemoryCheck.run(experiment, machine: machine, available: 1 << 30)
    }
    #expect(problem.contains(" of it is sample manifold, batch 16; "), "\(problem)")
    let cache = try #require(machine.device.cache)
    let count = cache.plans.withLock { $0.count }
    #expect(count == 2, "the step and the sample")
  }

  @Test("words that take more while they are read than all that trains are counted")
  func words() throws {
    let folder = try RunsFolder()
    let line = "one two three four five six seven eight nine ten\n"
    try TextFile.write(String(repeating: line, count: 20_000), to: folder.path + "/t.txt")
    let experiment = try LoadedExperiment(
      text: """
        etch: 1
        name: words
        data: {line: {source: text, path: t.txt, vocabulary: 12, length: 2}}
        networks: {net: {input: [2], layers: [{embedding: {vocabulary: 12, units: 2}}, flatten, {dense: 1}]}}
        losses: {loss: mean(square(net(line.tokens)))}
        train: {steps: 1, batch_size: 8, optimizer: sgd, step: {net: {minimize: loss}}}

        """, name: "words.yaml", overrides: [], dataFolder: "data", root: folder.path)
    let plan = try ExperimentPlan(
      experiment, machine: Machine(threads: 1, usesReference: false), memory: 1 << 30)
    let reading = experiment.model.readingBytes
    #expect(reading > line.utf8.count * 20_000 && plan.memoryBytes == reading)
    #expect(plan.text.contains("\(ExperimentPlan.bytes(reading)) for a while as it is read"))
    let problem = refusal {
      try MemoryCheck.run(
        experiment, machine: Machine(threads: 1, usesReference: false), available: 1 << 20)
    }
    #expect(
      problem.contains("'words' needs \(ExperimentPlan.bytes(reading)) of memory"), "\(problem)")
  }

  @Test("only what will run is counted")
  func used() throws {
    let settings = ["train.batch_size=4096", "metrics.total=null"]
    try check(settings, available: 256 << 20, for: .showing)
  }

  @Test("bench and run refuse what no machine holds, with status 1", arguments: ["run", "bench"])
  func commands(command: String) throws {
    let folder = try RunsFolder()
    let file = folder.path + "/huge.yaml"
    try Data(
      """
      etch: 1
      name: huge
      seed: 1
      data:
        beat: {source: builtin/ecg, count: 10}
      networks:
        net:
          input: [140]
          layers: [{dense: 1000000}, {dense: 1000000}, {dense: 140}]
      losses:
        error: mse(net(beat), beat)
      train:
        epochs: 1
        batch_size: 2
        optimizer: {adam: {}}
        step: [{net: {minimize: error}}]

      """.utf8
    ).write(to: URL(filePath: file))
    let end = try EtchProgram(
      [command, file] + (command == "run" ? ["--out", folder.path + "/out"] : []))
    #expect(end.status == 1)
    #expect(end.errors.contains("error: 'huge' needs "), "\(end.errors)")
  }
}
