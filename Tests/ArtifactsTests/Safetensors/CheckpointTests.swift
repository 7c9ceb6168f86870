import CZstd
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Artifacts

@Suite struct CheckpointTests {
  let folder: TemporaryFolder
  let checkpoint = Checkpoint(tensors: everyType.tensors, metadata: everyType.metadata)

  init() throws { folder = try TemporaryFolder() }

  func bytes() throws -> [UInt8] {
    try checkpoint.write(to: folder("a.safetensors.zst"))
    return try InputFile.contents(of: folder("a.safetensors.zst"))
  }

  func read(_ bytes: [UInt8], maximum: Int = 1 << 30) throws -> Checkpoint {
    try Checkpoint.read(
      from: MemorySource(path: "x", content: bytes), compressedSize: bytes.count, maximum: maximum)
  }

  /// One zstd frame of these bytes, made in one call.
  func frame(_ bytes: [UInt8]) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
    let count = ZSTD_compress(&result, result.count, bytes, bytes.count, 1)
    return Array(result[..<count])
  }

  @Test func whatIsWrittenIsRead() throws {
    let read = try read(bytes())
    #expect(read.metadata == checkpoint.metadata)
    #expect(read.tensors.count == checkpoint.tensors.count)
    for tensor in checkpoint.tensors { #expect(read[tensor.name] == tensor.array) }
  }

  @Test func aLargeTensorGoesThroughManyBlocks() throws {
    let stream = RandomStream(seed: 1, path: ["large"])
    let values = (0..<500_000).map { Float(stream.uniform(element: UInt64($0), step: 0)) }
    let large = Checkpoint(
      tensors: [NamedTensor("large", HostArray(shape: [500, 1000], floats: values))], metadata: [])
    try large.write(to: folder("large"))
    #expect(try Checkpoint.read(from: folder("large")) == large)
    try Checkpoint.verify(folder("large"))
  }

  @Test func theBytesAreAlwaysTheSame() throws {
    #expect(try bytes() == bytes())
    // Another version of zstd may compress otherwise, but must read the same.
    if String(cString: ZSTD_versionString()) == "1.5.4" {
      try expectGolden(bytes(), "every-type.zstd-1.5.4.safetensors.zst")
    }
    let golden = try InputFile.contents(of: goldenPath("every-type.zstd-1.5.4.safetensors.zst"))
    #expect(try read(golden) == read(bytes()))
    let plain = MemorySink()
    try checkpoint.content.write(to: plain)
    try expectGolden(plain.content, "every-type.safetensors")
  }

  @Test func theFrameStatesItsContentSizeAndHasAChecksum() throws {
    let bytes = try bytes()
    #expect(ZSTD_getFrameContentSize(bytes, bytes.count) == UInt64(checkpoint.content.fileSize))
    // Bit 2 of the frame header's descriptor: RFC 8878, 3.1.1.1.1.
    #expect(bytes[4] & 0x04 != 0)
  }

  @Test func theHeaderIsReadWithoutTheTensors() throws {
    _ = try bytes()
    let header = try Checkpoint.header(of: folder("a.safetensors.zst"))
    #expect(header.metadata("epoch") == "3")
    #expect(Set(header.entries.map(\.name)) == Set(checkpoint.tensors.map(\.name)))
  }

  @Test func theSummaryListsNamesAndTypes() {
    let small = Checkpoint(
      tensors: [
        NamedTensor("encoder.dense_1.weight", HostArray(shape: [8, 4], repeating: 0)),
        NamedTensor("step", HostArray(shape: [], storage: .int64([3]))),
      ], metadata: [])
    #expect(
      small.summary == """
        encoder.dense_1.weight  f32[8, 4]
        step                    i64[]
        2 tensors, 33 elements, 136 bytes

        """)
  }

  @Test func everyDamageIsNamedOrWithoutEffect() throws {
    let whole = try bytes()
    let content = try read(whole)
    withDamage(to: whole) { bytes, damage in
      // A few bits of a compressed block have no meaning; then nothing may have changed.
      if !damage.hasPrefix("cut"), let read = try? read(bytes) {
        #expect(read == content, "\(damage)")
        return
      }
      let message = diagnosis { try read(bytes) }
      let expected =
        bytes.isEmpty ? "'x': is empty" : damage.hasPrefix("cut") ? "'x': is truncated" : "'x': "
      #expect(message.hasPrefix(expected), "\(damage)")
    }
  }

  @Test func aWrongChecksumIsCalledCorrupt() throws {
    var bytes = try bytes()
    bytes[bytes.count - 1] ^= 1
    #expect(
      diagnosis { try read(bytes) }
        == "'x': is corrupt: zstd says 'Restored data doesn't match checksum'; "
        + "use an older checkpoint, or copy the file again")
  }

  @Test func whatIsNoCheckpointIsNamed() throws {
    let advice = "; use an older checkpoint, or copy the file again"
    #expect(
      diagnosis { try read(Array("PK..zip file".utf8)) }
        == "'x': is no checkpoint; a checkpoint is a .safetensors file, as it is or compressed with zstd"
    )
    #expect(diagnosis { try read([]) } == "'x': is empty" + advice)
    #expect(
      diagnosis { try read(bytes() + [0]) }
        == "'x': has bytes after the end of its zstd frame" + advice)
    #expect(
      diagnosis { try read(frame(Array("{}".utf8))) }
        == "'x': has 2 bytes; a safetensors file begins with an 8-byte length")
  }

  @Test func whatCannotBeCompressedIsNoFaultOfTheFiles() throws {
    let problem = #expect(throws: Diagnostic.self) {
      let sink = try ZstdSink(to: MemorySink(), size: 10, path: "x")
      try sink.write([1, 2, 3])
      try sink.finish()
    }
    #expect(problem?.message == "'x' cannot be compressed: Src size is incorrect")
    #expect(problem?.fault == .machine)
  }

  @Test func aLargePlainFileIsRefusedBeforeItsTensorsAreMade() throws {
    let header = #"{"a":{"dtype":"U8","shape":[5000000],"data_offsets":[0,5000000]}}"#
    let length = [UInt8(header.utf8.count)] + [UInt8](repeating: 0, count: 7)
    let path = try folder.file("a.safetensors", length + Array(header.utf8))
    // A file with a hole: it takes no room on the disk.
    #expect(truncate(path, off_t(8 + header.utf8.count + 5_000_000)) == 0)
    let size = try InputFile(path).size
    #expect(
      diagnosis { try Checkpoint.read(from: path, maximum: size - 1) }
        == "'\(path)': has \(size) bytes; at most \(size - 1) are accepted")
    #expect(try Checkpoint.read(from: path, maximum: size).tensors.count == 1)
  }

  @Test func aBombIsRefusedBeforeItsBytesAreMade() throws {
    let bomb = frame([UInt8](repeating: 0, count: 50_000_000))
    #expect(bomb.count < 10_000)
    #expect(
      diagnosis { try read(bomb, maximum: 1_000_000) }
        == "'x': holds 50000000 bytes; at most 1000000 are accepted")
    // A frame whose header lies: 2^40 bytes in a file of 18.
    let lie: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0]
    #expect(
      diagnosis { try read(lie, maximum: .max) }
        == "'x': is truncated or corrupt: 18 bytes cannot hold the 1099511627776 it states; "
        + "use an older checkpoint, or copy the file again")
  }
}
