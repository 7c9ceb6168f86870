import Foundation
import Testing

@testable import Experiment

/// A network of a shipped experiment that takes one channel more, or one number, and the line that hands it what it took before.
struct WidenedInput: CustomTestStringConvertible, Sendable {
  let experiment: String
  let network: String
  /// How the line begins that is to be named.
  let line: String
  /// The base that both stand in.
  var base: String?
  var testDescription: String { "\(experiment): \(network)" }

  private static let lines: KeyValuePairs<String, KeyValuePairs<String, String>> = [
    "autoencoder_fashion": ["encoder": "rebuilt:", "decoder": "rebuilt:"],
    "cgan_digits": ["generator": "fake:", "discriminator": "judged:", "classifier": "answer:"],
    "class_visualization": ["classifier": "score:"],
    "classifier_digits": ["classifier": "scores:"],
    "conv_autoencoder_mnist": ["encoder": "logits:", "decoder": "logits:"],
    "cvae_mnist": ["encoder": "moments:", "decoder": "logits:"],
    "cvae_prior_digits": ["encoder": "posterior:", "prior": "expected:", "decoder": "logits:"],
    "cyclegan_horse2zebra": ["G": "fake_zebra:", "D_zebra": "fool_zebra:"],
    "cyclegan_resnet_horse2zebra": ["G": "fake_zebra:", "D_zebra": "fool_zebra:"],
    "dcgan_64": ["generator": "fake:", "discriminator": "real_score:"],
    "dcgan_mnist": ["generator": "fake:", "discriminator": "fool:"],
    "ddpm_digits": ["denoiser": "error:"],
    "deepdream": ["inception": "excited(x):"],
    "deepdream_layer": ["net": "seen:"],
    "denoising_autoencoder_fashion": ["encoder": "denoised:", "decoder": "denoised:"],
    "denoising_conv_autoencoder_mnist": ["encoder": "logits:", "decoder": "logits:"],
    "ecg_anomaly": ["autoencoder": "rebuilt:"],
    "fast_style_training": ["stylist": "redrawn:", "vgg": "seen:"],
    "fast_style_transfer": ["stylist": "redrawn:"],
    "fgsm": ["classifier": "scores:"],
    "gan_celeba": ["discriminator": "d_loss:", "generator": "fake:"],
    "gan_mnist_homework": [
      "generator": "fake:", "discriminator": "real_score:", "classifier": "kid:",
    ],
    "gan_upsample_mnist": [
      "generator": "fake:", "discriminator": "judged:", "classifier": "kid:",
    ],
    "pix2pix_facades": ["generator": "fake:", "discriminator": "judged_real:"],
    "style_transfer": ["vgg": "seen:"],
    "style_transfer_adam": ["vgg": "seen:"],
    "super_resolution_horses": ["shrink": "small:", "enlarge": "enlarged:"],
    "texture_classifier": ["classifier": "scores:"],
    "vae20_mnist": ["encoder": "posterior:", "decoder": "rebuilt:"],
    "vae_homework_mnist": ["encoder": "posterior:", "decoder": "rebuilt:"],
    "vae_mnist": ["encoder": "posterior:", "decoder": "logits:"],
    "vae_upsample_mnist": ["encoder": "posterior:", "decoder": "rebuilt:"],
    "wgan_gp_digits": ["generator": "fake:", "critic": "slope:", "classifier": "kid:"],
  ]

  static let all: [WidenedInput] =
    lines.flatMap { experiment, networks in
      networks.map { WidenedInput(experiment: experiment, network: $0.key, line: $0.value) }
    } + [
      WidenedInput(
        experiment: "gan_celeba_homework", network: "discriminator", line: "real_score:",
        base: "gan_mnist_homework")
    ]

  /// Writes the variant; gives the number of the line that is to be named.
  func write(in folder: ZooFolder) throws -> Int {
    let written = base ?? experiment
    let (text, file) = try folder.experiment(written)
    let (lines, use) = try #require(ShippedText(written).network(network))
    var all = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let named = try #require(
      all.firstIndex { $0.drop { $0 == " " }.hasPrefix(line) }, "there is no '\(line)'")
    if let use {
      let place = folder.path + "/experiments/" + use
      var inner = try String(contentsOfFile: place, encoding: .utf8)
      try Self.widen(&inner, from: try #require(inner.range(of: "\ninput: ")).upperBound)
      try inner.write(toFile: place, atomically: true, encoding: .utf8)
    } else {
      let index = try #require(lines.first { all[$0].contains("input: ") })
      let start = try #require(all[index].range(of: "input: ")).upperBound
      try Self.widen(&all[index], from: start)
      try all.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
    }
    return named + 1
  }

  /// `[28, 28, 1]` becomes `[28, 28, 1 + 1]`.
  private static func widen(_ text: inout String, from start: String.Index) throws {
    let end = try #require(text[start...].firstIndex(of: "]"))
    text.insert(contentsOf: " + 1", at: end)
  }
}

/// Variants that are made of what each experiment has: layers that are read, networks, files of labels, texts, folders of pictures.
@Suite("Generated wrong variants of the zoo")
struct GeneratedVariantTests {
  /// Those that read a layer of a network other than its last.
  private static let tapped = [
    "cvae_prior_digits", "deepdream", "deepdream_layer", "fast_style_training", "style_transfer",
    "style_transfer_adam", "vae20_mnist", "vae_homework_mnist", "vae_mnist", "vae_upsample_mnist",
  ]

  @Test("There is one of each kind of every experiment that has what it takes")
  func all() throws {
    let found = try ShippedText.names.filter { try !ShippedText($0).taps.isEmpty }
    #expect(found == Self.tapped)
    let networks = try ShippedText.names.flatMap { name in
      try ShippedText(name).networks.map { "\(name): \($0)" }
    }
    let widened = WidenedInput.all.filter { $0.base == nil }.map(\.testDescription)
    #expect(Set(networks) == Set(widened))
    #expect(ShippedData.of("mnist").count == 18)
    let texts = ShippedData.of("csv", "text").map(\.experiment)
    #expect(texts == ["ecg_anomaly", "text_generation_imdb"])
    #expect(ShippedData.of("images", "paired_images").count == 7)
  }

  private func expectFirst(
    _ printed: String, at line: Int, of file: String, _ message: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let first = printed.split(separator: "\n").first { $0.contains(": error: ") } ?? ""
    #expect(first.contains("/\(file).yaml:\(line):"), "\(printed)", sourceLocation: sourceLocation)
    #expect(first.contains(message), "\(printed)", sourceLocation: sourceLocation)
  }

  @Test("A layer that is read and is not there is told where it is read", arguments: tapped)
  func taps(_ name: String) throws {
    let folder = try ZooFolder(isWhole: true)
    let (whole, file) = try folder.experiment(name)
    let written = try ShippedText(name)
    for (tap, end) in written.taps {
      // Both begin alike.
      let head = String(written.text[..<end])
      let changed = head + "_gone" + String(whole.dropFirst(head.count))
      try changed.write(toFile: file, atomically: true, encoding: .utf8)
      expectFirst(
        try folder.refusal(of: name), at: head.count { $0 == "\n" } + 1, of: name,
        "has no layer '\(tap)_gone'")
    }
  }

  @Test(
    "A network that takes another number of channels is told at its call, with both shapes",
    arguments: WidenedInput.all)
  func channels(_ variant: WidenedInput) throws {
    let folder = try ZooFolder(isWhole: true)
    let line = try variant.write(in: folder)
    let printed = try folder.refusal(of: variant.experiment)
    expectFirst(
      printed, at: line, of: variant.base ?? variant.experiment, "\(variant.network) takes [")
    #expect(printed.contains(", found ["), "\(printed)")
  }

  @Test(
    "Labels of another length are told at the data set, with both counts",
    arguments: ShippedData.of("mnist"))
  func labels(_ data: ShippedData) throws {
    let folder = try ZooFolder(isWhole: true)
    try folder.writeDigits(data.path, data.set.train ?? "train", labels: 2)
    expectFirst(
      try folder.refusal(of: data.experiment), at: data.set.pathLine ?? data.set.sourceLine,
      of: data.experiment, "has 2 labels for the 3 pictures")
  }

  @Test(
    "A text in Latin-1 is told at its file, with the byte, its place and how to convert it",
    arguments: ShippedData.of("csv", "text"))
  func latin(_ data: ShippedData) throws {
    let folder = try ZooFolder(isWhole: true)
    let word = Array("caf".utf8) + [0xE9]
    let place: String
    if data.set.source == "csv" {
      try folder.writeBeats(word)
      place = "ecg.csv:5:4"
    } else {
      try folder.writeReviews("train", word)
      place = "train.tsv:2:10"
    }
    let printed = try folder.refusal(of: data.experiment)
    expectFirst(
      printed, at: try #require(data.set.trainLine ?? data.set.pathLine), of: data.experiment,
      "\(place): the byte 0xE9 is no UTF-8")
    #expect(printed.contains("iconv -f LATIN1 -t UTF-8"), "\(printed)")
  }

  @Test(
    "A broken JPEG of a folder is told by its name at the folder, and nothing else is",
    arguments: ShippedData.of("images", "paired_images"))
  func brokenPicture(_ data: ShippedData) throws {
    let folder = try ZooFolder(isWhole: true)
    let photo = try Data(contentsOf: URL(filePath: ZooFolder.photo))
    let file = data.path + (data.set.train.map { "/\($0)" } ?? "") + "/3.jpg"
    try folder.write(photo.prefix(photo.count / 2), to: file)
    let printed = try folder.refusal(of: data.experiment)
    expectFirst(
      printed, at: try #require(data.set.trainLine ?? data.set.pathLine), of: data.experiment,
      "\(file)': cannot be read as JPEG")
    #expect(printed.components(separatedBy: "error:").count == 2, "\(printed)")
    let validation = try FileValidation(
      file: folder.experiment(data.experiment).file, profile: nil,
      dataFolder: folder.path + "/data")
    #expect(validation.remarks.hasErrors)
    let told = validation.remarks.printed()
    #expect(told.contains("\(file)': cannot be read as JPEG"), "\(told)")
  }
}
