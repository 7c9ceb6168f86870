import CGIF
import Diagnostics
import Foundation
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

/// The animation of these pictures.
private func encode(_ frames: [Picture], delay: Int = 20) throws -> [UInt8] {
  let sink = MemorySink()
  try GIF.write(frames.count, delay: delay, to: sink) { frames[$0] }
  return sink.content
}

@Suite struct GIFTests {
  @Test("Few colours come back exactly", arguments: [1, 3])
  func exact(channels: Int) throws {
    let frames = (0..<5).map { frame in
      Picture(
        height: 3, width: 4, channels: channels,
        pixels: (0..<12 * channels).map { UInt8(truncatingIfNeeded: ($0 + frame) % 6 * 50) })
    }
    let bytes = try encode(frames, delay: 7)
    let result = try read(bytes)
    #expect(result.frames == frames.map(\.inColor))
    #expect(result.delays == [7, 7, 7, 7, 7])
    #expect(try encode(frames, delay: 7) == bytes)
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
    let result = try read(encode(frames))
    for (frame, wanted) in zip(result.frames, frames) {
      let distances = zip(frame.pixels, wanted.pixels).map { abs(Int($0) - Int($1)) }
      #expect(distances.max() ?? 255 <= 24)
    }
  }

  @Test func smallerFramesAreCentredOnWhite() throws {
    let small = Picture(height: 1, width: 1, channels: 1, filledWith: 0)
    let large = Picture(height: 3, width: 3, channels: 3, filledWith: 9)
    let result = try read(encode([small, large]))
    let centre = (0..<9).flatMap { [UInt8](repeating: $0 == 4 ? 0 : 255, count: 3) }
    #expect(result.frames.map(\.pixels) == [centre, large.pixels])
  }

  @Test func whatCannotBeWrittenIsNamed() {
    #expect(
      diagnosis { try encode([]) }
        == "the animation cannot be written as GIF: there is no picture")
    #expect(
      diagnosis { try encode([Picture(height: 1, width: 65_536, channels: 1, filledWith: 0)]) }
        == "the animation cannot be written as GIF: its frames are 1 high and 65536 wide; a GIF has at most 65535 pixels a side"
    )
  }

  @Test("the last picture rests")
  func rest() throws {
    let frames = [10, 200, 90].map {
      Picture(height: 2, width: 2, channels: 1, filledWith: UInt8($0))
    }
    let sink = MemorySink()
    try GIF.write(3, delay: 25, rest: 200, to: sink) { frames[$0] }
    #expect(try read(sink.content).delays == [25, 25, 200])
  }

  @Test("pictures are asked for one at a time, once for the palette and once to be written")
  func oneAtATime() throws {
    var asked: [Int] = []
    try GIF.write(3, delay: 7, to: MemorySink()) {
      asked.append($0)
      return Picture(height: 2, width: 2, channels: 1, filledWith: UInt8($0))
    }
    #expect(asked == [0, 1, 2, 0, 1, 2])
  }

  @Test("a picture that has changed between the two is refused")
  func changed() {
    var asked = 0
    #expect(
      diagnosis {
        try GIF.write(1, delay: 7, to: MemorySink()) { _ in
          asked += 1
          return Picture(height: asked, width: asked, channels: 3, filledWith: 0)
        }
      } == "the animation cannot be written as GIF: picture 1 has become larger")
  }

  @Test("a disk that takes no more is told of as that, and as the machine's fault")
  func fullDisk() throws {
    final class FullSink: ByteSink {
      func write(_ bytes: UnsafeRawBufferPointer) throws {
        throw Diagnostic.file("write", "a.gif", code: ENOSPC)
      }
    }
    #expect(
      diagnosis {
        try GIF.write(1, delay: 7, to: FullSink()) { _ in
          Picture(height: 2, width: 2, channels: 1, filledWith: 0)
        }
      }.hasPrefix("cannot write 'a.gif': No space left on device"))
  }

  @Test("what cannot be made of a picture is no fault of the experiment's file")
  func fault() {
    let wide = Picture(height: 1, width: 1 << 21, channels: 1, filledWith: 0)
    for body in [{ _ = try encode([wide]) }, { _ = try PNG.encode(wide) }] {
      let problem = #expect(throws: Diagnostic.self) { try body() }
      #expect(problem?.fault == .machine)
    }
  }

  @Test("grey pictures among coloured ones count as coloured ones")
  func mixed() throws {
    let grey = Picture(height: 1, width: 3, channels: 1, pixels: [0, 10, 255])
    let color = Picture(height: 1, width: 3, channels: 3, pixels: [9, 8, 7, 6, 5, 4, 3, 2, 1])
    #expect(try encode([grey, color]) == encode([grey.inColor, color]))
    let many = Picture(
      height: 16, width: 32, channels: 3,
      pixels: (0..<512).flatMap { [UInt8($0 / 2), UInt8($0 % 256), 3] })
    #expect(try encode([grey, many, color]) == encode([grey.inColor, many, color]))
  }
}
