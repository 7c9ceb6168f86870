import Artifacts
import Diagnostics
import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct ImagesTests {
  private func images(_ folder: String, _ fields: String = "", name: String = "horse") throws
    -> DataSet
  {
    try dataSet("source: images\npath: \(folder)\n\(fields)", name: name)
  }

  @Test("pictures of any size and kind come in the order of their names, and the test part beside")
  func read() throws {
    let files = [
      "a/2.png": try png(4, 6), "a/1.PNG": try png(8, 3), "a/notes.txt": Data("x".utf8),
      "a/3.jpg": try colorPhoto(), "b/1.png": try png(2, 2, channels: 1),
      "b/.hidden.png": Data(),
    ]
    try withFolder(files) { folder in
      let set = try images(
        folder,
        "splits: {train: a, test: b}\ntransforms: [{resize: {size: 4, method: nearest}}]")
      let described = try set.describe()
      #expect(described.fields == [DataField("image", TensorType([4, 4, 3]))])
      #expect(described.trainCount == 3)
      #expect(described.testCount == 1)
      #expect(!described.isConstant)
      let loaded = try set.load()
      #expect(loaded.fields == described.fields)
      let first = try loaded.train.first(2)
      // 8 × 3 to 4 × 4: the rows 1, 3, 5, 7, of which the columns 0, 1, 1, 2.
      #expect(first.floats[0] == 63)
      // 4 × 6: the columns 0, 2, 3, 5.
      #expect(first.floats[48..<54].map { $0 } == [0, 7, 14, 42, 49, 56])
      // A grey picture among colours.
      #expect(try loaded.test.first(1).floats.prefix(3) == [0, 0, 0])
      #expect(loaded.digests.map(\.path) == ["\(folder)/a", "\(folder)/b"])
      #expect(try images(folder, "splits: {train: a}\ncount: 1").describe().trainCount == 1)
    }
  }

  @Test("pictures that differ in size need a transform, and those that are grey stay grey")
  func sizes() throws {
    try withFolder(["1.png": try png(4, 6), "2.png": try png(5, 6)]) { folder in
      let found = message { _ = try images(folder).describe() }
      #expect(
        found
          == "'horse' has pictures of 2 sizes (height×width: 4×6, 5×6) of 'image'; those of a batch have one size"
      )
    }
    try withFolder(["1.png": try png(4, 6, channels: 1)]) { folder in
      try #expect(images(folder).describe().main.type.shape == [4, 6, 1])
    }
  }

  @Test(
    "a transform that does not fit one of the pictures names its file",
    arguments: [
      (
        "random_crop: 5",
        "F/2.png: a crop 5 high and 5 wide is larger than a picture 4 high and 9 wide"
      ),
      (
        "resize: {shorter: 6}}, {center_crop: [6, 10]",
        "F/1.png: a crop 6 high and 10 wide is larger than a picture 6 high and 9 wide"
      ),
    ])
  func unfit(_ transforms: String, _ expected: String) throws {
    try withFolder(["1.png": try png(6, 9), "2.png": try png(4, 9)]) { folder in
      let found = message { _ = try images(folder, "transforms: [{\(transforms)}]").describe() }
      #expect(found?.replacing(folder, with: "F") == expected)
    }
  }

  @Test(
    "where no pictures are, it is said what is",
    arguments: [
      (
        ["a/1.webp", "a/2.WEBP", "a/x.txt"], "it holds 2 files that end in .webp, which is not read"
      ),
      (["a/x.txt"], "it holds 1 file that ends in .txt"),
      (["a/.hidden"], "it holds no files"),
      (
        ["a/cats/1.png", "a/dogs/1.png"],
        "it holds the folders 'cats', 'dogs'; 'label: folder' makes each a class"
      ),
      (
        ["a/test/cats/1.png", "a/train/cats/1.png"],
        "it holds the folders 'test', 'train'; 'splits: {train: train, test: test}' names them"
      ),
    ])
  func otherFiles(_ names: [String], _ expected: String) throws {
    try withFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, Data()) })) { folder in
      let problem = #expect(throws: Diagnostic.self) {
        _ = try dataSet("source: images\npath: \(folder)/a").describe()
      }
      let told = (problem?.notes ?? []).map(\.message)
      #expect(told.contains { $0.hasPrefix(expected) }, "\(told)")
    }
  }

  @Test(
    "what is wrong is named",
    arguments: [
      (
        ["a/1.png": "text"], "path: F/a",
        "'F/a/1.png': is neither a PNG nor a JPEG file"
      ),
      (["a/x.txt": ""], "path: F/a", "F/a: holds no pictures (.jpeg, .jpg, .png)"),
      ([:], "path: F/a", "there is no folder 'F/a'"),
      (["a": ""], "path: F/a", "F/a: is not a folder"),
      (
        ["a/1.png": "PNG", "b/2.png": "PNG"], "{path: F, fields: {x: a, y: b}}",
        "F/a: '1.png' has no partner in 'F/b'"
      ),
      (
        ["a/1.png": "PNG", "b/1.png": "PNG", "b/2.png": "PNG"], "{path: F, fields: {x: a, y: b}}",
        "F/b: '2.png' has no partner in 'F/a'"
      ),
      (
        ["a/1.png": "PNG", "a/1.jpg": "PNG", "b/1.png": "PNG"], "{path: F, fields: {x: a, y: b}}",
        "F/a: '1.jpg' and '1.png' differ in their ending only"
      ),
    ] as [([String: String], String, String)])
  func mistakes(_ files: [String: String], _ fields: String, _ expected: String) throws {
    let picture = try png(2, 2)
    let data = files.mapValues { $0 == "PNG" ? picture : Data($0.utf8) }
    try withFolder(data) { folder in
      let fields = fields.trimmingCharacters(in: ["{"]).replacing("}}", with: "}")
        .replacing(", fields", with: "\nfields").replacing("F", with: folder)
      let found = message { _ = try dataSet("source: images\n\(fields)").describe() }
      #expect(found?.replacing(folder, with: "F") == expected)
    }
  }

  @Test("a picture of 20,000 × 20,000 is refused by its header, a damaged one when it is its turn")
  func damaged() throws {
    var huge = try colorPhoto()
    let frame = try #require(huge.firstRange(of: Data([0xFF, 0xC0, 0x00, 0x11])))
    huge.replaceSubrange(
      frame.upperBound + 1..<frame.upperBound + 5, with: [0x4E, 0x20, 0x4E, 0x20])
    try withFolder(["1.jpg": huge]) { folder in
      let found = message { _ = try images(folder).describe() }
      #expect(
        found?.contains("1.jpg: is 20000 pixels high and 20000 wide") == true, "\(found ?? "")")
    }
    let files = [
      "1.jpg": try colorPhoto(), "2.jpg": try colorPhoto().dropLast(20), "3.jpg": try colorPhoto(),
    ]
    try withFolder(files) { folder in
      let loaded = try images(folder, "shuffle: false").load()
      #expect(try loaded.train.first(1).shape == [1, 16, 24, 3])
      #expect(message { _ = try loaded.train.first(3) }?.contains("2.jpg") == true)
      #expect(message { _ = try batches(loaded, count: 3) }?.contains("2.jpg") == true)
      #expect(try batches(loaded, count: 1)["image"]?.count == 1)
    }
  }

  @Test("'skip_bad' leaves out what cannot be read and says so")
  func skipped() throws {
    let files = [
      "1.jpg": try colorPhoto(), "2.jpg": try colorPhoto().dropLast(20), "3.png": Data("x".utf8),
      "4.jpg": try colorPhoto(),
    ]
    try withFolder(files) { folder in
      let set = try images(folder, "skip_bad: true")
      let described = try set.describe()
      #expect(described.trainCount == nil)
      #expect(described.warnings.map(\.message) == ["a picture is left out"])
      #expect(described.warnings.flatMap(\.notes).map(\.message).joined().contains("3.png"))
      let loaded = try set.load()
      #expect(loaded.train.count == 2)
      #expect(loaded.warnings.map(\.message) == ["a picture is left out"])
      #expect(loaded.warnings.flatMap(\.notes).map(\.message).joined().contains("2.jpg"))
    }
    try withFolder(["3.png": Data("x".utf8)]) { folder in
      #expect(message { _ = try images(folder, "skip_bad: true").describe() } != nil)
    }
  }

  @Test("what is kept in memory changes no number, and several threads deliver what one does")
  func budgets() throws {
    let files = Dictionary(
      uniqueKeysWithValues: try (0..<9).map { ("\($0).png", try png(9 + $0, 12, from: $0)) })
    try withFolder(files) { folder in
      let set = try images(
        folder, "transforms: [{jitter: {resize: 10, crop: 7}}, {random_flip: both}, {noise: 1}]")
      let all = try batches(set.load(), batchSize: 2, count: 12)
      for budget in [0, 1000] {
        let some = try set.load(budget: budget)
        #expect(try batches(some, batchSize: 2, count: 12) == all)
      }
      let plan = try EpochPlan(counts: [9], batchSize: 2)
      let batcher = Batcher(
        [try set.load()], wanted: [.init(data: "horse", field: "image")], plan: plan,
        at: DataCursor())
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: batcher.byteCount(of: 0), alignment: 64)
      defer { buffer.deallocate() }
      var direct: [[Float]] = []
      for _ in 0..<12 {
        let size = try batcher.fill(into: [buffer]).size
        let values = buffer.bindMemory(to: Float.self)
        direct += (0..<size).map { Array(values[$0 * 147..<($0 + 1) * 147]) }
      }
      #expect(all["image"] == direct)
      #expect(try set.describe().storedBytes == 9 * 8)
      #expect(try set.describe().decodedBytes == (9...17).reduce(0) { $0 + $1 * 36 })
    }
  }

  @Test("a folder has one digest, over the names, sizes and contents of its files")
  func digests() throws {
    let (a, b) = (try png(2, 2), try png(2, 2, from: 5))
    func digest(_ files: [String: Data]) throws -> [String] {
      try withFolder(files) { try images($0).load().digests.map(\.sha256) }
    }
    let one = try digest(["1.png": a, "2.png": b])
    let file = DataFile(path: "x", written: "x")
    let lines = [("1.png", a), ("2.png", b)].map {
      "\($0)\t\($1.count)\t\(file.digest(of: $1).sha256)\n"
    }
    #expect(one == [file.digest(of: Data(lines.joined().utf8)).sha256])
    let counts = try withFolder(["1.png": a, "2.png": b, "x.txt": a]) { folder in
      try images(folder).load().digests.map(\.files)
    }
    #expect(counts == [2])
    #expect(try digest(["1.png": a, "2.png": b, "x.txt": a]) == one)
    #expect(try digest(["1.png": b, "2.png": a]) != one)
    #expect(try digest(["1.png": a, "3.png": b]) != one)
  }

  @Test("fields are paired by name, and random transforms treat them alike but where one is named")
  func pairs() throws {
    let files = [
      "p/1.png": try png(9, 9), "p/2.png": try png(9, 9, from: 50),
      "m/1.png": try png(9, 9), "m/2.png": try png(9, 9, from: 50),
    ]
    try withFolder(files) { folder in
      func pair(_ transforms: String) throws -> [String: [[Float]]] {
        try batches(
          images(
            folder, "fields: {photo: p, mask: m}\ntransforms: [\(transforms)]"
          ).load(), count: 10)
      }
      let alike = try pair("{jitter: {resize: 12, crop: 5}}, {random_flip: both}, {noise: 3}")
      #expect(alike["photo"] == alike["mask"])
      #expect(Set(alike["photo"] ?? []).count == 10)
      let apart = try pair("{random_crop: 6}, {noise: {std: 1, fields: [mask]}}")
      #expect(apart["photo"] != apart["mask"])
      for (photo, mask) in zip(apart["photo"] ?? [], apart["mask"] ?? []) {
        #expect(zip(photo, mask).allSatisfy { abs($0 - $1) < 6 })
      }
      let unknown = message { _ = try pair("{random_flip: {fields: [masks]}}") }
      #expect(unknown == "there is no field 'masks'; did you mean 'mask'?")
    }
  }

  @Test(
    "the halves of the real facades share crop and flip",
    enabledWithData("facades/train"))
  func facades() throws {
    func facades(_ transforms: String) throws -> LoadedData {
      try dataSet(
        """
        source: paired_images
        path: data/facades/train
        fields: [photo, labels]
        count: 3
        shuffle: false
        \(transforms)
        """, name: "facade", data: sharedData
      ).load()
    }
    let whole = try facades("").train
    #expect(whole.fields.map(\.name) == ["photo", "labels"])
    let (photos, labels) = (try whole.first(3).floats, try whole.first(3, field: 1).floats)
    let cut = try batches(
      facades("transforms: [{random_crop: 200}, random_flip]"), count: 3)
    /// A window of one of the whole pictures.
    func window(_ all: [Float], _ i: Int, _ top: Int, _ left: Int, _ flipped: Bool, rows: Int)
      -> [Float]
    {
      (0..<rows).flatMap { y in
        (0..<200).flatMap { x -> ArraySlice<Float> in
          let column = left + (flipped ? 199 - x : x)
          let start = ((i * 256 + top + y) * 256 + column) * 3
          return all[start..<start + 3]
        }
      }
    }
    for i in 0..<3 {
      let photo = try #require(cut["photo"]?[i])
      var place: (Int, Int, Bool)?
      for top in 0...56 where place == nil {
        for left in 0...56 where place == nil {
          for flipped in [false, true] {
            let corner = ((i * 256 + top) * 256 + left + (flipped ? 199 : 0)) * 3
            guard photos[corner] == photo[0], photos[corner + 1] == photo[1],
              window(photos, i, top, left, flipped, rows: 1) == Array(photo.prefix(600)),
              window(photos, i, top, left, flipped, rows: 200) == photo
            else { continue }
            place = (top, left, flipped)
          }
        }
      }
      let found = try #require(place)
      #expect(window(labels, i, found.0, found.1, found.2, rows: 200) == cut["labels"]?[i])
    }
  }

  @Test("an odd width has no halves")
  func odd() throws {
    try withFolder(["1.png": try png(2, 5)]) { folder in
      let found = message {
        _ = try dataSet("{source: paired_images, path: \(folder)}").describe()
      }
      #expect(found?.hasSuffix("1.png: is 5 pixels wide, which are no two halves") == true)
    }
  }
}

@Suite struct SingleImageTests {
  @Test(
    "one picture is a constant unless a transform draws, and takes its size from what is written")
  func sizes() throws {
    try withFolder(["a.png": try png(6, 9), "b.png": try png(20, 20)]) { folder in
      func image(_ fields: String, _ file: String = "a.png", name: String = "photo") throws
        -> DataSet
      {
        try dataSet("source: image\npath: \(folder)/\(file)\n\(fields)", name: name)
      }
      for (fields, shape) in [
        ("", [6, 9, 3]), ("height: 4", [4, 6, 3]), ("longest: 18", [12, 18, 3]),
        ("size: 5", [5, 5, 3]), ("size: [5, 7]", [5, 7, 3]),
        ("height: 4\ntransforms: [{center_crop: 2}]", [2, 2, 3]),
        ("height: 4\npreprocess: caffe", [4, 6, 3]),
      ] as [(String, Shape)] {
        let set = try image(fields)
        #expect(try set.describe().main.type.shape == shape)
        #expect(try set.describe().isConstant)
        let loaded = try set.load()
        #expect(try loaded.train.first(1).shape.extents == [1] + shape.extents)
        #expect(loaded.isConstant)
        #expect(loaded.digests.map(\.path) == ["\(folder)/a.png"])
      }
      #expect(try image("transforms: [random_flip]").describe().isConstant == false)
      let photo = try image("height: 4")
      let painting = try image("size: photo", "b.png", name: "painting")
      let sets = ["photo": photo, "painting": painting]
      let linked = try painting.linked(to: sets)
      let described = try linked.describe()
      #expect(described.main.type.shape == [4, 6, 3])
      #expect(try linked.load().train.first(1).shape == [1, 4, 6, 3])
      #expect(
        message { _ = try painting.linked(to: ["photos": photo]) }
          == "there is no other data 'photo' to take the size from; did you mean 'photos'?")
      #expect(
        message { _ = try image("height: 3\nlongest: 4") }
          == "'height' and 'longest' both say the size; write one of them")
    }
  }

  @Test("folders in one that is not there are told at its name, with the one that may be meant")
  func misnamed() throws {
    try withFolder(["facades/train/1.png": Data()]) { folder in
      let set = try dataSet(
        "source: images\npath: data/facade\nsplits: {train: train, test: val}", data: folder)
      let note = try #require(set.missingFiles.first)
      #expect(
        note.message
          == "there are no folders 'data/facade/train', 'data/facade/val'; did you mean 'data/facades'?"
      )
      #expect(note.range?.text == "data/facade")
    }
  }

  @Test("a missing or damaged picture is named")
  func mistakes() throws {
    try withFolder(["a.png": Data("text".utf8)]) { folder in
      let text = message { _ = try dataSet("{source: image, path: \(folder)/a.png}").describe() }
      #expect(text?.contains("a.png': is neither a PNG nor a JPEG file") == true)
    }
    try withFolder(["photos/harbour.png": Data()]) { folder in
      let set = try dataSet("{source: image, path: data/photos/harbor.png}", data: folder)
      #expect(
        set.missingFiles.map(\.message)
          == [
            "there is no file 'data/photos/harbor.png'; did you mean 'data/photos/harbour.png'?"
          ])
    }
    let set = try dataSet("{source: image, path: data/x/a.png}", data: "/nowhere")
    #expect(set.missingFiles.map(\.severity) == [.note])
    #expect(message { _ = try set.describe() } == "there is no file 'data/x/a.png'")
  }
}
