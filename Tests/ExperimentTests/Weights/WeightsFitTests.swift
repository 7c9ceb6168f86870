import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Experiment

@Suite("Weights from a file")
struct WeightsFitTests {
  private static let network = """
      input: [4, 4, 3]
      layers:
        - conv2d: {filters: 5, kernel: 3}
        - flatten
        - dense: 7
    """

  /// The names and shapes that fit `network`.
  private static let fitting: KeyValuePairs<String, [Int]> = [
    "conv2d_1.weight": [5, 3, 3, 3], "conv2d_1.bias": [5], "dense_1.weight": [7, 80],
    "dense_1.bias": [7],
  ]

  /// What is told of an experiment whose network takes its weights from a file.
  ///
  /// - Parameters:
  ///   - tensors: what the file holds.
  ///   - weights: what `weights:` says.
  private func told(
    of tensors: KeyValuePairs<String, [Int]>, _ weights: String = "w.safetensors",
    file: String = "w.safetensors", bytes: [UInt8]? = nil
  ) throws -> String {
    let folder = NSTemporaryDirectory() + "/weights-" + UUID().uuidString
    try Folder.create(folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    if let bytes {
      try AtomicFile.write(bytes, to: folder + "/" + file)
    } else {
      try Safetensors(
        tensors: tensors.map {
          NamedTensor($0.key, HostArray(shape: Shape($0.value), repeating: 0.5))
        }
      ).write(to: folder + "/" + file)
    }
    try AtomicFile.write(
      """
      etch: 1
      name: test
      networks:
        seer:
      \(Self.network.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
          weights: \(weights)
      variables: {canvas: {init: "normal([4, 4, 3], count=1)"}}
      values: {seen: seer(canvas)}
      outputs: {samples: {canvas: {grid: canvas}}}
      metrics: {size: {value: mean(square(seen)), split: train}}

      """, to: folder + "/test.yaml")
    do {
      let loaded = try LoadedExperiment(
        file: folder + "/test.yaml", profile: nil, overrides: [], dataFolder: "data")
      return loaded.warnings.printed() + loaded.missingWeights.printed()
    } catch let problems as DiagnosticList {
      return problems.printed().replacing(folder + "/", with: "")
    }
  }

  @Test("fit in any order, and may hold more than is read")
  func fits() throws {
    #expect(try told(of: Self.fitting) == "")
    #expect(
      try told(of: [
        "dense_1.bias": [7], "head.weight": [1], "dense_1.weight": [7, 80], "conv2d_1.bias": [5],
        "conv2d_1.weight": [5, 3, 3, 3], "conv2d_1.num_batches_tracked": [1],
      ]) == "")
  }

  @Test("of a checkpoint have the network's name before the layer's")
  func prefixed() throws {
    #expect(
      try told(of: [
        "seer.conv2d_1.weight": [5, 3, 3, 3], "seer.conv2d_1.bias": [5],
        "seer.dense_1.weight": [7, 80], "seer.dense_1.bias": [7],
      ]) == "")
  }

  @Test("with TensorFlow's axes are turned")
  func turned() throws {
    let tensors: KeyValuePairs<String, [Int]> = [
      "conv2d_1.weight": [3, 3, 3, 5], "conv2d_1.bias": [5], "dense_1.weight": [80, 7],
      "dense_1.bias": [7],
    ]
    #expect(try told(of: tensors, "{file: w.safetensors, kernels: hwio}") == "")
    let refused = try told(of: tensors)
    #expect(refused.contains("'kernels: hwio' reads TensorFlow's order of axes"))
  }

  @Test("that do not fit are told from both sides, in one error")
  func renamed() throws {
    let refused = try told(of: [
      "features.0.weight": [5, 3, 3, 3], "features.0.bias": [5], "classifier.weight": [7, 80],
      "classifier.bias": [7],
    ])
    #expect(
      refused == """
        test.yaml:10:14: error: the weights in 'w.safetensors' are not those of 'seer', so none is read
            weights: w.safetensors
                     ^~~~~~~~~~~~~
        note: 'conv2d_1' has weight [5, 3, 3, 3] and bias [5], and the file has no 'conv2d_1.weight'
        note: 'dense_1' has weight [7, 80] and bias [7], and the file has no 'dense_1.weight'
        note: of equal shapes, in order: names: {conv2d_1: features.0, dense_1: classifier}
        1 error

        """)
    #expect(
      try told(
        of: [
          "features.0.weight": [5, 3, 3, 3], "features.0.bias": [5], "classifier.weight": [7, 80],
          "classifier.bias": [7],
        ],
        "{file: w.safetensors, names: {conv2d_1: features.0, dense_1: classifier}}") == "")
  }

  @Test(
    "are refused where something is too much, of another shape, twice, or named and not there",
    arguments: [
      ("w.safetensors", "conv2d_1.gain", "the file has 'conv2d_1.gain' [1] too"),
      (
        "{file: w.safetensors, names: {conv2d_2: x}}", "head",
        "'seer' has no layer 'conv2d_2', which 'names' names; did you mean 'conv2d_1'?"
      ),
      (
        "{file: w.safetensors, names: {dense_1.bias: conv2d_1.bias}}", "head",
        "would both be the file's 'conv2d_1.bias'"
      ),
      (
        "{file: w.safetensors, names: {dense_1.bias: head}}", "head",
        "'dense_1.bias' needs [7], and the file's 'head' is [1]"
      ),
      ("{file: w.safetensors, names: torchvision}", "head", "there is no table of names"),
      ("{names: {a: b}}", "head", "weights need a file"),
      ("{file: w.safetensors, run: a/b}", "head", "not from both"),
      ("{run: ../a}", "head", "is no run"),
    ])
  func refused(_ weights: String, _ more: String, _ sentence: String) throws {
    let text = try told(
      of: [
        "conv2d_1.weight": [5, 3, 3, 3], "conv2d_1.bias": [5], "dense_1.weight": [7, 80],
        "dense_1.bias": [7], "\(more)": [1],
      ], weights)
    #expect(text.contains(sentence), "\(text)")
  }

  @Test(
    "of other kinds of file are refused with what makes one of them",
    arguments: [
      ("w.pth", Array("PK".utf8), "items()}, sys.argv[2])\" w.pth w.safetensors"),
      ("it's.pth", Array("PK".utf8), "sys.argv[2])\" 'it'\\''s.pth' 'it'\\''s.safetensors'"),
      ("w.safetensors", Array("PK\u{3}\u{4}".utf8), "torch.load(sys.argv[1]"),
      ("w.h5", [0x89] + Array("HDF".utf8), "sys.argv[2])\" w.h5 w.safetensors, then"),
      ("w.npz", Array("PK".utf8), "numpy.load(sys.argv[1])), sys.argv[2])\" w.npz w.safetensors"),
      ("w.safetensors", Array("12345678901".utf8), "no .safetensors file"),
    ])
  func kinds(_ name: String, _ bytes: [UInt8], _ sentence: String) throws {
    let text = try told(of: [:], name, file: name, bytes: bytes)
    #expect(text.contains(sentence), "\(text)")
  }

  @Test("that are not there are a note")
  func missing() throws {
    #expect(
      try told(of: Self.fitting, "weights/other.safetensors").contains(
        "note: there is no file 'weights/other.safetensors'"))
    #expect(
      try told(of: Self.fitting, "{run: other/12}").contains(
        "note: there is no run 'other/12' with a checkpoint"))
  }

  @Test(
    "A path that looks like a run is told how a run is written",
    arguments: [
      ("tiny/63931534b323", true), ("tiny/6393", true), ("weights/6393", false),
      ("tiny/6393.safetensors", false), ("tiny/encoder", false), ("a/tiny/6393", false),
    ])
  func likeRuns(path: String, isTold: Bool) throws {
    let text = try told(of: Self.fitting, path)
    #expect(text.contains("there is no file '\(path)'"), "\(text)")
    #expect(text.contains("write 'weights: {run: \(path)}'") == isTold, "\(text)")
  }
}
