import Artifacts
import Foundation
import Tensors
import Testing

@testable import Experiment

@Suite("Weights of a network whose data was scaled from its own range")
struct FittedRangesTests {
  private static func text(_ data: String, _ weights: String) -> String {
    """
    etch: 1
    name: line
    data:
      point: {source: csv, header: false, \(data)}
    networks:
      slope: {input: [2], layers: [{dense: 1}]\(weights)}
    metrics:
      size: {value: mean(slope(point)), split: train}

    """
  }

  @Test(
    "are told where other files are scaled from theirs",
    arguments: [
      ("path: points.csv, scale: {fit: train}", false),
      ("path: more.csv, scale: {fit: train}", true),
      ("path: more.csv, transforms: [{scale: {fit: train}}]", true),
      ("path: more.csv, scale: {from: [0, 9]}", false), ("path: more.csv", false),
    ])
  func told(data: String, isTold: Bool) throws {
    let folder = NSTemporaryDirectory() + "/fitted-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for name in ["points", "more"] {
      try TextFile.write("1,2\n3,4\n5,6\n7,8\n", to: "\(folder)/\(name).csv")
    }
    try TextFile.write(
      Self.text("path: points.csv, scale: {fit: train}", ""), to: folder + "/base.yaml")
    try TextFile.write(Self.text(data, ", weights: w.safetensors"), to: folder + "/line.yaml")
    func load(_ name: String) throws -> LoadedExperiment {
      try LoadedExperiment(
        file: "\(folder)/\(name).yaml", profile: nil, overrides: [], dataFolder: "data")
    }
    try Safetensors(
      tensors: [
        NamedTensor("dense_1.weight", HostArray(shape: Shape([1, 2]), repeating: 0.5)),
        NamedTensor("dense_1.bias", HostArray(shape: Shape([1]), repeating: 0.5)),
      ],
      metadata: [MetadataEntry("experiment", try load("base").resolvedText)]
    ).write(to: folder + "/w.safetensors")
    let told = try load("line").warnings.diagnostics.map(\.message)
    #expect(
      told.contains(
        "'slope' was trained on 'point', scaled from the range of its examples, and 'point' is scaled from that of its own"
      ) == isTold, "\(told)")
  }
}
