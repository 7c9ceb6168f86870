import Artifacts
import Diagnostics
import Tensors
import Testing

@testable import Experiment
@testable import Training

@Suite("A network whose weights come from a file")
struct InitialWeightsTests {
  private static func text(_ weights: String) -> String {
    """
    etch: 1
    name: test
    networks:
      seer:
        input: [2, 3, 2]
        layers:
          - conv2d: {filters: 3, kernel: 1, bias: false}
          - flatten
          - dense: {units: 18}
          - batch_norm
          - reshape: [2, 3, 3]
        weights: \(weights)
    variables: {canvas: {init: "normal([2, 3, 2], count=1)"}}
    losses: {size: mean(square(seer(canvas)))}
    train:
      steps: 1
      optimizer: {sgd: {learning_rate: 0}}
      step: {seer: {minimize: size}}

    """
  }

  /// Numbers from 1, each another.
  private static func counting(_ extents: [Int]) -> HostArray {
    let shape = Shape(extents)
    return HostArray(shape: shape, floats: (0..<shape.count).map { Float($0 + 1) })
  }

  private static let tensors = [
    NamedTensor("conv2d_1.weight", counting([3, 2, 1, 1])),
    NamedTensor("dense_1.weight", counting([18, 18])),
    NamedTensor("dense_1.bias", counting([18])),
    NamedTensor("batch_norm_1.weight", counting([18])),
    NamedTensor("batch_norm_1.bias", counting([18])),
    NamedTensor("batch_norm_1.running_mean", counting([18])),
    NamedTensor("batch_norm_1.running_var", counting([18])),
  ]

  private func rehearsal(_ tensors: [NamedTensor], _ options: String) throws -> Rehearsal {
    let folder = try TemporaryFolder()
    let file = folder.path + "/w.safetensors"
    try Safetensors(tensors: tensors).write(to: file)
    return try Rehearsal(Self.text("{file: \(file)\(options)}"))
  }

  @Test("begins with them as they are, its running statistics too")
  func plain() throws {
    let run = try rehearsal(Self.tensors, "")
    for tensor in Self.tensors {
      #expect(try run.values("seer." + tensor.name) == tensor.array.doubles)
    }
  }

  @Test("reads flattened pictures in PyTorch's order, before and behind a dense layer")
  func channelsFirst() throws {
    let run = try rehearsal(Self.tensors, ", flatten: chw")
    let weight = try run.values("seer.dense_1.weight")
    let bias = try run.values("seer.dense_1.bias")
    let mean = try run.values("seer.batch_norm_1.running_mean")
    func place(_ i: Int) -> Int {
      // Ours is (h, w, c), theirs (c, h, w), of a picture [2, 3, 3].
      let (h, w, c) = (i / 9, i / 3 % 3, i % 3)
      return c * 6 + h * 3 + w
    }
    for row in 0..<18 {
      #expect(bias[row] == Double(place(row) + 1))
      #expect(mean[row] == Double(place(row) + 1))
      for column in 0..<18 {
        #expect(weight[row * 18 + column] == Double(place(row) * 18 + place(column) + 1))
      }
    }
  }

  @Test("reads TensorFlow's kernels")
  func tensorFlow() throws {
    var tensors = Self.tensors
    tensors[0] = NamedTensor("conv2d_1.weight", Self.counting([1, 1, 2, 3]))
    let run = try rehearsal(tensors, ", kernels: hwio")
    // [in, out] = [[1, 2, 3], [4, 5, 6]], so [out, in] is:
    #expect(try run.values("seer.conv2d_1.weight") == [1, 4, 2, 5, 3, 6])
    let weight = try run.values("seer.dense_1.weight")
    #expect(weight[0..<3] == [1, 19, 37])
  }

  @Test("takes them from a checkpoint of another run, and keeps the file's digest")
  func checkpoint() throws {
    let first = try rehearsal(Self.tensors, "")
    #expect(first.data.digests.count == 1)
    _ = try first.trainer().run()
    let file = try #require(first.folder.checkpointFiles().last?.path)
    let second = try Rehearsal(Self.text(file))
    for tensor in Self.tensors where !tensor.name.contains("running") {
      #expect(try second.values("seer." + tensor.name) == tensor.array.doubles)
    }
  }

  @Test("is read only with the bytes that the experiment says it has")
  func pinned() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/w.safetensors"
    try Safetensors(tensors: Self.tensors).write(to: file)
    let digest = try ContentDigest.ofFile(file)
    func rehearsal(_ pin: String) throws -> Rehearsal {
      try Rehearsal(Self.text("{file: \(file), sha256: \"\(pin)\"}"))
    }
    #expect(try rehearsal(digest).data.digests.values.contains(digest))
    let other = diagnosis { try rehearsal(String(digest.reversed())) }
    #expect(other.contains("w.safetensors' has other bytes than the experiment says"), "\(other)")
    // What needs no weights, since it has a checkpoint, is not refused for them.
    let text = Self.text("{file: \(file), sha256: \"\(String(digest.reversed()))\"}")
    let loaded = try LoadedExperiment(
      text: text, name: "test.yaml", overrides: [], dataFolder: "data", allowsOutside: true)
    #expect(diagnosis { try loaded.checkWeights() } == other)
    #expect(diagnosis { try rehearsal("abc") }.contains("'abc' is no SHA-256"))
  }

  @Test("is not read from a file that has changed since it was looked at")
  func changed() throws {
    let folder = try TemporaryFolder()
    let file = folder.path + "/w.safetensors"
    try Safetensors(tensors: Self.tensors).write(to: file)
    let run = try Rehearsal(Self.text(file))
    var others = Self.tensors
    others[2] = NamedTensor("dense_1.bias", HostArray(shape: [18], repeating: 7))
    try Safetensors(tensors: others).write(to: file)
    #expect(
      diagnosis { try run.data.weights[0].read() }.contains("changed while it was read"))
  }
}
