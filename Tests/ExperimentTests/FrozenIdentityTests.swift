import Config
import Datasets
import Foundation
import Layers
import Testing

@testable import Experiment

/// What releases must leave as it is, so that a run of today is found by the programs to come.
@Suite("Identities are frozen")
struct FrozenIdentityTests {
  static let shipped: [(name: String, profile: String?, hash: String)] = [
    ("conv_autoencoder_mnist", nil, "a6d87c154bda"),
    ("conv_autoencoder_mnist", "quick", "29315af19601"),
    ("dcgan_mnist", nil, "9e41b33f04ae"), ("dcgan_mnist", "quick", "ed8173ad1f03"),
    ("ecg_anomaly", nil, "eb963c76916c"),
    ("ecg_anomaly", "quick", "435abb81e7b5"), ("vae_mnist", nil, "ed2fee4941e6"),
    ("vae_mnist", "quick", "72507f8589c5"),
    ("autoencoder_fashion", nil, "8b45eb0cf0f1"),
    ("autoencoder_fashion", "quick", "8f9358c58d44"),
    ("cvae_mnist", nil, "3a43f7ec7ab8"),
    ("cvae_mnist", "quick", "ce84882d2076"),
    ("classifier_digits", nil, "9aa375bfb9ed"),
    ("classifier_digits", "quick", "edec4bc9d34c"),
    ("denoising_autoencoder_fashion", nil, "6ac36aa6587e"),
    ("denoising_autoencoder_fashion", "quick", "c056b5f0aebc"),
    ("denoising_conv_autoencoder_mnist", nil, "7a83772482cb"),
    ("denoising_conv_autoencoder_mnist", "quick", "0a74a9d27e43"),
    ("fgsm", nil, "f7d024a8735d"), ("fgsm", "quick", "387bb15adb54"),
    ("style_transfer", nil, "420da39eaef4"),
    ("style_transfer", "quick", "d48593f5dfa7"),
    ("text_generation_imdb", nil, "65d35ce122f5"),
    ("text_generation_imdb", "quick", "543ec1f2b605"),
    ("texture_classifier", nil, "bb747dc20195"),
    ("texture_classifier", "quick", "2876aadc9589"),
    ("vae20_mnist", nil, "00939daa57c9"),
    ("vae20_mnist", "quick", "56f851113067"),
    ("vae_homework_mnist", nil, "c3293bff6765"),
    ("vae_homework_mnist", "quick", "caaa17f14ed0"),
    ("vae_upsample_mnist", nil, "716e3e7a7b4a"),
    ("vae_upsample_mnist", "quick", "867561356eec"),
    ("gan_upsample_mnist", nil, "9a8616167992"),
    ("gan_upsample_mnist", "quick", "9f16d8908a22"),
    ("dcgan_64", nil, "a02ca2aad030"),
    ("dcgan_64", "quick", "68c0ec6532f6"),
    ("wgan_gp_digits", nil, "18df34697239"),
    ("wgan_gp_digits", "quick", "8d59d169d68e"),
    ("ddpm_digits", nil, "bde06f778651"),
    ("ddpm_digits", "quick", "fe84dc6dc7bf"),
    ("cvae_prior_digits", nil, "3351e0ddd22b"),
    ("cvae_prior_digits", "quick", "9839bf44b74f"),
    ("pix2pix_facades", nil, "5b84add1e165"),
    ("pix2pix_facades", "quick", "11d36dc59126"),
    ("cyclegan_horse2zebra", nil, "d1bae2388075"),
    ("cyclegan_horse2zebra", "quick", "a1005ca5363b"),
    ("cyclegan_resnet_horse2zebra", nil, "40ba814df9f9"),
    ("cyclegan_resnet_horse2zebra", "quick", "f545a9c9fa8d"),
    ("class_visualization", nil, "e8cd5d17ef40"),
    ("class_visualization", "quick", "5947e2ac398d"),
    ("deepdream_layer", nil, "ecd6e4aed38e"),
    ("deepdream_layer", "quick", "4390a895e1e8"),
    ("deepdream", nil, "44799646ef34"), ("deepdream", "quick", "cb9f6360582e"),
    ("super_resolution_horses", nil, "0cdfc1f75c5c"),
    ("super_resolution_horses", "quick", "4d4e8300625d"),
    ("style_transfer_adam", nil, "130853bbe08c"),
    ("style_transfer_adam", "quick", "3da54fdb3cdb"),
    ("fast_style_training", nil, "7ccbe29d36ef"),
    ("fast_style_training", "quick", "07bc07382c95"),
    ("fast_style_transfer", nil, "fdd8125df827"),
    ("fast_style_transfer", "quick", "aa354b3f60f5"),
    ("cgan_digits", nil, "f92023cd9b6a"), ("cgan_digits", "quick", "fab9db57207c"),
    ("gan_celeba", nil, "aa35a88580a6"), ("gan_celeba", "quick", "2e01061a2782"),
    ("gan_celeba_homework", nil, "d4118836ea38"),
    ("gan_celeba_homework", "quick", "effaedf0a8d0"),
    ("gan_mnist_homework", nil, "ee9cbd9dd615"),
    ("gan_mnist_homework", "quick", "8d0b97e6637b"),
  ]

  private static func load(_ name: String, _ profile: String?) throws -> LoadedExperiment {
    try LoadedExperiment(
      file: LanguageGolden.root + "/experiments/\(name).yaml", profile: profile, overrides: [],
      dataFolder: "data")
  }

  @Test("A shipped experiment keeps its hash", arguments: shipped)
  func golden(name: String, profile: String?, hash: String) throws {
    #expect(try Self.load(name, profile).identity.short == hash)
  }

  @Test(
    "What a shipped experiment resolves to reads as itself, and shows the same", arguments: shipped)
  func resolved(_ name: String, _ profile: String?, _ hash: String) throws {
    let written = try Self.load(name, profile)
    let again = try LoadedExperiment(
      text: written.resolvedText, name: "experiment.yaml", overrides: [], dataFolder: "data",
      root: written.root.path)
    #expect(again.resolvedText == written.resolvedText)
    #expect(again.identity == written.identity)
    let (samples, others) = (
      written.model.definition.outputs.samples, again.model.definition.outputs.samples
    )
    #expect(others.map(\.name) == samples.map(\.name))
    for (one, other) in zip(samples, others) {
      #expect(
        other.shown.black == one.shown.black && other.shown.white == one.shown.white, "\(one.name)")
    }
  }

  @Test("Every shipped experiment has a golden hash")
  func all() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: LanguageGolden.root + "/experiments")
    let names = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(Set(names) == Set(Self.shipped.map(\.name)))
  }

  /// The canonical form as it will be when every map of the language has one more field with a default.
  private static func withOneMore(_ node: ConfigNode, inLayers: Bool = false) -> ConfigNode {
    let more = ConfigNode.Entry(
      keyRange: nil, value: ConfigNode(.boolean(false), range: nil, origin: .standard),
      isStandard: true)
    var copy = node
    switch node.content {
    case .null, .boolean, .number: break
    case .text(let name):
      // A layer without fields is written by its name alone.
      if inLayers {
        let fields = ConfigNode(.map(["one_more": more]), range: nil, origin: .standard)
        copy.content = .map([name: ConfigNode.Entry(keyRange: nil, value: fields)])
      }
    case .list(let items): copy.content = .list(items.map { withOneMore($0, inLayers: inLayers) })
    case .map(let entries):
      var changed = entries
      for (key, entry) in entries {
        changed[key] = ConfigNode.Entry(
          keyRange: nil, value: withOneMore(entry.value, inLayers: key == "layers"),
          isStandard: entry.isStandard)
      }
      // A layer's own map picks its kind by its one key.
      if !inLayers { changed["one_more"] = more }
      copy.content = .map(changed)
    }
    return copy
  }

  @Test("One more field with a default, wherever it is, leaves the hash", arguments: shipped)
  func oneMore(name: String, profile: String?, hash: String) throws {
    let loaded = try Self.load(name, profile)
    let canonical = ResolvedExperiment.canonical(loaded.model.definition, loaded.root)
    let later = Self.withOneMore(canonical)
    #expect(later.yaml() != canonical.yaml())
    #expect(ExperimentIdentity(later) == loaded.identity)
  }

  @Test("The group is the same for every seed, and for nothing else")
  func group() throws {
    func identity(_ override: String) throws -> ExperimentIdentity {
      try IdentityTests.load(IdentityTests.base, overrides: [override]).identity
    }
    let (one, two, other) = try (
      identity("seed=1"), identity("seed=2"), identity("params.width=9")
    )
    #expect(one.digest != two.digest)
    #expect(one.group == two.group)
    #expect(one.group != other.group)
  }

  @Test("Defaults are only ever added, and those that were added are recorded")
  func defaults() throws {
    let path = LanguageGolden.folder + "/Goldens/defaults.txt"
    let recorded = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let known = recorded.split(separator: "\n").map(String.init)
    let current = Self.currentDefaults()
    for line in known where !current.contains(line) {
      Issue.record("the default '\(line)' is gone; runs of before have it in their identity")
    }
    // Recording adds lines, and takes none away.
    let all = Set(known).union(current).sorted().joined(separator: "\n") + "\n"
    try LanguageGolden.expect(all, at: path)
  }

  /// `layer conv2d.padding: same`, for all that has a default.
  private static func currentDefaults() -> [String] {
    var lines: Set<String> = []
    var met: Set<String> = []
    func visit(_ noun: String, _ schema: Schema) {
      guard met.insert("\(noun) \(schema.name)").inserted else { return }
      for field in schema.fields {
        if case .standard(let text) = field.presence {
          lines.insert("\(noun) \(schema.name).\(field.name): \(text)")
        }
        visit(field.type)
      }
    }
    func visit(_ type: FieldType) {
      switch type {
      case .map(let schema): visit("map", schema)
      case .mapping(let item), .list(let item, _): visit(item)
      case .kind(let catalogue), .variant(_, let catalogue):
        for schema in catalogue.schemas { visit(catalogue.noun, schema) }
      case .either(let types): for type in types { visit(type) }
      case .integer, .number, .boolean, .text, .path, .choice, .shape, .expression, .period, .node:
        break
      }
    }
    visit("map", ExperimentSchema.experiment)
    visit("map", NetworkSchema.network)
    for catalogue in [
      LayerCatalogue.catalogue, NetworkSchema.containers, FunctionCatalogue.catalogue,
      LossCatalogue.catalogue,
    ] {
      for schema in catalogue.schemas { visit(catalogue.noun, schema) }
    }
    return lines.sorted()
  }
}
