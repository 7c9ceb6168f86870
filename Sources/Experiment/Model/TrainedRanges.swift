import Artifacts
import Config
import Diagnostics

extension WeightsFit {
  /// What is told where a network is given a set of data of another range than the run gave it whose weights it takes: pixels of -1 to 1
  /// in the place of 0 to 1. It is of sets that go into the network as they are, whose files say a range.
  ///
  /// - Parameter network: its name, here and in the run.
  static func otherRange(
    of network: String, in model: Model, header: SafetensorsHeader
  ) -> Diagnostic? {
    guard let text = header.metadata("experiment"), let trained = ConfigNode(written: text),
      trained["networks"]?[network] != nil, let sets = trained["data"]?.entries
    else { return nil }
    let then = sets.compactMap { name, set -> (name: String, range: ClosedRange<Double>)? in
      guard text.calls(network, with: name) else { return nil }
      return set.value.writtenRange.map { (name: name, range: $0) }
    }
    guard let first = then.first else { return nil }
    let data = model.definition.fields.canonical(in: model.definition.scope)["data"]
    for expression in model.definition.expressions {
      for call in expression.calls {
        guard case .call(network, let arguments, _) = call.kind, let argument = arguments.first,
          case .name(let name) = argument.kind, let range = data?[name]?.writtenRange,
          !then.contains(where: { !$0.range.differs(from: range) })
        else { continue }
        return Diagnostic(
          .preprocessing,
          "'\(network)' was trained on '\(first.name.excerpt)' from \(first.range.text), and '\(name)' goes from \(range.text)",
          at: argument.range,
          notes: [
            .init(
              "'scale: [\(CanonicalNumber.text(first.range.lowerBound)), \(CanonicalNumber.text(first.range.upperBound))]' of the data brings it there"
            )
          ])
      }
    }
    return nil
  }
}

extension ConfigNode {
  /// The transforms after which numbers have another range.
  private static let rescaling = ["binarize", "noise", "normalize", "preprocess", "scale"]

  /// The range that the transforms of a set bring it to, of its canonical form; `nil` where they say none.
  fileprivate var writtenRange: ClosedRange<Double>? {
    guard self["preprocess"] == nil else { return nil }
    let last = self["transforms"]?.items?.last { transform in
      guard let kind = transform.text ?? transform.entries?.keys.first else { return false }
      return Self.rescaling.contains(kind)
    }
    let bounds = (last ?? self)["scale"]?["range"]?.items?.compactMap { bound -> Double? in
      if case .number(let number, _) = bound.content { number } else { nil }
    }
    guard let bounds, bounds.count == 2, bounds[0] < bounds[1] else { return nil }
    return bounds[0]...bounds[1]
  }
}

extension ClosedRange<Double> {
  /// Whether they differ by more than a tenth of the wider.
  fileprivate func differs(from other: Self) -> Bool {
    let widths = [upperBound - lowerBound, other.upperBound - other.lowerBound]
    let most = 0.1 * (widths.max() ?? 0)
    return abs(lowerBound - other.lowerBound) > most || abs(upperBound - other.upperBound) > most
  }

  fileprivate var text: String {
    "\(CanonicalNumber.text(lowerBound)) to \(CanonicalNumber.text(upperBound))"
  }
}

extension String {
  /// Whether an expression of this text calls a network with a set of data as it is.
  func calls(_ network: String, with set: String) -> Bool {
    ranges(of: "\(network)(\(set)").contains { range in
      let before = range.lowerBound == startIndex ? nil : self[index(before: range.lowerBound)]
      let after = range.upperBound == endIndex ? nil : self[range.upperBound]
      let isWhole = before.map { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." } ?? true
      return isWhole && (after == ")" || after == ",")
    }
  }
}
