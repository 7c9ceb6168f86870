import Artifacts
import Tensors
import Testing

@testable import Experiment
@testable import Training

@Suite("What stands under a picture")
struct CaptionTests {
  /// A sample with these captions, and what `texts` makes of an array.
  private func texts(
    _ captions: String, labels: [String] = [], _ values: HostArray, row: Int = 0
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    try AtomicFile.write(labels.map { $0 + "\n" }.joined(), to: folder.path + "/labels.txt")
    let file = labels.isEmpty ? "" : ", labels: \(folder.path)/labels.txt"
    let run = try Rehearsal(
      """
      etch: 1
      name: captions
      data: {digit: {source: builtin/digits, count: 4, holdout: 0}}
      outputs:
        samples:
          digits: {grid: [digit, digit], split: train, captions: \(captions)\(file)}
      """)
    let grid = try #require(run.model.definition.outputs.samples.first)
    return try Captions(grid, location: run.model.definition.location).texts(row: row, values)
  }

  private static let shares = HostArray(shape: [2, 3], floats: [0.1, 0.85, 0.05, 0.2, 0.2, 0.6])

  @Test("is the likeliest class with its share")
  func likeliest() throws {
    #expect(
      try texts("[digit.label, none]", labels: ["cat", "n02124075 dog, hound", "eel"], Self.shares)
        == ["dog 85 %", "eel 60 %"])
    #expect(
      try texts("[digit.label, none], top: 2", Self.shares) == ["1 85 %\n0 10 %", "2 60 %\n0 20 %"])
  }

  @Test("is a number where it is one, with three digits")
  func numbers() throws {
    let values = HostArray(shape: [5], floats: [7, 0.12345, -12.345, 0, 1234.5])
    #expect(
      try texts("[digit.label, none]", values) == ["7", "0.123", "-12.3", "0", "1235"])
  }

  @Test("is refused where labels and classes are not as many, or captions and rows")
  func refused() {
    #expect(
      diagnosis { try texts("[digit.label, none]", labels: ["cat", "dog"], Self.shares) }
        == "there are 2 labels, and this caption is of 3 classes")
    #expect(
      diagnosis { try texts("[digit.label]", Self.shares) } == "1 captions for 2 expressions")
    #expect(
      diagnosis { try texts("[digit, none]", Self.shares) }.contains("is no caption"))
  }
}
