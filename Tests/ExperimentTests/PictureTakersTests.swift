import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Datasets
@testable import Experiment

@Suite("The size that networks take of pictures")
struct PictureTakersTests {
  private static func text(_ loss: String, data: String, channels: Int = 1) -> String {
    """
    etch: 1
    name: it
    data:
      pic: {\(data)}
    networks:
      net:
        input: {image: [28, 28, \(channels)], time: [1]}
        layers:
          - dense: 4
            from: time
            as: when
          - conv2d: {filters: 1, kernel: 3}
            from: image
          - flatten
          - concat: [when]
      other: {input: [any, any, \(channels)], layers: [{conv2d: {filters: 1, kernel: 3}}]}
    values:
      noisy: 0.5 * pic + normal(like=pic)
      t: uniform([1])
    losses: {loss: "\(loss)"}
    train:
      epochs: 1
      batch_size: 4
      optimizer: sgd
      step: {net: {minimize: loss}}

    """
  }

  @Test(
    "is that of the network to which a field of the data goes, through names and arithmetic",
    arguments: [
      ("mean(net(pic, t))", true), ("mean(net(noisy, t))", true),
      ("mean(net(image=clip(-noisy, 0, 1), time=t))", true),
      ("mean(other(pic)) + mean(net(pic / 2, t))", true),
      ("mean(net(normal([28, 28, 1]), t)) + mean(pic)", false),
      ("mean(net(other(pic), t))", false),
    ])
  func wish(loss: String, isTaken: Bool) throws {
    let loaded = try LoadedExperiment(
      text: Self.text(loss, data: "source: builtin/digits, count: 32"), name: "it.yaml",
      overrides: [], dataFolder: "data")
    let definition = loaded.model.definition
    let wish = PictureWish(taker: "net", height: 28, width: 28, channels: 1)
    #expect(definition.pictureWish(of: "pic", "image", isMain: true) == (isTaken ? wish : nil))
    #expect(definition.pictureWish(of: "pic", "label", isMain: false) == nil)
  }

  @Test("is told of a folder of pictures that differ in size")
  func folder() throws {
    let folder = NSTemporaryDirectory() + "/pictures-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Folder.create(folder + "/pics")
    for (name, height) in [("a", 30), ("b", 40)] {
      let picture = Picture(height: height, width: 32, channels: 3, filledWith: 7)
      try AtomicFile.write(PNG.encode(picture), to: "\(folder)/pics/\(name).png")
    }
    var found = DiagnosticList()
    _ = try found.collect {
      try LoadedExperiment(
        text: Self.text(
          "mean(net(noisy, t))", data: "source: images, path: data/pics, scale: [0, 1]",
          channels: 3), name: "it.yaml", overrides: [], dataFolder: folder)
    }
    let errors = found.diagnostics.filter { $0.severity == .error }
    #expect(errors.count == 1, "\(found.printed())")
    #expect(errors.first?.message.hasSuffix(", and 'net' takes 28×28") == true)
    #expect(
      errors.first?.notes.last?.message.hasPrefix(
        "'transforms: [{resize: 28}, {scale: …}]' makes them 28×28") == true, "\(found.printed())")
  }
}
