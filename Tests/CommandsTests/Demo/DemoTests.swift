import Artifacts
import Foundation
import Testing

@testable import Commands

/// `etch demo`, with a few steps of each experiment.
@Suite("The demo")
struct DemoTests {
  private static let titles = ["A map of all digits", "Digits out of noise"]

  private let folder: RunsFolder
  private var out: String { folder.path + "/out" }

  init() throws { folder = try RunsFolder() }

  private func demo(_ arguments: String...) throws -> EtchProgram {
    try EtchProgram(["demo", "--briefly", "--out", out] + arguments)
  }

  /// How often a text stands in another.
  private func count(_ part: String, in text: String) -> Int {
    text.components(separatedBy: part).count - 1
  }

  @Test("trains three experiments, shows them on one page, and paints a photo of the reader's own")
  func whole() throws {
    let end = try demo()
    try #require(end.status == 0, "\(end.errors)")
    #expect(end.output == "\(out)/demo.html\n")
    #expect(end.errors.hasPrefix("3 experiments, about 4 minutes in all on two cores\n"))
    #expect(count("finished: \(out)/", in: end.errors) == 3, "\(end.errors)")
    let page = try TextFile.read(out + "/demo.html")
    for title in Self.titles + ["A photo becomes a painting"] {
      #expect(count("<h2>\(title)</h2>", in: page) == 1, "\(title)")
    }
    // A map and the plane of codes; the photo, the painting, the canvas and how it was painted; digits and how they came.
    #expect(count("<img ", in: page) == 8, "\(count("<img ", in: page))")
    #expect(count("data:image/gif", in: page) == 2)
    #expect(count("/report.html\">", in: page) == 3)

    let photo = folder.path + "/me.png"
    let shades = Picture(
      height: 64, width: 64, channels: 3, pixels: (0..<64 * 64 * 3).map { UInt8($0 % 251) })
    try AtomicFile.write(PNG.encode(shades), to: photo)
    let own = try demo("--photo", photo)
    try #require(own.status == 0, "\(own.errors)")
    // What is there already is left alone.
    #expect(count("it is left as it is", in: own.errors) == 2, "\(own.errors)")
    #expect(count("finished: \(out)/style_transfer_adam/", in: own.errors) == 1)
    let painted = try TextFile.read(out + "/demo.html")
    #expect(count("<h2>Your photo becomes a painting</h2>", in: painted) == 1)
    #expect(try Folder.names(in: out + "/style_transfer_adam").count == 2)
  }

  @Test("says that a photo is not there, before anything is trained")
  func missing() throws {
    let end = try demo("--photo", folder.path + "/you.jpg")
    #expect(end.status == 2)
    #expect(end.errors.contains("there is no photo '"), "\(end.errors)")
    #expect(!Folder.exists(out))
  }

  @Test(
    "says that a photo is of another format or damaged, before anything is trained",
    arguments: [
      (Array("\u{0}\u{0}\u{0}\u{18}ftypheic".utf8), "is neither a PNG nor a JPEG file"),
      ([0xFF, 0xD8, 0xFF, 0xE0, 0, 0], "cannot be read as JPEG"),
    ] as [([UInt8], String)])
  func unreadable(bytes: [UInt8], told: String) throws {
    let photo = folder.path + "/me.jpg"
    try AtomicFile.write(bytes, to: photo)
    let end = try demo("--photo", photo)
    #expect(end.status == 2 && end.errors.contains("'\(photo)': \(told)"), "\(end.errors)")
    #expect(!end.errors.contains("command line"), "\(end.errors)")
    #expect(!Folder.exists(out))
  }

  @Test("as it is shown takes the steps of its experiments, each as long as its help says")
  func acts() throws {
    let program = try #require(builtProgram, "the program is not built beside the tests")
    let shipped = try ShippedExperiments(besides: program.path)
    let demo = try Demo(photo: nil, shipped: shipped, folder: folder.path)
    #expect(
      demo.acts.map { Demo.phrase($0.seconds) } == [
        "about 15 seconds", "about 25 seconds", "about 3 minutes",
      ])
    #expect(demo.duration == "about 4 minutes")
    for act in demo.acts { #expect(Folder.exists(try demo.file(of: act)), "\(act.experiment)") }
    let help = try EtchProgram(["demo", "--help"])
    #expect(!help.output.contains("briefly"))
  }
}
