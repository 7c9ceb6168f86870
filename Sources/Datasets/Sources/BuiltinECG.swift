import Config
import Foundation
import Tensors

/// Heartbeats made up of Gaussian waves: `value: [140]`, `label` 1 for a normal beat and 0 for any of four anomalies.
///
/// `v(t) = Σ_w a_w · exp(−(t − c_w)² / 2 s_w²) + noise`, brought to mean 0 and standard deviation 1 as the beats of ECG5000 are.
/// The waves P, Q, R, S and T follow McSharry et al. 2003, "A dynamical model for generating synthetic
/// electrocardiogram signals"; beat `i` is the same whatever `count` and the experiment's seed.
struct BuiltinECG: Source {
  static let schema = CommonFields.schema(
    "builtin/ecg", "Synthetic heartbeats (ECG), most of them normal.",
    discussion:
      "`value` is 140 samples of mean 0 and standard deviation 1; `label` is 1 for normal.",
    count: .standard("5000"), counts: CommonFields.builtinCounts, holdout: "0.2", fields: [])

  static let length = 140

  /// One wave: its height, its centre and its width in parts of the beat.
  struct Wave {
    var height: Double
    var center: Double
    var width: Double
  }

  enum Kind: Int, CaseIterable {
    case normal, prematureOnT, ventricular, elevated, flutter

    /// The kind that a uniform number picks: 60 in 100 beats are normal.
    init(_ uniform: Double) {
      self =
        uniform < 0.6
        ? .normal
        : uniform < 0.72
          ? .prematureOnT : uniform < 0.84 ? .ventricular : uniform < 0.93 ? .elevated : .flutter
    }

    var waves: [Wave] {
      let p = Wave(height: 0.18, center: 0.16, width: 0.028)
      let q = Wave(height: -0.14, center: 0.315, width: 0.012)
      let r = Wave(height: 1.25, center: 0.345, width: 0.014)
      let s = Wave(height: -0.28, center: 0.377, width: 0.013)
      let t = Wave(height: 0.36, center: 0.62, width: 0.05)
      return switch self {
      case .normal: [p, q, r, s, t]
      case .prematureOnT:
        [
          q, r, s, Wave(height: 0.85, center: 0.55, width: 0.022),
          Wave(height: -0.4, center: 0.68, width: 0.05),
        ]
      case .ventricular:
        [
          Wave(height: 1.1, center: 0.33, width: 0.07),
          Wave(height: -0.65, center: 0.55, width: 0.08),
        ]
      case .elevated:
        [
          p, q, r, Wave(height: 0.6, center: 0.48, width: 0.09),
          Wave(height: -0.3, center: 0.78, width: 0.05),
        ]
      case .flutter:
        (0..<6).map { Wave(height: 0.35, center: 0.08 + 0.165 * Double($0), width: 0.04) } + [r]
      }
    }
  }

  let count: Int

  init(_ fields: Fields, location: DataLocation) throws { count = fields.integer("count") }

  func describe(limit: Int?) throws -> SourceDescription {
    SourceDescription(
      fields: [
        SourceField("value", TensorType([Self.length])),
        SourceField("label", TensorType([], .int32), classCount: 2),
      ],
      counts: .whole(count))
  }

  func load(limit: Int?) throws -> SourceContents {
    var values: [Float] = []
    values.reserveCapacity(count * Self.length)
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    for index in 0..<count {
      let kind = Self.appendBeat(index, to: &values)
      labels.append(kind == .normal ? 1 : 0)
    }
    return SourceContents(
      arrays: [
        HostArray(shape: [count, Self.length], floats: values),
        HostArray(shape: [count], storage: .int32(labels)),
      ], counts: .whole(count), digests: [])
  }

  private static func appendBeat(_ index: Int, to values: inout [Float]) -> Kind {
    var draws = Draws(RandomStream(seed: 0, path: ["builtin/ecg"]), step: index)
    let kind = Kind(draws.uniform())
    let shift = 0.008 * draws.normal()
    let stretch = 1 + 0.03 * draws.normal()
    let drift = 0.06 * draws.normal()
    let waves = kind.waves.map { wave in
      Wave(
        height: wave.height * (1 + 0.08 * draws.normal()),
        center: 0.345 + (wave.center - 0.345) * stretch + shift,
        width: wave.width * (1 + 0.05 * draws.normal()))
    }
    var beat = (0..<length).map { i in
      let t = Double(i) / Double(length)
      return waves.reduce(drift * (t - 0.5) + 0.012 * draws.normal()) { sum, wave in
        let distance = (t - wave.center) / wave.width
        return abs(distance) > 7 ? sum : sum + wave.height * exp(-0.5 * distance * distance)
      }
    }
    let mean = beat.reduce(0, +) / Double(length)
    let deviation =
      (beat.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)).squareRoot()
    for i in beat.indices { beat[i] = (beat[i] - mean) / deviation }
    // Steps of 2⁻¹⁶, so that the last bit of a machine's `exp` does not show.
    values += beat.map { Float(($0 * 0x1p16).rounded() * 0x1p-16) }
    return kind
  }
}
