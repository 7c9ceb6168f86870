import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing
import Training

/// A run is shown otherwise than its experiment says.
@Suite("etch sample, bench, plan and explain of other things")
struct SampleTests {
  private let out: RunsFolder
  private var file: String { out.path + "/pp.yaml" }

  init() throws {
    out = try RunsFolder()
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

      """, to: file)
  }

  private func etch(_ arguments: String...) throws -> EtchProgram { try EtchProgram(arguments) }

  /// The run's folder.
  private func run() throws -> String {
    let end = try etch("run", file, "--out", out.path + "/outputs")
    #expect(end.status == 0, "\(end.errors)")
    return out.path + "/outputs/pp/"
      + (try #require(try Folder.names(in: out.path + "/outputs/pp").first { !$0.hasPrefix(".") }))
  }

  @Test("A sample that the experiment has not, params that only outputs read, and arrays")
  func shown() throws {
    let run = try run()
    let there = out.path + "/there"
    let new = try etch(
      "sample", run, "outputs.samples.new.grid=dec(normal([2], count=9))", "--out", there, "--raw")
    #expect(new.status == 0, "\(new.errors)")
    #expect(
      new.output.split(separator: "\n").map { URL(filePath: String($0)).lastPathComponent }
        == ["map.png", "map.npy", "new.png", "new.npy"])
    let array = try InputFile.contents(of: there + "/samples/epoch-0001/new.npy")
    #expect(array.starts(with: [0x93] + Array("NUMPY".utf8)))
    #expect(array.count == 128 + 9 * 28 * 28 * 4)
    let header = String(decoding: array[10..<128], as: UTF8.self)
    #expect(header.contains("'shape': (9, 28, 28, 1, )") && header.hasSuffix("\n"))
    let map = try InputFile.contents(of: there + "/samples/epoch-0001/map.png")
    #expect(try InputFile.contents(of: run + "/samples/epoch-0001/map.png") == map)
    let shifted = try etch("sample", run, "params.shift=3", "--out", there)
    #expect(shifted.status == 0, "\(shifted.errors)")
    #expect(try InputFile.contents(of: there + "/samples/epoch-0001/map.png") != map)
  }

  @Test("What is changed is warned of as in a file, if it has to be")
  func warned() throws {
    let run = try run()
    func errors(_ change: String) throws -> String {
      let end = try etch("sample", run, change, "--out", out.path + "/there")
      #expect(end.status == 0, "\(end.errors)")
      return end.errors
    }
    let dark = try errors("outputs.samples.map.grid=tanh(dec(code))")
    #expect(
      dark.contains("warning: 'tanh(dec(code))' goes from -1 to 1, and the sample 'map' shows 0 "),
      "\(dark)")
    #expect(dark.contains("command line:1:"), "\(dark)")
    let bright = try errors("outputs.samples.map={grid: tanh(dec(code)), range: [-1, 1]}")
    #expect(!bright.contains("warning"), "\(bright)")
    #expect(try !errors("outputs.samples.map.count=2").contains("warning"))
  }

  @Test("What stands under the pictures is an array of its own")
  func captions() throws {
    let run = try run()
    let there = out.path + "/there"
    let end = try etch(
      "sample", run, "outputs.samples.map=null",
      "outputs.samples.new={grid: [digit, dec(code)], captions: [code, none], count: 4}", "--out",
      there, "--raw")
    #expect(end.status == 0, "\(end.errors)")
    #expect(
      end.output.split(separator: "\n").map { URL(filePath: String($0)).lastPathComponent }
        == ["new.png", "new-1.npy", "new-1.captions.npy", "new-2.npy"])
    let array = try InputFile.contents(of: there + "/samples/epoch-0001/new-1.captions.npy")
    let header = String(decoding: array[10..<128], as: UTF8.self)
    #expect(header.contains("'shape': (4, 2, )") && array.count == 128 + 4 * 2 * 4, "\(header)")
  }

  @Test("What is changed may name the run's params, as in etch run, though the file is gone")
  func params() throws {
    let run = try run()
    try FileManager.default.removeItem(atPath: file)
    let there = out.path + "/there"
    for change in [
      "outputs.samples.new.grid=dec(normal([size], count=9))", "outputs.samples.map.count=size",
      "outputs.samples.map.grid=dec(code * (1 + shift))",
    ] {
      let end = try etch("sample", run, change, "--out", there)
      #expect(end.status == 0, "\(change): \(end.errors)")
    }
    let bare = try etch("sample", run, "shift=3", "--out", there)
    #expect(bare.status == 2)
    #expect(
      bare.errors.contains("'shift' is a param, which is set as params.shift=…"), "\(bare.errors)")
    try FileManager.default.removeItem(atPath: run + "/sources")
    let lost = try etch("sample", run, "outputs.samples.map.count=size", "--out", there)
    #expect(lost.status == 2)
    #expect(lost.errors.contains("write their values"), "\(lost.errors)")
  }

  @Test("So it may where the file stands in a folder of the project and extends one beside it")
  func extended() throws {
    try Folder.create(out.path + "/sub")
    try Folder.move(file, to: out.path + "/sub/base.yaml")
    try TextFile.write("extends: base.yaml\nname: pq\n", to: out.path + "/sub/pq.yaml")
    let here = "cd '\(out.path)'"
    let run = try EtchProgram(["run", "sub/pq.yaml", "--backend", "reference"], limits: here)
    #expect(run.status == 0, "\(run.errors)")
    let end = try EtchProgram(["sample", "pq", "params.shift=3", "--out", "there"], limits: here)
    #expect(end.status == 0, "\(end.errors)")
  }

  @Test("A checkpoint whose weights are nan is told to be so, shown or exported")
  func notFinite() throws {
    let run = try run()
    let file = try #require(try RunFolder(run).checkpointFiles().last?.path)
    let saved = try Checkpoint.read(from: file)
    let name = try #require(
      saved.tensors.map(\.name).first { $0.hasPrefix("dec.") && $0.hasSuffix(".weight") })
    let tensors = saved.tensors.map { tensor in
      tensor.name == name
        ? NamedTensor(tensor.name, HostArray(shape: tensor.array.shape, repeating: .nan)) : tensor
    }
    try Checkpoint(tensors: tensors, metadata: saved.metadata).write(to: file)
    let told = "'\(name)' of the checkpoint holds numbers that are nan or infinite"
    let shown = try etch("sample", run, "--out", out.path + "/there")
    #expect(shown.status == 0 && shown.errors.contains("warning: \(told)"), "\(shown.errors)")
    let exported = try etch("checkpoint", "export", file, out.path + "/w.safetensors")
    #expect(
      exported.status == 0 && exported.errors.contains("'\(name)' holds numbers"),
      "\(exported.errors)")
  }

  @Test("What would make another experiment, or is misspelt, is refused")
  func refused() throws {
    let run = try run()
    for (change, told) in [
      ("params.size=3", "only what is shown can be changed here"),
      ("params.shft=3", "no param 'shft'; did you mean 'shift'?"),
      ("outputs.samples.mapp.count=3", "no sample 'mapp'; did you mean 'map'?"),
    ] {
      let end = try etch("sample", run, change, "--out", out.path + "/there")
      #expect(end.status == 2 && end.errors.contains(told), "\(change): \(end.errors)")
    }
  }

  @Test("Files of a run that are no longer read are not blamed for what is changed")
  func older() throws {
    let run = try run()
    let there = out.path + "/there"
    let path = try #require(
      FileManager.default.subpaths(atPath: run + "/sources")?.first { $0.hasSuffix("pp.yaml") })
    let file = "\(run)/sources/\(path)"
    let text = try TextFile.read(file)
    let rate = "{sgd: {learning_rate: {cosine: {initial: 0.01, over: 8}}}}"
    try TextFile.write(text.replacing("optimizer: sgd", with: "optimizer: \(rate)"), to: file)
    for (change, told) in [
      ("outputs.samples.map.cont=3", "did you mean 'count'?"),
      ("params.shift=3", "are of an earlier version of etch"),
    ] {
      let end = try etch("sample", run, change, "--out", there)
      #expect(end.status == 2 && end.errors.contains(told), "\(change): \(end.errors)")
      #expect(!end.errors.contains("its unit is missing"), "\(change): \(end.errors)")
    }
    let fewer = try etch("sample", run, "outputs.samples.map.count=2", "--out", there)
    #expect(fewer.status == 0, "\(fewer.errors)")
  }

  @Test("A formula has the definitions of its names put in")
  func formula() throws {
    let told = try etch("explain", file, "losses.loss")
    #expect(told.output.contains("\n  that is mse(dec(enc(digit)), digit)\n"), "\(told.output)")
    #expect(!(try etch("explain", file, "values.code").output.contains("that is")))
    let json = try etch("explain", file, "train.step.ae.minimize", "--json")
    #expect(json.output.contains(#""formula":"mse(dec(enc(digit)), digit)""#), "\(json.output)")
    #expect(try etch("explain", "dense", "--json").output.contains(#""name":"units""#))
  }

  @Test("A plan is an object too, and tells how long training takes")
  func plan() throws {
    let json = try etch("plan", file, "--json")
    #expect(
      json.output.contains(#""networks":[{"name":"enc","parameters":1570,"#), "\(json.output)")
    let timed = try etch("plan", file, "--time", "--seconds", "0.1")
    #expect(timed.output.contains("\n  an epoch of 2 steps takes about "), "\(timed.errors)")
    #expect(try etch("plan", file, "--time", "--json").status == 2)
  }

  @Test("bench tells examples and operations a second, and where the middle half of the steps lies")
  func speed() throws {
    let end = try etch("bench", file, "--seconds", "0.1", "--json")
    #expect(end.status == 0, "\(end.errors)")
    let json = try JSON(parsing: end.output)
    func number(_ key: String) throws -> Double { try #require(json[key]?.double) }
    let median = try number("step_ms_median")
    #expect(try number("examples_per_second") == 16 / median * 1000)
    guard case .array(let half)? = json["step_ms_middle_half"] else {
      Issue.record("\(end.output)")
      return
    }
    let ends = half.compactMap(\.double)
    #expect(ends.count == 2 && ends[0] <= median && median <= ends[1])
    #expect(try number("step_ms_min") <= ends[0])
    // Five products of [16] x [784] x [2]: two forward, two for the weights, one for the code.
    let operations = try number("step_flop")
    #expect(operations == 5 * 2 * 16 * 784 * 2)
    #expect(try number("gflop_per_second") == operations / median / 1e6)
    let text = try etch("bench", file, "--seconds", "0.1").output
    #expect(text.firstMatch(of: /; [0-9]+ examples\/s, [0-9.]+ GFLOP\/s;/) != nil, "\(text)")
    // The interpreter counts none.
    let slow = try etch("bench", file, "--seconds", "0.1", "--backend", "reference").output
    #expect(slow.contains(" examples/s; ") && !slow.contains("GFLOP"), "\(slow)")
  }

  @Test("bench makes up pictures that are not there, and says so; a table it cannot")
  func madeUp() throws {
    let text = try TextFile.read(file)
    try TextFile.write(
      text.replacing(
        "{source: builtin/digits, count: 32, scale: [0, 1]}",
        with:
          "{source: images, path: data/none, transforms: [{resize: 28}, grayscale, {scale: [0, 1]}]}"
      ), to: file)
    let timed = try etch("bench", file, "--seconds", "0.1", "--data", out.path)
    #expect(
      timed.output.contains("\non made-up digit, whose files are not there\n"), "\(timed.errors)")
    #expect(try etch("run", file, "--data", out.path).status == 2)
    try TextFile.write(
      text.replacing(
        "{source: builtin/digits, count: 32, scale: [0, 1]}",
        with: "{source: csv, path: data/x.csv}"
      ), to: file)
    let table = try etch("bench", file, "--seconds", "0.1", "--data", out.path)
    #expect(table.status == 2 && table.errors.contains("x.csv"), "\(table.errors)")
  }
}
