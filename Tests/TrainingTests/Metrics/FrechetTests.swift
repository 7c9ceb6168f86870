import Diagnostics
import Tensors
import Testing

@testable import Experiment
@testable import Training

@Suite("The Fréchet distance")
struct FrechetTests {
  /// Sixteenths by a rule that the recording has too.
  private static func features(_ rows: Int, _ width: Int, seed: Int) -> HostArray {
    let numbers = (0..<rows).flatMap { i in
      (0..<width).map { j in
        let number = i * 37 + j * 101 + seed * 53 + i * i * (j + 3)
        return Float(number % 64 - 32) / 16
      }
    }
    return HostArray(shape: [rows, width], floats: numbers)
  }

  private static func moments(_ batches: [HostArray]) -> FeatureMoments {
    var moments = FeatureMoments()
    for batch in batches { moments.add(batch) }
    return moments
  }

  /// Two points a direction, at a distance from the middle: a variance of `2 · spread²` in each (over N − 1 of two
  /// points a direction), and none between them.
  private static func cross(middle: [Float], spreads: [Float]) -> HostArray {
    let rows = spreads.indices.flatMap { axis in
      [Float(1), -1].map { sign in
        middle.indices.map { middle[$0] + ($0 == axis ? sign * spreads[axis] : 0) }
      }
    }
    return HostArray(
      shape: Shape([rows.count, middle.count]), floats: rows.flatMap { $0 })
  }

  @Test(
    "of normal distributions along the axes is that of their means and deviations",
    arguments: [
      ([Float(0), 0], [Float(1), 2], [Float(0), 0], [Float(1), 2]),
      ([0, 0], [1, 2], [3, 4], [1, 2]), ([1, 2], [1, 3], [1, 2], [2, 0.5]),
      ([1, 2, 3], [1, 3, 0], [0, 2, 5], [2, 0.5, 0]), ([7], [2], [4], [5]),
    ])
  func alongAxes(middle: [Float], spreads: [Float], other: [Float], others: [Float]) {
    let found = Self.moments([Self.cross(middle: middle, spreads: spreads)])
      .distance(to: Self.moments([Self.cross(middle: other, spreads: others)]))
    // Of 2n points two are at ±spread in each direction, so its variance is 2 · spread² / (2n − 1).
    let scale = 2 / Double(2 * spreads.count - 1)
    let expected =
      zip(middle, other).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
      + scale * zip(spreads, others).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
    #expect(abs(found - expected) < 1e-12 * max(1, expected))
  }

  @Test("is the same however far from nought the features are")
  func far() {
    let spreads = ([Float(1), 2, 0.5], [Float(3), 1, 0.5])
    func distance(at place: Float) -> Double {
      let middle = [place, -place, place]
      return Self.moments([Self.cross(middle: middle, spreads: spreads.0)])
        .distance(to: Self.moments([Self.cross(middle: middle, spreads: spreads.1)]))
    }
    // Powers of two, so that no example is rounded.
    #expect(abs(distance(at: 4_194_304) - distance(at: 0)) < 1e-9)
  }

  /// Recorded by PyTorch in double precision, whose square root is by eigenvectors; the last has fewer examples than
  /// features, so that both covariances are singular.
  @Test(
    "is what was recorded, in batches of any size",
    arguments: [
      (20, 13, 5, 1.3758324643059758), (40, 40, 12, 2.5988016469173694),
      (4, 6, 9, 16.128423491725755),
    ])
  func recorded(count: Int, other: Int, width: Int, expected: Double) {
    let (x, y) = (
      Self.features(count, width, seed: 1), Self.features(other, width, seed: 2)
    )
    for size in [1, 3, count] {
      let parts = stride(from: 0, to: count, by: size).map { start in
        let rows = start..<min(start + size, count)
        return HostArray(
          shape: Shape([rows.count, width]),
          floats: x.doubles[(rows.lowerBound * width)..<(rows.upperBound * width)].map(Float.init))
      }
      let found = Self.moments(parts).distance(to: Self.moments([y]))
      #expect(abs(found - expected) < 1e-6 * expected, "\(size): \(found)")
    }
  }

  @Test("is nan for a single example, and for features that are not finite")
  func nothing() {
    let (one, two) = (Self.features(1, 3, seed: 1), Self.features(2, 3, seed: 2))
    #expect(Self.moments([one]).distance(to: Self.moments([two])).isNaN)
    #expect(FeatureMoments().distance(to: FeatureMoments()).isNaN)
    let endless = HostArray(shape: [2, 3], repeating: .infinity)
    #expect(Self.moments([endless]).distance(to: Self.moments([two])).isNaN)
  }

  private static func experiment(_ metrics: String, batch: Int, losses: String = "") -> String {
    """
    etch: 1
    name: measured
    data: {beat: {source: builtin/ecg, count: 60, holdout: 0.5}}
    networks: {n: {input: [140], layers: [{dense: {units: 3, activation: tanh}}]}}
    losses: {error: mean(square(n(beat)))\(losses)}
    train:
      epochs: 1
      batch_size: \(batch)
      optimizer: {sgd: {learning_rate: 0.01}}
      step: {n: {minimize: error}}
    metrics:
    \(metrics)
    """
  }

  @Test("is a metric of a whole split, whose batches do not matter; arithmetic may be made of it")
  func metric() throws {
    let metrics = """
        apart: {value: "frechet(n(beat), n(2 * beat))"}
        same: {value: "frechet(n(beat), target=n(beat))"}
        root: {value: "sqrt(abs(frechet(n(beat), n(2 * beat))))"}
        far: {value: "mean(abs(n(beat)) > frechet(n(beat), n(2 * beat)))"}
      """
    var all: [[Double]] = []
    for batch in [30, 7] {
      let found = try Rehearsal(Self.experiment(metrics, batch: batch)).metrics().evaluate(at: 0)
      all.append(found.map(\.value))
    }
    let (apart, same, root, far) = (all[0][0], all[0][1], all[0][2], all[0][3])
    #expect(apart > 0.01 && abs(same) < 1e-6 && abs(root * root - apart) < 1e-9)
    #expect(far > 0 && far < 1)
    for (a, b) in zip(all[0], all[1]) { #expect(abs(a - b) < 1e-6) }
  }

  @Test(
    "says where it stands, and what it compares",
    arguments: [
      (
        "  m: {value: mean(n(beat))}", ", d: \"frechet(n(beat), beat)\"",
        "so it stands in 'metrics'"
      ),
      ("  m: {value: \"frechet(n(beat), beat)\"}", "", "frechet compares features of one shape"),
      ("  m: {value: \"frechet(n(beat))\"}", "", "frechet needs 'target'"),
    ])
  func mistakes(metrics: String, losses: String, message: String) throws {
    let text = Self.experiment(metrics, batch: 30, losses: losses)
      .replacing("minimize: error", with: losses.isEmpty ? "minimize: error" : "minimize: d")
    let problems = #expect(throws: DiagnosticList.self) { try Rehearsal(text) }
    #expect(problems?.diagnostics.contains { $0.message.contains(message) } == true)
  }
}
