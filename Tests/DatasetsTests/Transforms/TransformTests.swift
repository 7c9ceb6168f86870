import Tensors
import Testing

@testable import Config
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
    var column = Column(
      field: DataField("image", TensorType([2, 2])), storage: storage, bytes: 0...255)
    var input = TransformInput(shape: [2, 2], naturalRange: 0...255)
    for (index, transform) in transforms.enumerated() {
      var transform = transform
      input = try transform.prepare(for: input)
      try column.append(
        transform, stream: RandomStream(key: UInt64(index)), trainRows: [0, 1])
    }
    var result = [Float](repeating: 0, count: 4)
    result.withUnsafeMutableBytes { column.deliver(row, to: $0, pass: pass) }
    return result
  }

  private func scale(_ range: [Double]) throws -> Scale {
    try Scale(written(Scale.schema, ["range": numbers(range)]))
  }

  @Test("elements are changed alike whether stored as bytes or numbers", arguments: [true, false])
  func deterministic(_ bytes: Bool) throws {
    #expect(try deliver([scale([0, 1])], bytes: bytes) == [0, 0.2, 0.4, 1])
    let turned = try deliver([scale([0, 1]), scale([1, -1])], bytes: bytes, row: 1)
    #expect(zip(turned, [-1, -0.6, -0.2, 1]).allSatisfy { abs($0 - $1) < 1e-6 })
    let binarize = try Binarize(written(Binarize.schema, ["threshold": .number(0.4)]))
    #expect(try deliver([scale([0, 1]), binarize], bytes: bytes) == [0, 0, 1, 1])
    let normalize = try Normalize(
      written(Normalize.schema, ["mean": numbers([0, 51]), "std": numbers([51, 102])]))
    #expect(try deliver([normalize], bytes: bytes) == [0, 0, 2, 2])
    let fitted = try Scale(
      written(Scale.schema, ["range": numbers([0, 2]), "fit": .text("train")]))
    #expect(try deliver([scale([0, 10]), fitted], bytes: bytes) == [0, 0.4, 0.8, 2])
  }

  @Test("noise is drawn in training only, anew at every pass", arguments: [true, false])
  func noise(_ bytes: Bool) throws {
    let noise = try Noise(
      written(Noise.schema, ["std": .number(0.5), "clip": numbers([0, 1])]))
    let transforms: [any Transform] = [try scale([0, 1]), noise, try scale([0, 2])]
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
    let noise = try Noise(written(Noise.schema, ["std": .number(2)]))
    let draw = TransformDraw(stream: RandomStream(key: 9), pass: 4, firstElement: 0)
    values.withUnsafeMutableBufferPointer { noise.apply(to: $0, draw: draw) }
    let mean = values.reduce(0, +) / 20000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20000
    #expect(abs(mean - 3) < 0.05)
    #expect(abs(variance.squareRoot() - 2) < 0.05)
  }

  @Test("mistakes are named")
  func mistakes() throws {
    let both = message {
      _ = try Scale(
        written(Scale.schema, ["from": numbers([0, 1]), "fit": .text("train")]))
    }
    #expect(both == "'from' says the range before, 'fit' finds it; write one of them")
    let flat = message {
      _ = try Scale(written(Scale.schema, ["from": numbers([1, 1])]))
    }
    #expect(flat == "a range has two different ends")
    let clip = message {
      _ = try Noise(written(Noise.schema, ["std": .number(1), "clip": numbers([1, 0])]))
    }
    #expect(clip == "'clip' is [low, high]")
    let channels = message {
      var normalize = try Normalize(
        written(Normalize.schema, ["mean": numbers([1, 2, 3]), "std": .number(1)]))
      _ = try normalize.prepare(for: TransformInput(shape: [28, 28, 1], naturalRange: nil))
    }
    #expect(
      channels == "3 means for examples of shape [28, 28, 1], whose last axis is the channels")
    let fitAfterNoise = message {
      _ = try dataSet(
        "builtin/digits",
        [
          "count": .integer(10),
          "transforms": maps(
            map(Noise.schema, ["std": .number(1)]), map(Scale.schema, ["fit": .text("train")])),
        ]
      ).describe()
    }
    #expect(fitAfterNoise?.contains("before every random transform") == true)
    let twice = message {
      _ = try dataSet(
        "builtin/digits", ["transforms": maps(map(Binarize.schema)), "scale": map(Scale.schema)])
    }
    #expect(twice == "'scale' is short for one transform; with 'transforms' it is one of them")
  }
}
