import Config
import Diagnostics

extension DataSet {
  /// Whether the experiment says which bytes the files have.
  package var isPinned: Bool { fields.has(CommonFields.pin) && !isMadeUp }

  /// What the files are that it reads, each whole, whatever `count` says.
  ///
  /// - Throws: a file that cannot be read.
  public func fileDigests() throws -> [FileDigest] { try source.digests(limit: nil) }

  /// The same as ``load(budget:)`` gives, with nothing kept of the files.
  ///
  /// - Throws: a file that cannot be read.
  public func usedDigests() throws -> [FileDigest] { try source.digests(limit: limit) }

  /// Compares the bytes of files with those that the experiment says they have.
  ///
  /// - Throws: other bytes; files that are not named, or names of none.
  func checkPins(_ digests: [FileDigest]) throws {
    guard isPinned else { return }
    let value = fields.value(CommonFields.pin)
    guard !digests.isEmpty else {
      throw Diagnostic(
        "'\(fields.schema.name)' reads no file, so '\(CommonFields.pin)' has nothing to compare",
        at: value.range)
    }
    var problems = DiagnosticList()
    if case .text(let written) = value.content {
      guard digests.count == 1 else {
        throw Diagnostic(
          "'\(name)' has \(digests.count) files, each with bytes of its own", at: value.range,
          notes: [.init("write '\(CommonFields.pin):' as a map:")]
            + digests.map { .init("  \($0.path): \($0.sha256)") })
      }
      try problems.collect { try digests[0].check(against: written, at: value.range) }
    } else {
      let pins = value.mapping()
      for (path, pin) in pins {
        let digest = digests.first { $0.path == path || $0.path.hasSuffix("/" + path) }
        try problems.collect {
          guard let digest else {
            throw Diagnostic(
              "'\(name)' reads no file '\(path.excerpt)'"
                + Suggestion.phrase(for: path, among: digests.map(\.path)),
              at: pin.keyRange ?? pin.range)
          }
          try digest.check(against: pin.text(), at: pin.range)
        }
      }
    }
    try problems.throwIfErrors()
  }
}

extension FileDigest {
  /// Compares the bytes that were read with those that the experiment says the file has.
  ///
  /// - Throws: other bytes; a text that is no digest.
  package func check(against written: String, at range: SourceRange?) throws {
    let isDigest = written.utf8.count == 64 && written.allSatisfy(\.isHexDigit)
    guard isDigest else {
      throw Diagnostic(
        "'\(written.excerpt)' is no SHA-256: that is 64 hexadecimal digits", at: range,
        notes: [.init("that of '\(path)' is \(sha256)")])
    }
    guard written.lowercased() == sha256 else {
      throw Diagnostic(
        "'\(path)' has other bytes than the experiment says", at: range,
        notes: [
          .init("its SHA-256 is \(sha256)"),
          .init("results may differ from those of the file that was pinned"),
          .init(
            "to take this file: remove 'sha256' here, and 'etch fetch --pin FILE' writes the new one"
          ),
        ])
    }
  }
}
