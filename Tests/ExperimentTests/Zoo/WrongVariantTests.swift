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
      "cgan_digits", "{of: [image, planes]}", "{of: image}", at: "concat: {of: image}",
      "'of' names all that concat joins, and this is one; 'concat: [image]' joins it with"),
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
      "deepdream_layer", "seen.fire4", "seen.fire4.expand3", at: "seen.fire4.expand3",
      "seen.fire4 has no part 'expand3'; did you mean 'expand3x3'?"),
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

  @Test("A word where a network's file wants a number is told with where the experiment gives it")
  func given() throws {
    let folder = try ZooFolder()
    let (text, file) = try folder.experiment("cyclegan_resnet_horse2zebra")
    try text.replacing("{blocks: blocks,", with: "{blocks: nine,").write(
      toFile: file, atomically: true, encoding: .utf8)
    let printed = try FileValidation(
      file: file, profile: nil, dataFolder: folder.path + "/data"
    ).remarks.printed()
    let wanted = try line(of: "{blocks: blocks,", in: text)
    #expect(
      printed.contains("/cyclegan_resnet_horse2zebra.yaml:\(wanted):")
        && printed.contains("note: it is given here"), "\(printed)")
  }

  @Test("A block that the names of weights name is told to be one")
  func block() throws {
    let folder = try ZooFolder()
    let printed = try FileValidation(
      file: folder.experiment("fast_style_transfer").file, profile: "quick",
      overrides: ["networks.stylist.weights.names={res1: stylist.res1}"],
      dataFolder: folder.path + "/data"
    ).remarks.printed()
    #expect(
      printed.contains(
        "'res1' of 'stylist' is a block: 'names' names its layers, as 'res1.conv1', or all, 'res1.*'"
      ), "\(printed)")
  }
}
