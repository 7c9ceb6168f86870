import Artifacts
import Foundation
import Testing

@Suite("etch fetch --pin")
struct DataPinsTests {
  private let folder: RunsFolder
  private var file: String { folder.path + "/it.yaml" }
  private var data: String { folder.path + "/data" }

  init() throws {
    folder = try RunsFolder()
    try Folder.create(data)
    try TextFile.write("1,2\n3,4\n5,6\n7,8\n", to: data + "/t.csv")
    try TextFile.write("5,6\n7,8\n", to: data + "/u.csv")
  }

  private func write(_ set: String) throws {
    try TextFile.write(
      """
      etch: 1
      name: it
      data:
        t:\(set.hasPrefix("{") ? " " : "")\(set)
      networks:
        net: {input: [2], layers: [{dense: 2}]}
      losses: {loss: mean(square(net(t)))}
      train: {epochs: 1, batch_size: 2, optimizer: sgd, step: {net: {minimize: loss}}}

      """, to: file)
  }

  private func pin() throws -> EtchProgram {
    try EtchProgram(["fetch", "--pin", file, "--data", data])
  }

  private static let csv = "source: csv, path: data/t.csv, header: false"

  @Test(
    "writes one line and leaves all else as it is, in either form, for one file or several",
    arguments: [
      "{\(csv)}   # a table",
      "\n    source: csv\n    path: data/t.csv   # a table\n    header: false   # none",
      "{source: csv, path: data, splits: {train: t.csv, test: u.csv}, header: false}",
      "\n    source: csv\n    path: data\n    header: false\n    splits: {train: t.csv, test: u.csv}\n",
      "{\(csv), count: 2}",
    ])
  func forms(set: String) throws {
    try write(set)
    let before = try TextFile.read(file)
    let hash = try EtchProgram(["show", file, "--hash", "--data", data]).output
    let first = try pin()
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.hasPrefix("t: pinned, "), "\(first.output)")
    let after = try TextFile.read(file)
    let digest = try ContentDigest.ofFile(data + "/t.csv")
    #expect(after.contains(digest), "\(after)")
    let kept = after.split(separator: "\n").filter {
      !$0.contains("sha256") && !$0.contains(/[0-9a-f]{64}/)
    }
    #expect(kept.allSatisfy { before.contains($0.prefix(12)) })
    #expect(try EtchProgram(["show", file, "--hash", "--data", data]).output == hash)
    #expect(try EtchProgram(["fmt", "--check", file]).status == 0, "\(after)")
    #expect(try pin().output == "t: pinned before, and its files are those\n")
    #expect(try TextFile.read(file) == after)
    // From now on it is trained with no others.
    try TextFile.write("1,2\n3,4\n5,6\n7,9\n", to: data + "/t.csv")
    let other = try EtchProgram(["validate", file, "--data", data])
    #expect(other.status == 2 && other.errors.contains("has other bytes than the experiment says"))
    #expect(try pin().errors.contains("has other bytes than the experiment says"))
  }

  @Test("says why it cannot")
  func refused() throws {
    try write("{\(Self.csv)}".replacing("t.csv", with: "w.csv"))
    let missing = try pin()
    #expect(missing.status == 2 && missing.errors.contains("w.csv"), "\(missing.errors)")
    try write("{source: builtin/ecg}")
    try TextFile.write(
      TextFile.read(file).replacing("input: [2]", with: "input: [140]"), to: file)
    let builtin = try pin()
    #expect(builtin.status == 0 && builtin.errors.contains("reads no files of data"))
    let both = try EtchProgram(["fetch", "mnist", "--pin", file])
    #expect(both.status == 2 && both.errors.contains("--pin takes one experiment"))
  }
}
