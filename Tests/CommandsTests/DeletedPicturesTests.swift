import Artifacts
import Foundation
import Testing

@testable import Commands

/// What `etch run` makes of a finished run whose pictures were deleted.
@Suite("Deleted pictures")
struct DeletedPicturesTests {
  private static let text = """
    etch: 1
    name: tiny
    data:
      digit: {source: builtin/digits, count: 32, scale: [0, 1]}
    networks:
      net: {input: [28, 28, 1], layers: [flatten, dense: 784, reshape: [28, 28, 1]]}
    values:
      again: net(digit)
    losses:
      error: mse(again, digit)
    train: {epochs: 4, batch_size: 16, optimizer: adam, step: {net: {minimize: error}}}
    outputs:
      checkpoints: {every: 1 epoch, keep: 2}
      samples:
        pair: {grid: again, count: 4, gif: true}
      plots:
        spread: {histogram: "mean(again, per=example)"}
    """

  /// A finished run, and the bytes of its pictures by name.
  private func finished(in out: RunsFolder) throws -> (run: String, pictures: [String: [UInt8]]) {
    let file = out.path + "/tiny.yaml"
    try AtomicFile.write(Self.text, to: file)
    let end = try EtchProgram(["run", file, "--out", out.path])
    #expect(end.status == 0, "\(end.errors)")
    let name = try #require(try Folder.names(in: out.path + "/tiny").first)
    let run = "\(out.path)/tiny/\(name)"
    return (run, try pictures(in: run))
  }

  private func pictures(in run: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    let enumerator = FileManager.default.enumerator(atPath: run)
    while let name = enumerator?.nextObject() as? String {
      guard [".png", ".gif", ".svg"].contains(where: name.hasSuffix) else { continue }
      found[name] = try InputFile.contents(of: run + "/" + name)
    }
    return found
  }

  @Test(
    "those of a checkpoint that is there are made again, byte for byte",
    arguments: [
      "samples/epoch-0004/pair.png", "samples/epoch-0003/pair.png", "plots/epoch-0004/spread.svg",
      "plots/epoch-0003/spread.svg",
    ])
  func again(name: String) throws {
    let out = try RunsFolder()
    let (run, pictures) = try finished(in: out)
    try FileManager.default.removeItem(atPath: run + "/" + name)
    let end = try EtchProgram(["run", out.path + "/tiny.yaml", "--out", out.path])
    #expect(end.status == 0 && !end.errors.contains("were deleted"), "\(end.errors)")
    #expect(try self.pictures(in: run) == pictures)
    let left = try EtchProgram(["run", out.path + "/tiny.yaml", "--out", out.path])
    #expect(left.errors.contains("it is left as it is"))
  }

  /// Width and height of each sheet.
  private func sizes(in run: String) throws -> [String: [Int]] {
    try pictures(in: run).filter { $0.key.hasSuffix(".png") }.mapValues { bytes in
      let info = try PNG.describe(bytes, name: "a")
      return [info.width, info.height]
    }
  }

  @Test("an output that is another replaces no animation by a shorter one, and no sheet by none")
  func otherCount() throws {
    let out = try RunsFolder()
    let (run, pictures) = try finished(in: out)
    let whole = try #require(try self.sizes(in: run)["samples/epoch-0004/pair.png"])
    #expect(try GIF.frameCount(ofFileAt: run + "/animations/pair.gif") == 4)
    let end = try EtchProgram([
      "run", out.path + "/tiny.yaml", "--out", out.path, "outputs.samples.pair.count=2",
    ])
    #expect(end.status == 0 && end.errors.contains("keeps its 4 pictures"), "\(end.errors)")
    let now = try self.pictures(in: run)
    #expect(now.keys.sorted() == pictures.keys.sorted())
    for name in [
      "animations/pair.gif", "samples/epoch-0001/pair.png", "samples/epoch-0002/pair.png",
    ] { #expect(now[name] == pictures[name], "\(name)") }
    for moment in ["epoch-0003", "epoch-0004"] {
      let size = try #require(try self.sizes(in: run)["samples/\(moment)/pair.png"])
      #expect(size[0] * size[1] < whole[0] * whole[1], "\(moment)")
    }
  }

  @Test(
    "an animation that is deleted, or was not asked for in training, is made of all moments",
    arguments: [true, false])
  func animation(isDeleted: Bool) throws {
    let out = try RunsFolder()
    let file = out.path + "/tiny.yaml"
    try AtomicFile.write(Self.text, to: file)
    let first = ["run", file, "--out", out.path]
    let other = isDeleted ? first : first + ["outputs.samples.pair.gif=false"]
    #expect(try EtchProgram(other).status == 0)
    let name = try #require(try Folder.names(in: out.path + "/tiny").first)
    let path = "\(out.path)/tiny/\(name)/animations/pair.gif"
    #expect(try GIF.frameCount(ofFileAt: path) == (isDeleted ? 4 : nil))
    if isDeleted { try FileManager.default.removeItem(atPath: path) }
    #expect(try EtchProgram(first).status == 0)
    #expect(try GIF.frameCount(ofFileAt: path) == 4)
  }

  @Test("others are told once, and what is there stays")
  func told() throws {
    let out = try RunsFolder()
    var (run, pictures) = try finished(in: out)
    for name in ["samples/epoch-0001/pair.png", "samples/epoch-0004/pair.png"] {
      try FileManager.default.removeItem(atPath: run + "/" + name)
    }
    let end = try EtchProgram(["run", out.path + "/tiny.yaml", "--out", out.path])
    #expect(
      end.errors.contains(
        "pictures that were deleted, and whose checkpoint is gone too: samples/epoch-0001/pair.png"),
      "\(end.errors)")
    pictures["samples/epoch-0001/pair.png"] = nil
    #expect(try self.pictures(in: run) == pictures)
    let left = try EtchProgram(["run", out.path + "/tiny.yaml", "--out", out.path])
    #expect(left.errors.contains("it is left as it is") && !left.errors.contains("were deleted"))
  }

  @Test(
    "what a kill between the record and the page leaves is completed, and stays",
    arguments: [
      ["done", "plots/losses.png", "report.html"], ["done"], ["plots/losses.png"],
      ["plots/losses.svg"], ["report.html"],
    ])
  func killedBeforeThePage(gone: [String]) throws {
    let out = try RunsFolder()
    let (run, pictures) = try finished(in: out)
    for name in gone { try FileManager.default.removeItem(atPath: run + "/" + name) }
    // Older curves than the log's, and what was being written.
    if gone == ["done"] { try AtomicFile.write("old", to: run + "/plots/losses.png") }
    try AtomicFile.write("half", to: run + "/plots/half.png")
    try Folder.move(run + "/plots/half.png", to: run + "/plots/.losses.png.tmp-123-0")
    let end = try EtchProgram(["run", out.path + "/tiny.yaml", "--out", out.path])
    #expect(end.status == 0 && end.errors.contains("it is left as it is"), "\(end.errors)")
    #expect(try self.pictures(in: run) == pictures)
    #expect(leftovers(in: run) == [])
    #expect(Folder.exists(run + "/done") && Folder.exists(run + "/report.html"))
    #expect(Folder.exists(run + "/plots/losses.svg"))
  }
}
