import Tensors
import Testing

@testable import Datasets

@Suite("Draws are keyed by set, transform and example")
struct TransformKeyTests {
  private func digits(_ transforms: String, name: String = "digit") throws -> [[Float]] {
    let set = try dataSet(
      "{source: builtin/digits, count: 3, holdout: 0, shuffle: false, transforms: [\(transforms)]}",
      name: name)
    return try #require(try batches(set.load(), count: 3)["image"])
  }

  @Test("another transform in the list moves no draw")
  func place() throws {
    // Digits lie in 0...1 already.
    let alone = try digits("{noise: 0.1}")
    #expect(try digits("{scale: [0, 1]}, {noise: 0.1}") == alone)
    #expect(try digits("{noise: 0.1}, {scale: {from: [0, 1], range: [0, 1]}}") == alone)
    #expect(try digits("{noise: 0.1}", name: "other") != alone)
    // The second noise is another one.
    let twice = try digits("{noise: 0.1}, {noise: 0.1}")
    let doubled = try digits("{noise: 0.2}")
    #expect(zip(twice[0], doubled[0]).contains { abs($0 - $1) > 0.01 })
  }
}
