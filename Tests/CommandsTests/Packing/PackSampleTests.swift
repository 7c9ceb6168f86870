import Artifacts
import Foundation
import Testing

/// Who got a run as a pack shows it otherwise, as who made it does.
@Suite("etch sample of a pack")
struct PackSampleTests {
  private let folder: RunsFolder
  private var there: String { folder.path + "/there" }
  private var elsewhere: String { folder.path + "/elsewhere" }
  private var pack: String { folder.path + "/pq.etch" }

  init() throws {
    folder = try RunsFolder()
    try Folder.create(elsewhere)
    try TextFile.write(
      """
      etch: 1
      name: pp
      params: {shift: 0, size: 2}
      data:
        digit: {source: builtin/digits, count: 32, scale: [0, 1]}
      networks:
        enc: {input: [28, 28, 1], layers: [flatten, {dense: size}]}
        dec: {input: [size], layers: [{dense: 784}, {reshape: [28, 28, 1]}]}
      values: {code: enc(digit)}
      losses: {loss: "mse(dec(code), digit)"}
      train:
        epochs: 1
        batch_size: 16
        optimizer: sgd
        step: {ae: {update: [enc, dec], minimize: loss}}
      outputs:
        samples: {map: {grid: dec(code + shift), count: 4}}
      profiles:
        quick: {data: {digit: {count: 16}}}

      """, to: there + "/pp.yaml")
  }

  private func etch(_ words: String..., in place: String) throws -> EtchProgram {
    let end = try EtchProgram(words, limits: "cd '\(place)'")
    #expect(end.status == 0, "\(words): \(end.errors)")
    return end
  }

  /// A run of a file in a folder of its project, which extends another and has weights beside it, with a profile and a
  /// param that was set; and its pack.
  private func packed() throws -> String {
    _ = try etch("run", "pp.yaml", "--backend", "reference", "--quiet", in: there)
    _ = try etch("checkpoint", "export", "pp", "w.safetensors", in: there)
    try TextFile.write(
      "extends: ../pp.yaml\nname: pq\nnetworks: {dec: {weights: ../w.safetensors}}\n",
      to: there + "/sub/pq.yaml")
    _ = try etch(
      "run", "sub/pq.yaml", "--profile", "quick", "params.shift=1", "--backend", "reference",
      "--quiet", in: there)
    _ = try etch("pack", "pq", "--out", pack, in: there)
    let runs = there + "/outputs/pq"
    return "\(runs)/\(try #require(try Folder.names(in: runs).first { !$0.hasPrefix(".") }))"
  }

  private func sample(_ source: String, _ change: String, to out: String) throws -> EtchProgram {
    try EtchProgram(
      ["sample", source, change, "--out", out, "--backend", "reference"],
      limits: "cd '\(elsewhere)'")
  }

  private static let changes = [
    "params.shift=3", "outputs.samples.map.count=size",
    "outputs.samples.new.grid=dec(normal([size], count=9))",
    "params.shft=3", "shift=3", "params.shift=x", "outputs.samples.mapp.count=3",
    "outputs.samples.map.cont=3", "outputs.samples.map.count=siz", "data.digit.count=8",
  ]

  @Test("A setting means to a pack what it means to its run, right or wrong")
  func same() throws {
    let run = try packed()
    for change in Self.changes {
      let ofRun = try sample(run, change, to: folder.path + "/run")
      let ofPack = try sample(pack, change, to: folder.path + "/pack")
      #expect(ofPack.status == ofRun.status, "\(change): \(ofPack.errors)")
      guard ofRun.status == 0 else {
        // All but where the files stand.
        func lines(_ end: EtchProgram) -> [Substring] {
          end.errors.split(separator: "\n").map {
            $0.replacing(/'?[^ ']*\/(sub\/)?p[pq]\.yaml'?/, with: "FILE")
          }
        }
        #expect(lines(ofPack) == lines(ofRun), "\(change)")
        continue
      }
      let pictures = try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/run")
        .filter { $0.hasSuffix(".png") }
      #expect(!pictures.isEmpty)
      for picture in pictures {
        #expect(
          try InputFile.contents(of: "\(folder.path)/pack/\(picture)")
            == InputFile.contents(of: "\(folder.path)/run/\(picture)"), "\(change): \(picture)")
      }
    }
  }

  @Test("What is wrong with a param is told in the pack's own file")
  func place() throws {
    _ = try packed()
    let end = try sample(pack, "params.shift=x", to: "shown")
    #expect(end.errors.contains("\(pack)/sources/pp.yaml:17:"), "\(end.errors)")
    #expect(!end.errors.contains("/there/"), "\(end.errors)")
  }

  @Test("A pack of before, which does not say how its files were asked for, has its params put in")
  func before() throws {
    _ = try packed()
    let inside = folder.path + "/inside"
    let names = try Archive.unpack(pack, into: inside)
    let manifest = try TextFile.read(inside + "/pack.json")
    let older = manifest.replacing(/"request":\{[^}]*\},/, with: "")
    #expect(older != manifest)
    try TextFile.write(older, to: inside + "/pack.json")
    let old = folder.path + "/old.etch"
    try Archive.write(names.map { .init($0, file: "\(inside)/\($0)") }, to: old)
    let named = try sample(old, "params.shift=3", to: "shown")
    #expect(named.status == 2 && named.errors.contains("write their values"), "\(named.errors)")
    let less = try sample(old, "outputs.samples.map.count=2", to: "shown")
    #expect(less.status == 0, "\(less.errors)")
    let wrong = manifest.replacing("\"overrides\":[", with: "\"overrides\":[7,")
    #expect(wrong != manifest)
    try TextFile.write(wrong, to: inside + "/pack.json")
    try Archive.write(names.map { .init($0, file: "\(inside)/\($0)") }, to: old)
    let told = try sample(old, "params.shift=3", to: "shown")
    #expect(
      told.status == 2 && told.errors.contains("the 'request' of its pack.json is none"),
      "\(told.errors)")
  }

  @Test("A pack that lacks the checkpoint of what it trained shows nothing of its first weights")
  func noCheckpoint() throws {
    _ = try packed()
    let inside = folder.path + "/inside"
    let names = try Archive.unpack(pack, into: inside).filter { !$0.hasPrefix("checkpoints/") }
    let manifest = try TextFile.read(inside + "/pack.json")
    let shorter = manifest.replacing(/"checkpoints\/[^"]*":"[^"]*",/, with: "")
    #expect(shorter != manifest)
    try TextFile.write(shorter, to: inside + "/pack.json")
    let bare = folder.path + "/bare.etch"
    try Archive.write(names.map { .init($0, file: "\(inside)/\($0)") }, to: bare)
    let end = try sample(bare, "outputs.samples.map.count=2", to: "shown")
    #expect(end.status == 2 && end.errors.contains("holds no checkpoint"), "\(end.errors)")
    #expect(!Folder.exists(elsewhere + "/shown"))
  }
}
