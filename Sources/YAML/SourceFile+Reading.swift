import Diagnostics
import Foundation

extension SourceFile {
  /// The largest file that is read: 1 MiB.
  public static let mostBytes = 1 << 20

  /// Reads a text file whose size is looked at first, so that a huge one is never read.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - name: what messages call it.
  ///   - reference: where another file asks for it.
  /// - Throws: a missing file, a folder or device, more than 1 MiB, bytes that are not UTF-8 text; what fails besides
  ///   is the machine's.
  public static func reading(
    path: String, name: String, askedForAt reference: SourceRange? = nil
  ) throws(Diagnostic) -> SourceFile {
    func failure(_ problem: String, fault: Diagnostic.Fault = .input) -> Diagnostic {
      Diagnostic("cannot read '\(name)': \(problem)", at: reference, fault: fault)
    }
    func machine(_ code: Int32) -> Diagnostic {
      failure(String(cString: strerror(code)), fault: .machine)
    }
    guard !path.isEmpty, !path.utf8.contains(0) else { throw failure("that is no file name") }
    // Not to wait for a writer where the path names a pipe.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR:
        var link = stat()
        throw lstat(path, &link) == 0
          ? failure("it is a link that leads nowhere") : failure("no such file" + near(path, name))
      case ELOOP, ENAMETOOLONG: throw failure(String(cString: strerror(errno)))
      case EACCES: throw failure("permission denied", fault: .machine)
      default: throw machine(errno)
      }
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw machine(errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw failure(
        status.st_mode & S_IFMT == S_IFDIR
          ? "it is a folder, not a .yaml file" : "it is not a file")
    }
    guard !path.hasSuffix(".etch") else {
      throw failure("it is a pack of a run; 'etch show', 'run', 'diff' and 'verify' take one")
    }
    guard status.st_size <= mostBytes else {
      throw failure(
        "it is too large (\(status.st_size) bytes); an experiment has at most \(mostBytes)")
    }
    let bytes: [UInt8]
    switch contents(of: descriptor) {
    case .success(let all): bytes = all
    case .failure(let problem): throw machine(problem.code)
    }
    guard bytes.count <= mostBytes else { throw failure("it grew while it was read") }
    return try SourceFile(name: name, bytes: bytes)
  }

  /// The end of a message about a file that is not there: the one beside it that may be meant.
  private static func near(_ path: String, _ name: String) -> String {
    func stem(_ file: String) -> String? {
      [".yaml", ".yml"].first { file.hasSuffix($0) }.map { String(file.dropLast($0.count)) }
    }
    return Suggestion.phrase(beside: path, written: name) { own, folder in
      let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { stem($0) != nil }.sorted()
      let meant = Suggestion.sameOrNearest(to: stem(own) ?? own, among: files.compactMap(stem))
      return files.first { stem($0) == meant }
    }
  }

  /// Reads what standard input has, to its end.
  ///
  /// - Parameter name: what messages call it.
  /// - Throws: as ``reading(path:name:askedForAt:)``.
  public static func readingStandardInput(name: String) throws(Diagnostic) -> SourceFile {
    switch contents(of: STDIN_FILENO) {
    case .success(let bytes) where bytes.count > mostBytes:
      throw Diagnostic(
        "cannot read standard input: it is too large; an experiment has at most \(mostBytes) bytes",
        at: nil)
    case .success(let bytes): return try SourceFile(name: name, bytes: bytes)
    case .failure(let problem):
      throw .machine("cannot read standard input: \(String(cString: strerror(problem.code)))")
    }
  }

  private struct SystemError: Error { let code: Int32 }

  /// The bytes up to the end, or some more than a file may have.
  private static func contents(of descriptor: Int32) -> Result<[UInt8], SystemError> {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= mostBytes {
      let count = read(descriptor, &buffer, buffer.count)
      if count == 0 { break }
      if count < 0 {
        if errno == EINTR { continue }
        return .failure(SystemError(code: errno))
      }
      bytes += buffer[..<count]
    }
    return .success(bytes)
  }

  /// The text of a file's bytes.
  ///
  /// - Throws: a byte order mark, UTF-16, bytes that are not UTF-8, control characters.
  public convenience init(name: String, bytes: [UInt8]) throws(Diagnostic) {
    let text = String(decoding: bytes, as: UTF8.self)
    func failure(_ problem: String, at offset: Int) -> Diagnostic {
      let file = SourceFile(name: name, text: text)
      let start = offset
      let width = text.utf8.dropFirst(start).first.map { $0 < 0x80 ? 1 : $0 < 0xE0 ? 2 : 3 } ?? 0
      return Diagnostic(problem, at: SourceRange(file: file, start: start, end: start + width))
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Diagnostic("'\(name)' is UTF-16; save it as UTF-8", at: nil)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw Diagnostic(
        "'\(name)' begins with a byte order mark; save it as UTF-8 without one", at: nil)
    }
    if let offset = SourceFile.firstInvalidOffset(bytes) {
      throw failure("this byte is not UTF-8 text; save the file as UTF-8", at: offset)
    }
    var offset = 0
    for scalar in text.unicodeScalars {
      if scalar.value == 0 {
        throw failure("the file holds a NUL byte; it is not text", at: offset)
      }
      if SourceFile.isForbidden(scalar) {
        let code = String(scalar.value, radix: 16, uppercase: true)
        throw failure("the control character U+\(code) may not stand in YAML", at: offset)
      }
      offset += UTF8.width(scalar)
    }
    self.init(name: name, text: text)
  }

  /// YAML 1.2, production [1]: what is not printable.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD,
      0x10000...0x10FFFF:
      false
    default: true
    }
  }

  private static func firstInvalidOffset(_ bytes: [UInt8]) -> Int? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }
}
