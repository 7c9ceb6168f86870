import Foundation
import Tensors
import Testing

@testable import Datasets

@Suite struct BuiltinTests {
  @Test("made-up heartbeats have mean 0 and standard deviation 1, and 60 in 100 are normal")
  func heartbeats() throws {
    let loaded = try dataSet("{source: builtin/ecg, count: 500, split: all}").load()
    #expect(loaded.train.count == 500)
    #expect(loaded.test.count == 100)
    #expect(loaded.fields.map(\.type) == [TensorType([140]), TensorType([], .int32)])
    let beats = try loaded.train.first(500).floats
    for start in stride(from: 0, to: beats.count, by: 140) {
      let beat = beats[start..<start + 140]
      #expect(abs(beat.reduce(0, +) / 140) < 1e-3)
      #expect(abs(beat.reduce(0) { $0 + $1 * $1 } / 140 - 1) < 1e-2)
    }
    let normal = try loaded.train.first(500, field: 1).doubles.reduce(0, +)
    #expect((270...330).contains(normal))
  }

  @Test("beat i is the same whatever the count and the seed")
  func stable() throws {
    let few = try dataSet("{source: builtin/ecg, count: 10, split: all}").load()
    let many = try dataSet("{source: builtin/ecg, count: 20, split: all}", seed: 7).load()
    #expect(try few.train.first(10) == many.train.first(10))
    let golden: [Float] = [-0.5484, -0.5970, -0.5824, -0.6702]
    #expect(try zip(few.train.first(1).floats.prefix(4), golden).allSatisfy { abs($0 - $1) < 1e-3 })
    #expect(golden.count == 4)
  }

  @Test("no more are made than memory holds", arguments: ["builtin/digits", "builtin/ecg"])
  func bounded(source: String) throws {
    let found = message { _ = try dataSet("{source: \(source), count: 2147483647}") }
    #expect(
      found == "'count' of \(source) expects a whole number from 1 to 1000000, found 2147483647")
    let most = try dataSet("{source: \(source), count: 1000000}").describe()
    let example = source == "builtin/ecg" ? 140 * 4 : 28 * 28
    #expect(most.storedBytes == 1_000_000 * (example + 4 + 8))
  }

  @Test("made-up digits: ten classes alike, ink within the picture, in 0...1")
  func digits() throws {
    let loaded = try dataSet("{source: builtin/digits, count: 500, split: all}")
      .load()
    #expect(loaded.fields.map(\.type) == [TensorType([28, 28, 1]), TensorType([], .int32)])
    let labels = try loaded.train.first(500, field: 1).doubles
    for digit in 0..<10 {
      #expect((25...80).contains(labels.count { $0 == Double(digit) }))
    }
    let pixels = try loaded.train.first(500).floats
    #expect(pixels.allSatisfy { (0...1).contains($0) })
    for start in stride(from: 0, to: pixels.count, by: 784) {
      let picture = pixels[start..<start + 784]
      #expect((25...260).contains(picture.count { $0 > 0.3 }))
    }
    let mean = pixels.reduce(0, +) / Float(pixels.count)
    #expect((0.08...0.2).contains(mean))
  }

  @Test("digits of a class are nearer to their class's mean than to the others'")
  func separable() throws {
    let loaded = try dataSet("{source: builtin/digits, count: 1000, split: all}")
      .load()
    let pixels = try loaded.train.first(1000).floats
    let labels = try loaded.train.first(1000, field: 1).doubles.map { Int($0) }
    var means = [[Float]](repeating: [Float](repeating: 0, count: 784), count: 10)
    for (index, label) in labels.enumerated() {
      let count = Float(labels.count { $0 == label })
      for i in 0..<784 { means[label][i] += pixels[index * 784 + i] / count }
    }
    let right = labels.indices.count { index in
      let distances = means.map { mean in
        (0..<784).reduce(Float(0)) { sum, i in
          let difference = mean[i] - pixels[index * 784 + i]
          return sum + difference * difference
        }
      }
      return distances.indices.min { distances[$0] < distances[$1] } == labels[index]
    }
    #expect(right > 650, "\(right) of 1000")
  }
}
