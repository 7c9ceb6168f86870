import Artifacts
import Foundation
import Tensors
import Testing

@testable import Experiment

@Suite("Weights that were trained on examples of a test part")
struct SeenExamplesTests {
  private static func text(_ weights: String) -> String {
    """
    etch: 1
    name: line
    data:
      point: {source: csv, path: points.csv, header: false, holdout: 0.5}
    networks:
      slope: {input: [2], layers: [{dense: 1}]\(weights)}
    metrics:
      size: mean(slope(point))

    """
  }

  @Test(
    "are told, where another part of the same files was kept when they were trained",
    arguments: [
      ([], [], false), (["seed=1"], [], true), (["seed=1"], ["seed=1"], false),
      (["data.point.holdout=0"], [], true), (["data.point.holdout=0.25"], [], true),
      (["data.point.holdout=0.75"], [], false), (["data.point.split=all"], [], true),
      (["seed=1"], ["data.point.holdout=0"], false),
      (["seed=1"], ["allow=[seen-in-training]"], false),
    ] as [([String], [String], Bool)])
  func told(trained: [String], own: [String], isTold: Bool) throws {
    let folder = NSTemporaryDirectory() + "/seen-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try TextFile.write("1,2\n3,4\n5,6\n7,8\n", to: folder + "/points.csv")
    try TextFile.write(Self.text(""), to: folder + "/base.yaml")
    try TextFile.write(Self.text(", weights: w.safetensors"), to: folder + "/line.yaml")
    func load(_ name: String, _ overrides: [String]) throws -> LoadedExperiment {
      try LoadedExperiment(
        file: "\(folder)/\(name).yaml", profile: nil, overrides: overrides, dataFolder: "data")
    }
    try Safetensors(
      tensors: [
        NamedTensor("dense_1.weight", HostArray(shape: Shape([1, 2]), repeating: 0.5)),
        NamedTensor("dense_1.bias", HostArray(shape: Shape([1]), repeating: 0.5)),
      ],
      metadata: [MetadataEntry("experiment", try load("base", trained).resolvedText)]
    ).write(to: folder + "/w.safetensors")
    let warnings = try load("line", own).warnings.diagnostics.filter {
      $0.warning == .seenInTraining
    }
    #expect(warnings.count == (isTold ? 1 : 0), "\(warnings.map(\.message))")
    #expect(
      warnings.allSatisfy {
        $0.message
          == "the weights of 'slope' were trained on examples of the test part of 'point'"
      })
  }
}
