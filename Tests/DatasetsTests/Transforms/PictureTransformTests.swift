import Tensors
import Testing

@testable import Datasets

@Suite struct PictureTransformTests {
  /// What a transform makes of one picture; `pass` in training.
  private func apply(
    _ yaml: String, _ values: [Float], _ size: PictureSize, pass: UInt64? = nil,
    naturalRange: ClosedRange<Double>? = 0...255
  ) throws -> (values: [Float], size: PictureSize) {
    let field = SourceField(
      "image", TensorType(size.shape), naturalRange: naturalRange)
    let prepared = try Preparation(
      [WrittenTransform(transform(yaml))], behind: [field], name: "a", seed: 1, at: nil)
    let storage = HostArray(shape: Shape([1] + size.shape.extents), floats: values)
    let columns = try prepared.columns(
      [field], stored: [storage], decoded: nil, fitRows: [0])
    let type = prepared.fields[0].type
    var result = [Float](repeating: 0, count: type.shape.count)
    var place = ExamplePlace(row: 0, pass: pass ?? 0)
    try result.withUnsafeMutableBytes { target in
      try withUnsafePointer(to: &place) {
        try ExampleStore(columns).deliver(
          UnsafeBufferPointer(start: $0, count: 1), fields: [0], into: [target],
          inTraining: pass != nil, Workspace())
      }
    }
    return (result, try #require(PictureSize(type.shape)))
  }

  private func row(_ values: [Float]) -> PictureSize {
    PictureSize(height: 1, width: values.count, channels: 1)
  }

  @Test(
    "resizing finds the pixels that tf.image.resize finds",
    arguments: [
      ("{size: [1, 2], method: nearest}", [1, 2, 3, 4], [2, 4]),
      ("{size: [1, 5], method: nearest}", [1, 2, 3], [1, 1, 2, 3, 3]),
      ("{size: [1, 2]}", [1, 2, 3, 4], [1.5, 3.5]),
      ("{size: [1, 4]}", [0, 1], [0, 0.25, 0.75, 1]),
      ("{size: [1, 2]}", [0, 8, 0, 0, 0, 0, 0, 8], [4, 0]),
      (
        "{size: [1, 4], method: bicubic}", [0, 1], [-0.08823529, 0.20714286, 0.79285714, 1.0882353]
      ),
      ("{size: [1, 4], method: bicubic}", [5, 5, 5, 5, 5], [5, 5, 5, 5]),
    ] as [(String, [Float], [Float])])
  func resize(_ fields: String, _ values: [Float], _ expected: [Float]) throws {
    let across = try apply("resize: \(fields)", values, row(values)).values
    let upright = try apply(
      "resize: \(fields.replacing("[1, ", with: "[").replacing("]", with: ", 1]"))", values,
      PictureSize(height: values.count, width: 1, channels: 1)
    ).values
    for found in [across, upright] {
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(found)")
      #expect(found.count == expected.count)
    }
  }

  @Test(
    "sizes follow from what is written",
    arguments: [
      ("resize: 8", 6, 9, 8, 8), ("resize: [4, 5]", 6, 9, 4, 5),
      ("resize: {shorter: 4}", 6, 9, 4, 6), ("resize: {shorter: 4}", 9, 6, 6, 4),
      ("resize: {longest: 12}", 6, 9, 8, 12), ("resize: {longest: 12}", 5, 5, 12, 12),
      ("resize: {shorter: 1}", 2, 5, 1, 3), ("smart_resize: [2, 6]", 5, 5, 2, 6),
      ("center_crop: 3", 6, 9, 3, 3), ("random_crop: [2, 9]", 6, 9, 2, 9),
      ("random_crop: {size: 9, padding: 2}", 6, 9, 9, 9),
      ("jitter: {resize: 12, crop: 7}", 6, 9, 7, 7), ("random_flip", 6, 9, 6, 9),
    ])
  func sizes(_ yaml: String, _ height: Int, _ width: Int, _ rows: Int, _ columns: Int) throws {
    let size = PictureSize(height: height, width: width, channels: 3)
    let values = (0..<size.count).map { Float($0) }
    for pass in [nil, 3] as [UInt64?] {
      let found = try apply(yaml, values, size, pass: pass)
      #expect(found.size == PictureSize(height: rows, width: columns, channels: 3))
    }
  }

  @Test("windows in the middle leave the greater half behind them")
  func middle() throws {
    let values: [Float] = [0, 1, 2, 3, 4, 5, 6, 7]
    #expect(try apply("center_crop: [1, 3]", values, row(values)).values == [2, 3, 4])
    #expect(try apply("random_crop: [1, 3]", values, row(values)).values == [2, 3, 4])
    // 1 × 8 to 2 × 4 keeps 1 × 2: the two in the middle.
    let smart = try apply("smart_resize: {size: [2, 4], method: nearest}", values, row(values))
    #expect(smart.values == [3, 3, 4, 4, 3, 3, 4, 4])
  }

  @Test("every window is cut out in training, and either way round, at about equal rates")
  func draws() throws {
    let values: [Float] = [0, 1, 2, 3, 4]
    let windows = try (0..<300).map {
      try apply("random_crop: [1, 3]", values, row(values), pass: $0).values
    }
    for start in 0..<3 {
      let rate = windows.filter { $0 == [0, 1, 2].map { $0 + Float(start) } }.count
      #expect((70...130).contains(rate))
    }
    let flips = try (0..<300).map { try apply("random_flip", values, row(values), pass: $0).values }
    #expect((120...180).contains(flips.filter { $0 == values }.count))
    #expect(flips.allSatisfy { $0 == values || $0 == values.reversed() })
    #expect(try apply("random_flip", values, row(values)).values == values)
    let upright = try apply("random_flip: vertical", values, row(values), pass: 1).values
    #expect(upright == values)
  }

  @Test("a crop with padding moves pictures in training, and zeros stand where they were")
  func padding() throws {
    let moved = "random_crop: {size: [1, 2], padding: 1}"
    let windows = try (0..<300).map { try apply(moved, [5, 6], row([5, 6]), pass: $0).values }
    #expect(Set(windows) == [[0, 0], [0, 5], [5, 6], [6, 0]])
    #expect(try apply(moved, [5, 6], row([5, 6])).values == [5, 6])
    let whole: [Float] = [0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0]
    for pass in [nil, 3] as [UInt64?] {
      let found = try apply(
        "random_crop: {size: [3, 4], padding: 1}", [5, 6], row([5, 6]), pass: pass)
      #expect(found.values == whole)
    }
  }

  @Test("jitter is a resize and a crop in training, and a resize to the crop outside")
  func jitter() throws {
    let size = PictureSize(height: 5, width: 4, channels: 3)
    let values = (0..<size.count).map { Float($0) }
    let large = try apply("resize: {size: 9, method: nearest}", values, size).values
    var windows: Set<[Float]> = []
    for top in 0..<4 {
      for left in 0..<4 {
        var window: [Float] = []
        for y in top..<top + 6 {
          let start = (y * 9 + left) * 3
          window += large[start..<start + 18]
        }
        windows.insert(window)
      }
    }
    for pass in 0..<20 as Range<UInt64> {
      let found = try apply("jitter: {resize: 9, crop: 6}", values, size, pass: pass).values
      #expect(windows.contains(found))
    }
    #expect(
      try apply("jitter: {resize: 9, crop: 6}", values, size).values
        == apply("resize: {size: 6, method: nearest}", values, size).values)
  }

  @Test("colours become grey, and what networks expect, and back")
  func colors() throws {
    let size = PictureSize(height: 1, width: 1, channels: 3)
    let grey = try apply("grayscale", [100, 50, 200], size)
    #expect(grey.size.channels == 1)
    #expect(abs(grey.values[0] - 82.04) < 1e-4)
    let cases: [(String, [Float])] = [
      ("caffe", [96.061, -66.779, -23.68]), ("torch", [-0.4054, -1.1604, 1.6814]),
      ("inception", [-0.21569, -0.60784, 0.56863]),
    ]
    for (name, expected) in cases {
      let found = try apply("preprocess: \(name)", [100, 50, 200], size).values
      #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 }, "\(found)")
      let unit = try apply(
        "preprocess: \(name)", [100, 50, 200].map { $0 / 255 }, size, naturalRange: 0...1)
      #expect(zip(found, unit.values).allSatisfy { abs($0 - $1) < 1e-4 })
      let mode = try #require(Preprocessing(rawValue: name))
      let undone = try mode.undone(HostArray(shape: [1, 1, 3], floats: found), at: nil).floats
      #expect(zip(undone, [100, 50, 200]).allSatisfy { abs($0 - $1) < 1e-3 })
      for (channel, value) in [100.0, 50, 200].enumerated() {
        let prepared = Double(found[mode.place(ofChannel: channel)])
        #expect(abs(mode.undone(prepared, channel: channel) - value) < 1e-4)
      }
    }
  }

  @Test(
    "mistakes are named",
    arguments: [
      ("resize", "'resize' needs a size: 'resize: 256', or 'shorter' or 'longest'"),
      (
        "resize: {size: 3, shorter: 4}", "'size' and 'shorter' both say the size; write one of them"
      ),
      ("center_crop: 9", "a crop 9 high and 9 wide is larger than a picture 2 high and 2 wide"),
      (
        "random_crop: [1, 3]", "a crop 1 high and 3 wide is larger than a picture 2 high and 2 wide"
      ),
      (
        "random_crop: {size: 5, padding: 1}",
        "a crop 5 high and 5 wide is larger than a picture 4 high and 4 wide"
      ),
      ("jitter: {resize: 4, crop: 5}", "the crop is larger than the size before it"),
      ("preprocess: torch", "'preprocess' works on pictures of 3 channels, not of 1"),
    ])
  func mistakes(_ yaml: String, _ expected: String) {
    let size = PictureSize(height: 2, width: 2, channels: 1)
    #expect(message { _ = try apply(yaml, [1, 2, 3, 4], size) } == expected)
  }

  @Test("a side that becomes too long is told in whole pixels")
  func tooLong() {
    let size = PictureSize(height: 1, width: 2, channels: 1)
    #expect(
      message { _ = try apply("resize: {shorter: 65536}", [1, 2], size) }
        == "a picture 1 high and 2 wide becomes 131072 pixels long")
  }

  @Test("only three channels are undone")
  func undoing() {
    let found = message {
      _ = try Preprocessing.torch.undone(HostArray(shape: [2, 1], floats: [1, 2]), at: nil)
    }
    #expect(found == "preprocessing is undone of pictures of 3 channels, not of [2, 1]")
  }

  @Test("pictures only are resized, and preprocessing needs a range")
  func others() {
    let vectors = message {
      _ = try dataSet("{source: builtin/ecg, transforms: [{resize: 20}]}").describe()
    }
    #expect(vectors == "'resize' works on pictures, [height, width, channels], not on [140]")
    let normalized = message {
      _ = try dataSet(
        "{source: builtin/digits, transforms: [{normalize: {mean: 0, std: 1}}, {preprocess: torch}]}"
      ).describe()
    }
    #expect(normalized?.contains("the range is not known any more") == true)
  }
}
