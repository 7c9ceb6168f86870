import Diagnostics
import Foundation
import Testing

@testable import Datasets

@Suite struct PinTests {
  private static let rows = Data("1,2\n3,4\n".utf8)
  /// sha256sum of the rows.
  private static let digest = "\(DataFile(path: "x", written: "x").digest(of: rows).sha256)"

  private func described(_ pin: String, _ bytes: Data = rows) throws {
    try withFolder(["t.csv": bytes, "u.csv": bytes]) { folder in
      let splits = pin.contains("u.csv") ? "splits: {train: t.csv, test: u.csv}" : ""
      let path = splits.isEmpty ? "\(folder)/t.csv" : folder
      let set = try dataSet("source: csv\npath: \(path)\n\(splits)\nsha256: \(pin)")
      _ = try set.describe()
      _ = try set.load()
    }
  }

  @Test("the bytes that are meant are taken, of one file or several")
  func right() throws {
    #expect(Self.digest.count == 64)
    try described("\"\(Self.digest)\"")
    try described("\"\(Self.digest.uppercased())\"")
    try described("{t.csv: \"\(Self.digest)\", u.csv: \"\(Self.digest)\"}")
  }

  @Test("what the files are is the same, whether they are kept or not")
  func digests() throws {
    let rows = ["t.csv": Self.rows, "a.png": try png(2, 2), "b.png": try png(2, 2, from: 9)]
    try withFolder(rows) { folder in
      for text in [
        "source: csv\npath: \(folder)/t.csv", "source: image\npath: \(folder)/a.png",
        "source: images\npath: \(folder)", "source: images\npath: \(folder)\ncount: 1",
        "source: images\npath: \(folder)\nskip_bad: true", "source: builtin/digits\ncount: 3",
      ] {
        let set = try dataSet(text)
        #expect(try set.usedDigests() == set.load().digests, "\(text)")
      }
    }
  }

  @Test("other bytes are refused where the file is checked, and so is what is no digest")
  func wrong() {
    let other = Data("1,2\n3,5\n".utf8)
    #expect(
      message { try described("\"\(Self.digest)\"", other) }?
        .hasSuffix("t.csv' has other bytes than the experiment says") == true)
    #expect(
      message { try described("{t.csv: \"\(Self.digest)\", u.csv: \"\(Self.digest)\"}", other) }?
        .contains("u.csv' has other bytes") == true)
    #expect(
      message { try described("abc") } == "'abc' is no SHA-256: that is 64 hexadecimal digits")
    #expect(
      message { try described("{v.csv: \"\(Self.digest)\"}") }?
        .hasPrefix("'beat' reads no file 'v.csv'") == true)
    #expect(
      message { _ = try dataSet("{source: builtin/ecg, count: 9, sha256: abc}").describe() }
        == "'builtin/ecg' reads no file, so 'sha256' has nothing to compare")
  }
}
