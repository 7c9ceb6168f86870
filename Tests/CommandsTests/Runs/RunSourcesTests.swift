import Artifacts
import Foundation
import Testing

@Suite("The files of a run")
struct RunSourcesTests {
  private static let base = """
    etch: 1
    data: {digit: {source: builtin/digits, count: 16, scale: [0, 1]}}
    networks: {net: {input: [28, 28, 1], layers: [flatten, {dense: 784}, {reshape: [28, 28, 1]}]}}
    losses: {loss: "mse(net(digit), digit)"}
    train:
      epochs: 1
      batch_size: 16
      optimizer: sgd
      step: {fit: {update: [net], minimize: loss}}

    """

  @Test(
    "The experiment is told from a file of its name that it extends, from whatever folder it was run",
    arguments: ["../x.yaml", "../c/x.yaml", "deeper/x.yaml"])
  func alike(extended: String) throws {
    let folder = try RunsFolder()
    // The project's root.
    try Folder.create(folder.path + "/.git")
    let own = folder.path + "/b"
    try TextFile.write(Self.base, to: "\(own)/\(extended)")
    try TextFile.write(
      """
      extends: \(extended)
      name: own
      params: {shift: 1}
      outputs: {samples: {seen: {grid: net(digit) + shift, count: 4}}}

      """, to: own + "/x.yaml")
    func etch(_ words: String...) throws -> EtchProgram {
      let end = try EtchProgram(
        words + ["--backend", "reference"], limits: "cd '\(own)'")
      #expect(end.status == 0, "\(words): \(end.errors)")
      return end
    }
    _ = try etch("run", "x.yaml", "--quiet")
    // Three times: which of two was taken went by chance.
    for _ in 0..<3 { _ = try etch("sample", "own", "params.shift=2") }
    let runs = own + "/outputs/own"
    let hash = try #require(try Folder.names(in: runs).first { !$0.hasPrefix(".") })
    let record = try RunRecord.read(from: "\(runs)/\(hash)/run.json")
    #expect(record.request?.file == "b/x.yaml")
  }
}
