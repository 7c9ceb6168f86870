import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct ClassFoldersTests {
  private func pets(_ folder: String, _ fields: String = "") throws -> DataSet {
    try dataSet(
      "source: images\npath: \(folder)\nlabel: folder\nshuffle: false\n\(fields)", name: "pet")
  }

  /// The labels of the first examples of a part.
  private func labels(_ examples: Examples) throws -> [Float] {
    try examples.first(examples.count, field: examples.fields.count - 1).floats.map { $0 }
  }

  @Test(
    "each folder is a class, numbered by the order of the names, and the first examples are of all")
  func read() throws {
    let picture = try png(2, 2)
    let files = [
      "dog/1.png": picture, "dog/2.png": picture, "dog/deep/er/3.png": picture,
      "cat/1.png": picture,
      "Zebra/1.png": picture, "Zebra/2.png": picture, ".git/1.png": picture,
      "README.txt": Data("x".utf8),
    ]
    try withFolder(files) { folder in
      let set = try pets(folder)
      let described = try set.describe()
      #expect(
        described.fields == [
          DataField("image", TensorType([2, 2, 3])),
          DataField("label", TensorType([], .int32), classes: ["Zebra", "cat", "dog"]),
        ])
      #expect(described.trainCount == 6)
      let loaded = try set.load()
      #expect(loaded.fields == described.fields)
      #expect(loaded.warnings.isEmpty)
      #expect(try labels(loaded.train) == [0, 1, 2, 0, 2, 2])
      #expect(try labels(pets(folder, "count: 3").load().train) == [0, 1, 2])
      let dogs = try pets(folder, "train_where: label == 2").load()
      #expect(try labels(dogs.train) == [2, 2, 2])
    }
  }

  @Test("the classes of the training part hold for the test part, which need not have all")
  func parts() throws {
    let picture = try png(2, 2)
    let files = [
      "train/ant/1.png": picture, "train/bee/1.png": picture, "train/cow/1.png": picture,
      "test/cow/1.png": picture, "test/bee/1.png": picture,
    ]
    try withFolder(files) { folder in
      let loaded = try pets(folder, "splits: {train: train, test: test}").load()
      #expect(try labels(loaded.train) == [0, 1, 2])
      #expect(try labels(loaded.test) == [1, 2])
      let known = try pets(folder, "splits: {train: train, test: test}").describe()
        .classes(of: "label")
      #expect(known?.count == 3 && known?.train == [0, 1, 2] && known?.test == [1, 2])
      #expect(loaded.digests.map(\.path) == ["\(folder)/train", "\(folder)/test"])
      let swapped = message {
        _ = try pets(folder, "splits: {train: test, test: train}").describe()
      }
      #expect(
        swapped?.replacing(folder, with: "F")
          == "F/train: the class 'ant' is none of the training part")
    }
  }

  @Test(
    "halves and fields have the label of their folder, and a folder's digest tells of its classes")
  func fields() throws {
    let (picture, other) = (try png(2, 4), try png(2, 4, from: 9))
    let files = [
      "photo/a/1.png": picture, "photo/b/1.png": picture, "mask/a/1.png": picture,
      "mask/b/1.jpg.png": other,
    ]
    try withFolder(files) { folder in
      let found = message {
        _ = try pets(folder, "fields: {photo: photo, mask: mask}").describe()
      }
      #expect(
        found?.hasPrefix("\(folder)/photo: 'b/1.png' has no partner") == true, "\(found ?? "")")
      let halves = try dataSet("{source: paired_images, path: \(folder)/photo, label: folder}")
      #expect(try halves.describe().fields.map(\.name) == ["left", "right", "label"])
      #expect(try labels(halves.load().train) == [0, 1])
      let named = message {
        _ = try pets(folder, "fields: {label: photo, mask: mask}").describe()
      }
      #expect(named == "'label: folder' makes the field 'label'; call the other one otherwise")
    }
    func digest(_ files: [String: Data]) throws -> String? {
      try withFolder(files) { try pets($0).load().digests.first?.sha256 }
    }
    #expect(
      try digest(["a/1.png": picture, "b/2.png": picture])
        != digest(["b/1.png": picture, "a/2.png": picture]))
  }

  @Test(
    "what is no folder of classes is told",
    arguments: [
      (["1.png"], "F: holds no folders, each of which would be a class"),
      (["cat/1.png", "dog/x.txt"], "F/dog: holds no pictures (.jpeg, .jpg, .png)"),
      (
        ["a/1.ppm", "b/1.webp", "cat/1.png"],
        "F: 2 of its folders hold no pictures (.jpeg, .jpg, .png): 'a', 'b'"
      ),
      (["train/cat/1.png", "val/cat/1.png"], "F: holds parts, not classes"),
    ])
  func mistakes(_ names: [String], _ expected: String) throws {
    let picture = try png(2, 2)
    try withFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, picture) })) { folder in
      let found = message { _ = try pets(folder).describe() }
      #expect(found?.replacing(folder, with: "F") == expected)
    }
  }

  @Test("a picture beside the folders is left out, and told of")
  func strays() throws {
    let picture = try png(2, 2)
    try withFolder(["a/1.png": picture, "b/1.png": picture, "c.png": picture]) { folder in
      let warnings = try pets(folder).describe().warnings
      #expect(try pets(folder).load().train.count == 2)
      #expect(warnings.map(\.message) == ["a picture stands in no class's folder, and is left out"])
      #expect(warnings.first?.notes.map(\.message) == ["in '\(folder)': 'c.png'"])
    }
  }

  @Test("a link may be a class, but no circle is walked, and one that leads nowhere is told")
  func links() throws {
    let picture = try png(2, 2)
    let manager = FileManager.default
    try withFolder(["a/1.png": picture, "other/1.png": picture]) { folder in
      try manager.createSymbolicLink(
        atPath: "\(folder)/a/again", withDestinationPath: "\(folder)/a")
      try manager.createSymbolicLink(
        atPath: "\(folder)/b", withDestinationPath: "\(folder)/other")
      let described = try pets(folder).describe()
      #expect(described.field("label")?.classes == ["a", "b", "other"])
      #expect(described.trainCount == 3)
      try manager.createSymbolicLink(
        atPath: "\(folder)/gone", withDestinationPath: "\(folder)/nowhere")
      #expect(
        message { _ = try pets(folder).describe() }
          == "\(folder): 'gone' is a link that leads nowhere")
    }
  }

  @Test(
    "a folder whose name is no UTF-8 is told of, not passed over, at the top and inside a class",
    arguments: ["", "/a"])
  func bytes(place: String) throws {
    try withFolder(["a/1.png": try png(2, 2)]) { folder in
      let path =
        Array((folder + place).utf8CString.dropLast()) + [47, CChar(truncatingIfNeeded: 0xFF), 0]
      #expect(mkdir(path, 0o777) == 0)
      let found = message { _ = try pets(folder).describe() }
      #expect(
        found?.hasPrefix("\(folder)\(place): holds a name that is no UTF-8 text") == true,
        "\(found ?? "")")
      // FileManager does not remove what it cannot name.
      #expect(rmdir(path) == 0)
    }
  }

  @Test("two folders whose names read alike and have other bytes are told of")
  func alike() throws {
    try withFolder(["a/1.png": try png(2, 2)]) { folder in
      for name in ["\u{E9}", "e\u{301}"] { #expect(mkdir("\(folder)/\(name)", 0o777) == 0) }
      #expect(
        message { _ = try pets(folder).describe() }
          == "\(folder): holds two folders whose names read alike: '\u{E9}'")
    }
  }

  @Test("many classes are read, one of which has many pictures, and no more than may be")
  func many() throws {
    let picture = try png(1, 1)
    var files: [String: Data] = [:]
    for i in 0..<40 { files["class\(i)/1.png"] = picture }
    for i in 0..<20 { files["class7/more\(i).png"] = picture }
    try withFolder(files) { folder in
      let described = try pets(folder, "count: 30").describe()
      #expect(described.field("label")?.classes.count == 40)
      #expect(described.trainCount == 30)
      let root = PictureFolder(
        DataFile(path: folder, written: folder), format: PictureFile.self)
      #expect(try ClassFolders(of: root, most: 40).names.count == 60)
      #expect(
        message { _ = try ClassFolders(of: root, most: 39) }
          == "\(folder): holds 40 folders; at most 39 classes are read")
    }
  }
}
