import Foundation

/// One stream of random numbers: a key made of everything that names it, and a counter of
/// (element index, step). Element `i` of step `s` is the same wherever and whenever it is computed.
///
/// The distributions are defined here once; kernels emit the same arithmetic.
/// With `w` the Philox block of counter (low i, high i, low s, high s):
/// - uniform in (0, 1): `u₀ = (w₀ >> 8 + 0.5) · 2⁻²⁴`, rounded to single precision below 1
/// - normal: `√(−2 ln u₀) · cos(2π u₁)` (Box & Muller 1958), `u₀` and `u₁` from `w₀` and `w₁`, not rounded
/// - randint in [low, high): `low + (w₀ · (high − low)) >> 32`
public struct RandomStream: Hashable, Sendable {
  public let key: UInt64

  public init(key: UInt64) { self.key = key }

  /// The key of (seed, names): FNV-1a over the parts with their lengths, then a finalizing mix.
  public init(seed: UInt64, path: [String]) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    func absorb(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    func absorb(word: UInt64) {
      for shift in stride(from: 0, to: 64, by: 8) {
        absorb(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    absorb(word: seed)
    for part in path {
      absorb(word: UInt64(part.utf8.count))
      for byte in part.utf8 { absorb(byte) }
    }
    hash = (hash ^ (hash >> 30)) &* 0xbf58_476d_1ce4_e5b9
    hash = (hash ^ (hash >> 27)) &* 0x94d0_49bb_1331_11eb
    self.key = hash ^ (hash >> 31)
  }

  public func words(element: UInt64, step: UInt64) -> Philox.Block {
    Philox.block(
      counter: (
        UInt32(truncatingIfNeeded: element), UInt32(truncatingIfNeeded: element >> 32),
        UInt32(truncatingIfNeeded: step), UInt32(truncatingIfNeeded: step >> 32)
      ),
      key: (UInt32(truncatingIfNeeded: key), UInt32(truncatingIfNeeded: key >> 32)))
  }

  /// A uniform number in (0, 1); exact in single precision.
  public static func uniform(_ word: UInt32) -> Double {
    min(Double(Float(unrounded(word))), 0x1.fffffep-1)
  }

  /// `(word >> 8 + 0.5) · 2⁻²⁴`, of 25 bits.
  static func unrounded(_ word: UInt32) -> Double { (Double(word >> 8) + 0.5) * 0x1p-24 }

  public func uniform(element: UInt64, step: UInt64) -> Double {
    Self.uniform(words(element: element, step: step).0)
  }

  /// A number of mean 0 and standard deviation 1.
  public func normal(element: UInt64, step: UInt64) -> Double {
    let angle = 2 * Double.pi * Self.unrounded(words(element: element, step: step).1)
    return normalRadius(element: element, step: step) * cos(angle)
  }

  /// `√(−2 ln u₀)`: how great the normal number may be at most.
  public func normalRadius(element: UInt64, step: UInt64) -> Double {
    (-2 * log(Self.unrounded(words(element: element, step: step).0))).squareRoot()
  }

  /// A whole number in `0..<bound`.
  public func integer(below bound: UInt32, element: UInt64, step: UInt64) -> UInt32 {
    let word = words(element: element, step: step).0
    return UInt32(truncatingIfNeeded: (UInt64(word) * UInt64(bound)) >> 32)
  }
}
