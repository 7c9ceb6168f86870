import Artifacts
import Testing

@testable import Commands
@testable import Training

/// What is told of a network that is given data of another range than the run gave it whose weights it takes.
@Suite("A network on another range")
struct OtherRangesTests {
  private static func write(
    _ name: String, _ data: String, weights: String = "", trains: Bool, in folder: String
  ) throws {
    let rest =
      trains
      ? """
      losses: {loss: "cross_entropy(net(digit), digit.label)"}
      train: {epochs: 1, batch_size: 8, optimizer: sgd, step: {net: {minimize: loss}}}
      """ : "metrics: {accuracy: mean(argmax(net(digit)) == digit.label)}"
    try TextFile.write(
      """
      etch: 1
      name: \(name)
      data: {digit: {source: builtin/digits, count: 16, \(data)}}
      networks:
        net: {input: [28, 28, 1], layers: [flatten, {dense: 10}]\(weights)}
      \(rest)

      """, to: "\(folder)/\(name).yaml")
  }

  @Test(
    "is told of both ranges, where both files write one",
    arguments: [
      ("scale: [0, 1]", "scale: [-1, 1]", true), ("scale: [0, 1]", "scale: [0, 1]", false),
      ("scale: [0, 1]", "scale: [0, 1.05]", false), ("scale: [0, 1]", "shuffle: false", false),
      (
        "scale: [0, 1]", "transforms: [{scale: [-1, 1]}, {random_flip: horizontal}]", true
      ),
      ("scale: [0, 1]", "transforms: [{scale: [-1, 1]}, {scale: [0, 1]}]", false),
      ("scale: [0, 1]", "transforms: [{scale: [-1, 1]}, {binarize: 0}]", false),
      ("shuffle: true", "scale: [-1, 1]", false),
    ])
  func told(then: String, now: String, isTold: Bool) throws {
    let out = try RunsFolder()
    try Self.write("train", then, trains: true, in: out.path)
    let run = try EtchProgram([
      "run", out.path + "/train.yaml", "--out", out.path + "/outputs", "--backend", "reference",
    ])
    #expect(run.status == 0, "\(run.errors)")
    let hashes = try Folder.names(in: out.path + "/outputs/train").filter { !$0.hasPrefix(".") }
    let hash = try #require(hashes.first)
    let checkpoint = try #require(
      RunFolder("\(out.path)/outputs/train/\(hash)").checkpointFiles().last?.path)
    try Self.write("next", now, weights: ", weights: \(checkpoint)", trains: false, in: out.path)
    let end = try EtchProgram(["validate", out.path + "/next.yaml", "--allow-outside"])
    #expect(end.status == 0, "\(end.errors)")
    let told = "'net' was trained on 'digit' from 0 to 1, and 'digit' goes from -1 to 1"
    #expect((end.output + end.errors).contains(told) == isTold, "\(end.output)\(end.errors)")
  }
}
