import Artifacts
import Testing

@testable import Commands
@testable import Training

/// What is told of a classifier that is given data whose classes are called otherwise.
@Suite("A classifier on other classes")
struct OtherClassesTests {
  private let out: RunsFolder
  private let checkpoint: String

  init() throws {
    out = try RunsFolder()
    try Self.write("train.yaml", classes: ["round", "square"], in: out.path)
    let end = try EtchProgram([
      "run", out.path + "/train.yaml", "--out", out.path + "/outputs", "--backend", "reference",
    ])
    #expect(end.status == 0, "\(end.errors)")
    let names = try Folder.names(in: out.path + "/outputs/train").filter { !$0.hasPrefix(".") }
    let run = try #require(names.first)
    checkpoint = try #require(
      RunFolder("\(out.path)/outputs/train/\(run)").checkpointFiles().last?.path)
  }

  /// - Parameter weights: nothing is trained with them.
  private static func write(
    _ file: String, classes: [String], weights: String? = nil, trains: Bool = true,
    in folder: String
  ) throws {
    let rows = (0..<8).map { "\($0),\(classes[$0 % classes.count])\n" }.joined()
    try TextFile.write("size,kind\n" + rows, to: "\(folder)/\(file).csv")
    let rest =
      trains
      ? """
      losses: {loss: "cross_entropy(net(row), row.label)"}
      train: {epochs: 1, batch_size: 4, optimizer: sgd, step: {net: {minimize: loss}}}
      """ : "outputs: {plots: {scores: {scatter: net(row), color: row.label}}}"
    try TextFile.write(
      """
      etch: 1
      name: \(file.dropLast(5))
      data: {row: {source: csv, path: \(file).csv, label: kind}}
      networks:
        net:
          input: [1]
          layers: [{dense: 2}]
          \(weights.map { "weights: \($0)" } ?? "")
      \(rest)

      """, to: "\(folder)/\(file)")
  }

  @Test(
    "is told of them where nothing is trained, unless they are those that it was trained on",
    arguments: [
      (["round", "square"], false, false), (["square", "triangle"], false, true),
      (["square", "triangle"], true, false),
    ])
  func told(classes: [String], trains: Bool, isTold: Bool) throws {
    try Self.write(
      "next.yaml", classes: classes, weights: checkpoint, trains: trains, in: out.path)
    let end = try EtchProgram(["validate", out.path + "/next.yaml", "--allow-outside"])
    let told =
      "'net' was trained on the classes 0 round, 1 square of 'row.label', and 'row.label' has 0 square, 1 triangle here"
    #expect(end.status == 0, "\(end.errors)")
    #expect((end.output + end.errors).contains(told) == isTold, "\(end.output)\(end.errors)")
  }

  @Test("is told of them where a run goes on with others")
  func continued() throws {
    try Self.write("train.yaml", classes: ["square", "round"], in: out.path)
    let end = try EtchProgram([
      "run", out.path + "/train.yaml", "train.epochs=2", "--out", out.path + "/outputs",
      "--backend", "reference", "--continue", checkpoint,
    ])
    let told =
      "was trained with 0 round, 1 square as the numbers of 'row.label', which are 0 square, 1 round here"
    #expect(end.status == 0, "\(end.errors)")
    #expect((end.output + end.errors).contains(told), "\(end.output)\(end.errors)")
  }

  @Test("is told of words wherever weights are taken", arguments: [true, false])
  func words(isOther: Bool) throws {
    func write(_ file: String, _ text: String, _ weights: String = "") throws {
      try TextFile.write(text, to: "\(out.path)/\(file).txt")
      try TextFile.write(
        """
        etch: 1
        name: \(file)
        data: {line: {source: text, path: \(file).txt, vocabulary: 4, length: 3}}
        networks:
          model:
            input: [2]
            layers: [{embedding: {vocabulary: 4, units: 2}}, {dense: 4}]
            \(weights)
          eyes:
            input: [2, 4]
            layers: [flatten, {dense: 7}]
            \(weights)
        losses: {loss: "cross_entropy(model(line[:-1]), line[1:]) + mean(square(eyes(model(line[:-1]))))"}
        train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {all: {update: [model, eyes], minimize: loss}}}

        """, to: "\(out.path)/\(file).yaml")
    }
    try write("first", "a a b\na b a\n")
    let begun = try EtchProgram([
      "run", out.path + "/first.yaml", "--out", out.path + "/outputs", "--backend", "reference",
    ])
    #expect(begun.status == 0, "\(begun.errors)")
    let names = try Folder.names(in: out.path + "/outputs/first").filter { !$0.hasPrefix(".") }
    let run = try #require(names.first)
    let trained = try #require(
      RunFolder("\(out.path)/outputs/first/\(run)").checkpointFiles().last?.path)
    try write("second", isOther ? "b b a\nb a b\n" : "a b a\na a b\n", "weights: \(trained)")
    let end = try EtchProgram(["validate", out.path + "/second.yaml", "--allow-outside"])
    #expect(end.status == 0, "\(end.errors)")
    #expect(
      (end.output + end.errors).contains("'model' was trained on the words") == isOther,
      "\(end.output)\(end.errors)")
    // What has no place for a word is none the wiser.
    #expect(!(end.output + end.errors).contains("'eyes' was trained on"))
  }
}
