import Diagnostics
import Digests
import Foundation

/// Files in one file: a tar archive in one zstd frame with its content's size and checksum, which `zstd -d` and `tar`
/// open as well.
public enum Archive {
  /// The first file of a run's pack: what is decompressed begins with its name.
  public static let manifestName = "pack.json"

  /// A file to be packed.
  public struct Item {
    public let name: String
    let content: Content

    enum Content {
      case bytes([UInt8])
      case file(String)
    }

    public init(_ name: String, text: String) {
      self.name = name
      content = .bytes(Array(text.utf8))
    }

    /// The SHA-256 of the content.
    public func digest() throws -> String {
      switch content {
      case .bytes(let bytes): ContentDigest.of(bytes)
      case .file(let path): try ContentDigest.ofFile(path)
      }
    }

    /// - Parameter path: where the file is.
    public init(_ name: String, file path: String) {
      self.name = name
      content = .file(path)
    }
  }

  /// What is taken from an archive that somebody else has made.
  public struct Limits: Sendable {
    public var files = 10_000
    public var bytes = 1 << 34
    /// How many times its own size an archive may hold, where that is more than 256 MB: runs are numbers and pictures, which
    /// hardly shrink, and bombs are nothing but one byte.
    public var ratio = 100

    public init() {}

    /// The most bytes that an archive of this size may hold.
    func mostBytes(of size: Int) -> Int {
      min(bytes, max(1 << 28, min(size, 1 << 40) * ratio))
    }
  }

  /// Whether a file of that name, and whatever stands in its place, is below the folder that an archive is unpacked into.
  public static func isInside(_ name: String) -> Bool { TarHeader.isInside(name) }

  /// Where a file of a folder is, which somebody else may have made.
  ///
  /// - Parameter done: what is to be done with it: "packed".
  /// - Throws: one that stands elsewhere, by its name or behind a link: that may be any file of this machine, which
  ///   whoever gets what it is put into would read.
  public static func path(of name: String, in folder: String, toBe done: String) throws -> String {
    guard isInside(name) else {
      throw Diagnostic("'\(name.excerpt)' is no file of '\(folder.escapedForDisplay)'", at: nil)
    }
    var path = folder
    for part in Folder.parts(of: name) {
      path += "/\(part)"
      guard !Folder.isLink(path) else {
        throw Diagnostic(
          "'\(path.escapedForDisplay)' is a symbolic link, and what it leads to is not \(done)",
          at: nil, notes: [.init("put a copy of it in its place, or remove it")])
      }
    }
    return path
  }

  /// Writes the archive atomically, its files in the given order.
  ///
  /// - Throws: a file that cannot be read or changes meanwhile; names that could not be read again; a disk that does not
  ///   take the archive.
  public static func write(_ items: [Item], to path: String) throws {
    let headers = try items.map { item in
      let size =
        switch item.content {
        case .bytes(let bytes): bytes.count
        case .file(let path): try InputFile(path).size
        }
      return TarHeader(name: item.name, byteCount: size)
    }
    try check(headers)
    let size = headers.reduce(2 * TarHeader.size) {
      $0 + TarHeader.size + $1.byteCount + $1.padding
    }
    AtomicFile.removeAbandoned(of: path)
    let file = try AtomicFile(path)
    let compressor = try ZstdSink(to: file, size: size, path: path)
    for (item, header) in zip(items, headers) {
      try compressor.write(header.bytes())
      let source = try content(of: item, header.byteCount)
      try copy(header.byteCount, from: source) { try compressor.write($0) }
      try compressor.write([UInt8](repeating: 0, count: header.padding))
    }
    try compressor.write([UInt8](repeating: 0, count: 2 * TarHeader.size))
    try compressor.finish()
    var status = stat()
    if fstat(file.descriptor, &status) == 0, size > Limits().mostBytes(of: Int(status.st_size)) {
      throw Diagnostic(
        "the archive would hold \(size) bytes in \(status.st_size), which nobody who opens it accepts",
        at: nil, notes: [.init("numbers that are nearly all alike are sent better as they are")])
    }
    try file.commit()
  }

  /// - Throws: what whoever reads the archive would refuse.
  private static func check(_ headers: [TarHeader]) throws {
    let most = Limits().files
    guard headers.count <= most else {
      throw Diagnostic("\(headers.count) files are more than an archive holds: \(most)", at: nil)
    }
    var names = ArchiveNames()
    for header in headers {
      _ = try header.bytes()
      let what: String
      switch names.add(header.name) {
      case nil: continue
      case .sameFile: what = "'\(header.name.excerpt)' is the name of two files"
      case .fileAndFolder(let name):
        what = "'\(name.excerpt)' is the name of a file and of a folder"
      }
      throw Diagnostic(
        "\(what), but for capitals, which some disks do not tell apart", at: nil,
        notes: [.init("give one of them another name")])
    }
  }

  /// What is to be packed. Files are opened one after the other: there may be more than a process may have open.
  private static func content(of item: Item, _ byteCount: Int) throws -> any ByteSource {
    switch item.content {
    case .bytes(let bytes): return MemorySource(path: item.name, content: bytes)
    case .file(let path):
      let file = try InputFile(path)
      guard file.size == byteCount else {
        throw Diagnostic.machine("'\(path)' changed while it was packed; pack it again")
      }
      return file
    }
  }

  /// The SHA-256 of every file of an archive, by its name, and the content of some.
  ///
  /// - Parameter wanted: the files whose content is kept.
  /// - Throws: an archive that is damaged, larger than the limits, or holds anything but files below its folder.
  public static func digests(
    of path: String, limits: Limits = Limits(), keeping wanted: Set<String>
  ) throws -> (digests: [String: String], contents: [String: [UInt8]]) {
    var digests: [String: String] = [:]
    var contents: [String: [UInt8]] = [:]
    try walk(path, limits: limits) { header, source in
      if wanted.contains(header.name) {
        let bytes = try content(of: header, from: source, in: path)
        digests[header.name] = ContentDigest.of(bytes)
        contents[header.name] = bytes
      } else {
        var hash = SHA256()
        try copy(header.byteCount, from: source) { hash.update($0) }
        digests[header.name] = hash.hexadecimal
      }
    }
    return (digests, contents)
  }

  /// - Throws: a file that is too large to be held.
  private static func content(
    of header: TarHeader, from source: any ByteSource, in path: String
  ) throws -> [UInt8] {
    guard header.byteCount <= 1 << 28 else {
      throw Diagnostic.content(path, "holds '\(header.name.excerpt)', which is too large to read")
    }
    return try source.bytes(header.byteCount)
  }

  /// Writes the files of an archive into a folder, which is made.
  ///
  /// - Returns: their names.
  public static func unpack(
    _ path: String, into folder: String, limits: Limits = Limits()
  ) throws -> [String] {
    var names: [String] = []
    try walk(path, limits: limits) { header, source in
      let file = try AtomicFile("\(folder)/\(header.name)")
      try copy(header.byteCount, from: source) { try file.write($0) }
      try file.commit()
      names.append(header.name)
    }
    return names
  }

  /// - Parameter body: reads the content.
  private static func walk(
    _ path: String, limits: Limits, _ body: (TarHeader, any ByteSource) throws -> Void
  ) throws {
    let file = try InputFile(path)
    let source = try ZstdSource(
      from: file, as: .pack, compressedSize: file.size, maximum: limits.mostBytes(of: file.size))
    var names = ArchiveNames()
    var left = source.size
    while left >= TarHeader.size {
      left -= TarHeader.size
      guard let header = try TarHeader(source.bytes(TarHeader.size), archive: path) else { break }
      guard names.count < limits.files else {
        throw Diagnostic.content(path, "holds more than \(limits.files) files")
      }
      switch names.add(header.name) {
      case nil: break
      case .sameFile: throw Diagnostic.content(path, "holds '\(header.name.excerpt)' twice")
      case .fileAndFolder(let name):
        throw Diagnostic.content(path, "holds '\(name.excerpt)' as a file and as a folder")
      }
      guard header.byteCount <= left else {
        throw Diagnostic.content(path, "is damaged: '\(header.name.excerpt)' is longer than it")
      }
      left -= header.byteCount
      try body(header, source)
      try source.skip(header.padding)
      left -= header.padding
    }
    try source.finish()
  }

  private static func copy(
    _ count: Int, from source: any ByteSource, to sink: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var left = count
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      while left > 0 {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(left, buffer.count)])
        try source.fill(part)
        try sink(UnsafeRawBufferPointer(part))
        left -= part.count
      }
    }
  }
}
