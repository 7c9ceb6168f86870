import Artifacts
import Foundation
import Tensors
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
    #expect(other.errors.contains("remove 'sha256' here"), "\(other.errors)")
    #expect(try pin().errors.contains("has other bytes than the experiment says"))
  }

  @Test("leaves the lines of a file as they end, in CR LF too")
  func lineEnds() throws {
    try write("\n    source: csv\n    path: data/t.csv   # a table\n    header: false   # none")
    let before = try TextFile.read(file).replacing("\n", with: "\r\n")
    try TextFile.write(before, to: file)
    let first = try pin()
    #expect(first.status == 0, "\(first.errors)")
    let digest = try ContentDigest.ofFile(data + "/t.csv")
    let pin = "    header: false   # none\r\n    sha256: \"\(digest)\"\r\n"
    #expect(
      try TextFile.read(file).unicodeScalars.elementsEqual(
        before.replacing("    header: false   # none\r\n", with: pin).unicodeScalars))
  }

  /// As `weights` writes them into an experiment whose profile takes others.
  private func write(weights: String, in form: String) throws {
    try TextFile.write(
      """
      etch: 1
      name: it
      variables: {canvas: {init: "normal([2], count=2)"}}
      networks:
        net:\(form.replacing("WEIGHTS", with: weights))
      values: {seen: net(canvas)}
      metrics: {size: {value: mean(square(seen)), split: train}}
      profiles:
        other:
          networks: {net: {weights: {file: v.safetensors}}}

      """, to: file)
  }

  private func writeWeights(_ name: String, _ value: Float) throws {
    try Safetensors(tensors: [
      NamedTensor("dense_1.weight", HostArray(shape: [2, 2], repeating: value)),
      NamedTensor("dense_1.bias", HostArray(shape: [2], repeating: value)),
    ]).write(to: folder.path + "/" + name)
  }

  private static let flow = " {input: [2], layers: [{dense: 2}], weights: WEIGHTS}   # a network"
  private static let block =
    "\n    input: [2]\n    layers: [{dense: 2}]\n    weights: WEIGHTS   # of a friend"
  private static let lines =
    "\n    input: [2]\n    layers: [{dense: 2}]\n    weights:\n      file: WEIGHTS   # of a friend"

  @Test(
    "writes the digest of weights, a path alone becoming a map, and profiles may take others",
    arguments: [
      (flow, "w.safetensors", "{file: w.safetensors, sha256: "),
      (block, "w.safetensors", "{file: w.safetensors, sha256: "),
      (block, "'w.safetensors'", "{file: 'w.safetensors', sha256: "),
      (block, "a,b.safetensors", "{file: 'a,b.safetensors', sha256: "),
      (flow, "{file: w.safetensors, flatten: hwc}", "{file: w.safetensors, flatten: hwc, sha256: "),
      (lines, "w.safetensors", "   # of a friend\n      sha256: "),
    ])
  func weights(form: String, weights: String, expected: String) throws {
    for name in ["w.safetensors", "a,b.safetensors"] { try writeWeights(name, 0.5) }
    try writeWeights("v.safetensors", 0.25)
    try write(weights: weights, in: form)
    let hash = try EtchProgram(["show", file, "--hash"]).output
    let first = try pin()
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output == "weights of net: pinned, 1 file\n")
    let digest = try ContentDigest.ofFile(folder.path + "/w.safetensors")
    let after = try TextFile.read(file)
    #expect(after.contains("\(expected)\"\(digest)\""), "\(after)")
    #expect(try EtchProgram(["show", file, "--hash"]).output == hash)
    #expect(try EtchProgram(["fmt", "--check", file]).status == 0, "\(after)")
    #expect(try pin().output == "weights of net: pinned before, and its files are those\n")
    let valid = try EtchProgram(["validate", file])
    #expect(valid.status == 0, "\(valid.errors)")
    for name in ["w.safetensors", "a,b.safetensors"] { try writeWeights(name, 0.75) }
    let other = try EtchProgram(["validate", file])
    #expect(other.status == 2, "\(other.errors)")
    #expect(other.errors.contains("safetensors' has other bytes than the experiment says"))
    #expect(try EtchProgram(["validate", file, "--profile", "other"]).status == 0)
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
    try write(weights: "w.safetensors", in: Self.flow)
    let noWeights = try pin()
    #expect(noWeights.status == 2 && noWeights.errors.contains("there is no file 'w.safetensors'"))
    let both = try EtchProgram(["fetch", "mnist", "--pin", file])
    #expect(both.status == 2 && both.errors.contains("--pin takes one experiment"))
  }
}
