import Config

extension MetricPlan {
  package struct Reduction {
    package enum Kind: String {
      case mean, sum, std, max
      /// Of two values, over all their examples.
      case frechet
    }
    package let kind: Kind
    /// What is evaluated for every batch: the argument of `mean`, `sum`, `std` and `max`, or a whole call of a
    /// loss, whose result is a mean over the batch; of `frechet`, the call.
    package let expression: ExpressionTree
    package let part: Part
    /// The figures that must be known before.
    package let needs: Set<String>
    package var split: Split { part.split }
    /// Whether it is told how well it is known: what judges a generator is compared from run to run.
    package var hasInterval: Bool {
      if case .call("kid", _, _) = expression.kind { return kind == .mean }
      return kind == .frechet
    }
  }

  /// What a reduction runs over.
  package struct Part: Hashable {
    package let split: Split
    /// At most so many examples; where no data is read, so many rows.
    package let count: Int?
    /// Whether networks that are trained run as in training.
    package var trains = false
    /// The metric whose iterated values it is of.
    package var iteration: String?

    /// The same for values of the file, which do not see what is iterated.
    var ofValues: Part {
      var part = self
      part.iteration = nil
      return part
    }

    /// What a value is called over this part: with spaces, so that no name of the file is the same.
    func key(of name: String) -> String {
      "\(name) over \(split.rawValue)" + (count.map { " \($0)" } ?? "")
        + (trains ? " in training" : "")
    }
  }

  /// A value or loss whose expression reads figures where it reduces over all examples.
  struct Reduced {
    /// What it is called in the file.
    let name: String
    let expression: ExpressionTree
  }
}
