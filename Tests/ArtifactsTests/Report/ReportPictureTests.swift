import Foundation
import Testing

@testable import Artifacts

@Suite("A picture of a page")
struct ReportPictureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, texts: [PNG.Text] = []) throws -> Int {
    let picture = Picture(height: 3, width: 5, channels: 1, filledWith: 9)
    let bytes = try PNG.encode(picture, texts: texts)
    _ = try folder.file(name, bytes)
    return bytes.count
  }

  private func picture(_ path: String) throws -> ReportPicture {
    try ReportPicture(name: "sheet", moment: "epoch-0003", path: path, in: folder.path)
  }

  @Test("Its file is read when the page takes it, and not before")
  func late() throws {
    let count = try write("a.png")
    let picture = try picture("a.png")
    #expect(picture.byteCount == count && picture.cost >= count)
    let figure = try picture.figure(isEmbedded: true)
    let bytes = try InputFile.contents(of: folder("a.png"))
    #expect(figure.contains("base64,\(Data(bytes).base64EncodedString())\""))
    #expect(figure.contains("width=\"5\" height=\"3\">") && figure.utf8.count <= picture.cost)
    try FileManager.default.removeItem(atPath: folder("a.png"))
    let link = try picture.figure(isEmbedded: false)
    #expect(link.contains("sheet, epoch-0003</a>: 3 pixels high and 5 wide; left out of this page"))
    #expect(throws: (any Error).self) { try picture.figure(isEmbedded: true) }
  }

  @Test("Of one that is too large to be shown the beginning says what it is")
  func large() throws {
    _ = try write("a.png", texts: [PNG.Text(PNG.Text.axes, "left to right")])
    let file = try FileHandle(forWritingTo: URL(filePath: folder("a.png")))
    try file.truncate(atOffset: 300_000_000)
    try file.close()
    let picture = try picture("a.png")
    #expect(picture.byteCount == 300_000_000)
    let link = try picture.figure(isEmbedded: false)
    #expect(
      link.contains(
        "epoch-0003: left to right</a>: 3 pixels high and 5 wide; left out of this page"))
    let told = diagnosis { try picture.figure(isEmbedded: true) }
    #expect(told.contains("a.png': has 300000000 bytes; at most"))
  }

  @Test("One whose pixels stand far behind its beginning is found to be as large as it is")
  func pushedBack() throws {
    _ = try write("a.png", texts: [PNG.Text("Comment", String(repeating: "a", count: 100_000))])
    #expect(try picture("a.png").figure(isEmbedded: false).contains(": 3 pixels high and 5 wide;"))
  }

  @Test("One that stands elsewhere, by its name or behind a link, is not shown")
  func elsewhere() throws {
    _ = try write("a.png")
    try Folder.create(folder("run"))
    #expect(symlink("../a.png", folder("run/b.png")) == 0)
    func told(_ path: String) -> String {
      diagnosis {
        try ReportPicture(name: "sheet", moment: "epoch-0003", path: path, in: folder("run"))
      }
    }
    #expect(told("../a.png").contains("'../a.png' is no file of '"))
    #expect(told("b.png").contains("b.png' is a symbolic link, and what it leads to is not shown"))
  }

  @Test("A plot is shown as shapes, where these stand beside it and take no more bytes")
  func shapes() throws {
    let pixels = try write("a.png", texts: [PNG.Text(PNG.Text.rows, "two groups")])
    func figure(_ shapes: String) throws -> String {
      _ = try folder.file("a.svg", Array(shapes.utf8))
      let picture = try picture("a.png")
      #expect(picture.cost <= (pixels + 2) / 3 * 4 + 500)
      return try picture.figure(isEmbedded: true)
    }
    let short = "<svg/>"
    let shown = try figure(short)
    #expect(
      shown.contains("src=\"data:image/svg+xml;base64,\(Data(short.utf8).base64EncodedString())\""))
    #expect(shown.contains("; shows two groups\" width=\"5\" height=\"3\">"))
    #expect(try figure(short + String(repeating: " ", count: pixels)).contains("data:image/png"))
    // Whatever a link leads to.
    try FileManager.default.moveItem(atPath: folder("a.svg"), toPath: folder("b.svg"))
    _ = try folder.file("b.svg", Array(short.utf8))
    #expect(symlink("b.svg", folder("a.svg")) == 0)
    #expect(try picture("a.png").figure(isEmbedded: true).contains("data:image/png"))
  }

  @Test("Shapes are made smaller as pixels, where these then take fewer bytes")
  func smallerShapes() throws {
    let plain = Picture(height: 400, width: 2000, channels: 1, filledWith: 9)
    let sheet = try PNG.encode(plain, texts: [PNG.Text("a", String(repeating: "b", count: 9000))])
    _ = try folder.file("a.png", sheet)
    func reduced(_ shapes: Int) throws -> String {
      _ = try folder.file("a.svg", Array(("<svg>" + String(repeating: " ", count: shapes)).utf8))
      let picture = try picture("a.png")
      #expect(picture.cost(atWidth: 100) == picture.cost)
      return try picture.smaller(toWidth: 100).figure(isEmbedded: true)
    }
    #expect(try reduced(1).contains("data:image/svg+xml"))
    let small = try reduced(4000)
    #expect(small.contains("data:image/png") && small.contains("width=\"100\" height=\"20\""))
    #expect(small.contains("; made smaller for this page"))
  }

  @Test("What does not begin as a picture is refused at once", arguments: ["", "GIF8", "words"])
  func wrong(text: String) throws {
    _ = try folder.file("a.png", Array(text.utf8))
    #expect(throws: (any Error).self) { try picture("a.png") }
  }
}
