import Foundation
import Testing

@testable import Datasets

@Suite struct GzipTests {
  /// `printf 'hello hello hello hello\n' | gzip -n`
  private let hello =
    Data(base64Encoded: "H4sIAAAAAAAAA8tIzcnJV8hAJ7kAAIhZCxgAAAA=") ?? Data()

  private func inflate(_ data: Data, _ count: Int) throws -> String {
    try data.withUnsafeBytes { String(decoding: try Gzip.inflate($0, count: count), as: UTF8.self) }
  }

  @Test("as much as is asked for, and no more than there is", arguments: [5, 24, 25, 1000])
  func inflates(_ count: Int) throws {
    #expect(try inflate(hello, count) == String("hello hello hello hello\n".prefix(count)))
  }

  @Test("members follow each other")
  func members() throws {
    #expect(try inflate(hello + hello, 100).count == 48)
  }

  @Test("behind the members stand zeros or nothing: what else there is may be data")
  func behind() throws {
    #expect(try inflate(hello + Data(count: 600), 100).count == 24)
    for damage in [Data([1]), Data("more".utf8), Data([0, 0, 7])] {
      #expect(throws: Gzip.Failure.damaged) { try inflate(hello + damage, 100) }
    }
    var second = hello + hello
    second[hello.count] ^= 1
    #expect(throws: Gzip.Failure.damaged) { try inflate(second, 100) }
    // As much as was asked for was there.
    #expect(try inflate(second, 24).count == 24)
  }

  @Test("every shortened or changed file ends in an error or in text, never in a crash")
  func damage() {
    for length in 0..<hello.count {
      #expect(throws: Gzip.Failure.self) { try inflate(hello.prefix(length), 25) }
    }
    for place in hello.indices {
      for bit in 0..<8 {
        var changed = hello
        changed[place] ^= UInt8(1 << bit)
        _ = try? inflate(changed, 25)
      }
    }
  }

  @Test("a changed checksum is found")
  func checksum() {
    var changed = hello
    changed[changed.count - 6] ^= 1
    #expect(throws: Gzip.Failure.damaged) { try inflate(changed, 25) }
  }

  @Test("a header that promises more than deflate can hold takes no memory")
  func bomb() {
    #expect(throws: Gzip.Failure.truncated) { try inflate(hello, 1 << 40) }
  }
}
