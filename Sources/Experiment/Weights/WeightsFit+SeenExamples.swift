import Config
import Diagnostics
import OrderedCollections

extension WeightsFit {
  /// What is told where weights were trained on examples that an experiment keeps for testing: of the same files another part was
  /// kept when they were trained, or none.
  ///
  /// - Parameters:
  ///   - experiment: in canonical form.
  ///   - range: where the weights are named.
  func seenExamples(of experiment: ConfigNode, at range: SourceRange?) -> [Diagnostic] {
    let own = KeptPart.all(of: experiment).filter { $0.holdout > 0 }
    guard !own.isEmpty, let text = trainedText, let trained = ConfigNode(written: text) else {
      return []
    }
    let others = KeptPart.all(of: trained)
    return own.compactMap { part in
      let same = others.filter { $0.files == part.files }
      guard !same.isEmpty, !same.contains(where: { $0.holds(part) }), let other = same.first
      else { return nil }
      return Diagnostic(
        .seenInTraining,
        "the weights of '\(network)' were trained on examples of the test part of '\(part.name)'",
        at: range,
        notes: [
          .init(
            "the seed, the name of the data and 'holdout' say which part that is: \(other.sentence) there, \(part.sentence) here"
          )
        ])
    }
  }

  /// Which examples of some files are kept for testing.
  private struct KeptPart {
    let name: String
    /// The source and its path, as they are written.
    let files: [String]
    let holdout: Double
    let seed: String
    let trainsOnAll: Bool

    /// Of every data set that is read from files.
    static func all(of experiment: ConfigNode) -> [KeptPart] {
      (experiment["data"]?.entries ?? [:]).compactMap { name, entry in
        let set = entry.value
        guard let path = set["path"], !path.isNull, let source = set["source"]?.text,
          case .number(let holdout, _)? = set["holdout"]?.content
        else { return nil }
        return KeptPart(
          name: name, files: [source, path.yaml()], holdout: holdout,
          seed: experiment["seed"]?.written ?? "0",
          trainsOnAll: (set["split"]?.text ?? "train") != "train")
      }
    }

    /// Whether all of another part of the same files is kept here too: it is the beginning of a permutation.
    func holds(_ other: KeptPart) -> Bool {
      !trainsOnAll && name == other.name && seed == other.seed && holdout >= other.holdout
    }

    /// `1, 'picture' and 0.2`.
    var sentence: String {
      "\(seed.escapedForDisplay), '\(name.excerpt)' and \(CanonicalNumber.text(holdout))"
    }
  }
}
