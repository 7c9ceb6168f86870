import Tensors
import Testing

@testable import Datasets

@Suite struct TransformTests {
  /// Four examples of `[2, 2]`, stored as bytes or as numbers: 0, 51, 102, … or a fifth of 255 each.
  private func deliver(
    _ transforms: [any Transform], bytes: Bool, pass: UInt64? = nil, row: Int = 0
  ) throws -> [Float] {
    let values = [0, 51, 102, 255, 255, 204, 153, 0]
    let storage: HostArray =
      bytes
      ? HostArray(shape: [2, 2, 2], storage: .uint8(values.map { UInt8($0) }))
      : HostArray(shape: [2, 2, 2], floats: values.map { Float($0) })
    let field = SourceField(
      "image", TensorType([2, 2]), naturalRange: 0...255, isBytes: bytes)
    let prepared = try Preparation(
      transforms.map { WrittenTransform($0) }, behind: [field], name: "beat", seed: 1, at: nil)
    let columns = try prepared.columns(
      [field], stored: [storage], decoded: nil, fitRows: [0, 1])
    var result = [Float](repeating: 0, count: 4)
    var place = ExamplePlace(row: UInt32(row), pass: pass ?? 0)
    try result.withUnsafeMutableBytes { target in
      try withUnsafePointer(to: &place) {
        try ExampleStore(columns).deliver(
          UnsafeBufferPointer(start: $0, count: 1), fields: [0], into: [target],
          inTraining: pass != nil, Workspace())
      }
    }
    return result
  }

  @Test("elements are changed alike whether stored as bytes or numbers", arguments: [true, false])
  func deterministic(_ bytes: Bool) throws {
    #expect(try deliver([transform("scale: [0, 1]")], bytes: bytes) == [0, 0.2, 0.4, 1])
    let turned = try deliver(
      [transform("scale: [0, 1]"), transform("scale: [1, -1]")], bytes: bytes, row: 1)
    #expect(zip(turned, [-1, -0.6, -0.2, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
    let binarize = try transform("binarize: 0.4")
    #expect(try deliver([transform("scale: [0, 1]"), binarize], bytes: bytes) == [0, 0, 1, 1])
    let normalize = try transform("normalize: {mean: [0, 51], std: [51, 102]}")
    #expect(try deliver([normalize], bytes: bytes) == [0, 0, 2, 2])
    let fitted = try transform("scale: {range: [0, 2], fit: train}")
    #expect(try deliver([transform("scale: [0, 10]"), fitted], bytes: bytes) == [0, 0.4, 0.8, 2])
  }

  @Test("noise is drawn in training only, anew at every pass", arguments: [true, false])
  func noise(_ bytes: Bool) throws {
    let noise = try transform("noise: {std: 0.5, clip: [0, 1]}")
    let transforms: [any Transform] = [
      try transform("scale: [0, 1]"), noise, try transform("scale: [0, 2]"),
    ]
    #expect(try deliver(transforms, bytes: bytes) == [0, 0.4, 0.8, 2])
    let first = try deliver(transforms, bytes: bytes, pass: 0)
    #expect(try deliver(transforms, bytes: bytes, pass: 0) == first)
    #expect(try deliver(transforms, bytes: bytes, pass: 1) != first)
    #expect(try deliver(transforms, bytes: bytes, pass: 0, row: 1) != first)
    #expect(first.allSatisfy { (0...2).contains($0) })
  }

  @Test("noise has the mean and deviation it says")
  func noiseMoments() throws {
    var values = [Float](repeating: 3, count: 20000)
    let noise = try #require(try transform("noise: 2") as? Noise)
    let draw = TransformDraw(stream: RandomStream(key: 9), pass: 4, example: 0)
    values.withUnsafeMutableBufferPointer { noise.apply(to: $0, draw: draw) }
    let mean = values.reduce(0, +) / 20000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20000
    #expect(abs(mean - 3) < 0.05)
    #expect(abs(variance.squareRoot() - 2) < 0.05)
  }

  @Test(
    "mistakes are named",
    arguments: [
      (
        "{scale: {from: [0, 1], fit: train}}",
        "'from' says the range before, 'fit' finds it; write one of them"
      ),
      ("{scale: {from: [1, 1]}}", "a range has two different ends"),
      (
        "{scale: {per: channel}}",
        "'per: channel' finds a range for each channel, and stands beside 'fit: train'"
      ),
      ("{noise: {std: 1, clip: [1, 0]}}", "'clip' is [low, high]"),
      (
        "{normalize: {mean: [1, 2, 3], std: 1}}",
        "3 means for examples of shape [28, 28, 1], whose last axis is the channels"
      ),
      ("{normalize: {mean: [1, 2, 3], std: [1, 2]}}", "3 means and 2 standard deviations"),
      (
        "{noise: 1}, {scale: {fit: train}}",
        "'fit: train' stands before every random transform, since it reads the examples once"
      ),
      ("{noise: 1}, scale", "these data have no range of their own to scale from"),
    ])
  func mistakes(_ transforms: String, _ expected: String) {
    let found = message {
      _ = try dataSet("{source: builtin/digits, count: 10, transforms: [\(transforms)]}").describe()
    }
    #expect(found == expected)
  }

  @Test("a scale of each channel has a range for each of them", arguments: [true, false])
  func channels(_ bytes: Bool) throws {
    // Thirds: the least of the first channel is 0 then, and of the second 17.
    let transforms = try [
      transform("normalize: {mean: [0, -51], std: [3, 3]}"),
      transform("scale: {fit: train, per: channel}"),
    ]
    #expect(try deliver(transforms, bytes: bytes) == [0, 0.2, 0.4, 1])
    let whole = try [transforms[0], transform("scale: {fit: train}")]
    #expect(try deliver(whole, bytes: bytes) != [0, 0.2, 0.4, 1])
    let scale = try #require(transforms[1] as? Scale)
    let told = message {
      var own = scale
      try own.fit([0...1, 5...5], ofAll: 0...5)
    }
    #expect(
      told
        == "channel 1 of the training examples, counted from 0, is 5 everywhere: no range to scale from"
    )
  }

  @Test("no range is fitted to numbers that are not finite", arguments: [Float.infinity, .nan])
  func notFinite(_ number: Float) throws {
    let file = numpy("<f4", "(3, 1)", littleEndian([number, 1, number] as [Float]))
    let all = numpy("<f4", "(2, 1)", littleEndian([number, number] as [Float]))
    try withFolder(["n.npy": number.isNaN ? all : file]) { folder in
      let found = message {
        _ = try dataSet("{source: tensors, path: \(folder)/n.npy, scale: {fit: train}}").load()
      }
      #expect(
        found
          == "the training examples hold numbers that are not finite (nan or inf): no range to scale from"
      )
    }
  }

  @Test("scale and transforms do not stand together")
  func twice() {
    let found = message {
      _ = try dataSet("{source: builtin/digits, transforms: [binarize], scale: [0, 1]}")
    }
    #expect(found == "'scale' is short for one transform; with 'transforms' it is one of them")
  }
}
