import Artifacts
import Testing

@testable import Commands

/// What is told where a finished run's data is not what it has read.
@Suite("A finished run whose data was changed since")
struct ChangedDataTests {
  private static let text = """
    etch: 1
    name: line
    data:
      point: {source: csv, path: points.csv, header: false, holdout: 0}
    networks:
      slope: {input: [2], layers: [{dense: 1}]}
    losses:
      error: mean(square(slope(point)))
    train:
      epochs: 1
      batch_size: 1
      optimizer: {sgd: {learning_rate: 0.001}}
      step: [{slope: {minimize: error}}]

    """

  @Test("is left as it is, with a word of warning", arguments: [[], ["--quiet"]] as [[String]])
  func told(words: [String]) throws {
    let folder = try RunsFolder()
    try TextFile.write(Self.text, to: folder.path + "/line.yaml")
    try TextFile.write("1,2\n3,4\n5,6\n", to: folder.path + "/points.csv")
    func run() throws -> EtchProgram {
      try EtchProgram(
        ["run", folder.path + "/line.yaml", "--out", folder.path, "--backend", "reference"] + words)
    }
    #expect(try run().status == 0)
    let same = try run()
    #expect(same.status == 0 && same.errors.contains("is finished; it is left as it is"))
    #expect(!same.errors.contains("has other content"), "\(same.errors)")
    try TextFile.write("1,2\n3,4\n", to: folder.path + "/points.csv")
    let other = try run()
    #expect(other.status == 0 && other.errors.contains("is finished; it is left as it is"))
    #expect(
      other.errors.contains("points.csv' has other content than when the run read it; --fresh"),
      "\(other.errors)")
    #expect(other.errors.contains("[other-numbers]"), "\(other.errors)")
  }
}
