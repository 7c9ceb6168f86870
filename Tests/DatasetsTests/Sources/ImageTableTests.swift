import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite("Pictures that a table lists")
struct ImageTableTests {
  private func dogs(_ folder: String, _ fields: String = "label: breed") throws -> DataSet {
    try dataSet(
      "source: image_table\npath: \(folder)/labels.csv\nfolder: \(folder)/train\nshuffle: false\n\(fields)",
      name: "dog")
  }

  private func labels(_ examples: Examples) throws -> [Float] {
    try examples.first(examples.count, field: 1).floats.map { $0 }
  }

  /// A folder `F` with `1.png`, `2.png`, `3.jpg.png` and `deep/4.png` in `train`, and a table.
  private func withDogs<R>(
    _ table: String, others: [String: Data] = [:], _ body: (String) throws -> R
  ) throws -> R {
    var files = others
    for (place, name) in ["1", "2", "3", "deep/4"].enumerated() {
      files["train/\(name).png"] = try png(2, 2, from: place)
    }
    files["labels.csv"] = Data(table.utf8)
    return try withFolder(files, body)
  }

  @Test("texts become classes in the order of the rows, and names need no ending")
  func classes() throws {
    try withDogs("id,breed\n2,pug\n1.png,boxer\ndeep/4,pug\n") { folder in
      let set = try dogs(folder)
      let described = try set.describe()
      #expect(
        described.fields == [
          DataField("image", TensorType([2, 2, 3])),
          DataField("label", TensorType([], .int32), classes: ["pug", "boxer"]),
        ])
      #expect(described.trainCount == 3)
      #expect(described.classes(of: "label")?.train == [0, 1])
      let loaded = try set.load()
      #expect(try labels(loaded.train) == [0, 1, 0])
      #expect(try loaded.train.first(1, field: 0).floats.map { $0 }.first == 1)
      #expect(loaded.digests.map(\.path) == ["\(folder)/labels.csv", "\(folder)/train"])
      #expect(try labels(dogs(folder, "label: breed\ncount: 2").load().train) == [0, 1])
    }
  }

  @Test(
    "a first row that names a picture is one, and labels may be numbers",
    arguments: [
      ("1.png,3\n2.png,5\n", "label: last", [3, 5]),
      ("1,0.5\n2,1\n", "label: 2", [0.5, 1]),
      ("id,age\n1,0.5\n2,1\n", "label: 2", [0.5, 1]),
      ("7\t1.png\n8\t2.png\n", "{label: first, column: 2, delimiter: tab}", [7, 8]),
    ] as [(String, String, [Float])])
  func numbers(_ table: String, _ fields: String, _ expected: [Float]) throws {
    try withDogs(table) { folder in
      let fields = fields.hasPrefix("{") ? String(fields.dropFirst().dropLast()) : fields
      let lines = fields.split(separator: ", ").joined(separator: "\n")
      let found = try labels(dogs(folder, lines).load().train)
      #expect(found == expected)
    }
  }

  @Test("an accented letter of a folder or picture may be one character or two")
  func accents() throws {
    let others = ["train/a\u{308}pfel/u\u{308}.png": try png(2, 2, from: 9)]
    for name in ["\u{e4}pfel/\u{fc}", "a\u{308}pfel/\u{fc}.png"] {
      try withDogs("id,breed\n\(name),pug\n", others: others) { folder in
        try #expect(dogs(folder).load().train.first(1, field: 0).floats.map { $0 }.first == 9)
      }
    }
  }

  @Test("without a label the table says which pictures are read")
  func unlabelled() throws {
    try withDogs("id\n3\n1\n") { folder in
      let loaded = try dogs(folder, "").load()
      #expect(loaded.fields.map(\.name) == ["image"])
      #expect(loaded.train.count == 2)
    }
  }

  @Test("the classes of the training part hold for the test part, and a picture of both is told of")
  func parts() throws {
    let others = [
      "t/a.csv": Data("id,breed\n1,pug\n2,boxer\n".utf8),
      "t/b.csv": Data("id,breed\n3,boxer\n2,boxer\n".utf8),
      "t/c.csv": Data("id,breed\n3,Boxer\n".utf8),
    ]
    try withDogs("", others: others) { folder in
      func set(_ test: String) throws -> DataSet {
        try dataSet(
          "source: image_table\npath: \(folder)/t\nsplits: {train: a.csv, test: \(test)}\nfolder: \(folder)/train\nlabel: breed\nshuffle: false"
        )
      }
      let loaded = try set("b.csv").load()
      #expect(try labels(loaded.train) == [0, 1])
      #expect(try labels(loaded.test) == [1, 1])
      #expect(
        try set("b.csv").describe().warnings.map(\.message) == [
          "a picture of the test part is one of the training part"
        ])
      let found = message { _ = try set("c.csv").describe() }
      #expect(
        found?.replacing(folder, with: "F")
          == "F/t/c.csv: the class 'Boxer' is none of the training part; did you mean 'boxer'?")
    }
  }

  @Test(
    "what is wrong with a table is named, with line and column",
    arguments: [
      ("id,breed\n9,pug\n", "F/labels.csv:2:1: there is no picture '9' in 'F/train'"),
      (
        "id,breed\n../1.png,pug\n",
        "F/labels.csv:2:1: '../1.png' leads out of 'folder', at which names start"
      ),
      (
        "id,breed\n/etc/1.png,pug\n",
        "F/labels.csv:2:1: '/etc/1.png' leads out of 'folder', at which names start"
      ),
      ("id,breed\n,pug\n", "F/labels.csv:2:1: the name of a picture is missing"),
      (
        "id,breed\n1,pug\n2,pug\n1.png,boxer\n",
        "F/labels.csv:4:1: '1.png' stands twice: in rows 1 and 3 of pictures"
      ),
      ("id,breed\n1,pug\n2,\n", "F/labels.csv:3:3: a class is missing"),
      ("id,breed\n1,pug,x\n", "F/labels.csv:2:1: the row has 3 columns, the first has 2"),
      ("id,bred\n1,pug\n", "'F/labels.csv' has no column 'breed'; did you mean 'bred'?"),
      ("id,breed\n", "F/labels.csv: has no rows"),
      ("", "F/labels.csv: is empty"),
      (
        "id,breed\n1.webp,pug\n",
        "F/labels.csv:2:1: there is no picture '1.webp' in 'F/train', and such files are not read: write pictures as .png or .jpg"
      ),
    ])
  func mistakes(_ table: String, _ expected: String) throws {
    try withDogs(table) { folder in
      let found = message { _ = try dogs(folder).describe() }
      #expect(found?.replacing(folder, with: "F") == expected)
    }
  }

  @Test("ten pictures that are not there are told at once, and skip_bad leaves them out")
  func missing() throws {
    let rows = (100..<1000).map { "\($0),pug" }.joined(separator: "\n")
    try withDogs("id,breed\n\(rows)\n1,boxer\n") { folder in
      let found = #expect(throws: DiagnosticList.self) { _ = try dogs(folder).describe() }
      #expect(found?.diagnostics.count == 10)
      #expect(
        found?.diagnostics.last?.notes.map(\.message) == [
          "names start at 'folder', here '\(folder)/train'",
          "'skip_bad: true' of the data leaves out such rows",
        ])
      let set = try dogs(folder, "label: breed\nskip_bad: true")
      #expect(try labels(set.load().train) == [1])
      #expect(try set.describe().warnings.map(\.message) == ["900 pictures are left out"])
    }
  }

  @Test("a slash with an accent behind it is a slash, as it is to disks")
  func accentedSlash() {
    for name in ["..\u{2F}\u{338}a/1.png", "\u{2F}\u{338}a/1.png"] {
      let fault = PictureNames.fault(of: name) ?? ""
      #expect(fault.hasSuffix("leads out of 'folder', at which names start"), "\(fault)")
    }
    #expect(PictureNames.fault(of: "a\u{2F}\u{338}b/..c.png") == nil)
  }

  @Test("the label is another column than the names")
  func sameColumn() throws {
    try withDogs("id,breed\n1,pug\n") { folder in
      let found = message { _ = try dogs(folder, "label: id").describe() }
      #expect(found == "the label is the column of the pictures' names")
    }
  }
}
