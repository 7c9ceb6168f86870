/// A picture of 8-bit samples: grey or RGB, row-major, `[height, width, channels]`.
public struct Picture: Sendable, Equatable {
  public let height: Int
  public let width: Int
  /// 1 (grey) or 3 (red, green, blue).
  public let channels: Int
  public var pixels: [UInt8]

  /// - Precondition: at least one pixel, 1 or 3 channels, and as many samples as that makes.
  public init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
    precondition(height > 0 && width > 0 && (channels == 1 || channels == 3))
    precondition(pixels.count == height * width * channels)
    self.height = height
    self.width = width
    self.channels = channels
    self.pixels = pixels
  }

  public init(height: Int, width: Int, channels: Int, filledWith value: UInt8) {
    let pixels = [UInt8](repeating: value, count: height * width * channels)
    self.init(height: height, width: width, channels: channels, pixels: pixels)
  }

  /// The same picture with three channels.
  public var inColor: Picture {
    guard channels == 1 else { return self }
    var color = [UInt8]()
    color.reserveCapacity(pixels.count * 3)
    for value in pixels {
      color.append(value)
      color.append(value)
      color.append(value)
    }
    return Picture(height: height, width: width, channels: 3, pixels: color)
  }

  /// Pictures of one width and number of channels below each other; `nil` where there are none.
  public init?(stacked pictures: [Picture]) {
    guard let first = pictures.first else { return nil }
    precondition(
      pictures.allSatisfy { $0.width == first.width && $0.channels == first.channels })
    self.init(
      height: pictures.reduce(0) { $0 + $1.height }, width: first.width, channels: first.channels,
      pixels: pictures.flatMap(\.pixels))
  }

  /// Every pixel as a square of `factor` × `factor`.
  public func enlarged(by factor: Int) -> Picture {
    precondition(factor > 0)
    guard factor > 1 else { return self }
    var result = [UInt8]()
    result.reserveCapacity(pixels.count * factor * factor)
    let stride = width * channels
    for y in 0..<height {
      let start = result.count
      for x in 0..<width {
        let pixel = pixels[(y * stride + x * channels)..<(y * stride + (x + 1) * channels)]
        for _ in 0..<factor { result.append(contentsOf: pixel) }
      }
      let line = Array(result[start...])
      for _ in 1..<factor { result.append(contentsOf: line) }
    }
    return Picture(
      height: height * factor, width: width * factor, channels: channels, pixels: result)
  }
}

/// What a picture file's header says.
public struct PictureInfo: Sendable, Hashable {
  public let height: Int
  public let width: Int
  /// The channels it is read with: 1 or 3.
  public let channels: Int

  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }
}
