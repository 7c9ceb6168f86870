import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct MNISTTests {
  /// Three pictures of 2×2: 0, 20, …, 220.
  static let pictures =
    Data([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2])
    + Data((0..<12).map { UInt8($0 * 20) })
  static let labels = Data([0, 0, 8, 1, 0, 0, 0, 3, 7, 1, 9])
  /// `pictures`, gzipped.
  static let gzipped =
    Data(base64Encoded: "H4sIAAAAAAACA2Ng4GBmYGAAYSYwFtGwCUip6Fmw5cQdAL1JqB8cAAAA") ?? Data()

  private func files(
    images: Data = pictures, labels: Data = labels, suffix: String = ""
  ) -> [String: Data] {
    [
      "train-images-idx3-ubyte\(suffix)": images, "train-labels-idx1-ubyte": labels,
      "t10k-images-idx3-ubyte": images, "t10k-labels-idx1-ubyte": labels,
    ]
  }

  private func load(_ files: [String: Data], _ extra: String = "") throws -> LoadedData {
    try withFolder(files) { folder in
      try dataSet("source: mnist\npath: \(folder)\n\(extra)", name: "digit").load()
    }
  }

  @Test("pictures and labels are read, gzipped or not")
  func reads() throws {
    for files in [files(), files(images: Self.gzipped, suffix: ".gz"), files(images: Self.gzipped)]
    {
      let loaded = try load(files)
      #expect(
        loaded.fields == [
          DataField("image", TensorType([2, 2, 1])), DataField("label", TensorType([], .int32)),
        ])
      #expect(loaded.train.count == 3)
      #expect(loaded.test.count == 3)
      #expect(try loaded.train.first(3).floats == (0..<12).map { Float($0 * 20) })
      #expect(
        try loaded.test.first(3, field: 1) == HostArray(shape: [3], storage: .int32([7, 1, 9])))
      #expect(loaded.digests.count == 4)
    }
  }

  @Test("how many classes there are is known before pictures are read")
  func classes() throws {
    func count(_ files: [String: Data], _ more: String = "") throws -> Int? {
      try withFolder(files) { folder in
        try dataSet("source: mnist\npath: \(folder)\n\(more)").describe().classes(of: "label")?
          .all.last.map { $0 + 1 }
      }
    }
    #expect(try count(files()) == 10)
    #expect(try count(files(), "count: 2") == 8)
    let usual = try dataSet("{source: mnist}", data: "none-such").describe()
    #expect(usual.classes(of: "label")?.count == 10)
    // Who knows what stands in another folder?
    let other = try dataSet("{source: mnist, path: data/two}", data: "none-such").describe()
    #expect(other.classes(of: "label") == nil)
  }

  @Test("bytes are scaled exactly as by division")
  func scaled() throws {
    let loaded = try load(files(), "scale: [0, 1]")
    #expect(try loaded.train.first(3).floats == (0..<12).map { Float($0 * 20) / 255 })
    let symmetric = try load(files(), "scale: [-1, 1]")
    let expected = stride(from: Float(0), to: 240, by: 20).map { ($0 - 127.5) / 127.5 }
    #expect(try symmetric.train.first(3).floats == expected)
  }

  @Test("all parts may be trained on, and only the first of each")
  func splits() throws {
    #expect(try load(files(), "split: all").train.count == 6)
    let limited = try load(files(), "split: all\ncount: 2")
    #expect(limited.train.count == 4)
    #expect(limited.test.count == 2)
    let labels = try limited.train.first(4, field: 1)
    #expect(labels == HostArray(shape: [4], storage: .int32([7, 1, 7, 1])))
  }

  @Test("another set's names are said with splits")
  func named() throws {
    let files = ["faces-images-idx3-ubyte": Self.pictures, "faces-labels-idx1-ubyte": Self.labels]
    let loaded = try load(files, "splits: {train: faces}\nholdout: 0.34")
    #expect(loaded.train.count == 2)
    #expect(loaded.test.count == 1)
  }

  @Test(
    "any set of that form in a folder is read",
    arguments: [
      (["faces-images-idx3-ubyte", "faces-labels-idx1-ubyte"], 3, nil),
      (["faces-images.idx3-ubyte"], 3, nil),
      (
        [
          "emnist-train-images-idx3-ubyte", "emnist-train-labels-idx1-ubyte",
          "emnist-test-images-idx3-ubyte", "emnist-test-labels-idx1-ubyte",
        ], 3, 3
      ),
    ] as [([String], Int, Int?)])
  func anySet(_ names: [String], _ train: Int, _ test: Int?) throws {
    let files = names.map { ($0, $0.contains("labels") ? Self.labels : Self.pictures) }
    try withFolder(Dictionary(uniqueKeysWithValues: files)) { folder in
      for source in ["mnist", "fashion_mnist"] {
        let described = try dataSet("{source: \(source), path: \(folder)}").describe()
        #expect(described.trainCount == train)
        #expect(described.testCount == test)
        #expect((described.fields.count == 2) == names.contains { $0.contains("labels") })
      }
    }
  }

  @Test("of several sets in a folder one is named, and half of MNIST is MNIST with a file missing")
  func several() throws {
    let files = ["a-images-idx3-ubyte": Self.pictures, "b-images-idx3-ubyte": Self.pictures]
    let found = message { _ = try load(files) }
    #expect(found?.hasSuffix("holds several sets: 'a', 'b'") == true)
    var half = self.files()
    half["t10k-images-idx3-ubyte"] = nil
    #expect(message { _ = try load(half) }?.hasPrefix("there is no file") == true)
  }

  @Test("Fashion-MNIST is a set of its own name")
  func fashion() throws {
    let set = try dataSet("source: fashion_mnist", data: "/nowhere")
    #expect(try set.describe().trainCount == 60000)
    #expect(
      message { _ = try set.load() }
        == "there is no file 'data/fashion_mnist/train-images-idx3-ubyte'")
  }

  @Test(
    "malformed files are refused with a reason",
    arguments: [
      (Data(), labels, "is no IDX file: it does not begin with two zero bytes"),
      (Data("<html>not found</html>".utf8), labels, "is no IDX file"),
      (Data([0, 0, 13, 1, 0, 0, 0, 1]), labels, "has elements of IDX type 13"),
      (Data([0, 0, 8, 0]), labels, "has 0 axes; 1 to 4 are read"),
      (Data([0, 0, 8, 9]), labels, "has 9 axes; 1 to 4 are read"),
      (
        Data([0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]), labels,
        "is too large: its header says [4294967295, 4294967295, 4294967295]"
      ),
      (Data([0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2]), labels, "is empty"),
      (pictures.dropLast(3), labels, "ends after 9 of 12 elements"),
      (pictures + Data([1]), labels, "holds more than the 3 examples that its header names"),
      (pictures, labels.dropLast(1), "ends after 2 of 3 elements"),
      (pictures, Data([0, 0, 8, 1, 0, 0, 0, 2, 7, 1]), "has 2 labels for the 3 pictures"),
      (pictures, pictures, "has 3 axes; labels have one"),
      (gzipped.dropLast(9), labels, "the gzip file ends too early"),
      (gzipped.dropLast(8) + Data(count: 8), labels, "the gzip file is damaged"),
    ] as [(Data, Data, String)])
  func malformed(_ images: Data, _ labels: Data, _ expected: String) {
    let found = message { _ = try load(files(images: images, labels: labels)) }
    #expect(found?.contains(expected) == true, "\(found ?? "read")")
  }

  @Test(
    "a file that is not as long as its header says is refused before it is read",
    arguments: [
      (pictures.dropLast(3), labels, "ends after 9 of 12 elements"),
      (pictures + Data([1]), labels, "holds more than the 3 examples that its header names"),
      (pictures, labels + Data([0, 0]), "holds more than the 3 examples that its header names"),
      (pictures.prefix(17), labels, "ends after 1 of 12 elements"),
    ] as [(Data, Data, String)])
  func sizes(_ images: Data, _ labels: Data, _ expected: String) throws {
    try withFolder(files(images: images, labels: labels)) { folder in
      let set = try dataSet("{source: mnist, path: \(folder)}")
      let found = message { _ = try set.describe() }
      #expect(found?.contains(expected) == true, "\(found ?? "described")")
    }
  }

  @Test("5,000 damaged files are refused or read, never a crash", arguments: 0..<20)
  func damage(_ seed: Int) throws {
    var draws = Draws(RandomStream(key: 5), step: seed)
    for original in [Self.pictures, Self.gzipped] {
      for _ in 0..<125 {
        var bytes = Array(original)
        for _ in 0..<3 {
          bytes[Int(draws.uniform(0, Double(bytes.count)))] = UInt8(draws.uniform(0, 256))
        }
        bytes.removeLast(Int(draws.uniform(0, 4)))
        try withFolder(["i": Data(bytes)]) { folder in
          let file = IDXFile(file: DataFile(path: folder + "/i", written: "i"))
          _ = try? file.readShape()
          if let read = try? file.read(limit: nil) {
            #expect(read.bytes.count == read.shape.reduce(1, *))
          }
        }
      }
    }
  }

  @Test("without files the form is known, and what is missing is told")
  func missing() throws {
    let set = try dataSet("source: mnist", data: "/nowhere")
    #expect(set.missingFiles.count == 1)
    let description = try set.describe()
    #expect(description.main.type == TensorType([28, 28, 1]))
    #expect(description.trainCount == 60000)
    #expect(
      message { _ = try set.load() } == "there is no file 'data/mnist/train-images-idx3-ubyte'")
    #expect(
      message { _ = try dataSet("{source: mnist, holdout: 0.1}", data: "/nowhere").describe() }
        == "this set has a test part of its own; 'holdout' has nothing to do")
  }

  @Test(
    "the real digits: 60000 and 10000, beginning with 5 0 4 1 9",
    enabledWithData("mnist"))
  func realDigits() throws {
    let set = try dataSet("source: mnist", data: sharedData)
    let description = try set.describe()
    #expect(description.trainCount == 60000)
    #expect(description.testCount == 10000)
    #expect(description.main.type == TensorType([28, 28, 1]))
    let start = ContinuousClock.now
    let loaded = try set.load()
    print("mnist read in \(ContinuousClock.now - start)")
    #expect(loaded.train.count == 60000)
    #expect(loaded.test.count == 10000)
    let labels = HostArray(shape: [5], storage: .int32([5, 0, 4, 1, 9]))
    #expect(try loaded.train.first(5, field: 1) == labels)
    #expect(try loaded.test.first(1, field: 1) == HostArray(shape: [1], storage: .int32([7])))
    #expect(try loaded.train.first(1).floats.reduce(0, +) == 27525)
  }
}
