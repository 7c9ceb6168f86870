import Artifacts
import Foundation
import Testing

@testable import Commands

/// What `etch run` says, and what it does not say with --quiet.
@Suite("A quiet run")
struct QuietRunTests {
  private static let text = """
    etch: 1
    name: quiet
    params: {spare: 1}
    data:
      beat: {source: builtin/ecg, count: 40, holdout: 0.5}
    networks:
      net: {input: [140], layers: [{dense: 140}]}
    losses:
      error: mse(net(beat), beat)
    train:
      epochs: 3
      batch_size: 64
      optimizer: {sgd: {learning_rate: 0.01}}
      step: {net: {minimize: error}}
    outputs:
      plots: {spread: {histogram: "mean(net(beat), per=example)"}}

    """

  private func run(_ folder: RunsFolder, _ arguments: String..., text: String = Self.text) throws
    -> EtchProgram
  {
    let file = folder.path + "/quiet.yaml"
    try TextFile.write(text, to: file)
    return try EtchProgram(
      ["run", file, "--backend", "reference", "--out", folder.path + "/out"] + arguments)
  }

  @Test("says warnings and the run's folder, and nothing else", arguments: ["--quiet", "-q"])
  func quiet(flag: String) throws {
    let folder = try RunsFolder()
    let end = try run(folder, flag)
    #expect(end.status == 0 && end.output.isEmpty, "\(end.output)")
    let lines = end.errors.split(separator: "\n")
    #expect(lines.last?.hasPrefix("finished: \(folder.path)/out/quiet/") == true)
    #expect(lines.first?.contains("warning: the param 'spare' is used nowhere") == true)
    #expect(!end.errors.contains("epoch") && !end.errors.contains("report"), "\(end.errors)")
    let right = try run(
      folder, flag, "--fresh", text: Self.text.replacing("params: {spare: 1}\n", with: ""))
    #expect(right.errors.split(separator: "\n").count == 1, "\(right.errors)")
    let wrong = try run(folder, flag, "train.epochs=none")
    #expect(wrong.status == 2 && wrong.errors.contains("error: "), "\(wrong.errors)")
  }

  @Test("The lines of epochs mark what is better than before")
  func marks() throws {
    let folder = try RunsFolder()
    let end = try run(folder)
    let epochs = end.errors.split(separator: "\n").filter { $0.hasPrefix("epoch ") }
    try #require(epochs.count == 3, "\(end.errors)")
    #expect(!epochs[0].contains("*") && epochs[1].contains("*") && epochs[2].contains("*"))
    // A run that goes on knows what was before.
    let two = try RunsFolder()
    #expect(try run(two, "--steps", "1").status == 0)
    let rest = try run(two)
    let others = rest.errors.split(separator: "\n").filter { $0.hasPrefix("epoch ") }
    try #require(others.count == 2, "\(rest.errors)")
    #expect(others.allSatisfy { $0.contains("*") }, "\(others)")
  }

  @Test("Plots are shapes too, which are no answer of their own")
  func shapes() throws {
    let folder = try RunsFolder()
    let end = try run(folder)
    let names = end.output.split(separator: "\n").map {
      URL(filePath: String($0)).lastPathComponent
    }
    #expect(names == ["spread.png"])
    let run = try #require(try Folder.names(in: folder.path + "/out/quiet").first)
    let path = "\(folder.path)/out/quiet/\(run)/plots/epoch-0003/spread.svg"
    let svg = try TextFile.read(path)
    #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
    #expect(svg.contains("<title>spread</title>"))
    #expect(svg.contains("<desc>etch quiet ") && svg.contains("epoch-0003, mean(net(beat)"))
  }

  @Test("A batch of more than there is, is told by validate")
  func batch() throws {
    let folder = try RunsFolder()
    let file = folder.path + "/quiet.yaml"
    try TextFile.write(Self.text, to: file)
    let end = try EtchProgram(["validate", file])
    #expect(end.status == 0)
    #expect(
      end.errors.contains(
        "quiet.yaml:12:15: note: each step takes all 20 examples at once: 'batch_size' is 64, and there are no more"
      ),
      "\(end.errors)")
    #expect(try !EtchProgram(["validate", file, "train.batch_size=20"]).errors.contains("at once"))
    // Of a size that nobody wrote nothing is said.
    let text = Self.text.replacing("batch_size: 64", with: "shuffle: true")
    #expect(text != Self.text)
    try TextFile.write(text, to: file)
    #expect(try !EtchProgram(["validate", file]).errors.contains("at once"))
  }
}
