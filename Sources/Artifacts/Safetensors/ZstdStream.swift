import CZstd
import Diagnostics

/// Compresses what is written into one zstd frame with content size and checksum.
///
/// Level and (absent) workers are fixed: the same content is the same bytes, always.
final class ZstdSink: ByteSink {
  static let level: Int32 = 3

  private let context: OpaquePointer
  private let sink: any ByteSink
  private let path: String
  private var output: [UInt8]

  /// - Parameter size: how many bytes will be written.
  init(to sink: some ByteSink, size: Int, path: String) throws {
    guard let context = ZSTD_createCCtx() else {
      throw Diagnostic.machine("'\(path)' cannot be compressed: out of memory")
    }
    self.context = context
    self.sink = sink
    self.path = path
    output = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Self.level))
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
    try check(ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 1))
    try check(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(size)))
  }

  deinit { ZSTD_freeCCtx(context) }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while input.pos < input.size { _ = try step(&input, ZSTD_e_continue) }
  }

  /// Ends the frame.
  func finish() throws {
    var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
    while try step(&input, ZSTD_e_end) > 0 {}
  }

  /// Compresses some of `input`, passes on what came out, and returns how much is still to be flushed.
  private func step(_ input: inout ZSTD_inBuffer, _ end: ZSTD_EndDirective) throws -> Int {
    try output.withUnsafeMutableBytes { buffer in
      var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
      let left = try check(ZSTD_compressStream2(context, &target, &input, end))
      if target.pos > 0 { try sink.write(UnsafeRawBufferPointer(rebasing: buffer[..<target.pos])) }
      return left
    }
  }

  @discardableResult
  private func check(_ code: Int) throws -> Int {
    guard ZSTD_isError(code) == 0 else {
      throw Diagnostic.machine(
        "'\(path)' cannot be compressed: \(String(cString: ZSTD_getErrorName(code)))")
    }
    return code
  }
}

/// Decompresses one zstd frame that states its content size, and checks its checksum at the end.
final class ZstdSource: ByteSource {
  /// What a frame is read as, for whoever is told that it is none.
  enum Kind {
    case checkpoint, pack

    var absence: (problem: String, advice: String) {
      switch self {
      case .checkpoint:
        (
          "is no checkpoint",
          "a checkpoint is a .safetensors file, as it is or compressed with zstd"
        )
      case .pack: ("is no pack of etch", "'etch pack RUN' writes one")
      }
    }

    var damageAdvice: String {
      switch self {
      case .checkpoint: "use an older checkpoint, or copy the file again"
      case .pack: "copy the file again, or pack the run again"
      }
    }
  }

  /// How every zstd frame begins.
  static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  /// One block of at least 4 bytes yields at most 128 KiB: no honest frame expands more than this.
  private static let maximumRatio = 32_768

  let path: String
  /// The size of the content in bytes.
  let size: Int
  private let kind: Kind
  private let context: OpaquePointer
  private let source: any ByteSource
  private var input: [UInt8]
  private var inputPosition = 0
  private var inputCount: Int
  private var produced = 0
  private var isFinished = false

  /// Reads the frame's header.
  ///
  /// - Parameters:
  ///   - compressedSize: how many bytes `source` has.
  ///   - maximum: the largest content in bytes that is accepted.
  /// - Throws: where it is no such frame or its content is too large.
  init(
    from source: some ByteSource, as kind: Kind = .checkpoint, compressedSize: Int, maximum: Int
  ) throws {
    path = source.path
    self.kind = kind
    self.source = source
    input = [UInt8](repeating: 0, count: ZSTD_DStreamInSize())
    var count = 0
    // The frame's header may come in several parts.
    while count < input.count {
      let part = try input.withUnsafeMutableBytes {
        try source.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
      }
      if part == 0 { break }
      count += part
    }
    inputCount = count
    guard count >= 4 else {
      throw Diagnostic.content(
        path, count == 0 ? "is empty" : "is truncated: it has \(count) bytes",
        advice: kind.damageAdvice)
    }
    guard input.starts(with: Self.magic) else {
      throw Diagnostic.content(
        path, kind.absence.problem, advice: kind.absence.advice)
    }
    let stated = input.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, count) }
    guard stated != UInt64.max - 1 else {
      throw Diagnostic.content(
        path, "is truncated or corrupt: its zstd header cannot be read", advice: kind.damageAdvice)
    }
    guard stated != UInt64.max else {
      throw Diagnostic.content(
        path, "does not state its content's size",
        advice: "compress it from a file, not from a pipe: zstd FILE")
    }
    guard stated <= UInt64(maximum) else {
      throw Diagnostic.content(path, "holds \(stated) bytes; at most \(maximum) are accepted")
    }
    size = Int(stated)
    guard size / Self.maximumRatio <= compressedSize else {
      throw Diagnostic.content(
        path, "is truncated or corrupt: \(compressedSize) bytes cannot hold the \(size) it states",
        advice: kind.damageAdvice)
    }
    guard let context = ZSTD_createDCtx() else {
      throw Diagnostic.machine("'\(path)' cannot be read: out of memory")
    }
    self.context = context
  }

  deinit { ZSTD_freeDCtx(context) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard buffer.count > 0 else { return 0 }
    var target = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
    while target.pos == 0, !isFinished { try step(&target) }
    produced += target.pos
    return target.pos
  }

  /// Reads to the end of the frame, whose checksum is then compared.
  ///
  /// - Throws: where the content is longer or shorter than stated, damaged, or followed by something.
  func finish() throws {
    try withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 16) { buffer in
      while try read(into: buffer) > 0 {}
    }
    guard produced == size else {
      throw Diagnostic.content(
        path, "is corrupt: it holds \(produced) bytes but states \(size)",
        advice: kind.damageAdvice)
    }
    if inputPosition == inputCount { try refill() }
    guard inputPosition == inputCount else {
      throw Diagnostic.content(
        path, "has bytes after the end of its zstd frame", advice: kind.damageAdvice)
    }
  }

  private func refill() throws {
    inputCount = try input.withUnsafeMutableBytes { try source.read(into: $0) }
    inputPosition = 0
  }

  private func step(_ target: inout ZSTD_outBuffer) throws {
    if inputPosition == inputCount { try refill() }
    guard inputCount > 0 else {
      throw Diagnostic.content(
        path, "is truncated: it ends after \(produced) of its content's \(size) bytes",
        advice: kind.damageAdvice)
    }
    let code = input.withUnsafeBytes { bytes in
      var source = ZSTD_inBuffer(src: bytes.baseAddress, size: inputCount, pos: inputPosition)
      let code = ZSTD_decompressStream(context, &target, &source)
      inputPosition = source.pos
      return code
    }
    guard ZSTD_isError(code) == 0 else {
      if ZSTD_getErrorCode(code) == ZSTD_error_memory_allocation {
        throw Diagnostic.machine("'\(path)' cannot be read: out of memory")
      }
      throw Diagnostic.content(
        path, "is corrupt: zstd says '\(String(cString: ZSTD_getErrorName(code)))'",
        advice: kind.damageAdvice)
    }
    isFinished = code == 0
  }
}
