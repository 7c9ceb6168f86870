import Tensors
import Testing

@Suite struct RandomStreamTests {
  let stream = RandomStream(seed: 42, path: ["generator", "dropout_1"])

  @Test("a key depends on the seed, on every name, and on where names end")
  func keys() {
    let streams = [
      stream, RandomStream(seed: 43, path: ["generator", "dropout_1"]),
      RandomStream(seed: 42, path: ["generator", "dropout_2"]),
      RandomStream(seed: 42, path: ["generatord", "ropout_1"]),
      RandomStream(seed: 42, path: ["generator"]), RandomStream(seed: 42, path: []),
    ]
    #expect(Set(streams.map(\.key)).count == streams.count)
    #expect(stream == RandomStream(seed: 42, path: ["generator", "dropout_1"]))
  }

  @Test("uniform numbers are single precision, within (0, 1), at both ends of the words")
  func uniformEnds() {
    for word: UInt32 in [0, 255, 256, .max / 2, .max - 256, .max] {
      let number = RandomStream.uniform(word)
      #expect(number > 0 && number < 1)
      #expect(Double(Float(number)) == number)
    }
  }

  @Test("uniform, normal and whole draws have the moments of their distributions")
  func moments() {
    let count = 20000
    let uniform = (0..<count).map { stream.uniform(element: UInt64($0), step: 3) }
    let normal = (0..<count).map { stream.normal(element: UInt64($0), step: 3) }
    let whole = (0..<count).map { stream.integer(below: 6, element: UInt64($0), step: 3) }
    func mean(_ numbers: [Double]) -> Double { numbers.reduce(0, +) / Double(numbers.count) }
    func variance(_ numbers: [Double]) -> Double {
      let centre = mean(numbers)
      return mean(numbers.map { ($0 - centre) * ($0 - centre) })
    }
    #expect(abs(mean(uniform) - 0.5) < 0.01)
    #expect(abs(variance(uniform) - 1 / 12) < 0.005)
    #expect(abs(mean(normal)) < 0.03)
    #expect(abs(variance(normal) - 1) < 0.05)
    #expect(Set(whole) == Set(0..<6))
    #expect(abs(mean(whole.map(Double.init)) - 2.5) < 0.06)
  }

  @Test("an element's draw depends on the element and both words of the step")
  func draws() {
    let draws = [(0, 0), (1, 0), (1 << 32, 0), (0, 1), (0, 1 << 32)].map {
      stream.uniform(element: UInt64($0.0), step: UInt64($0.1))
    }
    #expect(Set(draws).count == draws.count)
  }
}
