@testable import Artifacts

/// A plain file of tensors; what is read is written and read again.
enum SafetensorsFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    let source = MemorySource(path: "a", content: bytes)
    let content = try Safetensors.read(from: source, size: bytes.count)
    let sink = MemorySink()
    try content.write(to: sink)
    let again = try Safetensors.read(
      from: MemorySource(path: "a", content: sink.content), size: sink.content.count)
    precondition(again.metadata == content.metadata && again.tensors.count == content.tensors.count)
  }
}

/// The same in a zstd frame, as checkpoints are: one that is made up, or what would stand in one.
enum ZstdFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    let bytes = try Sealing.zstd(bytes)
    _ = try Checkpoint.read(
      from: MemorySource(path: "a", content: bytes), compressedSize: bytes.count,
      maximum: 1 << 22)
  }
}

/// A run's pack: a frame that is made up, or the archive that would stand in one.
enum PackFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    let isFrame = bytes.starts(with: ZstdSource.magic)
    FuzzedFile.write(isFrame ? bytes : try Sealing.zstd(Sealing.tar(bytes)))
    var limits = Archive.Limits()
    limits.bytes = 1 << 22
    let found = try Archive.digests(of: FuzzedFile.path, limits: limits, keeping: ["pack.json"])
    precondition(found.digests.keys.allSatisfy(TarHeader.isInside))
  }
}
