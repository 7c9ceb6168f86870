import Testing

@testable import Artifacts

@Suite struct CanvasTests {
  func grey(_ canvas: Canvas) -> [UInt8] {
    stride(from: 0, to: canvas.picture.pixels.count, by: 3).map { canvas.picture.pixels[$0] }
  }

  @Test func anEdgeWithinAPixelIsMixed() {
    var canvas = Canvas(height: 1, width: 4)
    canvas.fill(Box(left: 0.5, top: 0, right: 2.25, bottom: 1), .black)
    #expect(grey(canvas) == [128, 0, 191, 255])
  }

  @Test func aLineThatCrossesItselfIsDrawnOnce() {
    var canvas = Canvas(height: 9, width: 9)
    let points = [Point(1, 4.5), Point(8, 4.5), Point(4.5, 4.5), Point(4.5, 8), Point(4.5, 1)]
    canvas.line(points, width: 1, .black, opacity: 0.5, within: canvas.bounds)
    #expect(grey(canvas)[4 * 9 + 4] == 128)
    #expect(grey(canvas)[4 * 9 + 6] == 128)
  }

  @Test func nothingIsDrawnOutside() {
    var canvas = Canvas(height: 4, width: 4)
    let clip = Box(left: 1, top: 1, right: 3, bottom: 3)
    canvas.disc(Point(2, 2), radius: 50, .black, within: clip)
    canvas.line([Point(-1e9, 2), Point(1e9, 2)], width: 3, .black, within: clip)
    canvas.fill(Box(left: -9, top: -9, right: -1, bottom: 90), .black)
    canvas.write("outside", at: Point(-1000, 3000))
    #expect(
      grey(canvas).map { $0 == 0 ? 1 : 0 } == [0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0])
  }

  @Test func everyLetterIsInTheFont() throws {
    var canvas = Canvas(height: 180, width: 440)
    let letters = (32...126).compactMap { Unicode.Scalar($0).map { String(Character($0)) } }
    let unknown = Array(Font.darkness("☃"))
    for (index, letter) in (letters + ["ä", "É", "ß", "µ", "σ", "→", "·", "…"]).enumerated() {
      let darkness = Array(Font.darkness(Character(letter)))
      #expect(darkness.count == Font.advance * Font.height)
      #expect(letter == " " || (darkness != unknown && darkness.contains { $0 > 8 }), "\(letter)")
      let place = Point(Double(10 + index % 26 * 15), Double(10 + index / 26 * 28))
      canvas.write(letter, at: place)
    }
    canvas.writeUpwards("up ±×°☃", at: Point(410, 90))
    canvas.writeOnAnything("rim", at: Point(200, 150), rim: Color(0xE69F00))
    try expectGolden(canvas.picture, "letters.png")
  }

  @Test func aDashedLineHasGapsOfTheirLength() {
    var canvas = Canvas(height: 3, width: 20)
    canvas.line(
      [Point(0, 1.5), Point(20, 1.5)], width: 1, .black, dash: [4, 6], within: canvas.bounds)
    let row = grey(canvas)[20..<40].map { $0 < 128 ? "#" : "." }.joined()
    #expect(row == "####......####......")
  }

  @Test func longTextsAreShortened() {
    #expect(Font.shortened("reconstruction", to: 14) == "reconstruction")
    #expect(Font.shortened("reconstruction", to: 6) == "recon…")
    #expect(Font.shortened("reconstruction", to: -1) == "…")
  }
}
