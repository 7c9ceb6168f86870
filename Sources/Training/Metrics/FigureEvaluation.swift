import Config
import Experiment
import Foundation
import Runtime

/// What a reduction has gathered from the batches so far, in double precision and batch order.
struct Accumulator {
  private(set) var weight = 0.0
  private var mean = 0.0
  private var sum = 0.0
  private var squares = 0.0
  private var greatest = -Double.infinity
  private var (features, target) = (GroupedMoments(), GroupedMoments())
  /// The means of the batches.
  private var means: [(value: Double, weight: Double)] = []

  /// Takes in what a program says of a batch of `examples`, under a name.
  mutating func add(
    _ kind: MetricPlan.Reduction.Kind, _ program: Program, named name: String, examples: Int
  ) {
    guard kind != .frechet else {
      features.add(program.output(name))
      target.add(program.output(name + ".target"))
      return
    }
    add(
      kind, value: Double(program.outputScalar(name)),
      variance: kind == .std ? Double(program.outputScalar(name + ".variance")) : 0,
      examples: examples)
  }

  /// Takes in a batch of `examples` whose elements have this mean (and variance, for `std`), this sum, or this as the
  /// greatest.
  mutating func add(
    _ kind: MetricPlan.Reduction.Kind, value: Double, variance: Double, examples: Int
  ) {
    let count = Double(examples)
    switch kind {
    case .sum: sum += value
    case .max: greatest = greater(greatest, value)
    // Its features are gathered by themselves.
    case .frechet: break
    case .mean, .std:
      // Chan, Golub & LeVeque 1979: merging (count, mean, M2).
      let total = weight + count
      let difference = value - mean
      squares += variance * count + difference * difference * weight * count / total
      mean += difference * count / total
      means.append((value, count))
    }
    weight += count
  }

  func result(_ kind: MetricPlan.Reduction.Kind) -> Double {
    switch kind {
    case .sum: sum
    case .max: weight == 0 ? .nan : greatest
    case .mean: weight == 0 ? .nan : mean
    case .std: weight == 0 ? .nan : (squares / weight).squareRoot()
    case .frechet: features.distance(to: target)
    }
  }

  /// Half of the width of its 95 % confidence interval, by its batches or by groups of its examples; `nil` where there are too few,
  /// and of what has none.
  func halfWidth(_ kind: MetricPlan.Reduction.Kind) -> Double? {
    switch kind {
    case .mean: ConfidenceInterval.halfWidth(ofMeanOf: means)
    case .frechet: features.halfWidth(to: target)
    case .sum, .max, .std: nil
    }
  }
}

extension MetricPlan {
  /// Reductions that can run in one pass over a split: all that they need is known.
  func nextPass(known: Set<String>, done: Set<Int>) -> (part: Part, reductions: [Int])? {
    let ready = reductions.indices.filter {
      !done.contains($0) && reductions[$0].needs.isSubset(of: known)
    }
    // The training part first, since it stands first in a run.
    let first = Split.allCases.lazy.compactMap { split in
      ready.first { reductions[$0].split == split }
    }.first
    guard let first else { return nil }
    let part = reductions[first].part
    return (part, ready.filter { reductions[$0].part == part })
  }

  /// How well a figure is known of whose reductions this is known, and which is nothing but one of them times and plus numbers;
  /// `nil` of others.
  func halfWidth(of figure: Figure, reductions: [Int: Double]) -> Double? {
    switch figure {
    case .number, .call: return nil
    case .figure(let name):
      return figures[name].flatMap { halfWidth(of: $0, reductions: reductions) }
    case .reduction(let index): return reductions[index]
    case .negate(let inner): return halfWidth(of: inner, reductions: reductions)
    case .binary(.add, .number, let inner), .binary(.add, let inner, .number),
      .binary(.subtract, .number, let inner), .binary(.subtract, let inner, .number):
      return halfWidth(of: inner, reductions: reductions)
    case .binary(.multiply, .number(let scale), let inner),
      .binary(.multiply, let inner, .number(let scale)):
      return halfWidth(of: inner, reductions: reductions).map { Swift.abs(scale) * $0 }
    case .binary(.divide, let inner, .number(let scale)):
      return halfWidth(of: inner, reductions: reductions).map { $0 / Swift.abs(scale) }
    case .binary: return nil
    }
  }

  /// The value of a figure, `nil` while something it needs is not known.
  func evaluate(_ figure: Figure, reductions: [Int: Double], figures: [String: Double]) -> Double? {
    func value(_ inner: Figure) -> Double? {
      evaluate(inner, reductions: reductions, figures: figures)
    }
    switch figure {
    case .number(let number): return number
    case .figure(let name): return figures[name]
    case .reduction(let index): return reductions[index]
    case .negate(let inner): return value(inner).map { -$0 }
    case .binary(let symbol, let a, let b):
      guard let a = value(a), let b = value(b) else { return nil }
      return symbol(a, b)
    case .call(let function, let operands):
      let x = operands.compactMap { value($0) }
      guard x.count == function.arity else { return nil }
      return switch function {
      case .exp: Foundation.exp(x[0])
      case .log: Foundation.log(x[0])
      case .sqrt: x[0].squareRoot()
      case .square: x[0] * x[0]
      case .abs: Swift.abs(x[0])
      case .maximum: greater(x[0], x[1])
      case .minimum: lesser(x[0], x[1])
      case .clip: lesser(greater(x[0], x[1]), x[2])
      }
    }
  }
}

/// The greater of two numbers; what is no number stays so, as in NumPy.
private func greater(_ a: Double, _ b: Double) -> Double {
  a.isNaN || b.isNaN ? .nan : max(a, b)
}

/// The lesser of two numbers; what is no number stays so.
private func lesser(_ a: Double, _ b: Double) -> Double {
  a.isNaN || b.isNaN ? .nan : min(a, b)
}
