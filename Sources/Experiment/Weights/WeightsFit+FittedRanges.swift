import Config
import Diagnostics

extension WeightsFit {
  /// What is told where nothing is trained, and a set that goes into the network as it is is scaled from the range of its own examples, as
  /// that of other files was when the weights were trained: one number is two to the network.
  ///
  /// - Parameters:
  ///   - experiment: in canonical form.
  ///   - range: where the weights are named.
  func fittedRanges(of experiment: ConfigNode, at range: SourceRange?) -> [Diagnostic] {
    guard experiment["train"]?.isNull != false, let trainedText,
      let trained = ConfigNode(written: trainedText)
    else { return [] }
    let then = fittedSets(of: trained, text: trainedText)
    guard let first = then.first else { return [] }
    return fittedSets(of: experiment, text: experiment.yaml()).compactMap { set in
      guard !then.contains(where: { $0.files == set.files }) else { return nil }
      return Diagnostic(
        .preprocessing,
        "'\(network)' was trained on '\(first.name.excerpt)', scaled from the range of its examples, and '\(set.name)' is scaled from that of its own",
        at: range,
        notes: [
          .init(
            "'from: [low, high]' in the place of 'fit: train' scales both alike: the least and the greatest number of the training examples"
          )
        ])
    }
  }

  /// The sets of an experiment that the network is called with and that are scaled from their own range, with their files as written.
  private func fittedSets(
    of experiment: ConfigNode, text: String
  ) -> [(name: String, files: [String?])] {
    (experiment["data"]?.entries ?? [:]).compactMap { name, entry in
      let set = entry.value
      guard text.calls(network, with: name), set.fitsRange else { return nil }
      let files = ["source", "path", "splits"].map { set[$0]?.yaml() }
      return (name: name, files: files)
    }
  }
}

extension ConfigNode {
  /// Whether a set is scaled from the range of its training examples.
  fileprivate var fitsRange: Bool {
    let scales = [self["scale"]] + (self["transforms"]?.items ?? []).map { $0["scale"] }
    return scales.contains { $0?["fit"]?.text == "train" }
  }
}
