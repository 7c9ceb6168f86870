import Artifacts
import Foundation
import Testing

@testable import Commands
@testable import Training

/// What a pack took along is at hand for all that is done with the run later, without the pack.
@Suite("A run that was begun from a pack with data")
struct PackRunTests {
  private let folder: RunsFolder
  private var elsewhere: String { "\(folder.path)/elsewhere" }

  init() throws { folder = try RunsFolder() }

  private func etch(_ words: String..., in place: String) throws -> EtchProgram {
    let end = try EtchProgram(words, limits: "cd '\(place)'")
    #expect(end.status == 0, "\(words): \(end.errors)")
    return end
  }

  /// A run from a pack with pictures, whose project and pack are gone.
  private func begun() throws -> RunFolder {
    let project = "\(folder.path)/project"
    for number in 0..<8 {
      let picture = Picture(height: 2, width: 2, channels: 1, filledWith: UInt8(number))
      try AtomicFile.write(PNG.encode(picture), to: "\(project)/pictures/\(number).png")
    }
    try TextFile.write(
      """
      etch: 1
      name: own
      data: {picture: {source: images, path: pictures, scale: [0, 1]}}
      networks: {n: {input: [2, 2, 1], layers: [flatten, {dense: 4}, {reshape: [2, 2, 1]}]}}
      losses: {error: "mse(n(picture), picture)"}
      train: {epochs: 2, batch_size: 4, optimizer: sgd, step: {n: {minimize: error}}}
      outputs: {samples: {map: {grid: n(picture), count: 4}}}

      """, to: "\(project)/own.yaml")
    _ = try etch("run", "own.yaml", "--backend", "reference", "--quiet", in: project)
    try Folder.create(elsewhere)
    _ = try etch("pack", "own", "--with-data", "--out", "\(elsewhere)/own.etch", in: project)
    try FileManager.default.removeItem(atPath: project)
    _ = try etch("run", "own.etch", "--backend", "reference", "--quiet", in: elsewhere)
    return RunFolder(try RunIndex.path("own", in: "\(elsewhere)/outputs"))
  }

  private func forgetPack() throws {
    try FileManager.default.removeItem(atPath: "\(elsewhere)/own.etch")
  }

  @Test("is shown, sampled with changes and packed again, moved elsewhere too")
  func shown() throws {
    let run = try begun()
    try forgetPack()
    let picture = "samples/epoch-0002/map.png"
    let bytes = try InputFile.contents(of: "\(run.path)/\(picture)")
    let moved = "\(folder.path)/moved"
    for path in [run.path, moved] {
      if path == moved {
        try FileManager.default.moveItem(atPath: run.path, toPath: moved)
      }
      _ = try etch("sample", path, "--out", "shown", "--backend", "reference", in: elsewhere)
      #expect(try InputFile.contents(of: "\(elsewhere)/shown/\(picture)") == bytes, "\(path)")
      _ = try etch(
        "sample", path, "outputs.samples.map.count=2", "--out", "fewer", "--backend", "reference",
        in: elsewhere)
      let again = try etch("pack", path, "--with-data", "--out", "again.etch", in: elsewhere)
      #expect(!again.errors.contains("data is not in it"), "\(again.errors)")
      let verified = try etch("verify", "again.etch", "--backend", "reference", in: elsewhere)
      #expect(verified.output.hasPrefix("same bits"), "\(verified.output)")
    }
  }

  @Test("is gone on with from its own experiment, to a run that has its files too")
  func continued() throws {
    let run = try begun()
    try forgetPack()
    let again = try etch("run", run.experiment, "--backend", "reference", in: elsewhere)
    #expect(again.errors.contains("is finished"), "\(again.errors)")
    _ = try etch(
      "run", run.experiment, "train.epochs=3", "--continue", run.path, "--backend", "reference",
      "--quiet", in: elsewhere)
    _ = try etch(
      "run", run.experiment, "--fresh", "--backend", "reference", "--quiet", in: elsewhere)
    let runs = Folder.parent(of: run.path)
    let next = try #require(
      try Folder.names(in: runs).first { !$0.hasPrefix(".") && $0 != Folder.name(of: run.path) })
    for run in [run, RunFolder("\(runs)/\(next)")] {
      #expect(try Folder.names(in: "\(run.files)/pictures").count == 8)
      #expect(try TextFile.read(run.record).contains(#""root" : "files""#))
    }
  }

  @Test("leaves out files of a pack where its folder is then run from a project")
  func replaced() throws {
    let run = try begun()
    try FileManager.default.moveItem(
      atPath: "\(run.files)/pictures", toPath: "\(elsewhere)/pictures")
    let text = try TextFile.read(run.experiment)
    try TextFile.write(text, to: "\(elsewhere)/own.yaml")
    _ = try etch("run", "own.yaml", "--fresh", "--backend", "reference", "--quiet", in: elsewhere)
    #expect(!Folder.exists(run.files))
    let root = try RunRecord.read(from: run.record).request?.root
    #expect(root?.hasSuffix("/elsewhere") == true, "\(root ?? "")")
  }

  @Test("has all files of a pack where one that was killed had copied some")
  func copied() throws {
    let run = try begun()
    let copy = "\(run.path)/.files"
    try TextFile.write("half", to: "\(copy)/pictures/0.png")
    _ = try etch("run", "own.etch", "--fresh", "--backend", "reference", "--quiet", in: elsewhere)
    #expect(try Folder.names(in: "\(run.files)/pictures").count == 8)
    #expect(!Folder.exists(copy))
  }

  @Test("keeps the files that it was composed of as if they stood in its project")
  func sources() throws {
    let run = try begun()
    #expect(try Folder.names(in: run.sources) == ["experiment.yaml"])
  }

  @Test("A pack that has weights of its own and no data is said to take none beside it")
  func halfPacked() throws {
    let project = "\(folder.path)/half"
    let rows = (0..<8).map { "0.\($0),0.5,0.2,0.1\n" }.joined()
    try TextFile.write(rows, to: "\(project)/rows.csv")
    func write(_ name: String, _ weights: String) throws {
      try TextFile.write(
        """
        etch: 1
        name: \(name)
        data: {row: {source: csv, path: rows.csv, header: false}}
        networks: {n: {input: [4], layers: [{dense: 4}]\(weights)}}
        losses: {error: "mse(n(row), row)"}
        train: {epochs: 1, batch_size: 4, optimizer: sgd, step: {n: {minimize: error}}}

        """, to: "\(project)/\(name).yaml")
      _ = try etch("run", "\(name).yaml", "--backend", "reference", "--quiet", in: project)
    }
    try write("first", "")
    _ = try etch("checkpoint", "export", "first", "w.safetensors", in: project)
    try write("second", ", weights: w.safetensors")
    let half = try etch("pack", "second", "--out", "half.etch", in: project)
    #expect(half.errors.contains("so 'rows.csv' cannot be put beside it"), "\(half.errors)")
    #expect(half.errors.contains("--with-data takes 'rows.csv' along"), "\(half.errors)")
    #expect(!half.errors.contains("whoever gets it needs"), "\(half.errors)")
    let whole = try etch("pack", "second", "--with-data", "--out", "whole.etch", in: project)
    #expect(!whole.errors.contains("data is not in it"), "\(whole.errors)")
    try Folder.create(elsewhere)
    let verified = try etch(
      "verify", "\(project)/whole.etch", "--backend", "reference", in: elsewhere)
    #expect(verified.output.hasPrefix("same bits"), "\(verified.output)")
  }
}
