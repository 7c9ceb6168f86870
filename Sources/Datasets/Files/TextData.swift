import Diagnostics
import Foundation

extension DataFile {
  /// All bytes of a file of text, unpacked where it is gzipped, and its digest.
  ///
  /// - Parameters:
  ///   - limit: the most bytes of text.
  ///   - memory: the bytes of memory that the file and what is unpacked of it may take.
  /// - Throws: a file that is damaged, too large, in UTF-16, or no text, as its zeros tell.
  package func readText(
    limit: Int, memory: Int = .max
  ) throws -> (text: Data, digest: FileDigest) {
    let size = try size(limit: limit)
    guard size <= memory else { throw unfitting(memory) }
    let data = try read(limit: limit)
    let text = try data.withUnsafeBytes { bytes -> Data in
      guard Gzip.isGzip(bytes) else { return data }
      do {
        let room = memory - size
        let unpacked = try Gzip.inflate(bytes, atMost: min(limit, room) + 1)
        guard unpacked.count <= limit else {
          throw malformed("holds more than \(limit) bytes of text")
        }
        guard unpacked.count <= room else { throw unfitting(memory) }
        return Data(unpacked)
      } catch Gzip.Failure.truncated {
        throw malformed("the gzip file ends too early")
      } catch is Gzip.Failure {
        throw malformed("the gzip file is damaged")
      }
    }
    guard !text.withUnsafeBytes(UTF8Text.isZeros) else {
      throw malformed("holds zeros, and no text; copy or write the file again")
    }
    if let encoding = text.withUnsafeBytes({ UTF8Text.otherEncoding(of: $0) }) {
      throw malformed(
        "is text in \(encoding); UTF-8 is read",
        notes: ["'iconv -f \(encoding) -t UTF-8 \(written.shownShellWord) > …' converts it"])
    }
    if let zero = text.withUnsafeBytes({ UTF8Text.firstZero(of: $0) }) {
      throw malformed(
        "is no text: byte \(zero + 1) of it is zero",
        notes: ["it is damaged, or a file of another kind; copy or write it again"])
    }
    return (text, digest(of: data))
  }

  private func unfitting(_ memory: Int) -> Diagnostic {
    Diagnostic(
      "\(shown): is read whole, and is more than the \(memory) bytes of memory that this process may take",
      at: range, fault: .machine)
  }
}
