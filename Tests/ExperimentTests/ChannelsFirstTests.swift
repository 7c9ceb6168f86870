import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Experiment

@Suite("Pictures with their channels first")
struct ChannelsFirstTests {
  /// What is wrong with an experiment on arrays of such a shape.
  private func errors(_ shape: Shape, _ text: String) throws -> [Diagnostic] {
    let folder = NSTemporaryDirectory() + "channels-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let array = HostArray(shape: Shape([4] + shape.extents), repeating: 0.5)
    try AtomicFile.write(NumpyWriter.encode(array), to: folder + "/x.npy")
    let remarks = try FileValidation(
      .experiment(texts: ["it.yaml": text]), file: "it.yaml", profile: nil, overrides: [],
      dataFolder: folder
    ).remarks
    return remarks.diagnostics.filter { $0.severity == .error }
  }

  private func text(input: String, channels: Int, values: String, outputs: String = "") -> String {
    """
    etch: 1
    name: it
    data: {img: {source: tensors, path: data/x.npy}}
    networks:
      net: {input: \(input), layers: [flatten, {dense: 4}]}
      back: {input: [4], layers: [{dense: \(784 * channels)}, {reshape: [28, 28, \(channels)]}]}
    losses: {loss: \(values)}
    train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {fit: {update: [net, back], minimize: loss}}}
    \(outputs)

    """
  }

  @Test(
    "are told once, at the data, with what to do",
    arguments: [
      (1, "[28, 28, 1]", "mse(back(net(img)), img)"),
      (3, "[28, 28, 3]", "mse(back(net(img)), img)"),
      // One network fits, and its target does not.
      (1, "[1, 28, 28]", "mse(back(net(img)), img)"),
      (1, "[28, 28, 1]", "mean(net(img)) + mse(back(normal([4])), img)"),
    ])
  func once(channels: Int, input: String, loss: String) throws {
    let outputs = "outputs: {samples: {real: {grid: img}}}"
    let found = try errors(
      [channels, 28, 28],
      text(input: input, channels: channels, values: "\"\(loss)\"", outputs: outputs))
    #expect(
      found.map(\.message) == [
        "the examples of 'img' are [\(channels), 28, 28], and would be [28, 28, \(channels)]: pictures are [height, width, channels] here, the channels last"
      ])
    #expect(found.first?.range?.text == "img")
    #expect(found.first?.notes.first?.message.hasPrefix("np.moveaxis(x, 1, -1) ") == true)
  }

  @Test(
    "are told of where a network makes them of a row",
    arguments: [("[16, 4, 4]", true), ("[4, 4, 16]", false)])
  func row(shape: String, isTold: Bool) throws {
    let text = """
      etch: 1
      name: it
      networks:
        G:
          input: [4]
          layers: [{dense: 256}, {reshape: \(shape)}, {conv2d_transpose: {filters: 1, kernel: 3, stride: 2}}]
        D: {input: [9, 9, 1], layers: [flatten, {dense: 1}]}
      losses: {loss: "mean(D(G(normal([4]))))"}
      train: {steps: 1, optimizer: sgd, step: {fit: {update: [G, D], minimize: loss}}}

      """
    let found = try errors([1, 28, 28], text)
    let note =
      "G.reshape_1 makes [16, 4, 4]; pictures are [height, width, channels] here, the channels last"
    #expect(found.count == 1, "\(found)")
    #expect(found.flatMap(\.notes).contains { $0.message == note } == isTold, "\(found)")
  }

  @Test("are not told of where another shape is wrong")
  func others() throws {
    let found = try errors(
      [1, 28, 28], text(input: "[784]", channels: 1, values: "mean(back(net(img)))"))
    #expect(found.map(\.message) == ["net takes [784], found [1, 28, 28]"])
  }
}
