import Diagnostics
import Foundation
import Testing

@testable import Datasets

@Suite("Advice on bad pictures")
struct PictureListingTests {
  private func images(_ folder: String) throws -> DataSet {
    try dataSet("source: images\npath: \(folder)\nshuffle: false", name: "horse")
  }

  /// How many notes name 'skip_bad', of each problem that `body` throws.
  private func advice(_ body: () throws -> Void) -> [Int] {
    func count(_ problem: Diagnostic) -> Int {
      problem.notes.filter { $0.message.contains("'skip_bad: true'") }.count
    }
    do {
      try body()
    } catch let problem as Diagnostic {
      return [count(problem)]
    } catch let list as DiagnosticList {
      return list.diagnostics.map { count($0) }
    } catch {
      Issue.record("\(error)")
    }
    return []
  }

  @Test("is given once, however many there are", arguments: [2, 30])
  func once(count: Int) throws {
    var files = ["x.png": try png(2, 2)]
    for number in 0..<count { files["\(number).png"] = Data("x".utf8) }
    try withFolder(files) { folder in
      let found = advice { _ = try images(folder).describe() }
      #expect(found.last == 1 && found.dropLast().allSatisfy { $0 == 0 }, "\(found)")
    }
  }

  @Test("is given of pixels that are damaged, and not of a picture that changed or is gone")
  func damaged() throws {
    let files = ["1.jpg": try colorPhoto(), "2.jpg": try colorPhoto().dropLast(20)]
    try withFolder(files) { folder in
      let loaded = try images(folder).load()
      #expect(advice { _ = try loaded.train.first(2) } == [1])
      let second = URL(filePath: folder + "/2.jpg")
      try png(3, 3).write(to: second)
      #expect(advice { _ = try loaded.train.first(2) } == [0])
      try FileManager.default.removeItem(at: second)
      #expect(advice { _ = try loaded.train.first(2) } == [0])
    }
  }

  @Test(
    "Pictures of formats that are not read are told of, in folders of classes too",
    arguments: [
      ("", ["1.png", "b.gif", "a.WEBP", "x.txt", ".c.gif"], "'a.WEBP', 'b.gif'"),
      (
        "label: folder", ["a/1.png", "a/in/b.bmp", "b/1.png", "b/a.tif"],
        "'a/in/b.bmp', 'b/a.tif'"
      ),
    ])
  func otherFormats(_ field: String, _ names: [String], _ told: String) throws {
    let picture = try png(2, 2)
    try withFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, picture) })) { folder in
      let set = try dataSet("source: images\npath: \(folder)\n\(field)", name: "horse")
      let warnings = try set.describe().warnings
      #expect(warnings.map(\.message) == ["2 pictures are no JPEG or PNG, and are left out"])
      #expect(try set.load().warnings.isEmpty)
      #expect(
        warnings.first?.notes.map(\.message)
          == ["in '\(folder)': \(told); write pictures as .png or .jpg"])
    }
  }
}
