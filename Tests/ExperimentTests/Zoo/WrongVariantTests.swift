import Diagnostics
import Foundation
import Testing

@testable import Experiment

/// A shipped experiment with one thing changed that makes it wrong.
struct WrongVariant: CustomTestStringConvertible, Sendable {
  let name: String
  let written: String
  let instead: String
  /// What stands in the line that is to be named first, once it is wrong.
  let named: String
  /// A part of the first message.
  let message: String
  var testDescription: String { "\(name): \(instead)" }

  init(_ name: String, _ written: String, _ instead: String, at named: String, _ message: String) {
    self.name = name
    self.written = written
    self.instead = instead
    self.named = named
    self.message = message
  }

  static let all = [
    WrongVariant(
      "autoencoder_fashion", "units: 28 * 28", "units: 28 * 27", at: "reshape: [28, 28, 1]",
      "does not fit [756]"),
    WrongVariant(
      "cgan_digits", "input: [latent + 10]", "input: [latent]", at: "fake: \"generator(",
      "generator takes [128], found [138]"),
    WrongVariant(
      "class_visualization", "classifier(rolled)", "classifier(rolled).fire99",
      at: "score: sum(top(classifier(rolled)", "has no layer 'fire99'"),
    WrongVariant(
      "classifier_digits", "digit.label", "digit.labels", at: "digit.labels",
      "has no field 'labels'; did you mean 'label'?"),
    WrongVariant(
      "conv_autoencoder_mnist", "input: [4, 4, 8]", "input: [4, 4, 9]", at: "logits: decoder(",
      "decoder takes [4, 4, 9], found [4, 4, 8]"),
    WrongVariant(
      "cvae_mnist", "units: 2 * latent", "units: latent", at: "log_variance: \"moments[latent:]\"",
      "holds nothing: from 2 to 2 of 2"),
    WrongVariant(
      "cvae_prior_digits", "input: [latent + 10]", "input: [latent + 9]", at: "logits: \"decoder(",
      "decoder takes [17], found [18]"),
    WrongVariant(
      "cyclegan_horse2zebra", "identity(G(zebra), zebra)", "identity(G(zebra).up9, zebra)",
      at: "G(zebra).up9", "G has no layer 'up9'"),
    WrongVariant(
      "cyclegan_resnet_horse2zebra", "fake_zebra: G(horse)", "fake_zebra: G(D_zebra(horse))",
      at: "fake_zebra: G(", "G takes [any, any, 3], found ["),
    WrongVariant(
      "dcgan_64", "{filters: 3, activation: tanh}", "{filters: 4, activation: tanh}",
      at: "fake_score: discriminator(fake)", "takes [64, 64, 3], found [64, 64, 4]"),
    WrongVariant(
      "dcgan_mnist", "{filters: 1, kernel: 5", "{filters: 3, kernel: 5", at: "fool: bce(",
      "discriminator takes [28, 28, 1], found [28, 28, 3]"),
    WrongVariant(
      "ddpm_digits", "concat: [middle]", "concat: [midle]", at: "concat: [midle]",
      "no layer above is named 'midle'; did you mean 'middle'?"),
    WrongVariant(
      "deepdream", "(pixels(x)).mixed5)", "(pixels(x)).mixed55)", at: "excited(x): mean(",
      "inception has no layer 'mixed55'; did you mean 'mixed5'?"),
    WrongVariant(
      "deepdream_layer", "seen.fire4", "seen.fire44", at: "seen.fire44",
      "net has no layer 'fire44'; did you mean 'fire4'?"),
    WrongVariant(
      "denoising_autoencoder_fashion", "{filters: 1, kernel", "{filters: 2, kernel",
      at: "reconstruction: mse(denoised, cloth)", "the prediction is [28, 28, 2]"),
    WrongVariant(
      "denoising_conv_autoencoder_mnist", "input: [4, 4, 16]", "input: [4, 4, 32]",
      at: "logits: decoder(", "decoder takes [4, 4, 32], found [4, 4, 16]"),
    WrongVariant(
      "ecg_anomaly", "units: 140", "units: 141", at: "reconstruction: l1(",
      "the prediction is [141], the target [140]"),
    WrongVariant(
      "fast_style_training", "redrawn: stylist(photo)", "redrawn: stylist(photo).conv9",
      at: "redrawn: stylist(photo)", "stylist has no layer 'conv9'"),
    WrongVariant(
      "fast_style_transfer", "stylist(photo)", "stylist(photo).conv9", at: "stylist(photo).conv9",
      "stylist has no layer 'conv9'"),
    WrongVariant(
      "fgsm", ", x[..., 0:1]])", "])", at: "scores: classifier(pixels(photo))",
      "examples of the shapes [227, 227, 2] and [3] do not fit"),
    WrongVariant(
      "gan_celeba", "filters: channels, kernel: 5", "filters: channels + 1, kernel: 5",
      at: "d_loss: 0.5", "discriminator takes [64, 64, 3], found [64, 64, 4]"),
    WrongVariant(
      "gan_celeba_homework", "center_crop: 108", "center_crop: [108, 0]",
      at: "center_crop: [108, 0]",
      "center_crop"),
    WrongVariant(
      "gan_mnist_homework", "resize: {size: 7", "resize: {size: 8", at: "fake_score: discriminator",
      "discriminator takes [28, 28, 1], found [32, 32, 1]"),
    WrongVariant(
      "gan_upsample_mnist", "reshape: [7, 7, width]", "reshape: [7, 7, 2 * width]",
      at: "reshape: [7, 7, 2 * width]", "reshape to [7, 7, 256] does not fit [6272]"),
    WrongVariant(
      "pix2pix_facades", "l1(fake, facade.photo)", "l1(fake, facade.foto)", at: "facade.foto",
      "'facade' has no field 'foto'; did you mean 'photo'?"),
    WrongVariant(
      "style_transfer", "wanted.block5_conv2", "wanted.block5_conv22", at: "wanted.block5_conv22",
      "vgg has no layer 'block5_conv22'; did you mean 'block5_conv2'?"),
    WrongVariant(
      "style_transfer_adam", "block3_conv1, block4", "block33_conv1, block4", at: "block33_conv1",
      "block33_conv1"),
    WrongVariant(
      "super_resolution_horses", "filters: 3 * factor", "filters: 2 * factor",
      at: "enlarged: interpolated + enlarge(small)",
      "interpolated + enlarge(small): examples of the shapes"),
    WrongVariant(
      "text_generation_imdb", "memory: embedded", "memory: embeded", at: "memory: embeded",
      "no layer above is named 'embeded'; did you mean 'embedded'?"),
    WrongVariant(
      "texture_classifier", "surface.label", "surface.class", at: "surface.class",
      "'surface' has no field 'class'"),
    WrongVariant(
      "vae20_mnist", "as: mean", "as: means", at: "z: posterior.mean",
      "encoder has no layer 'mean'; did you mean 'means'?"),
    WrongVariant(
      "vae_homework_mnist", "conv2d_transpose: {filters: 32", "conv2d_transpose: {filter: 32",
      at: "{filter: 32", "conv2d_transpose has no field 'filter'; did you mean 'filters'?"),
    WrongVariant(
      "vae_mnist", "posterior.log_variance) *", "posterior.logvariance) *",
      at: "posterior.logvariance", "has no layer 'logvariance'; did you mean 'log_variance'?"),
    WrongVariant(
      "vae_upsample_mnist", "input: [latent]", "input: [latent + 1]", at: "rebuilt: decoder(z)",
      "decoder takes [3], found [2]"),
    WrongVariant(
      "wgan_gp_digits", "crop: [0, 1, 0, 1]", "crop: [0, 1, 0, 2]", at: "between: digit + mix",
      "[28, 24, 1] and [28, 28, 1] do not fit"),
  ]
}

/// The shipped experiments in a folder of their own, beside data that the tests make up.
private final class ZooFolder {
  let path: String
  private static let repository = LanguageGolden.root

  init() throws {
    path = NSTemporaryDirectory() + "zoo-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: path + "/data/images", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: Self.repository + "/experiments", toPath: path + "/experiments")
    for photo in ["labrador", "content", "style", "photo-cat"] {
      try FileManager.default.copyItem(
        atPath: Self.photo, toPath: "\(path)/data/images/\(photo).jpg")
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  static let photo = repository + "/Tests/ArtifactsTests/Fixtures/color.jpg"

  func write(_ bytes: Data, to file: String) throws {
    let target = URL(filePath: path + "/data/" + file)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: target)
  }

  /// The text of an experiment, and its place in the folder.
  func experiment(_ name: String) throws -> (text: String, file: String) {
    let file = path + "/experiments/\(name).yaml"
    return (try String(contentsOfFile: file, encoding: .utf8), file)
  }

  /// What is wrong with an experiment's data once they are read.
  func refusal(of name: String) throws -> String {
    do {
      let loaded = try LoadedExperiment(
        file: experiment(name).file, profile: nil, overrides: [], dataFolder: path + "/data")
      _ = try loaded.loadData(memory: 1 << 30)
    } catch let error as Diagnostic {
      return DiagnosticList([error]).printed()
    } catch let errors as DiagnosticList {
      return errors.printed()
    }
    return ""
  }
}

/// The number of the line that a text stands in, from 1.
private func line(of part: String, in text: String) throws -> Int {
  let place = try #require(text.range(of: part), "there is no '\(part)'")
  return text[..<place.lowerBound].count { $0 == "\n" } + 1
}

@Suite("Wrong variants of the zoo")
struct WrongVariantTests {
  @Test("There is one of every shipped experiment")
  func all() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: LanguageGolden.root + "/experiments")
    let names = files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(Set(WrongVariant.all.map(\.name)) == Set(names))
  }

  @Test("The first error names the line that is wrong", arguments: WrongVariant.all)
  func wrong(_ variant: WrongVariant) throws {
    let folder = try ZooFolder()
    let (text, file) = try folder.experiment(variant.name)
    let place = try #require(text.range(of: variant.written), "there is no '\(variant.written)'")
    let changed = text.replacingCharacters(in: place, with: variant.instead)
    try changed.write(toFile: file, atomically: true, encoding: .utf8)
    let validation = try FileValidation(file: file, profile: nil, dataFolder: folder.path + "/data")
    let printed = validation.remarks.printed()
    let first = printed.split(separator: "\n").first { $0.contains(": error: ") } ?? ""
    let wanted = try line(of: variant.named, in: changed)
    #expect(first.contains("/\(variant.name).yaml:\(wanted):"), "\(printed)")
    #expect(first.contains(variant.message), "\(printed)")
  }

  private static func idx(_ axes: [UInt8]) -> Data {
    let extents = axes.flatMap { [UInt8]([0, 0, 0, $0]) }
    let count = axes.reduce(1) { $0 * Int($1) }
    return Data([0, 0, 8, UInt8(axes.count)] + extents) + Data(count: count)
  }

  @Test("Labels of another length are told at the data set, with both counts")
  func labels() throws {
    let folder = try ZooFolder()
    for part in ["train", "t10k"] {
      try folder.write(Self.idx([3, 28, 28]), to: "mnist/\(part)-images-idx3-ubyte")
      try folder.write(Self.idx([2]), to: "mnist/\(part)-labels-idx1-ubyte")
    }
    let printed = try folder.refusal(of: "vae_mnist")
    let wanted = try line(of: "source: mnist", in: folder.experiment("vae_mnist").text)
    #expect(printed.contains("/vae_mnist.yaml:\(wanted):"), "\(printed)")
    #expect(printed.contains("has 2 labels for the 3 pictures"), "\(printed)")
  }

  @Test("A text in Latin-1 is told at its file, with the byte, its place and how to convert it")
  func latin() throws {
    let folder = try ZooFolder()
    let review = Data("1\t9\ta\tgood\n1\t9\tb\tcaf".utf8) + Data([0xE9]) + Data(" noir\n".utf8)
    for part in ["train", "test"] { try folder.write(review, to: "imdb/\(part).tsv") }
    let printed = try folder.refusal(of: "text_generation_imdb")
    let wanted = try line(of: "train.tsv", in: folder.experiment("text_generation_imdb").text)
    #expect(printed.contains("/text_generation_imdb.yaml:\(wanted):"), "\(printed)")
    #expect(printed.contains("train.tsv:2:10: the byte 0xE9 is no UTF-8"), "\(printed)")
    #expect(printed.contains("iconv -f LATIN1 -t UTF-8"), "\(printed)")
  }

  @Test("A broken JPEG of a folder is told by its name at the folder")
  func brokenPicture() throws {
    let folder = try ZooFolder()
    let photo = try Data(contentsOf: URL(filePath: ZooFolder.photo))
    for part in ["trainA", "trainB", "testA", "testB"] {
      try folder.write(photo, to: "horse2zebra/\(part)/1.jpg")
    }
    try folder.write(photo.prefix(photo.count / 2), to: "horse2zebra/trainB/2.jpg")
    let printed = try folder.refusal(of: "cyclegan_horse2zebra")
    let wanted = try line(of: "train: trainB", in: folder.experiment("cyclegan_horse2zebra").text)
    #expect(printed.contains("/cyclegan_horse2zebra.yaml:\(wanted):"), "\(printed)")
    #expect(printed.contains("trainB/2.jpg': cannot be read as JPEG"), "\(printed)")
    #expect(printed.components(separatedBy: "error:").count == 2, "\(printed)")
  }
}
