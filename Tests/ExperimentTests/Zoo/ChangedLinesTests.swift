import Datasets
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Experiment

/// A shipped experiment with a few lines changed that make another one of it: another folder, another size, another weight.
struct ChangedLines: CustomTestStringConvertible, Sendable {
  struct Line: Sendable {
    let written: String
    let instead: String
  }

  let name: String
  let lines: [Line]
  var testDescription: String { "\(name): \(lines.map(\.instead).joined(separator: ", "))" }

  init(_ name: String, _ lines: KeyValuePairs<String, String>) {
    self.name = name
    self.lines = lines.map { Line(written: $0.key, instead: $0.value) }
  }

  static let all = [
    ChangedLines(
      "autoencoder_fashion",
      ["path: data/fashion_mnist": "path: data/mnist", "latent: 64": "latent: 32"]),
    ChangedLines(
      "cyclegan_horse2zebra",
      [
        "{resize: 286, crop: 256": "{resize: 143, crop: 128", "cycle_weight: 10": "cycle_weight: 5",
        "{norm: instance_norm}}": "{norm: instance_norm, eighth: 1}}",
      ]),
    ChangedLines(
      "cyclegan_resnet_horse2zebra",
      [
        "{resize: 286, crop: 256": "{resize: 143, crop: 128", "cycle_weight: 10": "cycle_weight: 5",
        "blocks: 9": "blocks: 6",
      ]),
    ChangedLines(
      "dcgan_64",
      [
        "source: mnist\n    path: data/orl-faces\n    splits: {train: faces}":
          "source: images\n    path: data/celeba",
        "picture: \"concat([face, face, face])\"": "picture: face", "dim: 64": "dim: 32",
      ]),
    ChangedLines(
      "ddpm_digits",
      ["{source: mnist,": "{source: mnist, path: data/fashion_mnist,", "width: 32": "width: 16"]),
    ChangedLines(
      "deepdream",
      ["labrador.jpg, longest: 500": "photo-cat.jpg, longest: 200", "rate: 0.01": "rate: 0.02"]),
    ChangedLines(
      "fast_style_training",
      ["{resize: 286, crop: 256": "{resize: 143, crop: 128", "style_weight: 5": "style_weight: 3"]),
    ChangedLines(
      "gan_celeba",
      ["path: data/celeba": "path: data/horse2zebra/trainA", "size: 64": "size: 96"]),
    ChangedLines(
      "pix2pix_facades",
      [
        "{resize: 286, crop: 256": "{resize: 143, crop: 128", "l1_weight: 100": "l1_weight: 10",
        "{use: networks/unet_generator.yaml}":
          "{use: networks/unet_generator.yaml, params: {eighth: 1}}",
      ]),
    ChangedLines(
      "style_transfer",
      [
        "content.jpg, height: 400": "content-golden-gate.jpg, height: 200",
        "data/images/style.jpg": "data/images/style-wave-hokusai.jpg",
        "style_weight: 1e-6": "style_weight: 1e-5",
      ]),
    ChangedLines(
      "super_resolution_horses", ["random_crop: 144": "random_crop: 96", "factor: 3": "factor: 4"]),
    ChangedLines("text_generation_imdb", ["length: 100": "length: 60", "units: 256": "units: 64"]),
  ]
}

@Suite("The zoo with a few lines changed")
struct ChangedLinesTests {
  @Test("Another folder, size or weight is right at once", arguments: ChangedLines.all)
  func changed(_ changed: ChangedLines) throws {
    let folder = try ZooFolder(isWhole: true)
    let (shipped, file) = try folder.experiment(changed.name)
    var text = shipped
    for line in changed.lines {
      let place = try #require(text.range(of: line.written), "there is no '\(line.written)'")
      text.replaceSubrange(place, with: line.instead)
    }
    try text.write(toFile: file, atomically: true, encoding: .utf8)
    let validation = try FileValidation(file: file, profile: nil, dataFolder: folder.path + "/data")
    #expect(!validation.remarks.hasErrors, "\(validation.remarks.printed())")
  }

  @Test("One line is the size of both sets of a translation")
  func together() throws {
    let folder = try ZooFolder(isWhole: true)
    let loaded = try LoadedExperiment(
      file: folder.experiment("cyclegan_horse2zebra").file, profile: nil,
      overrides: [
        "data.horse.transforms=[{jitter: {resize: 143, crop: 128}}, {scale: [-1, 1]}]",
        "networks.G.params.eighth=1",
      ], dataFolder: folder.path + "/data")
    let shapes = ["horse", "zebra"].compactMap { loaded.model.descriptions[$0]?.main.type.shape }
    #expect(shapes == [Shape([128, 128, 3]), Shape([128, 128, 3])])
  }
}
