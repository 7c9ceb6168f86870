import CGIF
import Diagnostics

/// Animations in the Graphics Interchange Format, by giflib.
public enum GIF {
  /// The pictures as an animation that is repeated for ever: always the same bytes for the same pictures.
  ///
  /// Smaller pictures are shown centred on white.
  ///
  /// - Parameter delay: how long each is shown, in hundredths of a second.
  /// - Throws: where there is no picture or one has a side above 65,535.
  public static func encode(_ frames: [Picture], delay: Int = 20) throws -> [UInt8] {
    guard let height = frames.map(\.height).max(), let width = frames.map(\.width).max() else {
      throw failure("there is no picture")
    }
    guard height <= 65_535, width <= 65_535 else {
      throw failure("\(width) × \(height) pixels; a GIF has at most 65535 × 65535")
    }
    let frames = frames.map { $0.centred(height: height, width: width) }
    let palette = Palette(for: frames)
    let writer = try Writer(height: height, width: width, palette: palette)
    for frame in frames {
      try writer.add(palette.indices(of: frame), delay: min(max(delay, 0), 65_535))
    }
    return try writer.finish()
  }

  /// Writes the animation to a file, atomically.
  public static func write(_ frames: [Picture], delay: Int = 20, to path: String) throws {
    try AtomicFile.write(try encode(frames, delay: delay), to: path)
  }

  static func failure(_ problem: String) -> Diagnostic {
    Diagnostic(.error, "the animation cannot be written as GIF: \(problem)", at: nil)
  }

  /// One file in the making.
  private final class Writer {
    private let sink = MemorySink()
    private let height: Int
    private let width: Int
    private var file: UnsafeMutablePointer<GifFileType>?

    init(height: Int, width: Int, palette: Palette) throws {
      self.height = height
      self.width = width
      var code: Int32 = 0
      file = EGifOpen(
        Unmanaged.passUnretained(sink).toOpaque(),
        { file, bytes, count in
          guard let context = file?.pointee.UserData, let bytes, count > 0 else { return 0 }
          Unmanaged<MemorySink>.fromOpaque(context).takeUnretainedValue()
            .write(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
          return count
        }, &code)
      guard let file else { throw GIF.failure(Self.reason(code)) }
      EGifSetGifVersion(file, true)
      // The number of colours must be a power of two.
      var colors = palette.colors.map { GifColorType(Red: $0.0, Green: $0.1, Blue: $0.2) }
      while colors.count < 2 || colors.count & (colors.count - 1) != 0 {
        colors.append(GifColorType(Red: 0, Green: 0, Blue: 0))
      }
      let map = GifMakeMapObject(Int32(colors.count), colors)
      defer { GifFreeMapObject(map) }
      try check(EGifPutScreenDesc(file, Int32(width), Int32(height), 8, 0, map))
      try check(EGifPutExtensionLeader(file, APPLICATION_EXT_FUNC_CODE))
      try check(EGifPutExtensionBlock(file, 11, Array("NETSCAPE2.0".utf8)))
      // Sub-block 1: repeat 0 times, which means for ever.
      try check(EGifPutExtensionBlock(file, 3, [1, 0, 0] as [UInt8]))
      try check(EGifPutExtensionTrailer(file))
    }

    deinit { if let file { _ = EGifCloseFile(file, nil) } }

    func add(_ indices: [UInt8], delay: Int) throws {
      guard let file else { return }
      // Disposal "leave in place"; every frame covers all.
      let control: [UInt8] = [
        0x04, UInt8(truncatingIfNeeded: delay), UInt8(truncatingIfNeeded: delay >> 8), 0,
      ]
      try check(EGifPutExtension(file, GRAPHICS_EXT_FUNC_CODE, 4, control))
      try check(EGifPutImageDesc(file, 0, 0, Int32(width), Int32(height), false, nil))
      for y in 0..<height {
        var line = Array(indices[y * width..<(y + 1) * width])
        try check(EGifPutLine(file, &line, Int32(width)))
      }
    }

    func finish() throws -> [UInt8] {
      guard let closing = file else { return sink.content }
      file = nil
      var code: Int32 = 0
      guard EGifCloseFile(closing, &code) == GIF_OK else { throw GIF.failure(Self.reason(code)) }
      return sink.content
    }

    private func check(_ result: Int32) throws {
      guard result == GIF_OK else { throw GIF.failure(Self.reason(file?.pointee.Error ?? 0)) }
    }

    private static func reason(_ code: Int32) -> String {
      GifErrorString(code).map { String(cString: $0) } ?? "error \(code) of giflib"
    }
  }
}

extension Picture {
  /// The picture in the middle of a white one of this size.
  func centred(height: Int, width: Int) -> Picture {
    guard height != self.height || width != self.width else { return self }
    var result = Picture(height: height, width: width, channels: channels, filledWith: 255)
    let (top, left) = ((height - self.height) / 2, (width - self.width) / 2)
    for y in 0..<self.height {
      let source = y * self.width * channels
      let target = ((top + y) * width + left) * channels
      result.pixels.replaceSubrange(
        target..<target + self.width * channels,
        with: pixels[source..<source + self.width * channels])
    }
    return result
  }
}
