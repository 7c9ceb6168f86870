import Artifacts
import Config
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Datasets

/// Uncompressed Windows bitmaps of 24 bits.
private enum Bitmap: PictureFormat {
  static let endings = [".bmp"]

  static func describe(_ bytes: [UInt8], name: String) throws -> PictureInfo {
    func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) } }
    guard bytes.count >= 54, bytes.starts(with: Array("BM".utf8)), bytes[28] == 24,
      (1...65536).contains(number(18)), (1...65536).contains(number(22))
    else { throw Diagnostic("'\(name)': is no bitmap of 24 bits", at: nil) }
    return PictureInfo(height: number(22), width: number(18), channels: 3)
  }

  static func decode(_ bytes: [UInt8], name: String, maximumPixels: Int) throws -> Picture {
    let info = try describe(bytes, name: name)
    let stride = (info.width * 3 + 3) / 4 * 4
    guard bytes.count >= 54 + stride * info.height else {
      throw Diagnostic("'\(name)': ends too early", at: nil)
    }
    let pixels = (0..<info.height).flatMap { y in
      (0..<info.width).flatMap { x -> [UInt8] in
        let place = 54 + (info.height - 1 - y) * stride + x * 3
        return [bytes[place + 2], bytes[place + 1], bytes[place]]
      }
    }
    return Picture(height: info.height, width: info.width, channels: 3, pixels: pixels)
  }
}

private struct BitmapImages: PictureSource {
  static let schema = CommonFields.schema(
    "bitmaps", "Folders of bitmaps.", fields: PictureExamples.fields)

  let examples: PictureExamples

  init(_ fields: Fields, location: DataLocation) throws {
    examples = try PictureExamples(fields, location: location, format: Bitmap.self)
  }
}

@Suite struct OtherFormatTests {
  @Test("a source of another format is its decoder and ten lines")
  func bitmaps() throws {
    var bytes = [UInt8](repeating: 0, count: 54 + 8 * 3)
    bytes.replaceSubrange(0..<2, with: Array("BM".utf8))
    (bytes[18], bytes[22], bytes[28]) = (2, 3, 24)
    for i in 0..<24 { bytes[54 + i] = UInt8(i) }
    try withFolder(["1.bmp": Data(bytes), "2.bmp": Data(bytes.dropLast())]) { folder in
      let fields = try written(
        "{path: \(folder), count: 2}", .map(BitmapImages.schema)
      ).fields()
      let source = try BitmapImages(fields, location: DataLocation())
      let described = try source.describe(limit: nil)
      #expect(described.fields[0].shapes == [[3, 2, 3]])
      #expect(described.counts == .whole(2))
      guard case .decoded(let decoder) = try source.load(limit: nil).examples else {
        Issue.record("pictures are decoded when asked for")
        return
      }
      let expected: [UInt8] = [18, 17, 16, 21, 20, 19, 10, 9, 8, 13, 12, 11, 2, 1, 0, 5, 4, 3]
      #expect(try decoder.decode(0) == [HostArray(shape: [3, 2, 3], storage: .uint8(expected))])
      #expect(message { _ = try decoder.decode(1) }?.hasSuffix("2.bmp': ends too early") == true)
      let found = message { _ = try source.examine(described, limit: nil, most: 1 << 20) }
      #expect(found?.hasSuffix("2.bmp': ends too early") == true)
      #expect(try source.digests(limit: nil) == source.load(limit: nil).digests)
    }
  }
}
