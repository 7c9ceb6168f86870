import Testing

/// How many numbers an experiment trains or reads from weights at the size that it is written in, without a profile.
struct PublishedSize: CustomTestStringConvertible, Sendable {
  let name: String
  /// What stands in for data that is not in the repository, in pictures of the same size.
  let overrides: [String]
  /// By network.
  let parameters: [String: Int]
  var testDescription: String { name }

  init(_ name: String, _ parameters: [String: Int], _ overrides: [String] = []) {
    self.name = name
    self.parameters = parameters
    self.overrides = overrides
  }

  private static func animals(_ size: Int) -> [String] {
    ["horse", "zebra"].map { "data.\($0)={source: builtin/\($0)s, size: \(size), count: 10}" }
  }

  private static func pictures(_ size: String) -> [String] {
    [
      "data.photo={source: builtin/photo, size: \(size)}",
      "data.painting={source: builtin/painting, size: \(size)}",
    ]
  }

  /// The judge of generated digits, which several read.
  private static let judge = 11_018

  /// All that are shipped.
  static let all: [PublishedSize] = [
    // TensorFlow's tutorial "Intro to autoencoders": 784 · 64 + 64 and 64 · 784 + 784; 1→16→8 and 8→8→16→1, kernel 3.
    PublishedSize("autoencoder_fashion", ["encoder": 50_240, "decoder": 50_960]),
    PublishedSize("denoising_autoencoder_fashion", ["encoder": 1_320, "decoder": 1_897]),
    PublishedSize(
      "ecg_anomaly", ["autoencoder": 10_484], ["data.beat={source: builtin/ecg, count: 100}"]),
    // Keras's example of a conditional GAN, with 10 classes.
    PublishedSize(
      "cgan_digits", ["generator": 648_591, "discriminator": 24_833, "classifier": judge]),
    // SqueezeNet 1.0 as torchvision counts it.
    PublishedSize("class_visualization", ["classifier": 1_248_424]),
    PublishedSize(
      "deepdream_layer", ["net": 1_248_424], ["data.photo={source: builtin/photo, size: [64, 96]}"]),
    PublishedSize(
      "fgsm", ["classifier": 1_248_424], ["data.photo={source: builtin/photo, size: [227, 227]}"]),
    // Keras's InceptionV3 without its top: 21,802,784 numbers, of which 21,768,352 are trained.
    PublishedSize(
      "deepdream", ["inception": 21_768_352],
      ["data.photo={source: builtin/photo, size: [128, 192]}", "params.tile=96"]),
    PublishedSize("classifier_digits", ["classifier": judge]),
    PublishedSize("conv_autoencoder_mnist", ["encoder": 1_904, "decoder": 2_481]),
    PublishedSize("denoising_conv_autoencoder_mnist", ["encoder": 14_192, "decoder": 16_497]),
    PublishedSize("cvae_mnist", ["encoder": 28_036, "decoder": 41_953]),
    PublishedSize("cvae_prior_digits", ["encoder": 69_440, "prior": 176, "decoder": 115_265]),
    // TensorFlow's tutorials "CycleGAN" and "Pix2Pix", the paper's residual networks.
    PublishedSize(
      "cyclegan_horse2zebra",
      ["G": 54_414_979, "F": 54_414_979, "D_zebra": 2_765_569, "D_horse": 2_765_569], animals(256)),
    PublishedSize(
      "cyclegan_resnet_horse2zebra",
      ["G": 11_378_179, "F": 11_378_179, "D_zebra": 2_764_737, "D_horse": 2_764_737], animals(256)),
    PublishedSize(
      "pix2pix_facades", ["generator": 54_414_979, "discriminator": 2_768_641],
      ["data.facade={source: builtin/facades, size: 256, count: 10}"]),
    // Dense 100→8192, then 512→256→128→64→3 by kernels of 5; norms of all but the ends.
    PublishedSize(
      "dcgan_64", ["generator": 5_135_363, "discriminator": 4_316_545],
      ["data.face={source: builtin/faces, size: 64, count: 10}", "values.picture=face"]),
    // TensorFlow's tutorial "DCGAN": 2,330,944 and 212,865, of which the running statistics of the norms are not trained.
    PublishedSize("dcgan_mnist", ["generator": 2_305_472, "discriminator": 212_865]),
    PublishedSize("ddpm_digits", ["denoiser": 420_033]),
    // lengstrom/fast-style-transfer: 9→32→64→128, five residues, and back, no bias, norms of all.
    PublishedSize(
      "fast_style_training", ["stylist": 1_677_638, "vgg": 20_024_384],
      [
        "data.photo={source: builtin/horses, size: 256, count: 10}",
        "data.painting={source: builtin/painting, size: [256, 256]}",
      ]),
    PublishedSize("fast_style_transfer", ["stylist": 1_677_638], pictures("[64, 96]")),
    // Chollet, listings 12.32 and 12.33.
    PublishedSize(
      "gan_celeba", ["generator": 3_979_651, "discriminator": 404_801],
      ["data.face={source: builtin/faces, size: 64, count: 10}"]),
    PublishedSize(
      "gan_celeba_homework", ["generator": 4_935_171, "discriminator": 1_034_113],
      ["data.picture={source: builtin/faces, size: 108, count: 10}"]),
    PublishedSize(
      "gan_mnist_homework",
      ["generator": 4_928_769, "discriminator": 1_030_913, "classifier": judge]),
    // Brownlee's GAN with upsampling: dense 100→6272, convolutions 4, 4 and 7; the discriminator as he prints it.
    PublishedSize(
      "gan_upsample_mnist",
      ["generator": 1_164_289, "discriminator": 40_705, "classifier": judge]),
    // Keras's VGG19 without its top.
    PublishedSize("style_transfer", ["vgg": 20_024_384], pictures("[64, 96]")),
    PublishedSize("style_transfer_adam", ["vgg": 20_024_384], pictures("[64, 96]")),
    PublishedSize(
      "super_resolution_horses", ["enlarge": 31_131],
      ["data.horse={source: builtin/horses, size: 144, count: 10}"]),
    // Chollet, listing 12.6.
    PublishedSize(
      "text_generation_imdb", ["model": 9_825_176],
      ["data.review={source: builtin/sentences, vocabulary: words, length: length}"]),
    PublishedSize("texture_classifier", ["classifier": 61_162]),
    PublishedSize("vae20_mnist", ["encoder": 76_008, "decoder": 46_145]),
    PublishedSize("vae_homework_mnist", ["encoder": 494_244, "decoder": 56_385]),
    // Chollet, listings 12.24 and 12.25.
    PublishedSize("vae_mnist", ["encoder": 69_076, "decoder": 65_089]),
    PublishedSize("vae_upsample_mnist", ["encoder": 16_908, "decoder": 19_961]),
    PublishedSize(
      "wgan_gp_digits", ["generator": 1_554_177, "critic": 1_030_145, "classifier": judge]),
  ]
}

/// How many trained numbers a file of `experiments/networks` has.
struct PublishedNetwork: CustomTestStringConvertible, Sendable {
  let file: String
  var params = ""
  var input = "[96, 96, 3]"
  let parameters: Int
  var testDescription: String { file + params }

  static let all: [PublishedNetwork] = [
    // Keras without the top, and torchvision's with it: 27,161,264 less the 3,326,696 of AuxLogits.
    PublishedNetwork(file: "inception_v3", parameters: 21_768_352),
    PublishedNetwork(
      file: "inception_v3", params: ", params: {scale: true, edge: 1, top: classifier}",
      parameters: 23_834_568),
    PublishedNetwork(file: "vgg19", parameters: 20_024_384),
    // torchvision.models.mobilenet_v2 and squeezenet1_0.
    PublishedNetwork(file: "mobilenet_v2", parameters: 3_504_872),
    PublishedNetwork(file: "squeezenet", parameters: 1_248_424),
    PublishedNetwork(file: "johnson_transformer", parameters: 1_677_638),
    PublishedNetwork(file: "resnet_generator", parameters: 11_378_179),
    PublishedNetwork(file: "unet_generator", input: "[256, 256, 3]", parameters: 54_414_979),
    PublishedNetwork(file: "patch_discriminator", parameters: 2_765_569),
    PublishedNetwork(file: "texture_classifier", parameters: 61_162),
    PublishedNetwork(file: "digit_classifier", input: "[28, 28, 1]", parameters: 11_018),
  ]
}
