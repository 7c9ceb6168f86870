import Config
import Datasets
import Diagnostics

extension LoadedExperiment {
  /// What the experiment gives each input of a network, and what its scores are of; a sentence each, for those who use it
  /// elsewhere.
  package func uses(of network: String) -> [String] {
    let definition = model.definition
    guard let inputs = definition.networks[network]?.inputs.keys else { return [] }
    let calls = definition.expressions.flatMap(\.calls)
    var given: [String: [ExpressionTree]] = [:]
    for call in calls {
      guard case .call(network, let arguments, let keywords) = call.kind else { continue }
      for (input, argument) in zip(inputs, arguments) { given[input, default: []].append(argument) }
      for keyword in keywords { given[keyword.name, default: []].append(keyword.value) }
    }
    let told = inputs.compactMap { input -> String? in
      guard let first = given[input]?.first else { return nil }
      // Data says more than what another network makes.
      let data = given[input]?.lazy.compactMap { self.data(behind: $0) }.first
      return "'\(input)' is \(data ?? definition.named(first).description.escapedForDisplay)"
    }
    let labels = calls.lazy.compactMap { self.labels(in: $0, of: network) }.first
    return told + (labels.map { ["the scores are of the classes '\($0)'"] } ?? [])
  }

  /// Data as it comes: its entry without what chooses examples, and the range of its numbers.
  private func data(behind argument: ExpressionTree) -> String? {
    guard let path = model.definition.named(argument).path else { return nil }
    let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
    guard let name = parts.first, var entry = canonical["data"]?[name] else { return nil }
    for key in ["split", "splits", "holdout", "train_where", "shuffle", "count", CommonFields.pin] {
      entry = entry.removing(key)
    }
    let description = model.descriptions[name]
    let range = (parts.count == 2 ? parts[1] : description?.main.name).flatMap {
      description?.range(of: $0)
    }
    let numbers = range.map {
      ", numbers from \(CanonicalNumber.text($0.lowerBound)) to \(CanonicalNumber.text($0.upperBound))"
    }
    return "'\(path)' of the data, \(entry.flow.escapedForDisplay)\(numbers ?? "")"
  }

  /// The field with whose classes a call of cross_entropy compares what a network makes, `pic.label`.
  private func labels(in call: ExpressionTree, of network: String) -> String? {
    guard case .call("cross_entropy", let arguments, let keywords) = call.kind else { return nil }
    func argument(_ name: String, at place: Int) -> ExpressionTree? {
      keywords.first { $0.name == name }?.value
        ?? (arguments.indices.contains(place) ? arguments[place] : nil)
    }
    guard let prediction = argument("prediction", at: 0), let target = argument("target", at: 1),
      case .call(network, _, _) = model.definition.named(prediction).kind
    else { return nil }
    let label = model.definition.named(target)
    guard case .member(let base, _) = label.kind, case .name(let data) = base.kind,
      model.definition.data[data] != nil
    else { return nil }
    return label.path
  }
}
