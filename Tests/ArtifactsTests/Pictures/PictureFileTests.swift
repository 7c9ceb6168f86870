import Diagnostics
import Testing

@testable import Artifacts

@Suite struct PictureFileTests {
  func path(_ name: String) -> String { goldenPath("../Fixtures/" + name) }

  static let pictures: [(String, Picture)] = [
    (
      "grey1.png",
      .init(height: 2, width: 4, channels: 1, pixels: [0, 255, 0, 255, 255, 255, 255, 255])
    ),
    ("grey16.png", .init(height: 1, width: 2, channels: 1, pixels: [18, 255])),
    ("grey8alpha.png", .init(height: 1, width: 2, channels: 1, pixels: [10, 200])),
    (
      "palette2.png",
      .init(
        height: 1, width: 4, channels: 3,
        pixels: [1, 2, 3, 40, 50, 60, 70, 80, 90, 255, 254, 253])
    ),
    ("rgb8-alpha.png", .init(height: 1, width: 2, channels: 3, pixels: [1, 2, 3, 4, 5, 6])),
    ("rgb16.png", .init(height: 1, width: 1, channels: 3, pixels: [0, 100, 255])),
    ("interlaced.png", .init(height: 5, width: 5, channels: 1, pixels: (0..<25).map { $0 * 10 })),
  ]

  @Test(
    "Every kind of PNG is read as 8-bit grey or RGB, without alpha or gamma", arguments: pictures)
  func png(name: String, picture: Picture) throws {
    #expect(try PictureFile.read(path(name)) == picture)
    let info = PictureInfo(
      height: picture.height, width: picture.width, channels: picture.channels)
    #expect(try PictureFile.describe(path(name)) == info)
  }

  @Test("A pixel whose colour the palette does not have is refused, and its header is read")
  func beyondPalette() throws {
    let file = path("palette-beyond.png")
    #expect(try PictureFile.describe(file) == PictureInfo(height: 1, width: 4, channels: 3))
    let told = #expect(throws: Diagnostic.self) { try PictureFile.read(file) }
    #expect(
      told?.message.hasSuffix("cannot be read as PNG: a pixel has a colour beyond the palette")
        == true)
  }

  /// Sizes, first and last pixel and sum as Pillow (libjpeg-turbo) reads them.
  static let photos: [(String, PictureInfo, [UInt8], [UInt8], Int)] = [
    ("grey.jpg", .init(height: 8, width: 16, channels: 1), [0], [176], 11272),
    ("color.jpg", .init(height: 16, width: 24, channels: 3), [0, 2, 83], [230, 222, 98], 121_950),
    (
      "progressive.jpg", .init(height: 16, width: 24, channels: 3), [0, 2, 83], [230, 222, 98],
      121_950
    ),
    ("inks.jpg", .init(height: 8, width: 8, channels: 3), [184, 92, 46], [184, 92, 46], 20608),
    ("restarts.jpg", .init(height: 8, width: 32, channels: 1), [0], [39], 34052),
  ]

  @Test("Every kind of JPEG is read as Pillow reads it", arguments: photos)
  func jpeg(name: String, info: PictureInfo, first: [UInt8], last: [UInt8], sum: Int) throws {
    let picture = try PictureFile.read(path(name))
    #expect(try PictureFile.describe(path(name)) == info)
    #expect(
      [picture.height, picture.width, picture.channels] == [info.height, info.width, info.channels])
    #expect(Array(picture.pixels.prefix(info.channels)) == first)
    #expect(Array(picture.pixels.suffix(info.channels)) == last)
    #expect(picture.pixels.reduce(0) { $0 + Int($1) } == sum)
  }

  @Test(
    "A damaged picture is read or refused but never traps",
    arguments: [
      "palette2.png", "rgb16.png", "interlaced.png", "grey.jpg", "color.jpg", "progressive.jpg",
      "inks.jpg",
    ])
  func damage(name: String) throws {
    let bytes = try InputFile.contents(of: path(name))
    withDamage(to: bytes) { damaged, _ in
      for decode in [PNG.decode, JPEG.decode] { _ = try? decode(damaged, "x", 1 << 16) }
      _ = try? PNG.describe(damaged, name: "x")
      _ = try? JPEG.describe(damaged, name: "x")
    }
  }

  @Test(
    "Of 5,000 pictures with several bytes changed, moved or lost none traps",
    arguments: [
      "palette2.png", "rgb16.png", "interlaced.png", "grey1.png", "grey.jpg", "color.jpg",
      "progressive.jpg", "inks.jpg",
    ])
  func mutations(name: String) throws {
    let original = try InputFile.contents(of: path(name))
    var state = UInt64(name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(bound, 1)
    }
    for _ in 0..<1250 {
      var bytes = original
      for _ in 0...draw(6) {
        // Most of what may go wrong stands in the header.
        let place = draw(draw(2) == 0 ? min(64, bytes.count) : bytes.count)
        switch draw(4) {
        case 0: bytes[place] = UInt8(draw(256))
        case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF][draw(5)]
        case 2: bytes.removeSubrange(place..<min(place + draw(9), bytes.count))
        default: bytes.insert(contentsOf: original[draw(8)..<8 + draw(9)], at: place)
        }
        if bytes.isEmpty { bytes = original }
      }
      for decode in [PNG.decode, JPEG.decode] {
        guard let picture = try? decode(bytes, "x", 1 << 16) else { continue }
        #expect(picture.pixels.count == picture.height * picture.width * picture.channels)
      }
      _ = try? PNG.describe(bytes, name: "x")
      _ = try? JPEG.describe(bytes, name: "x")
    }
  }

  @Test(
    "A truncated photo is refused",
    arguments: ["grey.jpg", "color.jpg", "progressive.jpg", "restarts.jpg"])
  func truncation(name: String) throws {
    let bytes = try InputFile.contents(of: path(name))
    for length in 0..<bytes.count - 2 {
      #expect(throws: (any Error).self, "\(length)") {
        try JPEG.decode(Array(bytes[..<length]), name: name)
      }
    }
  }

  @Test("A photo of which a part between restart markers is missing or elsewhere is refused")
  func restarts() throws {
    let bytes = try InputFile.contents(of: path("restarts.jpg"))
    // Four parts, with the markers RST0, RST1 and RST2 between them.
    let markers = bytes.indices.dropLast().filter {
      bytes[$0] == 0xFF && (0xD0...0xD7).contains(bytes[$0 + 1])
    }
    #expect(markers.count == 3)
    var renamed = bytes
    renamed[markers[1] + 1] = 0xD4
    for wrong in [
      Array(bytes[..<markers[0]] + bytes[markers[1]...]),
      Array(bytes[..<markers[1]] + bytes[markers[0]...]), renamed,
    ] {
      let problem = diagnosis { try JPEG.decode(wrong, name: "x") }
      #expect(problem.contains("instead of RST"), "\(problem)")
    }
  }

  @Test("A photo of several scans whose end is written before all of them is refused")
  func scans() throws {
    let bytes = try InputFile.contents(of: path("progressive.jpg"))
    let starts = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
    #expect(starts.count == 10)
    for start in starts.dropFirst() {
      let problem = diagnosis { try JPEG.decode(Array(bytes[..<start]) + [0xFF, 0xD9], name: "x") }
      #expect(problem.contains("it ends before all scans of its picture"), "\(problem)")
    }
  }

  /// A photo whose camera was held in one of eight ways, as Exif counts them.
  private func photo(heldIn way: UInt8, bigEndian: Bool) throws -> [UInt8] {
    let tag: [UInt8] =
      bigEndian
      ? [77, 77, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0]
      : [73, 73, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, way, 0, 0, 0, 0, 0, 0, 0]
    let body = Array("Exif".utf8) + [0, 0] + tag
    let bytes = try InputFile.contents(of: path("color.jpg"))
    return bytes.prefix(2) + [0xFF, 0xE1, 0, UInt8(body.count + 2)] + body + bytes.dropFirst(2)
  }

  @Test("A photo is turned as its camera was held", arguments: 1...9 as ClosedRange<UInt8>)
  func orientation(_ way: UInt8) throws {
    let upright = try PictureFile.read(path("color.jpg"))
    let (height, width) = (upright.height, upright.width)
    // Where the pixel in row y and column x of the turned picture stands in the file.
    let places: [UInt8: (Int, Int) -> (Int, Int)] = [
      2: { y, x in (y, width - 1 - x) }, 3: { y, x in (height - 1 - y, width - 1 - x) },
      4: { y, x in (height - 1 - y, x) }, 5: { y, x in (x, y) },
      6: { y, x in (height - 1 - x, y) }, 7: { y, x in (height - 1 - x, width - 1 - y) },
      8: { y, x in (x, width - 1 - y) },
    ]
    let place = places[way] ?? { ($0, $1) }
    let turned = (5...8).contains(way)
    let (rows, columns) = turned ? (width, height) : (height, width)
    let pixels = (0..<rows).flatMap { y in
      (0..<columns).flatMap { x -> ArraySlice<UInt8> in
        let (row, column) = place(y, x)
        let start = (row * width + column) * 3
        return upright.pixels[start..<start + 3]
      }
    }
    for bigEndian in [false, true] {
      let bytes = try photo(heldIn: way, bigEndian: bigEndian)
      let info = try JPEG.describe(bytes, name: "x")
      #expect(info == PictureInfo(height: rows, width: columns, channels: 3))
      let picture = try JPEG.decode(bytes, name: "x")
      #expect(picture == Picture(height: rows, width: columns, channels: 3, pixels: pixels))
      withDamage(to: Array(bytes.prefix(60))) { damaged, _ in
        _ = try? JPEG.describe(damaged + bytes.dropFirst(60), name: "x")
      }
    }
  }

  @Test func wrongFilesAreNamed() throws {
    let folder = try TemporaryFolder()
    let other = try folder.file("a.png", Array("GIF89a".utf8))
    #expect(
      diagnosis { try PictureFile.read(other) }
        == "'\(other)': is neither a PNG nor a JPEG file; convert it to one of them, or remove it")
    #expect(
      diagnosis { try PictureFile.read(path("huge.png")) }
        == "'\(path("huge.png"))': cannot be read as PNG: the picture has more pixels than allowed")
    let photo = try InputFile.contents(of: path("color.jpg"))
    #expect(
      diagnosis { try JPEG.decode(photo, name: "x", maximumPixels: 383) }
        == "'x': cannot be read as JPEG: the picture has more pixels than allowed")
    var lie = photo
    let header = try #require(photo.indices.first { photo[$0...].starts(with: [0xFF, 0xC0]) })
    lie.replaceSubrange(header + 5..<header + 9, with: [0x40, 0, 0x40, 0])
    #expect(
      diagnosis { try JPEG.decode(lie, name: "x") }
        == "'x': cannot be read as JPEG: the file is too short for a picture of this size")
    #expect(
      diagnosis { try JPEG.decode(Array(photo[..<500]), name: "x") }
        == "'x': cannot be read as JPEG: Premature end of JPEG file")
  }
}
