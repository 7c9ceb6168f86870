import Config
import Diagnostics
import Experiment

extension RunComparison {
  /// What is told of figures of one name that are not of one measure, and of those that are known of few moments.
  public var remarksOnFigures: [String] { otherMeasures + partialFigures }

  /// Metrics that say something else in another run, each with what it says where.
  private var otherMeasures: [String] {
    let texts = runs.map { MetricTexts(resolved: $0.text) }
    let sections = runs.map { ConfigNode(written: $0.text)?["metrics"] }
    let titles = titles
    return figures.compactMap { name -> String? in
      let own = runs.indices.filter { runs[$0].figures[name] != nil && sections[$0]?[name] != nil }
      func differs(_ metric: String) -> Bool {
        Set(own.map { texts[$0].digest(of: metric) }).count > 1
      }
      guard let first = own.first, differs(name) else { return nil }
      let told = Self.differences(own.compactMap { sections[$0]?[name] })
      var parts = told.unique.filter { !$0.isEmpty }.map { text -> String in
        let names = zip(own, told).filter { $0.1 == text }.map { titles[$0.0] }
        return "\(text) in \(names.joined(separator: ", "))"
      }
      if parts.isEmpty {
        let read = texts[first].read(by: name).subtracting([name]).filter(differs).sorted()
        parts = ["it reads \(read.quotedList(most: 6))"]
      }
      return "'\(name)' is not one measure in these runs, so a change of it is no comparison: "
        + parts.joined(separator: "; ").escapedForDisplay
    }
  }

  /// The fields in which definitions of a metric differ, as each of them has these: of the expression alone, that.
  private static func differences(_ definitions: [ConfigNode]) -> [String] {
    let all = definitions.map { $0.entries ?? [:] }
    let keys = all.flatMap { Array($0.keys) }.unique.filter { key in
      Set(all.map { $0[key]?.value.flow }).count > 1
    }
    return all.map { own in
      if keys == ["value"] { return own["value"]?.value.written ?? "" }
      return keys.map { key in "\(key): \(own[key]?.value.flow ?? "none")" }
        .joined(separator: ", ")
    }
  }

  /// Figures that were evaluated after training, from checkpoints of which not all are kept.
  private var partialFigures: [String] {
    guard moment != .last else { return [] }
    let titles = titles
    return figures.compactMap { name -> String? in
      let parts = zip(runs, titles).compactMap { run, title in
        run.figures.part(of: name).map { "\($0.known) of \($0.all.counted("epoch")) in \(title)" }
      }
      return parts.isEmpty
        ? nil
        : "'\(name)' is partial: it was evaluated after training, from the checkpoints that are kept, of "
          + parts.joined(separator: ", ")
    }
  }
}
