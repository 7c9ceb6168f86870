import Config
import Graph
import RecordedCases
import Tensors
import Testing

@testable import Layers

/// 4,000 initial weights, and how they lie.
private func weights(
  _ text: String, seed: UInt64 = 1, name: String = "net.dense_1.weight", shape: Shape = [80, 50]
) throws -> [Double] {
  let schema = Schema(
    "layer", "A test.",
    fields: [Field("initializer", .kind(of: InitializerCatalogue.catalogue), .required, "It.")])
  let fields = try Fields(checking: node("{initializer: \(text)}"), against: schema, in: Scope())
  let initializer = try InitializerCatalogue.make(fields.kind("initializer"))
  let builder = GraphBuilder()
  let value = try initializer.build(
    shape: shape, fans: Fans(input: 50, output: 80), entry: name,
    context: InitialContext(builder: builder, seed: seed))
  builder.result(.output("w"), value.value)
  return try Interpreter.run(builder.graph, inputs: [:])[0].values
}

/// What a text's weights should look like.
struct InitialSpread: Sendable, CustomTestStringConvertible {
  let text: String
  let deviation: Double
  let bound: Double

  var testDescription: String { text }

  /// `bound` is counted in deviations.
  init(_ text: String, _ deviation: Double, bound: Double) {
    self.text = text
    self.deviation = deviation
    self.bound = deviation * bound
  }

  static let glorot = Double(2.0 / 130).squareRoot()
  static let he = Double(2.0 / 50).squareRoot()
  static let flat = Double(3).squareRoot()
  static let cut = 2 / 0.87962566

  static let all = [
    InitialSpread("glorot_uniform", glorot, bound: flat),
    InitialSpread("glorot_normal", glorot, bound: cut),
    InitialSpread("he_normal", he, bound: cut),
    InitialSpread("he_uniform", he, bound: flat),
    InitialSpread("normal", 0.05, bound: 5),
    InitialSpread("{normal: 0.02}", 0.02, bound: 5),
    InitialSpread("truncated_normal", 0.05 * 0.87962566, bound: cut),
    InitialSpread("{truncated_normal: 0.02}", 0.02 * 0.87962566, bound: cut),
    InitialSpread("uniform", 0.05 / flat, bound: flat),
    InitialSpread("{uniform: {low: -3, high: 3}}", flat, bound: flat),
  ]
}

@Suite struct InitializerTests {
  @Test(
    "initial weights have the spread and the bounds of their formula",
    arguments: InitialSpread.all)
  func spread(_ spread: InitialSpread) throws {
    let (text, deviation, bound) = (spread.text, spread.deviation, spread.bound)
    let found = try weights(text)
    let mean = found.reduce(0, +) / 4000
    let variance = found.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 4000
    #expect(abs(mean) < 0.06 * deviation)
    #expect(abs(variance.squareRoot() / deviation - 1) < 0.04)
    let greatest = found.map(abs).max() ?? 0
    #expect(greatest <= bound * (1 + 1e-5))
    #expect(text.contains("normal") || greatest > 0.99 * bound)
  }

  @Test("constants are constant")
  func constants() throws {
    #expect(try Set(weights("zeros")) == [0])
    #expect(try Set(weights("ones")) == [1])
    #expect(try abs(weights("{normal: {mean: 7, std: 0}}")[0] - 7) < 1e-6)
    #expect(try abs(weights("{truncated_normal: {mean: 7, std: 0}}")[0] - 7) < 1e-6)
  }

  @Test(
    "orthogonal begins with vectors of one length at right angles, in any direction",
    arguments: [
      ("orthogonal", [40, 40], 1), ("{orthogonal: 2}", [6, 5, 3, 3], 2),
      ("orthogonal", [40, 2, 3, 3], 1),
    ] as [(String, Shape, Double)])
  func orthogonal(text: String, shape: Shape, gain: Double) throws {
    let found = try weights(text, shape: shape)
    let (rows, columns) = (shape[0], found.count / shape[0])
    func element(_ vector: Int, _ place: Int) -> Double {
      found[rows <= columns ? vector * columns + place : place * columns + vector]
    }
    let (count, length) = (min(rows, columns), max(rows, columns))
    for a in 0..<count {
      for b in 0..<count {
        let product = (0..<length).reduce(0) { $0 + element(a, $1) * element(b, $1) }
        #expect(abs(product - (a == b ? gain * gain : 0)) < 1e-5 * gain * gain)
      }
    }
    // No direction is favoured: the numbers are around 0, and no matrix of one seed is that of another.
    let mean = found.reduce(0, +) / Double(found.count)
    #expect(abs(mean) < 3 * gain / Double(found.count).squareRoot() / Double(length).squareRoot())
    #expect(try weights(text, seed: 2, shape: shape) != found)
  }

  @Test("a truncated normal reaches to two deviations on both sides of its mean, and no farther")
  func truncated() throws {
    let found = try weights("{truncated_normal: {mean: 1, std: 0.5}}")
    #expect(found.allSatisfy { $0 >= -1e-5 && $0 <= 2 + 1e-5 })
    let (least, greatest) = (try #require(found.min()), try #require(found.max()))
    #expect(least < 0.02 && greatest > 1.98, "\(least) to \(greatest)")
  }

  @Test("initial weights are a function of seed and name only")
  func keys() throws {
    let base = try weights("glorot_uniform")
    #expect(try weights("glorot_uniform") == base)
    #expect(try weights("glorot_uniform", seed: 2) != base)
    #expect(try weights("glorot_uniform", name: "net.dense_2.weight") != base)
  }
}
