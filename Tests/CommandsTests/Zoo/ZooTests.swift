import Artifacts
import Foundation
import Runtime
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

/// What stands for a shipped experiment: its size, and a figure of its quick profile that shows that it learns.
struct ZooEntry: CustomTestStringConvertible, Sendable {
  let name: String
  /// The numbers that are trained.
  let parameters: Int
  /// A metric, and what it must come to at most (or at least, where more is better).
  let metric: String
  let bound: Double
  var moreIsBetter = false
  /// Whether it takes a minute, so that it is trained to its end only where everything is tested.
  var isLong = false
  /// What leaves out the weights of an experiment that trains nothing.
  var without: [String] = []
  /// What makes training shorter, by which it has learnt as much as it must long before its end.
  var sooner: [String] = []
  var testDescription: String { name }

  func isMet(by value: Double) -> Bool { moreIsBetter ? value >= bound : value <= bound }

  /// Those that are trained here.
  static let trained = all.filter { testsEverything || !$0.isLong }

  static let all = [
    ZooEntry(name: "autoencoder_fashion", parameters: 101_200, metric: "test_loss", bound: 0.012),
    ZooEntry(
      name: "cgan_digits", parameters: 202_426, metric: "obeyed", bound: 0.5, moreIsBetter: true),
    ZooEntry(
      name: "classifier_digits", parameters: 11_018, metric: "accuracy", bound: 0.95,
      moreIsBetter: true),
    ZooEntry(
      name: "class_visualization", parameters: 61_162, metric: "class_score", bound: 10,
      moreIsBetter: true),
    ZooEntry(name: "conv_autoencoder_mnist", parameters: 4_385, metric: "bce", bound: 0.3),
    ZooEntry(
      name: "cvae_mnist", parameters: 69_989, metric: "elbo", bound: -185, moreIsBetter: true),
    ZooEntry(
      name: "cvae_prior_digits", parameters: 184_881, metric: "test_loss", bound: 145),
    ZooEntry(
      name: "cyclegan_horse2zebra", parameters: 1_794_152, metric: "test_cycled", bound: 6,
      isLong: true),
    ZooEntry(
      name: "cyclegan_resnet_horse2zebra", parameters: 227_960, metric: "test_cycled", bound: 4.5,
      isLong: true),
    ZooEntry(
      name: "dcgan_64", parameters: 240_692, metric: "likeness", bound: 0.05, moreIsBetter: true),
    ZooEntry(
      name: "dcgan_mnist", parameters: 2_518_337, metric: "likeness", bound: 0.06,
      moreIsBetter: true),
    ZooEntry(
      name: "ddpm_digits", parameters: 105_825, metric: "test_error", bound: 0.06,
      sooner: ["train.steps=160"]),
    ZooEntry(
      name: "deepdream", parameters: 61_162, metric: "activation", bound: 4, moreIsBetter: true,
      sooner: ["params.steps=18"]),
    ZooEntry(
      name: "deepdream_layer", parameters: 61_162, metric: "activation", bound: 100_000,
      moreIsBetter: true),
    ZooEntry(
      name: "denoising_autoencoder_fashion", parameters: 3_217, metric: "test_loss", bound: 0.01),
    ZooEntry(
      name: "denoising_conv_autoencoder_mnist", parameters: 30_689, metric: "share_left",
      bound: 0.45),
    ZooEntry(
      name: "ecg_anomaly", parameters: 10_484, metric: "accuracy", bound: 0.85,
      moreIsBetter: true),
    ZooEntry(name: "fast_style_training", parameters: 169_536, metric: "test_style", bound: 0.2),
    ZooEntry(
      name: "fast_style_transfer", parameters: 169_536, metric: "style_distance", bound: 0.01,
      without: ["networks.stylist.weights=null"]),
    ZooEntry(
      name: "fgsm", parameters: 11_018, metric: "lost", bound: 0.9, moreIsBetter: true,
      without: ["networks.classifier.weights=null"]),
    ZooEntry(
      name: "gan_celeba", parameters: 89_820, metric: "likeness", bound: 0.1, moreIsBetter: true,
      sooner: ["train.epochs=3"]),
    ZooEntry(
      name: "gan_celeba_homework", parameters: 186_164, metric: "likeness", bound: 0.12,
      moreIsBetter: true, sooner: ["train.epochs=2"]),
    ZooEntry(
      name: "gan_mnist_homework", parameters: 195_980, metric: "kid", bound: 0.03,
      sooner: ["train.epochs=2"]),
    ZooEntry(name: "gan_upsample_mnist", parameters: 100_268, metric: "kid", bound: 0.05),
    ZooEntry(name: "pix2pix_facades", parameters: 897_460, metric: "test_distance", bound: 0.3),
    ZooEntry(name: "style_transfer", parameters: 61_162, metric: "style_distance", bound: 0.5),
    ZooEntry(
      name: "style_transfer_adam", parameters: 61_162, metric: "style_distance", bound: 3_000),
    ZooEntry(
      name: "super_resolution_horses", parameters: 31_131, metric: "gain", bound: 0.15,
      moreIsBetter: true),
    ZooEntry(
      name: "text_generation_imdb", parameters: 34_856, metric: "perplexity", bound: 3),
    ZooEntry(
      name: "texture_classifier", parameters: 61_162, metric: "accuracy", bound: 0.25,
      moreIsBetter: true, sooner: ["train.epochs=2"]),
    ZooEntry(
      name: "vae20_mnist", parameters: 122_153, metric: "test_loss", bound: 130,
      sooner: ["train.epochs=14"]),
    ZooEntry(name: "vae_homework_mnist", parameters: 550_629, metric: "test_loss", bound: 0.3),
    ZooEntry(
      name: "vae_mnist", parameters: 134_165, metric: "total", bound: 170,
      sooner: ["train.epochs=5"]),
    ZooEntry(
      name: "vae_upsample_mnist", parameters: 36_869, metric: "test_reconstruction", bound: 0.24),
    ZooEntry(
      name: "wgan_gp_digits", parameters: 110_060, metric: "kid", bound: 0.02,
      sooner: ["train.steps=1000"]),
  ]
}

@Suite("The experiments of the zoo")
struct ZooTests {
  @Test("has as many parameters in its quick profile as ever", arguments: ZooEntry.all)
  func parameters(_ entry: ZooEntry) throws {
    let loaded = try QuickExperiment(name: entry.name).load()
    let trained = try loaded.graphs.stateEntries().filter { $0.kind == .parameter }
    #expect(trained.reduce(0) { $0 + $1.type.shape.count } == entry.parameters)
  }

  @Test("has as many parameters as its source has, at its own size", arguments: PublishedSize.all)
  func publishedParameters(_ size: PublishedSize) throws {
    let loaded = try LoadedExperiment(
      file: QuickExperiment(name: size.name).file, profile: nil, overrides: size.overrides,
      dataFolder: "data")
    #expect(try Self.parameters(of: loaded) == size.parameters)
  }

  @Test("a network has as many parameters as are published", arguments: PublishedNetwork.all)
  func publishedNetwork(_ network: PublishedNetwork) throws {
    let folder = try RunsFolder()
    let file = repository.appending(path: "experiments/networks/\(network.file).yaml").path
    try TextFile.write(
      """
      etch: 1
      name: counted
      networks: {net: {use: "\(file)"\(network.params)}}
      metrics: {level: "mean(net(normal(\(network.input), count=1)))"}

      """, to: folder.path + "/counted.yaml")
    let loaded = try LoadedExperiment(
      file: folder.path + "/counted.yaml", profile: nil, overrides: [], dataFolder: "data",
      allowsOutside: true)
    #expect(try Self.parameters(of: loaded) == ["net": network.parameters])
  }

  @Test("each shipped experiment and network has its size here")
  func everySize() throws {
    #expect(PublishedSize.all.map(\.name).sorted() == shippedExperiments)
    let files = try Folder.names(in: repository.appending(path: "experiments/networks").path)
    // One is a table of names for another.
    let networks = files.filter { $0.hasSuffix(".yaml") && $0 != "inception_v3_keras.yaml" }
    #expect(
      Set(PublishedNetwork.all.map { $0.file + ".yaml" }) == Set(networks))
  }

  /// The numbers of each network that gradients or weights may change.
  private static func parameters(of loaded: LoadedExperiment) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for entry in try loaded.graphs.stateEntries() where entry.kind == .parameter {
      counts[String(entry.name.prefix { $0 != "." }), default: 0] += entry.type.shape.count
    }
    return counts
  }

  /// With one thread each: as many are trained at once as there are processors, and none waits for what another does alone.
  @Test(
    "learns in its quick profile what it has not learnt before, and leaves its pictures",
    arguments: ZooEntry.trained)
  func learns(_ entry: ZooEntry) throws {
    let out = try RunsFolder()
    let sooner = testsEverything ? [] : entry.sooner
    var experiment = QuickExperiment(name: entry.name, overrides: sooner)
    if !testsEverything { experiment.overrides += try drawnOnce(experiment) }
    let before = try untrainedFigure(entry, in: out.path + "/untrained")
    #expect(!entry.isMet(by: before), "\(entry.metric) is \(before) without training")
    let (began, spent) = (ContinuousClock.now, ProcessTime.seconds)
    let (run, _) = try experiment.run(in: out.path + "/trained", threads: 1)
    let took = ProcessTime.since(spent, began)
    let last = try #require(
      MetricsLog.read(run.folder.metrics).last { $0[entry.metric] != nil })
    let after = try #require(last[entry.metric]?.double)
    #expect(entry.isMet(by: after), "\(entry.metric) is \(after)")
    let words = ([entry.name, "--profile quick"] + sooner).joined(separator: " ")
    print("\(words): \(took); \(entry.metric) \(before) -> \(after)")
    try ResumeQuickProfileTests.look(at: run, of: experiment)
  }

  /// What leaves a run's numbers as they are and draws at its end alone, but for what is a frame of an animation.
  private func drawnOnce(_ experiment: QuickExperiment) throws -> [String] {
    let definition = try experiment.load().model.definition
    guard case .epochs(let count)? = definition.train?.length, count > 1 else { return [] }
    let outputs = definition.outputs
    let samples = outputs.samples.filter { !$0.animates }.map { "samples.\($0.name)" }
    return (samples + outputs.plots.map { "plots.\($0.name)" }).map {
      "outputs.\($0).every=\(count) epochs"
    }
  }

  /// The figure of an experiment before its first step, for which no kernels of a step are made; of one that trains nothing,
  /// without the weights that it reads.
  private func untrainedFigure(_ entry: ZooEntry, in folder: String) throws -> Double {
    let experiment = QuickExperiment(name: entry.name)
    guard entry.without.isEmpty else {
      let observer = Listener()
      try experiment.run(in: folder, more: entry.without, threads: 1, observer: observer)
      return try #require(observer.figures.first { $0.name == entry.metric }?.value)
    }
    let loaded = try experiment.load()
    let machine = try Machine(threads: 1, usesReference: false)
    let data = try loaded.loadData(memory: 1 << 30)
    let state = try State(loaded.graphs.stateEntries())
    try loaded.graphs.initialize(state, data: data, device: machine.device)
    let metrics = try MetricRunner(
      loaded.model, data: data, state: state, device: machine.device)
    return try #require(metrics.evaluate(at: 0).first { $0.name == entry.metric }?.value)
  }
}
