import Artifacts
import Foundation
import Tensors
import Testing

@testable import Commands
@testable import Experiment
@testable import Training

@Suite("SqueezeNet 1.0 with its published weights")
struct SqueezeNetTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static let folder = root + "/../shared/data/squeezenet-v1.0"

  /// `[N, C, H, W]` as `[N, H, W, C]`.
  private static func channelsLast(_ array: HostArray) -> HostArray {
    array.shape.rank == 4 ? array.permuted([0, 2, 3, 1]) : array
  }

  @Test("gives the reference's activations within 1e-4 of their largest")
  func activations() throws {
    let file = Self.folder + "/reference-activations.safetensors"
    guard Folder.exists(file) else {
      print("\(file) is not there: SqueezeNet is not compared with it")
      return
    }
    let reference = try Checkpoint.read(from: file)
    let runs = try RunsFolder()
    var tensors: [NamedTensor] = []
    for name in ["input", "pool4", "fire9.concat", "pool10", "prob"] {
      let array = try #require(reference[name])
      tensors.append(
        NamedTensor(name.replacing(".concat", with: ""), Self.channelsLast(array)))
    }
    try Safetensors(tensors: tensors).write(to: runs.path + "/reference.safetensors")
    let largest = Dictionary(
      uniqueKeysWithValues: tensors.map { ($0.name, $0.array.floats.map(abs).max() ?? 0) })
    let layers = ["pool4", "fire9", "pool10"]
    let far = layers.map {
      "  \($0): {value: \"sum(abs(seen.\($0) - x.\($0)) > \(1e-4 * (largest[$0] ?? 0)))\", split: train}"
    }
    try AtomicFile.write(
      """
      etch: 1
      name: squeezenet
      data:
        x: {source: tensors, path: reference.safetensors, main: input}
      networks:
        squeezenet:
          use: \(Self.root)/experiments/networks/squeezenet.yaml
          weights: \(Self.folder)/squeezenet-v1.0.safetensors
      values: {seen: squeezenet(x)}
      metrics:
      \(far.joined(separator: "\n"))
        prob: {value: "sum(abs(softmax(seen.pool10) - x.prob) > 1e-4)", split: train}

      """, to: runs.path + "/squeezenet.yaml")
    let experiment = try LoadedExperiment(
      file: runs.path + "/squeezenet.yaml", profile: nil, overrides: [], dataFolder: "data",
      allowsOutside: true)
    let count = try experiment.graphs.stateEntries().reduce(0) { $0 + $1.type.shape.count }
    #expect(count == 1_248_424)
    let listener = Listener()
    let run = try ExperimentRun(
      experiment, machine: Machine(threads: 2, usesReference: false),
      options: RunOptions(outFolder: runs.path))
    #expect(try run.execute(observer: listener, stop: StopRequest()) == .finished)
    #expect(listener.figures.map(\.name) == layers + ["prob"])
    for figure in listener.figures { #expect(figure.value == 0, "\(figure.name)") }
  }
}
