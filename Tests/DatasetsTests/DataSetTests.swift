import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct DataSetTests {
  private let rows = Data((0..<10).map { "\($0),\($0 * 10),\($0 % 2)\n" }.joined().utf8)

  private func load(_ fields: String, seed: UInt64 = 42) throws -> LoadedData {
    try withFolder(["t.csv": rows]) { folder in
      try set(folder, fields, seed: seed).load()
    }
  }

  /// The ten rows with their label last, unless `fields` says otherwise.
  private func set(_ folder: String, _ fields: String, seed: UInt64 = 42) throws -> DataSet {
    let standard = ["path: \(folder)/t.csv", "header: false", "label: last"].filter {
      !fields.hasPrefix($0.prefix { $0 != ":" } + ":")
    }
    return try dataSet(
      (["source: csv"] + standard + [fields]).joined(separator: "\n"), seed: seed)
  }

  private func firsts(_ examples: Examples) throws -> [Int] {
    let values = try examples.first(examples.count).floats
    return stride(from: 0, to: values.count, by: 2).map { Int(values[$0]) }
  }

  @Test(
    "how many classes a label has is known where its numbers are, of the examples that are used",
    arguments: [
      ("label: last", 2), ("label: 2", 91), ("label: 2\ncount: 4", 31),
    ])
  func classes(_ fields: String, _ count: Int) throws {
    try withFolder(["t.csv": rows]) { folder in
      let known = try set(folder, fields).describe().classes(of: "label")
      #expect(known?.all.last == count - 1 && known?.count == nil)
    }
    try withFolder(["t.csv": Data("1,b\n2,a\n3,b\n".utf8)]) { folder in
      let known = try set(folder, "label: last").describe().classes(of: "label")
      #expect(known?.count == 2 && known?.train == [0, 1])
    }
    try withFolder(["t.csv": Data("1,-1\n2,1\n".utf8)]) { folder in
      let known = try set(folder, "label: last").describe().classes(of: "label")
      #expect(known == nil)
    }
  }

  @Test("each part has the classes of its own examples, which holdout and split say")
  func classesOfParts() throws {
    let files = ["a.csv": Data("1,0\n2,1\n3,2\n".utf8), "b.csv": Data("1,3\n2,0\n".utf8)]
    try withFolder(files) { folder in
      func known(_ fields: String) throws -> ClassNumbers? {
        try dataSet(
          "source: csv\npath: \(folder)\nsplits: {train: a.csv, test: b.csv}\nheader: false\nlabel: last\n\(fields)"
        ).describe().classes(of: "label")
      }
      let (train, all) = (try known("split: train"), try known("split: all"))
      let test = try known("split: test\ncount: 1")
      #expect(train?.train == [0, 1, 2] && train?.test == [0, 3])
      #expect(all?.train == [0, 1, 2, 3])
      #expect(test?.train == [3])
    }
    try withFolder(["t.csv": rows]) { folder in
      let set = try set(folder, "label: 2\nholdout: 0.2")
      let (described, loaded) = (try set.describe(), try set.load())
      let known = try #require(described.classes(of: "label"))
      func numbers(_ examples: Examples) throws -> [Int] {
        Set(try examples.first(examples.count, field: 1).floats.map { Int($0) }).sorted()
      }
      let (train, test) = (try numbers(loaded.train), try numbers(loaded.test))
      #expect(known.train == train)
      #expect(known.test == test)
    }
  }

  @Test("a set without a test part answers with its training part")
  func whole() throws {
    let loaded = try load("")
    #expect(try firsts(loaded.train) == Array(0..<10))
    #expect(try firsts(loaded.test) == Array(0..<10))
    #expect(
      try loaded.train.first(3, field: 1) == HostArray(shape: [3], storage: .int32([0, 1, 0])))
    #expect(loaded.digests.count == 1)
    #expect(loaded.digests.first?.sha256.count == 64)
  }

  @Test("types and counts are described before data is read")
  func described() throws {
    try withFolder(["t.csv": rows]) { folder in
      let plain = try set(folder, "holdout: 0.3").describe()
      #expect(plain.fields.map(\.name) == ["value", "label"])
      #expect(plain.main.type == TensorType([2]))
      #expect(plain.field("label")?.type == TensorType([], .int32))
      #expect(plain.trainCount == 7)
      #expect(plain.testCount == 3)
      let filtered = try set(folder, "train_where: label == 1").describe()
      #expect(filtered.trainCount == nil)
      #expect(filtered.testCount == nil)
    }
  }

  @Test(
    "the counts that are described are those that are loaded",
    arguments: [
      "split: train", "split: all", "holdout: 0.3", "{split: all, holdout: 0.3}",
      "{split: test, holdout: 0.3}", "count: 4",
    ])
  func counts(_ fields: String) throws {
    try withFolder(["t.csv": rows]) { folder in
      let fields = fields.trimmingCharacters(in: ["{", "}"]).replacing(", ", with: "\n")
      let set = try set(folder, fields)
      let described = try set.describe()
      let loaded = try set.load()
      #expect(described.trainCount == loaded.train.count)
      #expect(described.testCount ?? described.trainCount == loaded.test.count)
    }
  }

  @Test("held-out rows are disjoint from the training rows and both are all", arguments: 1..<6)
  func holdout(_ seed: UInt64) throws {
    let loaded = try load("holdout: 0.3", seed: seed)
    let train = try firsts(loaded.train)
    let test = try firsts(loaded.test)
    #expect(train.count == 7)
    #expect(test.count == 3)
    #expect(train == train.sorted())
    #expect((train + test).sorted() == Array(0..<10))
  }

  @Test("split and train_where choose what is trained on")
  func filters() throws {
    #expect(try firsts(load("train_where: label == 1").train) == [1, 3, 5, 7, 9])
    let all = try load("holdout: 0.2\nsplit: all")
    #expect(all.train.count == 10)
    #expect(all.test.count == 2)
    let test = try load("holdout: 0.2\nsplit: test")
    #expect(try firsts(test.train) == firsts(test.test))
    #expect(try firsts(load("train_where: beat.label < 0.5").train) == [0, 2, 4, 6, 8])
  }

  @Test("count takes the first examples")
  func count() throws {
    #expect(try firsts(load("count: 4").train) == [0, 1, 2, 3])
  }

  @Test("a fitted scale is fitted to the training part, before 'train_where' leaves examples out")
  func fitted() throws {
    let loaded = try load("train_where: label == 0\nscale: {range: [0, 1], fit: train}")
    // The rows 0 to 9 hold 0...90; trained on are 0, 2, …, 8.
    let expected = [0.0, 2, 4, 6, 8].flatMap { [Float($0 / 90), Float($0 / 9)] }
    #expect(try loaded.train.first(5).floats == expected)
    let columns = try load("train_where: label == 0\nscale: {fit: train, per: channel}")
    let ninths = [0.0, 2, 4, 6, 8].flatMap { [Float($0 / 9), Float($0 / 9)] }
    #expect(try columns.train.first(5).floats == ninths)
    let held = try load("holdout: 0.3\nscale: {range: [0, 1], fit: train}")
    let span = try Float(held.train.first(7).floats.max() ?? 0)
    #expect(span == 1)
  }

  @Test(
    "mistakes are named",
    arguments: [
      ("holdout: 0.01", "a holdout of 0.01 leaves 0 of 10 examples for testing"),
      ("split: test", "this set has no test part"),
      ("train_where: label == 7", "'beat' has no examples to train on"),
      ("train_where: class == 1", "'class' is no scalar field of 'beat'"),
      ("train_where: value == 1", "'value' is no scalar field of 'beat'"),
      (
        "train_where: mean(label)",
        "'train_where' is made of scalar fields, numbers, arithmetic, comparisons and abs"
      ),
      ("label: 4", "there is no column 4: 'FOLDER/t.csv' has 3"),
      ("label: class", "without a header no column has a name"),
      (
        "columns: [1, 2]\nignore: [3]",
        "'columns' names all columns of the row; 'ignore' has nothing to do"
      ),
      (
        "delimiter: ab",
        "a delimiter is one ASCII character that no number contains, or tab, or space"
      ),
      ("scale: [0, 1]", "these data have no range of their own to scale from"),
      ("path: nowhere.csv", "there is no file 'nowhere.csv'"),
      ("path: /dev/zero", "/dev/zero: is not a file"),
      ("path: /tmp", "/tmp: is a folder, not a file"),
    ])
  func mistakes(_ field: String, _ expected: String) throws {
    try withFolder(["t.csv": rows]) { folder in
      let found = message { _ = try set(folder, field).load() }
      #expect(found?.replacingOccurrences(of: folder, with: "FOLDER") == expected)
    }
  }

  @Test(
    "unknown sources and transforms get the nearest name",
    arguments: [
      ("source: cvs", "unknown source 'cvs'; did you mean 'csv'?"),
      (
        "{source: builtin/digits, transforms: [{random_crops: 20}]}",
        "unknown transform 'random_crops'; did you mean 'random_crop'?"
      ),
    ])
  func planned(_ yaml: String, _ expected: String) {
    #expect(message { _ = try dataSet(yaml) } == expected)
  }

  @Test("two files are the parts of a set")
  func parts() throws {
    let files = ["a.csv": Data("x,y\n1,0.5\n2,1\n".utf8), "b.csv": Data("x,y\n3,2\n".utf8)]
    try withFolder(files) { folder in
      let loaded = try dataSet(
        "{source: csv, path: \(folder), splits: {train: a.csv, test: b.csv}, label: y}"
      ).load()
      #expect(try loaded.train.first(9).floats == [1, 2])
      #expect(try loaded.train.first(9, field: 1).floats == [0.5, 1])
      #expect(try loaded.test.first(9).floats == [3])
      #expect(loaded.digests.map(\.path) == ["\(folder)/a.csv", "\(folder)/b.csv"])
      let unknown = message {
        _ = try dataSet("{source: csv, path: \(folder), splits: {train: a.csv, dev: b.csv}}")
      }
      #expect(unknown == "a set has the splits 'train' and 'test', not 'dev'")
    }
  }

  @Test(
    "a label among the columns of the row is told of",
    arguments: [("[1, 3]", 1), ("[1, 2]", 0), ("[a, y]", 0)])
  func givenLabel(columns: String, count: Int) throws {
    try withFolder(["t.csv": Data("a,b,y\n1,2,0\n3,4,1\n".utf8)]) { folder in
      let set = try dataSet(
        "{source: csv, path: \(folder)/t.csv, columns: \(columns), label: 3, header: true}")
      let told = try set.describe().warnings
      #expect(told.count == count)
      #expect(
        told.allSatisfy {
          $0.message
            == "the label is among the columns of the row, so that networks are given what they are to tell"
        })
    }
  }

  @Test("missing files are notes before they are errors")
  func missing() throws {
    let set = try dataSet("{source: csv, path: data/no.csv}", data: "/nowhere")
    #expect(set.missingFiles.map(\.severity) == [.note])
    #expect(set.missingFiles.first?.notes.first?.message == "looked for '/nowhere/no.csv'")
    #expect(message { _ = try set.describe() } == "there is no file 'data/no.csv'")
  }

  @Test("the home folder's '~', which a shell expands, is told of", arguments: ["csv", "images"])
  func home(source: String) throws {
    let set = try dataSet("{source: \(source), path: ~/pets}")
    let notes = set.missingFiles.first?.notes.map(\.message) ?? []
    #expect(notes.contains { $0.hasPrefix("'~' is not expanded: ") }, "\(notes)")
  }

  @Test(
    "the real heartbeats: 5000 of 140 samples, 2919 of them normal",
    enabledWithData("ecg5000/ecg.csv"))
  func realHeartbeats() throws {
    let set = try dataSet(
      """
      source: csv
      path: data/ecg5000/ecg.csv
      header: false
      label: last
      train_where: label == 1
      """, data: sharedData)
    let start = ContinuousClock.now
    let loaded = try set.load()
    print("ecg.csv described and read in \(ContinuousClock.now - start)")
    #expect(loaded.train.count == 2919)
    #expect(
      loaded.fields == [
        DataField("value", TensorType([140])), DataField("label", TensorType([], .int32)),
      ])
    #expect(try loaded.train.first(1).floats.prefix(2) == [-0.11252183, -2.8272038])
    #expect(
      loaded.digests.map(\.sha256) == [
        "cd0c88d6e5c64cf0519214cc82bc37513bd2280c871071f8e34aa1608b5a7733"
      ])
  }
}
