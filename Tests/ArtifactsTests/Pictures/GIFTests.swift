import CGIF
import Testing

@testable import Artifacts

/// What giflib reads: the frames as colours, and the delays.
private func read(_ bytes: [UInt8]) throws -> (frames: [Picture], delays: [Int]) {
  let source = MemorySource(path: "x", content: bytes)
  defer { withExtendedLifetime(source) {} }
  let opened = DGifOpen(
    Unmanaged.passUnretained(source).toOpaque(),
    { file, target, count in
      guard let context = file?.pointee.UserData else { return 0 }
      let source = Unmanaged<MemorySource>.fromOpaque(context).takeUnretainedValue()
      return Int32(source.read(into: .init(start: target, count: Int(count))))
    }, nil)
  let file = try #require(opened)
  defer { DGifCloseFile(file, nil) }
  try #require(DGifSlurp(file) == GIF_OK)
  var frames: [Picture] = []
  var delays: [Int] = []
  for index in 0..<Int(file.pointee.ImageCount) {
    let image = file.pointee.SavedImages[index]
    let (height, width) = (Int(image.ImageDesc.Height), Int(image.ImageDesc.Width))
    let pixels = (0..<height * width).flatMap { at in
      let color = file.pointee.SColorMap.pointee.Colors[Int(image.RasterBits[at])]
      return [color.Red, color.Green, color.Blue]
    }
    frames.append(Picture(height: height, width: width, channels: 3, pixels: pixels))
    var control = GraphicsControlBlock()
    #expect(DGifSavedExtensionToGCB(file, Int32(index), &control) == GIF_OK)
    delays.append(Int(control.DelayTime))
  }
  return (frames, delays)
}

@Suite struct GIFTests {
  @Test("Few colours come back exactly", arguments: [1, 3])
  func exact(channels: Int) throws {
    let frames = (0..<5).map { frame in
      Picture(
        height: 3, width: 4, channels: channels,
        pixels: (0..<12 * channels).map { UInt8(truncatingIfNeeded: ($0 + frame) % 6 * 50) })
    }
    let bytes = try GIF.encode(frames, delay: 7)
    let result = try read(bytes)
    #expect(result.frames == frames.map(\.inColor))
    #expect(result.delays == [7, 7, 7, 7, 7])
    #expect(try GIF.encode(frames, delay: 7) == bytes)
    // It is repeated for ever.
    let loop = Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
    #expect(bytes.indices.contains { bytes[$0...].starts(with: loop) })
  }

  @Test func manyColoursComeBackNearly() throws {
    let frames = (0..<2).map { frame in
      var pixels: [UInt8] = []
      for y in 0..<32 {
        for x in 0..<32 { pixels += [UInt8(x * 8), UInt8(y * 8), UInt8(frame * 100)] }
      }
      return Picture(height: 32, width: 32, channels: 3, pixels: pixels)
    }
    let result = try read(GIF.encode(frames))
    for (frame, wanted) in zip(result.frames, frames) {
      let distances = zip(frame.pixels, wanted.pixels).map { abs(Int($0) - Int($1)) }
      #expect(distances.max() ?? 255 <= 24)
    }
  }

  @Test func smallerFramesAreCentredOnWhite() throws {
    let small = Picture(height: 1, width: 1, channels: 1, filledWith: 0)
    let large = Picture(height: 3, width: 3, channels: 3, filledWith: 9)
    let result = try read(GIF.encode([small, large]))
    let centre = (0..<9).flatMap { [UInt8](repeating: $0 == 4 ? 0 : 255, count: 3) }
    #expect(result.frames.map(\.pixels) == [centre, large.pixels])
  }

  @Test func whatCannotBeWrittenIsNamed() {
    #expect(
      diagnosis { try GIF.encode([]) }
        == "the animation cannot be written as GIF: there is no picture")
    #expect(
      diagnosis { try GIF.encode([Picture(height: 1, width: 65_536, channels: 1, filledWith: 0)]) }
        == "the animation cannot be written as GIF: 65536 × 1 pixels; a GIF has at most 65535 × 65535"
    )
  }
}
