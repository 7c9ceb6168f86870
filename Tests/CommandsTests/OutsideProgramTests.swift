import Artifacts
import Foundation
import Testing

/// What the program does with a file whose paths lead out of its project: it ends with status 2, says nothing of what is
/// there, and leaves nothing.
@Suite("A stranger's file that leads elsewhere")
struct OutsideProgramTests {
  private static let text = """
    etch: 1
    name: stranger
    data:
      row: {source: csv, path: rows.csv, label: last}
    networks:
      net: {input: [2], layers: [{dense: 1}]}
    metrics:
      size: mean(net(row))

    """

  private static let row = "{source: csv, path: rows.csv, label: last}"
  private static let net = "{input: [2], layers: [{dense: 1}]}"

  @Test(
    "Whatever it names is not read",
    arguments: [
      (row, "{source: csv, path: ../secret.csv, label: last}"),
      (row, "{source: csv, path: link.csv, label: last}"),
      (row, "{source: csv, path: data/../../secret.csv, label: last}"),
      (row, "{source: tensors, path: ../secret.npy}"),
      (row, "{source: text, path: ../secret.csv, vocabulary: 9, length: 3}"),
      (row, "{source: images, path: .., splits: {train: ../secret}}"),
      (net, "{input: [2], layers: [{dense: 1}], weights: ../secret.safetensors}"),
      (net, "{input: [2], layers: [{dense: 1}], weights: {file: ../secret.safetensors}}"),
      (net, "{use: ../secret.csv}"), ("name: stranger", "name: stranger\nextends: ../secret.csv"),
      ("name: stranger", "name: stranger\nextends: link.csv"),
    ])
  func paths(_ old: String, _ new: String) throws {
    let folder = try RunsFolder()
    let project = folder.path + "/project"
    try Folder.create(project + "/.git")
    try AtomicFile.write("1,2,0\n3,4,1\n", to: project + "/rows.csv")
    for ending in ["csv", "npy", "safetensors"] {
      try AtomicFile.write("SECRETWORD: 7, 2\n  x: [\n", to: folder.path + "/secret." + ending)
    }
    #expect(symlink("../secret.csv", project + "/link.csv") == 0)
    let text = Self.text.replacing(old, with: new)
    #expect(text != Self.text)
    try AtomicFile.write(text, to: project + "/it.yaml")
    for command in [
      ["validate"], ["run", "--out", folder.path + "/runs", "--backend", "reference"],
    ] {
      let end = try EtchProgram(command + [project + "/it.yaml"])
      #expect(end.status == 2, "\(end.errors)")
      #expect(end.errors.contains("leads out of the project"), "\(end.errors)")
      #expect(!(end.output + end.errors).contains("SECRETWORD"))
    }
    #expect(!Folder.exists(folder.path + "/runs"))
    // What it may read it reads.
    try AtomicFile.write(Self.text, to: project + "/it.yaml")
    let right = try EtchProgram([
      "run", project + "/it.yaml", "--out", folder.path + "/runs", "--backend", "reference",
    ])
    #expect(right.status == 0, "\(right.errors)")
  }
}
