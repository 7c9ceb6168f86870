import Graph

/// The C arrays that hold a block of unfinished outputs of a column reduction, and what is done to them.
///
/// `s`: results so far (`v`: sums of squared deviations, `p`: positions); `a`, `c`: the same of the current
/// run, for terms whose rounding error grows with the number of additions.
struct Accumulators {
  let terms: [FusedKernel.Reduction.Term]
  /// The index of an output in the arrays: `i2 - b`.
  let place: String
  /// How many numbers are merged into one output.
  let count: Int
  /// Whether long reductions are cut into runs.
  let usesRuns: Bool
  private let hasMoments: Bool
  private let hasPositions: Bool

  init(_ reduction: FusedKernel.Reduction, count: Int, longestRun: Int, place: String) {
    terms = reduction.terms
    self.place = place
    self.count = count
    hasMoments = terms.contains { $0.combine == .moments }
    hasPositions = terms.contains { $0.combine == .argmax }
    usesRuns =
      hasMoments || (count > longestRun && terms.contains { $0.combine == .sum })
  }

  func declarations(width: Int) -> [String] {
    terms.enumerated().map { k, term in
      switch term.combine {
      case .sum: usesRuns ? "float s\(k)[\(width)], a\(k)[\(width)];" : "float s\(k)[\(width)];"
      case .max, .set: "float s\(k)[\(width)];"
      case .argmax: "float s\(k)[\(width)]; int32_t p\(k)[\(width)];"
      case .moments:
        "float s\(k)[\(width)], v\(k)[\(width)], a\(k)[\(width)], c\(k)[\(width)];"
      }
    }
  }

  /// What is zero before anything is merged.
  func zeros(width: Int) -> [String] {
    terms.enumerated().flatMap { k, term -> [String] in
      switch term.combine {
      case .sum, .set: [Self.zeros("s\(k)", width)]
      case .moments: [Self.zeros("s\(k)", width), Self.zeros("v\(k)", width)]
      case .max, .argmax: []
      }
    }
  }

  /// The rest for output `j`, before anything is merged.
  var initial: [String] {
    terms.enumerated().compactMap { k, term in
      switch term.combine {
      case .max: "s\(k)[j] = -__builtin_inff();"
      case .argmax: "s\(k)[j] = -__builtin_inff(); p\(k)[j] = 0;"
      case .sum, .set, .moments: nil
      }
    }
  }

  private static func zeros(_ name: String, _ width: Int) -> String {
    "etch_clear(\(name), 0, \(width));"
  }

  /// Before the reduction loops.
  var counters: [String] {
    (hasPositions ? ["int32_t position = -1;"] : []) + (hasMoments ? ["float n = 0.0f;"] : [])
  }

  /// Before a run.
  var runCounters: [String] { hasMoments ? ["float m = 0.0f;"] : [] }

  /// What is zero before a run.
  func runZeros(width: Int) -> [String] {
    terms.enumerated().flatMap { k, term -> [String] in
      switch term.combine {
      case .sum: [Self.zeros("a\(k)", width)]
      case .moments: [Self.zeros("a\(k)", width), Self.zeros("c\(k)", width)]
      case .max, .argmax, .set: []
      }
    }
  }

  /// At each point of the reduction loops, before the loop over outputs.
  var step: [String] {
    (hasPositions ? ["++position;"] : [])
      + (hasMoments ? ["m += 1.0f;", "const float inverse = 1.0f / m;"] : [])
  }

  /// At each point, for one output.
  func updates(_ values: [String]) -> [String] {
    terms.enumerated().flatMap { k, term -> [String] in
      let value = values[k]
      let at = "[\(place)]"
      switch term.combine {
      case .sum: return ["\(usesRuns ? "a" : "s")\(k)\(at) += \(value);"]
      case .set: return ["s\(k)\(at) = \(value);"]
      case .max: return ["s\(k)\(at) = etch_max(\(value), s\(k)\(at));"]
      case .argmax:
        return [
          "p\(k)\(at) = etch_exceeds(\(value), s\(k)\(at)) ? position : p\(k)\(at);",
          "s\(k)\(at) = etch_max(\(value), s\(k)\(at));",
        ]
      case .moments:
        return [
          "const float d\(k) = \(value) - a\(k)\(at);",
          "a\(k)\(at) = etch_fma(d\(k), inverse, a\(k)\(at));",
          "c\(k)\(at) = etch_fma(d\(k), \(value) - a\(k)\(at), c\(k)\(at));",
        ]
      }
    }
  }

  /// After a run.
  var mergeCounters: [String] {
    hasMoments
      ? [
        "const float all = n + m;", "const float share = m / all;",
        "const float weight = n * share;", "n = all;",
      ] : []
  }

  /// For output `j`, after a run.
  var merge: [String] {
    terms.enumerated().flatMap { k, term -> [String] in
      switch term.combine {
      case .sum: return ["s\(k)[j] += a\(k)[j];"]
      case .moments:
        return [
          "const float d\(k) = a\(k)[j] - s\(k)[j];",
          "s\(k)[j] = etch_fma(d\(k), share, s\(k)[j]);",
          "v\(k)[j] += etch_fma(d\(k) * d\(k), weight, c\(k)[j]);",
        ]
      case .max, .argmax, .set: return []
      }
    }
  }

  /// The k-th result of the reduction, numbered through the terms.
  func result(_ result: Int, level: Int) -> ScalarEmitter.Expression {
    var number = result
    for (k, term) in terms.enumerated() {
      if number < term.resultCount {
        if term.combine == .argmax {
          return ScalarEmitter.Expression("p\(k)[\(place)]", .int32, level: level)
        }
        return ScalarEmitter.Expression(
          number == 0
            ? "s\(k)[\(place)]"
            : "(v\(k)[\(place)] / \(ScalarEmitter.literal(Double(max(count, 1)))))",
          level: level)
      }
      number -= term.resultCount
    }
    preconditionFailure("the reduction has no result \(result)")
  }
}
