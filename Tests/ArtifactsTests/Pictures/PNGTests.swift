import Testing

@testable import Artifacts

/// A picture whose samples depend on place and channel.
func pattern(height: Int, width: Int, channels: Int) -> Picture {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for c in 0..<channels { pixels.append(UInt8(truncatingIfNeeded: x * 13 + y * 7 + c * 80)) }
    }
  }
  return Picture(height: height, width: width, channels: channels, pixels: pixels)
}

@Suite struct PNGTests {
  @Test("Texts stand in the file and leave the picture as it is")
  func texts() throws {
    let picture = Picture(height: 2, width: 3, channels: 1, pixels: [1, 2, 3, 4, 5, 6])
    let texts = [
      PNG.Text("Title", "manifold"), PNG.Text("Description", "σ(x) → y"), PNG.Text("Moment", ""),
    ]
    let bytes = try PNG.encode(picture, texts: texts)
    #expect(try PNG.decode(bytes, name: "x") == picture)
    #expect(PNG.texts(of: bytes) == texts)
    #expect(try PNG.texts(of: PNG.encode(picture)).isEmpty)
    // The example of the format's specification, annex D: an empty IEND chunk.
    #expect(CRC32.standard.checksum(Array("IEND".utf8)) == 0xAE42_6082)
  }

  @Test("What a terminal would act on is spelled out in texts")
  func controls() throws {
    let picture = Picture(height: 1, width: 1, channels: 1, filledWith: 0)
    let text = PNG.Text("Rows", "a\u{1B}[31m\nb\u{9B}é")
    let found = PNG.texts(of: try PNG.encode(picture, texts: [text])).first
    #expect(found?.text == "a\\u{1B}[31m\nb\\u{9B}é")
  }

  @Test("What is written is read", arguments: [(1, 1, 1), (5, 7, 1), (9, 4, 3), (64, 100, 3)])
  func roundTrip(height: Int, width: Int, channels: Int) throws {
    let picture = pattern(height: height, width: width, channels: channels)
    let bytes = try PNG.encode(picture)
    #expect(try PNG.decode(bytes, name: "x") == picture)
    let info = PictureInfo(height: height, width: width, channels: channels)
    #expect(try PNG.describe(bytes, name: "x") == info)
    #expect(try PNG.encode(picture) == bytes)
  }

  @Test func theBytesAreAlwaysTheSame() throws {
    try expectGolden(PNG.encode(pattern(height: 6, width: 5, channels: 3)), "pattern.png")
  }

  @Test func everyDamageIsReadOrRefusedButNeverTraps() throws {
    let bytes = try PNG.encode(pattern(height: 5, width: 6, channels: 3))
    withDamage(to: bytes) { damaged, _ in
      _ = try? PNG.decode(damaged, name: "x", maximumPixels: 1 << 20)
      _ = try? PNG.describe(damaged, name: "x")
    }
    for length in 0..<bytes.count - 12 {
      #expect(throws: (any Error).self, "\(length)") {
        try PNG.decode(Array(bytes[..<length]), name: "x")
      }
    }
  }

  @Test("Texts that unpack to eight gigabytes take neither memory nor time")
  func packedTexts() throws {
    // A picture of two pixels with one text of 7.9 MB, which is here a thousand times.
    let bytes = try InputFile.contents(of: goldenPath("../Fixtures/text.png"))
    let header = 33
    let count = bytes[header..<header + 4].reduce(0) { $0 << 8 | Int($1) }
    let chunk = bytes[header..<header + 12 + count]
    let bomb = bytes[..<header] + repeatElement(chunk, count: 1000).joined() + bytes[header...]
    let clock = ContinuousClock()
    let begun = clock.now
    #expect(try PNG.decode(Array(bomb), name: "x").pixels == [10, 20])
    #expect(try PNG.describe(Array(bomb), name: "x").width == 2)
    let time = clock.now - begun
    #expect(time < .seconds(10), "\(time)")
  }

  @Test func moreShouldNotBeDecodedThanAllowed() throws {
    let bytes = try PNG.encode(pattern(height: 10, width: 10, channels: 1))
    #expect(
      diagnosis { try PNG.decode(bytes, name: "x", maximumPixels: 99) }
        == "'x': cannot be read as PNG: the picture has more pixels than allowed")
    #expect(
      diagnosis { try PNG.decode(Array(bytes[..<40]), name: "x") }
        == "'x': cannot be read as PNG: the file ends too early")
  }
}
