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

/// The same in a zstd frame, as checkpoints are.
enum ZstdFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    _ = try Checkpoint.read(
      from: MemorySource(path: "a", content: bytes), compressedSize: bytes.count,
      maximum: 1 << 22)
  }
}

/// A run's pack.
enum PackFuzzing: FuzzedReader {
  static func read(_ bytes: [UInt8]) throws {
    FuzzedFile.write(bytes)
    var limits = Archive.Limits()
    limits.bytes = 1 << 22
    try Archive.read(FuzzedFile.path, limits: limits) { name, _ in
      precondition(TarHeader.isInside(name))
    }
  }
}
