@testable import Artifacts

/// A picture; its header says the size that it has.
private func compare(_ picture: Picture, _ info: PictureInfo) {
  precondition(picture.width == info.width && picture.height == info.height)
  precondition(picture.channels == info.channels)
}

enum PNGFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    let bytes = bytes.last.map { $0 & 1 } == 1 ? Sealing.png(bytes) : bytes
    let info = try PNG.describe(bytes, name: "a")
    compare(try PNG.decode(bytes, name: "a", maximumPixels: 1 << 20), info)
  }
}

enum JPEGFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    let info = try JPEG.describe(bytes, name: "a")
    compare(try JPEG.decode(bytes, name: "a", maximumPixels: 1 << 20), info)
  }
}
