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
