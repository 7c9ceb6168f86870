import Artifacts
import Foundation
import Tensors
import Testing

/// A run is shown where its data is not.
@Suite("etch sample without data")
struct SampleDataTests {
  /// Whether the shapes of what is not there are known all the same.
  enum Source: String, CaseIterable, Sendable {
    case known, unknown

    var text: String {
      self == .known
        ? "source: mnist, count: 32, scale: [0, 1]" : "source: tensors, path: data/x.npy"
    }
    var shape: String { self == .known ? "[28, 28, 1]" : "[4, 4, 1]" }
    var count: Int { self == .known ? 784 : 16 }
    var missing: String {
      self == .known
        ? "there are no files 'data/mnist/train-images-idx3-ubyte'"
        : "there is no file 'data/x.npy'"
    }

    func write(to folder: String) throws {
      guard self == .known else {
        let floats = (0..<32 * 16).map { Float($0 % 7) / 7 }
        let array = HostArray(shape: [32, 4, 4, 1], floats: floats)
        return try AtomicFile.write(NumpyWriter.encode(array), to: "\(folder)/x.npy")
      }
      func idx(_ extents: [Int], below limit: Int) -> [UInt8] {
        let sizes: [UInt8] = extents.flatMap { [0, 0, UInt8($0 >> 8), UInt8($0 & 255)] }
        let values = (0..<extents.reduce(1, *)).map { UInt8($0 % limit) }
        return [0, 0, 8, UInt8(extents.count)] + sizes + values
      }
      try Folder.create("\(folder)/mnist")
      for part in ["train", "t10k"] {
        let files = "\(folder)/mnist/\(part)"
        try AtomicFile.write(
          idx([40, 28, 28], below: 251), to: "\(files)-images-idx3-ubyte")
        try AtomicFile.write(idx([40], below: 10), to: "\(files)-labels-idx1-ubyte")
      }
    }
  }

  private let out: RunsFolder
  private var there: String { out.path + "/there" }
  private var elsewhere: String { out.path + "/elsewhere" }
  private var pack: String { out.path + "/gone.etch" }

  init() throws {
    out = try RunsFolder()
    try Folder.create(there + "/data")
    try Folder.create(elsewhere)
  }

  /// Trains with the data, and packs the run.
  private func train(_ source: Source) throws {
    try source.write(to: there + "/data")
    try TextFile.write(
      """
      etch: 1
      name: gone
      data: {x: {\(source.text)}}
      networks:
        enc: {input: \(source.shape), layers: [flatten, {dense: 2}]}
        dec: {input: [2], layers: [{dense: \(source.count)}, {reshape: \(source.shape)}]}
      values: {back: dec(enc(x))}
      losses: {loss: "mse(back, x)"}
      train:
        epochs: 1
        batch_size: 16
        optimizer: sgd
        step: {ae: {update: [enc, dec], minimize: loss}}
      metrics: {error: loss}
      outputs:
        samples:
          map: {grid: "dec(normal([2], count=4))", count: 4}
          back: {grid: back, count: 4}
        plots:
          codes: {scatter: enc(x)}

      """, to: there + "/gone.yaml")
    for words in [["run", "gone.yaml"], ["pack", "gone", "--out", pack]] {
      let end = try EtchProgram(words, limits: "cd '\(there)'")
      #expect(end.status == 0, "\(end.errors)")
    }
  }

  private func sample(_ words: String..., from run: String? = nil) throws -> EtchProgram {
    try EtchProgram(
      ["sample", run ?? pack, "--out", out.path + "/shown"] + words, limits: "cd '\(elsewhere)'")
  }

  private static func names(_ end: EtchProgram) -> [String] {
    end.output.split(separator: "\n").map { URL(filePath: String($0)).lastPathComponent }
  }

  @Test(
    "Only what the samples read that are asked for is demanded",
    arguments: Source.allCases)
  func demanded(source: Source) throws {
    try train(source)
    let all = try sample()
    #expect(all.status == 2 && all.errors.contains(source.missing), "\(all.errors)")
    #expect(all.errors.contains("note: the pack does not hold it"), "\(all.errors)")
    #expect(
      all.errors.contains(
        "without it, leave out what reads it: outputs.samples.back=null outputs.plots.codes=null"),
      "\(all.errors)")
    let less = try sample("outputs.samples.back=null", "outputs.plots.codes=null")
    #expect(less.status == 0 && Self.names(less) == ["map.png"], "\(less.errors)")
    let run = "\(there)/outputs/gone/"
    let hash = try #require(try Folder.names(in: run).first { !$0.hasPrefix(".") })
    let picture = "samples/epoch-0001/map.png"
    #expect(
      try InputFile.contents(of: "\(out.path)/shown/\(picture)")
        == InputFile.contents(of: "\(run)\(hash)/\(picture)"))
    let whole = try sample("--data", there + "/data")
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(Self.names(whole).contains("back.png"), "\(whole.output)")
  }

  @Test(
    "Where some are named, the others that lack their data are left out, which is said",
    arguments: Source.allCases)
  func leftOut(source: Source) throws {
    try train(source)
    let new = try sample("outputs.samples.new.grid=dec(normal([2], count=9))")
    #expect(new.status == 0 && Self.names(new) == ["map.png", "new.png"], "\(new.errors)")
    for output in ["samples.back", "plots.codes"] {
      #expect(
        new.errors.contains(
          "note: 'outputs.\(output)' is left out: it reads data that is not here\n"),
        "\(new.errors)")
    }
    let named = try sample("outputs.samples.back.count=2")
    #expect(named.status == 2 && named.errors.contains(source.missing), "\(named.errors)")
    // Of a run too, when its data is gone.
    try FileManager.default.removeItem(atPath: there + "/data")
    let run = "\(there)/outputs/gone/"
    let hash = try #require(try Folder.names(in: run).first { !$0.hasPrefix(".") })
    let map = try sample("outputs.samples.map.count=2", from: run + hash)
    #expect(map.status == 0 && Self.names(map) == ["map.png"], "\(map.errors)")
  }

  @Test("A sample that shows a metric takes what the metrics read")
  func figures() throws {
    try train(.unknown)
    let shown = try sample(
      "outputs.samples.back=null", "outputs.plots.codes=null",
      "outputs.samples.map.grid=dec(error * normal([2], count=4))")
    #expect(shown.status == 2 && shown.errors.contains(Source.unknown.missing), "\(shown.errors)")
  }
}
