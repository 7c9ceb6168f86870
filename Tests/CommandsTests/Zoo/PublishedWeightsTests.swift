import Diagnostics
import Testing

@testable import Commands
@testable import Experiment

/// A shipped experiment under the profile that reads what a recipe brings.
struct PublishedUse: CustomTestStringConvertible, Sendable {
  let name: String
  let profile: String
  let recipe: String
  let weights: PublishedWeights
  /// Stand-ins for pictures.
  let overrides: [String]
  /// Some tensors of the network, with the file's: of those of equal shapes nothing else tells which is which.
  let pairs: [String: String]
  var testDescription: String { "\(name) --profile \(profile)" }

  private static func pictures(_ more: String) -> [String] {
    [
      "data.photo={source: builtin/photo, size: [64, 96]\(more)}",
      "data.painting={source: builtin/painting, size: [64, 96]\(more)}",
    ]
  }

  private static let vgg = [
    "vgg.block1_conv1.weight": "features.0.weight", "vgg.block3_conv3.weight": "features.14.weight",
    "vgg.block5_conv2.bias": "features.30.bias", "vgg.block5_conv4.weight": "features.34.weight",
  ]

  static let all: [PublishedUse] = [
    PublishedUse(
      name: "style_transfer", profile: "torchvision", recipe: "vgg19", weights: .vgg19,
      overrides: pictures(", preprocess: caffe"), pairs: vgg),
    PublishedUse(
      name: "style_transfer_adam", profile: "torchvision", recipe: "vgg19", weights: .vgg19,
      overrides: pictures(", scale: [0, 1]"), pairs: vgg),
    PublishedUse(
      name: "fast_style_training", profile: "torchvision", recipe: "vgg19", weights: .vgg19,
      overrides: [
        "data.photo={source: builtin/horses, size: 64, count: 8}",
        "data.painting={source: builtin/painting, size: [64, 96]}",
      ], pairs: vgg),
    PublishedUse(
      name: "deepdream", profile: "torchvision", recipe: "inception_v3", weights: .inception,
      overrides: [
        "data.photo={source: builtin/photo, size: [128, 192], preprocess: inception}",
        "params.tile=96",
      ],
      pairs: [
        "inception.Conv2d_1a_3x3.bn.weight": "Conv2d_1a_3x3.bn.weight",
        "inception.mixed3.branch3x3.conv.weight": "Mixed_6a.branch3x3.conv.weight",
        "inception.mixed5.branch7x7_2.bn.running_var": "Mixed_6c.branch7x7_2.bn.running_var",
        "inception.mixed6.branch7x7_2.bn.running_var": "Mixed_6d.branch7x7_2.bn.running_var",
      ]),
    PublishedUse(
      name: "fgsm", profile: "timm", recipe: "mobilenet_v2", weights: .mobilenet,
      overrides: [
        "data.photo={source: builtin/photo, size: [224, 224], preprocess: inception}",
        "outputs.samples.attack.labels=null",
      ],
      pairs: [
        "classifier.bn_Conv1.bias": "bn1.bias",
        "classifier.expanded_conv.depthwise.weight": "blocks.0.0.conv_dw.weight",
        "classifier.expanded_conv.depthwise_BN.weight": "blocks.0.0.bn1.weight",
        "classifier.expanded_conv.project_BN.running_mean": "blocks.0.0.bn2.running_mean",
        "classifier.block_1.expand_BN.running_var": "blocks.1.0.bn1.running_var",
        "classifier.block_1.depthwise_BN.running_var": "blocks.1.0.bn2.running_var",
        "classifier.block_10.project_BN.bias": "blocks.4.0.bn3.bias",
        "classifier.block_12.expand.weight": "blocks.4.2.conv_pw.weight",
        "classifier.block_16.depthwise.weight": "blocks.6.0.conv_dw.weight",
        "classifier.predictions.bias": "classifier.bias",
      ]),
  ]
}

@Suite("Published weights and the experiments that read them")
struct PublishedWeightsTests {
  @Test("fit where the recipe puts them, each tensor in its place", arguments: PublishedUse.all)
  func fit(_ use: PublishedUse) throws {
    let folder = try RunsFolder()
    let path = try #require(try Recipes.named(use.recipe).files.first?.path)
    #expect(path.hasPrefix("weights/"))
    try use.weights.write(to: "\(folder.path)/\(path.dropFirst("weights/".count))")
    let loaded = try LoadedExperiment(
      file: QuickExperiment(name: use.name).file, profile: use.profile, overrides: use.overrides,
      dataFolder: "data", weightsFolder: folder.path)
    #expect(loaded.missingWeights.printed() == "")
    #expect(!loaded.warnings.printed().contains("preprocess"), "\(loaded.warnings.printed())")
    let fits = try loaded.graphs.weightsFits()
    #expect(fits.count == 1)
    let readings = Dictionary(
      fits.flatMap(\.readings).map { ($0.entry, $0.tensor) },
      uniquingKeysWith: { first, _ in first })
    for (entry, tensor) in use.pairs {
      #expect(readings[entry] == tensor, "\(entry)")
    }
  }
}
