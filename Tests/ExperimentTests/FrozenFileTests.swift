import Foundation
import Testing

@testable import Experiment

/// What `etch: 1` promises: a file of today validates for ever, and has the same hash. Neither the files in `Frozen` nor
/// the hashes here are ever changed; new ones are added.
@Suite("Files of 'etch: 1' keep their meaning")
struct FrozenFileTests {
  private static let hashes: [(file: String, plain: String, quick: String)] = [
    ("conv_autoencoder_mnist", "7930a2d0034b", "61101632db74"),
    ("dcgan_mnist", "9e41b33f04ae", "ed8173ad1f03"),
    ("ecg_anomaly", "eb963c76916c", "435abb81e7b5"),
    ("vae_mnist", "ed2fee4941e6", "b4f551bcae96"),
    ("words", "6ca0661916fc", "ab10c009d27f"),
  ]

  @Test("A frozen file has the hash that it had", arguments: hashes)
  func hash(file: String, plain: String, quick: String) throws {
    for (profile, hash) in [(nil, plain), ("quick", quick)] {
      let loaded = try LoadedExperiment(
        file: "\(LanguageGolden.folder)/Frozen/\(file).yaml", profile: profile, overrides: [],
        dataFolder: "data")
      #expect(loaded.identity.short == hash, "\(profile ?? "plain")")
    }
  }

  @Test("Every frozen file has hashes")
  func all() throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: LanguageGolden.folder + "/Frozen")
    #expect(names.sorted() == Self.hashes.map { $0.file + ".yaml" })
  }
}
