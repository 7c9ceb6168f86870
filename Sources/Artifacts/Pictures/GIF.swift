import CGIF
import Diagnostics

/// Animations in the Graphics Interchange Format, by giflib.
public enum GIF {
  /// Writes pictures as an animation that is repeated for ever, atomically: always the same bytes for the same pictures.
  ///
  /// Smaller pictures are shown centred on white.
  ///
  /// - Parameters:
  ///   - count: how many pictures there are.
  ///   - delay: how long each is shown, in hundredths of a second.
  ///   - rest: how long the last one is shown; as the others, where it is absent.
  ///   - frame: makes the picture of an index. Each is asked for twice, and only one is in memory at a time.
  /// - Throws: where there is no picture, or one has a side above 65,535.
  public static func write(
    _ count: Int, delay: Int = 20, rest: Int? = nil, to path: String,
    frame: (Int) throws -> Picture
  ) throws {
    let file = try AtomicFile(path)
    try write(count, delay: delay, rest: rest, to: file, frame: frame)
    try file.commit()
  }

  static func write(
    _ count: Int, delay: Int, rest: Int? = nil, to sink: any ByteSink,
    frame: (Int) throws -> Picture
  ) throws {
    guard count > 0 else { throw failure("there is no picture") }
    var (height, width) = (0, 0)
    var colors = ColorCounts()
    for index in 0..<count {
      let picture = try frame(index)
      (height, width) = (max(height, picture.height), max(width, picture.width))
      colors.add(picture)
    }
    guard height <= 65_535, width <= 65_535 else {
      throw failure(
        "its frames are \(height) high and \(width) wide; a GIF has at most 65535 pixels a side")
    }
    colors.addWhite(count * height * width - colors.pixelCount)
    let palette = Palette(for: colors)
    let writer = try Writer(to: sink, height: height, width: width, palette: palette)
    for index in 0..<count {
      let picture = try frame(index)
      guard picture.height <= height, picture.width <= width else {
        throw failure("picture \(index + 1) has become larger")
      }
      try writer.add(
        palette.indices(of: picture.centred(height: height, width: width)),
        delay: min(max(index == count - 1 ? rest ?? delay : delay, 0), 65_535))
    }
    try writer.finish()
  }

  static func failure(_ problem: String) -> Diagnostic {
    .machine("the animation cannot be written as GIF: \(problem)")
  }

  /// Where giflib's bytes go: its callback can only say that something went wrong, and this what.
  private final class Output {
    let sink: any ByteSink
    var problem: (any Error)?

    init(_ sink: any ByteSink) { self.sink = sink }

    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
      do {
        try sink.write(bytes)
        return true
      } catch {
        problem = error
        return false
      }
    }
  }

  /// One file in the making.
  private final class Writer {
    private let output: Output
    private let height: Int
    private let width: Int
    private var file: UnsafeMutablePointer<GifFileType>?

    init(to sink: any ByteSink, height: Int, width: Int, palette: Palette) throws {
      output = Output(sink)
      self.height = height
      self.width = width
      var code: Int32 = 0
      file = EGifOpen(
        Unmanaged.passUnretained(output).toOpaque(),
        { file, bytes, count in
          guard let context = file?.pointee.UserData, let bytes, count > 0 else { return 0 }
          let output = Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
          return output.write(UnsafeRawBufferPointer(start: bytes, count: Int(count))) ? count : 0
        }, &code)
      guard let file else { throw failure(code) }
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

    func finish() throws {
      guard let closing = file else { return }
      file = nil
      var code: Int32 = 0
      guard EGifCloseFile(closing, &code) == GIF_OK else { throw failure(code) }
    }

    private func check(_ result: Int32) throws {
      guard result == GIF_OK else { throw failure(file?.pointee.Error ?? 0) }
    }

    private func failure(_ code: Int32) -> any Error {
      output.problem
        ?? GIF.failure(
          GifErrorString(code).map { String(cString: $0) } ?? "error \(code) of giflib")
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
