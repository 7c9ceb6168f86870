import Artifacts
import Config
import Tensors
import Testing

@testable import Experiment
@testable import Training

@Suite("What stands under a picture")
struct CaptionTests {
  /// A sample with these captions, and what `texts` makes of an array.
  private func texts(
    _ captions: String, labels: [String] = [], classes: [String] = [],
    rowClasses: [[String]] = [], _ values: HostArray, truth: [Float]? = nil,
    row: Int = 0
  ) throws -> [String] {
    let folder = try TemporaryFolder()
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
    // Not before: the labels are those of the array, and not of what the sample writes.
    try AtomicFile.write(labels.map { $0 + "\n" }.joined(), to: folder.path + "/labels.txt")
    let truth = truth.map { HostArray(shape: $0.count == 1 ? [] : [$0.count], floats: $0) }
    let made = try Captions(
      grid, location: run.model.definition.location, classes: classes, rowClasses: rowClasses
    ).texts(row: row, values, truth: truth)
    #expect(made.allSatisfy { $0.isMarked == $0.text.contains("wrong") })
    return made.map(\.text)
  }

  private static let shares = HostArray(shape: [2, 3], floats: [0.1, 0.85, 0.05, 0.2, 0.2, 0.6])

  @Test("is the likeliest class with its share")
  func likeliest() throws {
    #expect(
      try texts("[digit.label, none]", labels: ["cat", "n02124075 dog, hound", "eel"], Self.shares)
        == ["dog: 85 %", "eel: 60 %"])
    #expect(
      try texts("[digit.label, none], top: 2", Self.shares) == [
        "1: 85 %\n0: 10 %", "2: 60 %\n0: 20 %",
      ])
  }

  @Test("of a long name still has the share")
  func longName() throws {
    #expect(
      try texts(
        "[digit.label, none]", labels: ["cat", "a very long class name indeed", "eel"], Self.shares)
        == ["a very long class…: 85 %", "eel: 60 %"])
  }

  @Test("has what it should be in brackets, and a word where it is another")
  func truth() throws {
    #expect(
      try texts("[digit.label, none]", Self.shares, truth: [1, 0])
        == ["1: 85 %\n(1)", "2: 60 %\nwrong (0)"])
    // One class for all, with its name; the likeliest of several decides.
    let labels = ["cat", "n02124075 dog, hound", "eel"]
    #expect(
      try texts("[digit.label, none], top: 2", labels: labels, Self.shares, truth: [1])
        == ["dog: 85 %\ncat: 10 %\n(dog)", "eel: 60 %\ncat: 20 %\nwrong (dog)"])
    #expect(
      try texts("[digit.label, none]", Self.shares, truth: [7, 0.5])
        == ["1: 85 %\nwrong (7)", "2: 60 %\nwrong (0.5)"])
    // A number is no guess at a class.
    #expect(
      try texts("[digit.label, none]", HostArray(shape: [2], floats: [3, 4]), truth: [1])
        == ["3", "4"])
  }

  @Test("has the names that the data has for its classes, where no file has others")
  func classes() throws {
    let names = ["checks", "waves", "bricks"]
    #expect(
      try texts("[digit.label, none]", classes: names, Self.shares, truth: [1, 0])
        == ["waves: 85 %\n(waves)", "bricks: 60 %\nwrong (checks)"])
    #expect(
      try texts("[digit.label, none]", labels: ["a", "b", "c"], classes: names, Self.shares)
        == ["b: 85 %", "c: 60 %"])
    #expect(
      try texts("[digit.label, none]", classes: ["few"], Self.shares) == ["1: 85 %", "2: 60 %"])
    let run = try Rehearsal(
      """
      etch: 1
      name: names
      data: {surface: {source: builtin/textures, count: 20, size: 16}}
      values: {other: surface.label + 0}
      """)
    func found(_ text: String) throws -> [String] {
      run.model.classes(of: try ExpressionTree(parsing: text, range: nil))
    }
    #expect(try found("surface.label").prefix(2) == ["stripes", "checks"])
    for none in ["surface", "other", "surface.label + 1", "nothing.label"] {
      #expect(try found(none).isEmpty, "\(none)")
    }
  }

  @Test("of a label is the name of the class")
  func labelNames() throws {
    let values = HostArray(shape: [4], floats: [1, 0, 2, 0.5])
    let names = [["cat", "dog"], []]
    #expect(
      try texts("[digit.label, none]", rowClasses: names, values) == ["dog", "cat", "2", "0.5"])
    // A row of scores has its names by 'truth'.
    #expect(
      try texts("[digit.label, none]", rowClasses: names, Self.shares) == ["1: 85 %", "2: 60 %"])
  }

  @Test("is a number where it is one, with three digits")
  func numbers() throws {
    let values = HostArray(shape: [5], floats: [7, 0.12345, -12.345, 0, 1234.5])
    #expect(
      try texts("[digit.label, none]", values) == ["7", "0.123", "-12.3", "0", "1235"])
  }

  @Test("is held against its labels before anything is trained")
  func early() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("cat\ndog\n", to: folder.path + "/labels.txt")
    let text = """
      etch: 1
      name: captions
      data: {digit: {source: builtin/digits, count: 4, holdout: 0}}
      networks: {judge: {input: [28, 28, 1], layers: [flatten, {dense: 3}]}}
      outputs:
        samples:
          digits: {grid: digit, split: train, captions: CAPTION, labels: \(folder.path)/labels.txt}
      """
    #expect(
      diagnosis { try Rehearsal(text.replacing("CAPTION", with: "judge(digit)")) }
        .contains("'judge(digit)' is of 3 classes, and 'labels' has names for 2"))
    #expect(
      diagnosis { try Rehearsal(text.replacing("CAPTION", with: "digit.label")) }.contains(
        "'digit.label' is one number for each picture, and 'labels' has names for several"))
  }

  @Test("is refused where labels and classes are not as many, or captions and rows")
  func refused() {
    #expect(
      diagnosis { try texts("[digit.label, none]", labels: ["cat", "dog"], Self.shares) }
        == "this caption is of 3 classes, and 'labels' has names for 2")
    #expect(
      diagnosis { try texts("[digit.label]", Self.shares) } == "1 caption for 2 expressions")
    #expect(
      diagnosis { try texts("[digit, none]", Self.shares) }.contains("is no caption"))
    #expect(
      diagnosis { try texts("[digit.label, none], truth: digit", Self.shares) }
        .contains("is no class for each picture: its shape is [16, 28, 28, 1]"))
  }
}
