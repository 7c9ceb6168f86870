import Artifacts
import Diagnostics
import Foundation
import Testing

@testable import Commands
@testable import Training

@Suite("What a pack is made of")
struct PackOriginTests {
  private let folder: RunsFolder
  private let run: RunFolder
  private let out: String

  init() throws {
    folder = try RunsFolder()
    out = "\(folder.path)/it.etch"
    run = try QuickExperiment(
      name: "vae_mnist",
      overrides: ["data.digit.count=64", "train.batch_size=8", "train.epochs=1"]
    ).run(in: folder.path).run.folder
  }

  private func refusal() -> String {
    let problem = #expect(throws: Diagnostic.self) { try RunPack(run: run.path, out: out) }
    #expect(!Folder.exists(out))
    return problem?.message ?? "nothing"
  }

  private func name(pictures: [String]) throws {
    var record = try RunRecord.read(from: run.record)
    record.pictures = pictures
    try record.write(to: run.record)
  }

  @Test("A link in a run's folder leads to nothing that is packed, and is told")
  func links() throws {
    let secret = "\(folder.path)/secret"
    try TextFile.write("secret", to: secret)
    try Folder.create("\(folder.path)/secrets")
    for place in ["sources/x.yaml", "sources/x", "report.html", "samples/x.png"] {
      let path = "\(run.path)/\(place)"
      let kept = "\(folder.path)/kept"
      if Folder.exists(path) { try Folder.move(path, to: kept) }
      let goal = place == "sources/x" ? "\(folder.path)/secrets" : secret
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: goal)
      if place.hasSuffix(".png") { try name(pictures: [place]) }
      #expect(refusal() == "'\(path)' is a symbolic link, and what it leads to is not packed")
      try FileManager.default.removeItem(atPath: path)
      if Folder.exists(kept) { try Folder.move(kept, to: path) }
    }
    try name(pictures: [])
    #expect(try RunPack(run: run.path, out: out).path == out)
  }

  @Test("A run that trains nothing is packed from wherever it was allowed to read")
  func untrained() throws {
    try TextFile.write("0.1,0.2\n0.3,0.4\n", to: "\(folder.path)/rows.csv")
    try TextFile.write(
      """
      etch: 1
      name: means
      data: {row: {source: csv, path: ../rows.csv, header: false}}
      metrics: {average: mean(row)}

      """, to: "\(folder.path)/inner/means.yaml")
    let here = "cd '\(folder.path)/inner'"
    let run = try EtchProgram(
      ["run", "means.yaml", "--allow-outside", "--backend", "reference", "--quiet"], limits: here)
    #expect(run.status == 0, "\(run.errors)")
    let pack = try EtchProgram(["pack", "means", "--out", "means.etch"], limits: here)
    #expect(pack.status == 0 && pack.output == "means.etch\n", "\(pack.errors)")
    // Nobody else has a file there.
    #expect(
      pack.errors.contains("/rows.csv' stands outside of the project, at a place of this machine")
        && pack.errors.contains("move it into the project or below data/, write that path"),
      "\(pack.errors)")
    #expect(!pack.errors.contains("whoever gets it needs"), "\(pack.errors)")
    let again = try EtchProgram(
      ["run", "means.etch", "--out", "again", "--allow-outside", "--backend", "reference"],
      limits: here)
    #expect(again.status == 0, "\(again.errors)")
  }

  @Test("Weights and data that --weights and --data mean are not offered to be taken along")
  func lookedUp() throws {
    for (path, isOwn, isOutside) in [
      ("pictures", true, false), ("./pictures", true, false), ("data/pictures", false, false),
      ("weights/w.safetensors", false, false), ("../pictures", false, true),
      ("/home/pictures", false, true),
    ] {
      let data = RunPack.NeededData(path: path, sha256: "", pictureCount: nil)
      #expect(data.isOwn == isOwn && data.isOutside == isOutside, "\(path)")
    }
  }

  @Test("A pack has no name that leads elsewhere, whatever the record says")
  func elsewhere() throws {
    for (name, hash) in [
      ("../away", "0123"), ("/tmp/away", "0123"), ("vae", "../0"), ("a\nb", ""), ("a/\u{301}b", ""),
    ] {
      var record = try RunRecord.read(from: run.record)
      (record.name, record.hash) = (name, hash)
      try record.write(to: run.record)
      let told = #expect(throws: Diagnostic.self) { try RunPack(run: run.path) }
      #expect(told?.message.hasSuffix("which name no file") == true, "\(told?.message ?? "")")
    }
  }

  @Test("What a record names outside of the run's folder is no picture of it")
  func outside() throws {
    try TextFile.write("secret", to: "\(folder.path)/vae_mnist/secret.png")
    try name(pictures: ["../secret.png"])
    #expect(refusal().hasSuffix("names '../secret.png', which is no file of the run"))
  }

  @Test("A file that is changed, taken out or put in is told by whatever takes a pack")
  func tampered() throws {
    let inside = "\(folder.path)/inside"
    let names = try Archive.unpack(RunPack(run: run.path, out: out).path, into: inside)
    func told(_ names: [String]) throws -> String {
      let path = "\(folder.path)/other.etch"
      try Archive.write(names.map { .init($0, file: "\(inside)/\($0)") }, to: path)
      let end = try EtchProgram(["show", path])
      #expect(end.status == 2, "\(end.errors)")
      return end.errors
    }
    #expect(
      try told(names.filter { $0 != "metrics.jsonl" }).contains("'metrics.jsonl' is missing"))
    try TextFile.write("more", to: "\(inside)/more.txt")
    #expect(try told(names + ["more.txt"]).contains("'more.txt' is not named by pack.json"))
    try TextFile.write("{}\n", to: "\(inside)/metrics.jsonl")
    #expect(try told(names).contains("'metrics.jsonl' is not what pack.json says"))
  }

  @Test("A pack has more files than a process may have open, and each once")
  func many() throws {
    let names = (1...80).map { "samples/\($0).png" }
    for name in names { try TextFile.write("", to: "\(run.path)/\(name)") }
    // A record that somebody has changed may name what is packed already.
    try name(pictures: names + names + ["report.html", "metrics.jsonl"])
    let end = try EtchProgram(["pack", run.path, "--out", out], limits: "ulimit -n 40")
    #expect(end.status == 0, "\(end.errors)")
    let found = try Archive.unpack(out, into: "\(folder.path)/inside")
    #expect(found.filter { $0.hasPrefix("samples/") } == names)
  }
}
