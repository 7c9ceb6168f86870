import Testing

@testable import Commands
@testable import Experiment

@Suite("What pictures of shipped experiments show")
struct ShownPicturesTests {
  private static func load(_ name: String, _ profile: String?) throws -> LoadedExperiment {
    try LoadedExperiment(
      file: repository.appending(path: "experiments/\(name).yaml").path, profile: profile,
      overrides: [], dataFolder: "data")
  }

  private static func text(_ name: String, _ profile: String?) throws -> String {
    try load(name, profile).resolvedText
  }

  @Test("Digits that are attacked stand on black under each profile of digits")
  func attacked() throws {
    for profile in ["quick", "demo"] {
      let text = try Self.text("fgsm", profile)
      #expect(text.contains("range: [0, 1]") && !text.contains("range: [-1, 1]"), "\(profile)")
      #expect(text.contains("0.5 + 0.5 * direction"), "\(profile)")
    }
  }

  @Test(
    "Captions have room beside each other on a screen",
    arguments: ["classifier_digits", "texture_classifier"])
  func captioned(name: String) throws {
    for profile in [nil, "quick"] {
      let samples = try Self.load(name, profile).model.definition.outputs.samples
      let sheet = try #require(samples.first { !$0.captions.isEmpty })
      // Of 24 letters, 196 pixels with those between them.
      #expect(try #require(sheet.columns) * 196 + 4 <= 1600, "\(profile ?? "plain")")
    }
  }

  @Test(
    "What noise was taken out of stands below what it was put into",
    arguments: [
      ("denoising_conv_autoencoder_mnist", "digit"), ("denoising_autoencoder_fashion", "cloth"),
    ])
  func denoised(name: String, clean: String) throws {
    for profile in [nil, "quick", "demo"] {
      let samples = try Self.load(name, profile).model.definition.outputs.samples
      let sheet = try #require(samples.first { $0.name == "denoised" })
      #expect(sheet.titles == ["clean", "noisy", "denoised"], "\(profile ?? "plain")")
      #expect(
        sheet.rows.map(\.description) == [clean, "noisy", "denoised"], "\(profile ?? "plain")")
    }
  }

  @Test(
    "What an autoencoder rebuilt stands below what it was given, and both are called what they are",
    arguments: [
      "autoencoder_fashion", "conv_autoencoder_mnist", "cvae_prior_digits", "vae20_mnist",
      "vae_mnist", "vae_upsample_mnist",
    ])
  func rebuilt(name: String) throws {
    for profile in [nil, "quick"] {
      let samples = try Self.load(name, profile).model.definition.outputs.samples
      let sheet = try #require(samples.first { $0.name == "reconstructions" })
      #expect(sheet.titles == ["original", "reconstruction"], "\(profile ?? "plain")")
      #expect(sheet.rows.count == 2, "\(profile ?? "plain")")
    }
  }

  @Test(
    "Fakes of the same noises stand beside reals, and what the judge finds of both in one plot",
    arguments: [
      "cgan_digits", "dcgan_64", "dcgan_mnist", "gan_celeba", "gan_celeba_homework",
      "gan_mnist_homework", "gan_upsample_mnist", "wgan_gp_digits",
    ])
  func fakesAndReals(name: String) throws {
    for profile in [nil, "quick", "demo"] {
      let outputs = try Self.load(name, profile).model.definition.outputs
      let sheet = try #require(outputs.samples.first { $0.name == "fakes_and_reals" })
      #expect(sheet.titles == ["fakes", "reals"] && !sheet.fresh, "\(profile ?? "plain")")
      let plot = try #require(outputs.plots.first { $0.name == "scores" })
      guard case .histogram(let scores) = plot.kind else {
        Issue.record("the scores are no histogram")
        continue
      }
      #expect(Array(scores.keys) == ["real", "fake"], "\(profile ?? "plain")")
    }
  }

  @Test(
    "A picture goes there and back, and through the network that is to leave it as it is",
    arguments: ["cyclegan_horse2zebra", "cyclegan_resnet_horse2zebra"])
  func thereAndBack(name: String) throws {
    for profile in [nil, "quick", "demo"] {
      let samples = try Self.load(name, profile).model.definition.outputs.samples
      #expect(
        samples.map { $0.rows.map(\.description) } == [
          ["horse", "fake_zebra", "horse_again", "F(horse)"],
          ["zebra", "fake_horse", "zebra_again", "G(zebra)"],
        ], "\(profile ?? "plain")")
    }
  }

  @Test(
    "The second latent number of a manifold grows upwards",
    arguments: [
      ("cvae_mnist", "lattice([0.05, 0.95], [0.95, 0.05], 20)"),
      ("vae_homework_mnist", "lattice([0.05, 0.95], [0.95, 0.05], 15)"),
      ("vae_upsample_mnist", "lattice([-15, 15], [15, -15], 15)"),
    ])
  func upwards(name: String, lattice: String) throws {
    #expect(try Self.text(name, "quick").contains(lattice))
  }
}
