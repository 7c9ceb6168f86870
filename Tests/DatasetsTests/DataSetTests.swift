import Foundation
import Tensors
import Testing

@testable import Config
@testable import Datasets

@Suite struct DataSetTests {
  private let rows = Data((0..<10).map { "\($0),\($0 * 10),\($0 % 2)\n" }.joined().utf8)

  private func load(
    _ values: KeyValuePairs<String, FieldValue.Content>, seed: UInt64 = 42
  ) throws -> LoadedData {
    try withFolder(["t.csv": rows]) { folder in
      try set(folder, values, seed: seed).load()
    }
  }

  private func set(
    _ folder: String, _ values: KeyValuePairs<String, FieldValue.Content>, seed: UInt64 = 42
  ) throws -> DataSet {
    let schema = CSV.schema
    var all: [(String, FieldValue.Content)] = [
      ("path", .text(folder + "/t.csv")), ("header", .boolean(false)), ("label", .text("last")),
    ]
    all += values.map { ($0.key, $0.value) }
    var fields = written(schema)
    for (name, content) in all {
      let one = KeyValuePairs(dictionaryLiteral: (name, content))
      fields = Fields(
        schema: schema, range: nil,
        values: fields.values.merging(written(schema, one).values.filter { $0.key == name }) {
          $1
        })
    }
    return try DataSet(name: "beat", fields: fields, location: DataLocation(), seed: seed)
  }

  private func firsts(_ examples: Examples) -> [Int] {
    let values = examples.first(examples.count).floats
    return stride(from: 0, to: values.count, by: 2).map { Int(values[$0]) }
  }

  @Test("a set without a test part answers with its training part")
  func whole() throws {
    let loaded = try load([:])
    #expect(firsts(loaded.train) == Array(0..<10))
    #expect(firsts(loaded.test) == Array(0..<10))
    #expect(loaded.train.first(3, field: 1) == HostArray(shape: [3], storage: .int32([0, 1, 0])))
    #expect(loaded.digests.count == 1)
    #expect(loaded.digests.first?.sha256.count == 64)
  }

  @Test("types and counts are described before data is read")
  func described() throws {
    try withFolder(["t.csv": rows]) { folder in
      let plain = try set(folder, ["holdout": .number(0.3)]).describe()
      #expect(plain.fields.map(\.name) == ["value", "label"])
      #expect(plain.main.type == TensorType([2]))
      #expect(plain.field("label")?.type == TensorType([], .int32))
      #expect(plain.trainCount == 7)
      #expect(plain.testCount == 3)
      let filtered = try set(folder, ["train_where": equal("label", 1)]).describe()
      #expect(filtered.trainCount == nil)
      #expect(filtered.testCount == nil)
    }
  }

  @Test("held-out rows are disjoint from the training rows and both are all", arguments: 1..<6)
  func holdout(_ seed: UInt64) throws {
    let loaded = try load(["holdout": .number(0.3)], seed: seed)
    let train = firsts(loaded.train)
    let test = firsts(loaded.test)
    #expect(train.count == 7)
    #expect(test.count == 3)
    #expect(train == train.sorted())
    #expect((train + test).sorted() == Array(0..<10))
  }

  @Test("split and train_where choose what is trained on")
  func filters() throws {
    #expect(firsts(try load(["train_where": equal("label", 1)]).train) == [1, 3, 5, 7, 9])
    let all = try load(["holdout": .number(0.2), "split": .text("all")])
    #expect(all.train.count == 10)
    #expect(all.test.count == 2)
    let test = try load(["holdout": .number(0.2), "split": .text("test")])
    #expect(firsts(test.train) == firsts(test.test))
    let member = Config.Expression(
      .binary(
        .less,
        Config.Expression(
          .member(Config.Expression(.name("beat"), range: nil), "label"), range: nil),
        Config.Expression(.number(0.5), range: nil)), range: nil)
    #expect(firsts(try load(["train_where": .expression(member)]).train) == [0, 2, 4, 6, 8])
  }

  @Test("count takes the first examples")
  func count() throws {
    #expect(firsts(try load(["count": .integer(4)]).train) == [0, 1, 2, 3])
  }

  @Test("a fitted scale is fitted to the rows that are trained on")
  func fitted() throws {
    let scale = map(Scale.schema, ["range": numbers([0, 1]), "fit": .text("train")])
    let loaded = try load([
      "train_where": equal("label", 0), "split": .text("all"), "holdout": .number(0.5),
      "scale": scale,
    ])
    // The rows 0, 2, …, 8 hold 0…80, so the element 90 of row 9 becomes 1.125.
    #expect(loaded.train.first(5).floats == [0, 0, 0.025, 0.25, 0.05, 0.5, 0.075, 0.75, 0.1, 1])
  }

  @Test(
    "mistakes are named",
    arguments: [
      ("holdout", .number(0.01), "a holdout of 0.01 leaves 0 of 10 examples for testing"),
      ("split", .text("test"), "this set has no test part"),
      ("train_where", equal("label", 7), "'beat' has no examples to train on"),
      ("train_where", equal("class", 1), "'class' is no scalar field of 'beat'"),
      ("train_where", equal("value", 1), "'value' is no scalar field of 'beat'"),
      ("label", .integer(4), "there is no column 4: 'FOLDER/t.csv' has 3"),
      ("label", .text("class"), "without a header no column is named 'class'"),
      ("delimiter", .text("ab"), "a delimiter is one ASCII character that no number contains"),
      ("scale", map(Scale.schema), "these data have no range of their own to scale from"),
      ("path", .text("nowhere.csv"), "there is no file 'nowhere.csv'"),
      ("path", .text("/dev/zero"), "/dev/zero: is not a file"),
    ] as [(String, FieldValue.Content, String)])
  func mistakes(_ field: String, _ value: FieldValue.Content, _ expected: String) throws {
    try withFolder(["t.csv": rows]) { folder in
      let found = message {
        _ = try set(folder, KeyValuePairs(dictionaryLiteral: (field, value))).load()
      }
      #expect(found?.replacingOccurrences(of: folder, with: "FOLDER") == expected)
    }
  }

  @Test("a source that comes later is named as not available yet")
  func planned() {
    #expect(
      message { _ = try SourceCatalogue.schema(named: "images", at: nil) }
        == "source 'images' is not available yet")
    #expect(
      message { _ = try SourceCatalogue.schema(named: "cvs", at: nil) } == "unknown source 'cvs'")
  }

  @Test("missing files are notes before they are errors")
  func missing() throws {
    let set = try dataSet("csv", ["path": .text("data/no.csv")], data: "/nowhere")
    #expect(set.missingFiles.map(\.severity) == [.note])
    #expect(set.missingFiles.first?.notes.first?.message == "looked for '/nowhere/no.csv'")
    #expect(message { _ = try set.describe() } == "there is no file 'data/no.csv'")
  }

  @Test("the real heartbeats: 5000 of 140 samples, 2919 of them normal")
  func realHeartbeats() throws {
    guard let sharedData else { return }
    let set = try dataSet(
      "csv",
      [
        "path": .text("data/ecg5000/ecg.csv"), "header": .boolean(false), "label": .text("last"),
        "train_where": equal("label", 1),
      ], data: sharedData)
    let start = ContinuousClock.now
    let loaded = try set.load()
    print("ecg.csv described and read in \(ContinuousClock.now - start)")
    #expect(loaded.train.count == 2919)
    #expect(
      loaded.fields == [
        DataField("value", TensorType([140])), DataField("label", TensorType([], .int32)),
      ])
    #expect(loaded.train.first(1).floats.prefix(2) == [-0.11252183, -2.8272038])
    #expect(
      loaded.digests.map(\.sha256) == [
        "cd0c88d6e5c64cf0519214cc82bc37513bd2280c871071f8e34aa1608b5a7733"
      ])
  }
}
