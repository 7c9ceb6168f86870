import Diagnostics

/// What `etch explain` tells of what is no word of the language, but made of its words: kinds of models, and what other
/// tools have a class or method for.
struct ModelTopic {
  let names: Set<String>
  /// What it is here, in a sentence.
  let about: String
  /// Shipped experiments of that kind, the simplest first.
  let experiments: [String]

  static func about(_ word: String) -> ModelTopic? {
    let name = word.lowercased().filter { $0.isLetter || $0.isNumber }
    return all.first { $0.names.contains(name) }
  }

  func text(for word: String) -> String {
    let lines = experiments.map { "  etch new \($0)\n" }
    return "'\(word.excerpt)' is no word of the language: \(about)\n"
      + (lines.isEmpty
        ? ""
        : "\nshipped experiments, to be copied ('etch new --list' tells of all)\n\n"
          + lines.joined())
  }

  static let all = [
    ModelTopic(
      names: ["vae", "variationalautoencoder"],
      about: "networks, a draw in 'values' and the loss 'kl' make one.",
      experiments: ["vae_mnist", "vae_upsample_mnist"]),
    ModelTopic(
      names: ["autoencoder", "ae", "encoder", "decoder"],
      about: "two networks, one after the other in 'values', make one.",
      experiments: ["conv_autoencoder_mnist", "autoencoder_fashion", "vae_mnist"]),
    ModelTopic(
      names: ["gan", "dcgan", "generator", "discriminator", "critic"],
      about: "two networks, each with an update of its own in 'train.step', make one.",
      experiments: ["dcgan_mnist", "gan_celeba", "wgan_gp_digits"]),
    ModelTopic(
      names: ["wgan", "wgangp", "gradientpenalty"],
      about: "a GAN whose losses are means of scores, with 'gradient' in one.",
      experiments: ["wgan_gp_digits"]),
    ModelTopic(
      names: ["conditional", "cgan", "cvae", "conditionalgan", "conditionalvae"],
      about: "'one_hot(digit.label, 10)' is one more input of its networks.",
      experiments: ["cgan_digits", "cvae_mnist"]),
    ModelTopic(
      names: ["diffusion", "ddpm", "ddim", "denoisingdiffusion"],
      about: "a network that tells noise, and a sample with 'iterate', make one.",
      experiments: ["ddpm_digits"]),
    ModelTopic(
      names: ["unet"],
      about: "layers with 'as' and a 'concat' of what they are called make one.",
      experiments: ["pix2pix_facades", "ddpm_digits"]),
    ModelTopic(
      names: ["cyclegan", "pix2pix", "imagetranslation"],
      about: "networks from one kind of pictures to the other, and their updates, make one.",
      experiments: ["pix2pix_facades", "cyclegan_horse2zebra"]),
    ModelTopic(
      names: ["styletransfer", "neuralstyle", "styleloss"],
      about: "a picture that is a variable, and losses of what a network sees, make one.",
      experiments: ["style_transfer", "fast_style_training"]),
    ModelTopic(
      names: ["classifier", "cnn", "classification"],
      about: "a network and the loss 'cross_entropy' make one.",
      experiments: ["classifier_digits", "texture_classifier"]),
    ModelTopic(
      names: ["dataloader", "dataset"],
      about: "'data' names where examples come from, 'train.batch_size' how many come at once.",
      experiments: []),
    ModelTopic(
      names: ["trainer", "trainingloop", "trainstep", "zerograd", "optimizerzerograd"],
      about: "'train' says how long and by which updates, and 'etch run FILE' does it.",
      experiments: []),
    ModelTopic(
      names: ["nnmodule", "module", "torchnnmodule"],
      about: "'networks' has each network with its input and layers, and 'values' calls them.",
      experiments: ["conv_autoencoder_mnist"]),
    ModelTopic(
      names: ["predict", "predictproba", "predictclasses", "classify", "inference", "infer"],
      about:
        "a sample shows what a network says, '{grid: pic, captions: softmax(scores), top: 3}', and 'etch sample RUN --raw' writes the numbers as NAME.captions.npy.",
      experiments: ["classifier_digits"]),
    ModelTopic(
      names: ["klannealing", "klanneal", "klweight", "klwarmup", "betaannealing"],
      about:
        "a weight that grows is a factor in what is minimized, 'reconstruction + minimum(1, epoch / 10) * divergence'.",
      experiments: ["vae_mnist"]),
    ModelTopic(
      names: ["freeze", "unfreeze", "freezelayers", "finetuning", "finetune", "transferlearning"],
      about:
        "'weights' of a network says what it begins with, and an update changes only the networks that its 'update' names.",
      experiments: []),
    ModelTopic(
      names: ["channelsfirst", "channelslast", "dataformat", "nchw", "nhwc"],
      about:
        "pictures are [height, width, channels]; np.moveaxis(x, 1, -1) makes that of an array x of examples with their channels first.",
      experiments: []),
    ModelTopic(
      names: ["confusion", "confusionmatrix", "classificationreport"],
      about:
        "nothing draws one; the recall of a class is a metric, 'mean((argmax(scores) == 3) * (x.label == 3)) / mean(x.label == 3)'.",
      experiments: []),
    ModelTopic(
      names: ["nograd", "torchnograd", "inferencemode", "torchinferencemode", "gradienttape"],
      about:
        "an update differentiates only by the networks that it names; samples and metrics take no gradients.",
      experiments: []),
  ]
}
