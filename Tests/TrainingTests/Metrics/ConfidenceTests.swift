import Artifacts
import Diagnostics
import Tensors
import Testing

@testable import Experiment
@testable import Training

@Suite("How well a figure is known")
struct ConfidenceTests {
  @Test("is Student's interval of the mean of parts, and the jackknife's of a mean is the same")
  func mean() throws {
    let values = [1.0, 2, 3, 4]
    // s / √n · t(3) = 1.2909944487 / 2 · 3.1824463053.
    let expected = 2.0542602567605237
    let parts = values.map { (value: $0, weight: 7.0) }
    let found = try #require(ConfidenceInterval.halfWidth(ofMeanOf: parts))
    #expect(abs(found - expected) < 1e-9)
    let without = values.map { (10 - $0) / 3 }
    let other = try #require(ConfidenceInterval.halfWidth(leavingOutEach: without))
    #expect(abs(other - expected) < 1e-9)
  }

  @Test(
    "has two digits, and all that stand before the point",
    arguments: [
      (nil, ""), (0.0021, " ± 0.0021"), (12.4, " ± 12"), (99.4, " ± 99"), (99.6, " ± 100"),
      (131.2, " ± 131"), (2.5e7, " ± 2.5e+07"),
    ] as [(Double?, String)])
  func text(_ halfWidth: Double?, _ text: String) {
    #expect(ConfidenceInterval.text(halfWidth) == text)
  }

  @Test("is not told of one part, nor of what is not finite; a part of no weight says nothing")
  func nothing() {
    #expect(ConfidenceInterval.halfWidth(ofMeanOf: [(1, 5)]) == nil)
    #expect(ConfidenceInterval.halfWidth(ofMeanOf: [(1, 5), (.nan, 5)]) == nil)
    #expect(ConfidenceInterval.halfWidth(leavingOutEach: [1]) == nil)
    #expect(ConfidenceInterval.halfWidth(leavingOutEach: [1, .infinity]) == nil)
    #expect(ConfidenceInterval.halfWidth(ofMeanOf: [(2, 5), (2, 3), (2, 1)]) == 0)
  }

  /// Numbers between -1 and 1 by a rule, of variance 1/3.
  private static func rows(_ count: Int, seed: Int, plus shift: Float) -> HostArray {
    let numbers = (0..<count).map { i in
      Float((i * 7919 + seed * 104_729 + i * i * 31) % 2003) / 1001.5 - 1 + shift
    }
    return HostArray(shape: [count, 1], floats: numbers)
  }

  @Test("of a Fréchet distance of one feature is that of the means where these are far apart")
  func frechet() throws {
    var (one, other) = (GroupedMoments(), GroupedMoments())
    one.add(Self.rows(2000, seed: 1, plus: 10))
    other.add(Self.rows(2000, seed: 2, plus: 0))
    let found = try #require(one.halfWidth(to: other))
    // 2 · 10 · √(2 · ⅓ / 2000) · t(9) = 0.826, of which ten groups know a quarter or so.
    #expect(found > 0.4 && found < 1.3, "\(found)")
    #expect(abs(one.distance(to: other) - 100) < 2)
  }

  @Test("of a Fréchet distance does not hang on the batches, which change no bit of the distance")
  func batches() throws {
    let (one, other) = (
      Self.rows(90, seed: 1, plus: 1), Self.rows(90, seed: 2, plus: 0)
    )
    func moments(_ array: HostArray, by size: Int) -> GroupedMoments {
      var moments = GroupedMoments()
      let numbers = array.doubles.map { Float($0) }
      for start in stride(from: 0, to: numbers.count, by: size) {
        let part = Array(numbers[start..<min(start + size, numbers.count)])
        moments.add(HostArray(shape: Shape([part.count, 1]), floats: part))
      }
      return moments
    }
    var plain = (FeatureMoments(), FeatureMoments())
    plain.0.add(one)
    plain.1.add(other)
    let whole = moments(one, by: 90).halfWidth(to: moments(other, by: 90))
    for size in [1, 7, 32] {
      let (a, b) = (moments(one, by: size), moments(other, by: size))
      #expect(a.halfWidth(to: b) == whole && whole != nil, "\(size)")
      #expect(a.distance(to: b) == plain.0.distance(to: plain.1))
    }
    // Fewer than two in each group.
    let few = moments(Self.rows(19, seed: 1, plus: 0), by: 5)
    #expect(few.halfWidth(to: moments(one, by: 5)) == nil)
  }

  private static let experiment = """
    etch: 1
    name: measured
    data: {beat: {source: builtin/ecg, count: 120, holdout: 0.5}}
    networks: {n: {input: [140], layers: [{dense: {units: 3, activation: tanh}}]}}
    losses: {error: mean(square(n(beat))), apart: "kid(n(beat), n(2 * beat))"}
    train:
      epochs: 2
      batch_size: 20
      optimizer: {sgd: {learning_rate: 0.01}}
      step: {n: {minimize: error}}
    metrics:
      level: {value: mean(n(beat))}
      kernel: {value: "kid(n(beat), n(2 * beat))"}
      thousandfold: {value: "1 - 1000 * kid(n(beat), n(2 * beat))"}
      by_name: apart
      distance: {value: "frechet(n(beat), n(2 * beat))"}
      root: {value: "sqrt(abs(frechet(n(beat), n(2 * beat))))"}
      alone: {value: "kid(n(beat), n(2 * beat))", count: 20}
    """

  @Test("is told of kid and frechet alone, in the lines of epochs, and of no loss")
  func log() throws {
    let run = try Rehearsal(Self.experiment)
    #expect(try run.trainer().run() == .finished)
    let lines = try run.log()
    #expect(lines.filter { $0["kind"] == .string("epoch") }.count == 2)
    for line in lines {
      guard line["kind"] == .string("epoch") else {
        #expect(line[ConfidenceInterval.key] == nil)
        continue
      }
      let widths = try #require(line[ConfidenceInterval.key])
      #expect(widths.keys == ["kernel", "thousandfold", "by_name", "distance"])
      let kernel = try #require(widths["kernel"]?.double)
      #expect(kernel > 0 && widths["by_name"]?.double == kernel)
      #expect(abs(try #require(widths["thousandfold"]?.double) - 1000 * kernel) < 1e-9)
      #expect(try #require(widths["distance"]?.double) > 0)
    }
  }

  @Test("of a figure that was evaluated later stands in place of the log's")
  func late() throws {
    let temporary = try TemporaryFolder()
    let folder = RunFolder(temporary.path)
    try TextFile.write(
      #"{"step":4,"kid":0.5,"confidence-95":{"kid":0.1},"metrics.sha256":{"kid":"a"}}"# + "\n",
      to: folder.evaluations)
    let log = try JSON(
      parsing:
        #"{"step":4,"kind":"epoch","kid":0.4,"far":1,"confidence-95":{"kid":0.2,"far":0.3}}"#)
    let merged = try LateFigures(folder).merged(into: [log])
    #expect(
      merged.map(\.description) == [
        #"{"step":4,"kind":"epoch","far":1,"kid":0.5,"confidence-95":{"far":0.3,"kid":0.1}}"#
      ])
  }
}
