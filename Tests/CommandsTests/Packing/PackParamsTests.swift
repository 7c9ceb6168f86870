import Artifacts
import Foundation
import Testing

@testable import Commands
@testable import Training

/// Who got a run as a pack trains it with other params, as who made it does.
@Suite("A packed run with other params")
struct PackParamsTests {
  private let folder: RunsFolder
  private var there: String { folder.path + "/there" }
  private var elsewhere: String { folder.path + "/elsewhere" }
  private var pack: String { folder.path + "/pp.etch" }

  init() throws {
    folder = try RunsFolder()
    try Folder.create(elsewhere)
    try TextFile.write(
      """
      etch: 1
      name: pp
      params: {size: 2, rate: 0.1}
      data:
        digit: {source: builtin/digits, count: 32, scale: [0, 1]}
      networks:
        enc: {input: [28, 28, 1], layers: [flatten, {dense: size}]}
        dec: {input: [size], layers: [{dense: 784}, {reshape: [28, 28, 1]}]}
      losses: {loss: "mse(dec(enc(digit)), digit)"}
      train:
        epochs: 1
        batch_size: 16
        optimizer: {sgd: {learning_rate: rate}}
        step: {ae: {update: [enc, dec], minimize: loss}}
      profiles:
        quick: {data: {digit: {count: 16}}}

      """, to: there + "/pp.yaml")
    // As it is asked for, so is the pack.
    _ = try etch(["run"] + Self.asked + ["--backend", "reference", "--quiet"], in: there)
    _ = try etch(["pack", "pp", "--out", pack], in: there)
  }

  private static let asked = ["pp.yaml", "--profile", "quick", "params.rate=0.2"]

  private func etch(_ words: [String], in place: String) throws -> EtchProgram {
    try EtchProgram(words, limits: "cd '\(place)'")
  }

  @Test(
    "is what the file is that was asked for so, right or wrong",
    arguments: [
      ["params.size=3"], ["params.size=3", "params.rate=0.5"], ["train.batch_size=4*size"],
      ["train.epochs=2"], ["params.sise=3"], ["params.size=x"],
    ])
  func same(_ settings: [String]) throws {
    let file = try etch(["show"] + Self.asked + settings, in: there)
    let packed = try etch(["show", pack] + settings, in: elsewhere)
    #expect(packed.status == file.status, "\(packed.errors)")
    #expect(packed.output == file.output)
    guard file.status != 0 else { return }
    // All but where the files stand.
    func messages(_ end: EtchProgram) -> [Substring] {
      end.errors.split(separator: "\n").map { $0.replacing(/[^ ']*pp\.yaml/, with: "FILE") }
    }
    #expect(messages(packed) == messages(file))
  }

  @Test("runs, and says of its run how it was asked for")
  func runs() throws {
    let end = try etch(
      ["run", pack, "params.size=3", "--backend", "reference", "--quiet"], in: elsewhere)
    #expect(end.status == 0, "\(end.errors)")
    let run = RunFolder(try RunIndex.path("pp", in: elsewhere + "/outputs"))
    let hash = try etch(["show", "--hash"] + Self.asked + ["params.size=3"], in: there)
    #expect(Folder.name(of: run.path) + "\n" == hash.output)
    let request = try #require(try RunRecord.read(from: run.record).request)
    #expect(request.file == "pp.yaml" && request.profile == "quick")
    #expect(request.overrides == ["params.rate=0.2", "params.size=3"])
    #expect(try Folder.names(in: run.sources) == ["pp.yaml"])
  }

  @Test("is refused with what to write where the pack has no names of params")
  func before() throws {
    let inside = folder.path + "/inside"
    let names = try Archive.unpack(pack, into: inside)
    let manifest = try TextFile.read(inside + "/pack.json")
    try TextFile.write(
      manifest.replacing(/"request":\{[^}]*\},/, with: ""), to: inside + "/pack.json")
    let old = folder.path + "/old.etch"
    try Archive.write(names.map { .init($0, file: "\(inside)/\($0)") }, to: old)
    let end = try etch(["show", old, "params.size=3"], in: elsewhere)
    #expect(end.status == 2 && end.errors.contains("has no param 'size'"), "\(end.errors)")
    #expect(
      end.errors.contains("write values at the keys that 'etch show \(old)' has"), "\(end.errors)")
    let key = try etch(["show", old, "train.batch_size=8"], in: elsewhere)
    #expect(key.status == 0, "\(key.errors)")
  }
}
