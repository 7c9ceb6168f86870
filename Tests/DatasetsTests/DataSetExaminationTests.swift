import Diagnostics
import Foundation
import Testing

@testable import Datasets

@Suite("What is looked at before anything is trained")
struct DataSetExaminationTests {
  private func images(_ folder: String, _ more: String = "") throws -> DataSet {
    try dataSet("source: images\npath: \(folder)\n\(more)", name: "horse")
  }

  /// The problems that `body` throws.
  private func problems(_ body: () throws -> Diagnostic?) throws -> [Diagnostic] {
    var problems = DiagnosticList()
    _ = try problems.collect { try body() }
    return problems.diagnostics
  }

  @Test(
    "a picture that ends too early is told by its name, wherever it stands",
    arguments: ["2.jpg", "3.png"], [1, 1 << 28])
  func truncated(name: String, most: Int) throws {
    var files = ["1.jpg": try colorPhoto(), "2.jpg": try colorPhoto(), "3.png": try png(24, 16)]
    files[name] = files[name]?.dropLast(20)
    try withFolder(files) { folder in
      let set = try images(folder)
      let found = try problems {
        try set.source.examine(set.sourceDescription(), limit: nil, most: most).map {
          .note($0, at: nil)
        }
      }
      #expect(found.count == 1, "\(found)")
      #expect(found.first?.message.contains("/\(name)': cannot be read as") == true, "\(found)")
      #expect(
        found.first?.notes.map(\.message) == ["'skip_bad: true' of the data leaves out such files"])
    }
  }

  @Test("what to do about pictures that are damaged is said once, below the last of ten")
  func several() throws {
    var files = ["whole.png": try png(3, 3)]
    for number in 0..<12 { files["\(number).jpg"] = try colorPhoto().dropLast(20) }
    try withFolder(files) { folder in
      let set = try images(folder, "transforms: [{center_crop: [3, 3]}]")
      let found = try problems { try set.examine() }
      #expect(found.map(\.notes.count) == Array(repeating: 0, count: 9) + [1])
      #expect(try problems { try images(folder, "skip_bad: true").examine() }.isEmpty)
    }
  }

  @Test(
    "pictures beyond the bound are not decoded, and that is told; bytes behind a picture are no damage"
  )
  func bound() throws {
    let files = [
      "1.jpg": try colorPhoto(), "2.jpg": try colorPhoto() + Data([7, 7]), "3.png": try png(24, 16),
    ]
    try withFolder(files) { folder in
      let set = try images(folder)
      #expect(try set.examine() == nil)
      let left = try set.source.examine(set.sourceDescription(), limit: nil, most: 1)
      #expect(left?.hasPrefix("of 3 pictures the first 1 are decoded") == true, "\(left ?? "")")
    }
  }

  @Test("one picture is decoded")
  func single() throws {
    let files = ["whole.jpg": try colorPhoto(), "cut.jpg": try colorPhoto().dropLast(20)]
    try withFolder(files) { folder in
      #expect(try dataSet("source: image\npath: \(folder)/whole.jpg").examine() == nil)
      let found = try problems { try dataSet("source: image\npath: \(folder)/cut.jpg").examine() }
      #expect(found.map(\.message).first?.contains("/cut.jpg': cannot be read as JPEG") == true)
    }
  }

  @Test(
    "a filter that leaves nothing, and numbers to which no range is fitted, are told",
    arguments: [
      ("train_where: label > 4", "'beat' has no examples to train on"),
      ("train_where: label > 0", nil), ("scale: {range: [0, 1], fit: train}", nil),
    ] as [(String, String?)])
  func rows(more: String, told: String?) throws {
    try withFolder(["t.csv": Data("1,2,0\n3,4,1\n".utf8)]) { folder in
      let set = try dataSet("source: csv\npath: \(folder)/t.csv\nlabel: last\n\(more)")
      #expect(try problems { try set.examine() }.map(\.message) == [told].compactMap { $0 })
    }
  }

  @Test("data that is made by a procedure has no files to look at")
  func builtin() throws {
    #expect(try dataSet("source: builtin/digits").examine() == nil)
  }
}
